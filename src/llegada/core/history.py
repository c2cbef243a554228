"""Writes and reads the log of decisions. Verbs are dotted and shown in words by one table per app (`verbs.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any, Final

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate

from llegada.core.actors import Actor
from llegada.core.models import Event

#: A page shows so many decisions at most: the first ones at once, the rest when they are asked for.
SHOWN: Final = 1000
#: verb → words. Each app adds its own when Django starts (see `register_verbs`).
VERB_LABELS: dict[str, str | Promise] = {}


def register_verbs(labels: Mapping[str, str | Promise]) -> None:
    """Add an app's verbs to the display table."""
    VERB_LABELS.update(labels)


#: What stands for the key in a decision about a whole table: an import, for instance.
EVERY_ROW: Final = "*"
Target = Model | type[Model]


def _key(target: Target) -> tuple[str, str]:
    kind = target._meta.label_lower
    return kind, EVERY_ROW if isinstance(target, type) else str(getattr(target, "public_id", None) or target.pk)


def compose(
    *,
    actor: Actor,
    verb: str,
    target: Target,
    now: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Return one decision not yet written, for `record_many`."""
    kind, identifier = _key(target)
    return Event(
        at=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        actor_roles=",".join(sorted(actor.roles)),
        verb=verb,
        target_kind=kind,
        target_id=identifier,
        before=before,
        after=after,
        reason=reason,
        data=data or {},
    )


def record_many(events: Sequence[Event]) -> list[Event]:
    """Append decisions in their order. Must be called inside the transaction of the changes that they record."""
    return Event.objects.bulk_create(events)


def record(
    *,
    actor: Actor,
    verb: str,
    target: Target,
    now: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one decision. Must be called inside the transaction of the change that it records."""
    event = compose(
        actor=actor, verb=verb, target=target, now=now, before=before, after=after, reason=reason, data=data
    )
    return record_many([event])[0]


def list_events(*, target: Target) -> QuerySet[Event]:
    """Return the decisions on `target`, an object or the model whose whole table they are about, newest first.

    The caller has already checked that it may be seen.
    """
    kind, identifier = _key(target)
    return Event.objects.filter(target_kind=kind, target_id=identifier).order_by("-at", "-pk")


def list_shown(*, target: Target) -> list[Event]:
    """Return the decisions on `target` that its page shows, newest first: all, but of what was decided beyond counting.

    Of those that one person took again and again in a day, and that move nothing, comes the newest, with how many `times`.
    """
    return fold_repeated(list_events(target=target)[:SHOWN])


def fold_repeated(events: Iterable[Event]) -> list[Event]:
    """Return `events` with each run of alike ones as its first, which says how many `times` it happened."""
    folded: list[Any] = []
    for _alike, run in groupby(events, key=_what_repeats):
        found = list(run)
        found[0].times = len(found)  # type: ignore[attr-defined]  # for the template
        folded.append(found[0])
    return folded


def _what_repeats(event: Event) -> tuple[object, ...]:
    if event.before or event.after or event.reason:
        return (event.pk,)
    return (event.verb, event.actor_id, localdate(event.at))


def list_events_of(targets: Iterable[Model]) -> QuerySet[Event]:
    """Return the decisions on several objects, of one kind or more, newest first, in one query."""
    by_kind: dict[str, list[str]] = {}
    for kind, identifier in map(_key, targets):
        by_kind.setdefault(kind, []).append(identifier)
    those = [Q(target_kind=kind, target_id__in=identifiers) for kind, identifiers in by_kind.items()]
    return Event.objects.filter(reduce(or_, those)).order_by("-at", "-pk") if those else Event.objects.none()
