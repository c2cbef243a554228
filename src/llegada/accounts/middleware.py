"""Finds who is asking: the person and the one role under which they act now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from llegada.accounts.models import Person
from llegada.accounts.selectors import build_actor, list_current_assignments
from llegada.core.actors import ANONYMOUS, Actor, Grant

ACTIVE_ASSIGNMENT_KEY = "active_assignment"


class ActorMiddleware:
    """Sets `request.actor` and `request.available_grants`, each found when first asked for.

    A person with several roles acts under one at a time: the one chosen in this session, or else the oldest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the actor to the request."""
        found: dict[str, tuple[Actor, tuple[Grant, ...]]] = {}

        def find() -> tuple[Actor, tuple[Grant, ...]]:
            if "actor" not in found:
                found["actor"] = _find_actor(request)
            return found["actor"]

        request.actor = SimpleLazyObject(lambda: find()[0])  # type: ignore[attr-defined]
        request.available_grants = SimpleLazyObject(lambda: find()[1])  # type: ignore[attr-defined]
        return self.get_response(request)


def _find_actor(request: HttpRequest) -> tuple[Actor, tuple[Grant, ...]]:
    person = request.user
    if not isinstance(person, Person):
        return ANONYMOUS, ()
    everything = build_actor(
        person=person, assignments=list_current_assignments(person=person, today=timezone.localdate())
    )
    chosen = request.session.get(ACTIVE_ASSIGNMENT_KEY)
    active = [grant for grant in everything.grants if grant.assignment_id == chosen] or list(everything.grants[:1])
    return Actor(person_id=person.pk, name=person.full_name, grants=tuple(active)), everything.grants
