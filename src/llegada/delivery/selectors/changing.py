"""What a service is about to change, within the actor's reach, and what it must know of several rows at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import prefetch_related_objects

from llegada.accounts.models import ConsentText
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import rules
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.policies import COMMITMENT_POLICY, SESSION_POLICY, Permission


def take_sessions(*, actor: Actor, public_ids: Collection[UUID]) -> list[Session]:
    """Return sessions that `actor` sees, in the order asked, with plan, unit and entity loaded and their rows locked.

    SQLite has one writer at a time already; PostgreSQL would otherwise let two people move the same figures. Raises NotFound
    if any is missing.
    """
    visible = SESSION_POLICY.scope(actor, Permission.VIEW, Session.objects.filter(public_id__in=public_ids))
    rows = visible.select_related("plan__unit", "plan__entity").select_for_update(of=("self",)).order_by("pk")
    found = {session.public_id: session for session in rows}
    _refuse_missing(found, public_ids)
    return [found[public_id] for public_id in public_ids]


def take_session(*, actor: Actor, public_id: UUID) -> Session:
    """Return one session as `take_sessions` does. Raises NotFound."""
    return take_sessions(actor=actor, public_ids=[public_id])[0]


def find_commitments(*, actor: Actor, public_ids: Collection[UUID]) -> list[Commitment]:
    """Return commitments that `actor` sees, in the order asked, with plan, unit and entity. Raises NotFound if any is missing."""
    visible = COMMITMENT_POLICY.scope(actor, Permission.VIEW, Commitment.objects.filter(public_id__in=public_ids))
    found = {
        commitment.public_id: commitment
        for commitment in visible.select_related("plan__unit", "plan__entity").order_by()
    }
    _refuse_missing(found, public_ids)
    return [found[public_id] for public_id in public_ids]


def _refuse_missing(found: Collection[UUID], public_ids: Collection[UUID]) -> None:
    for public_id in public_ids:
        if public_id not in found:
            raise NotFound(public_id=str(public_id))


def load_advisors(sessions: Sequence[Session]) -> None:
    """Load who gave each of `sessions`, in one query."""
    prefetch_related_objects(sessions, "advisors")


def find_missing_for_minutes(sessions: Sequence[Session]) -> dict[int, tuple[str, ...]]:
    """Return key of session → what its minutes still need (see `rules.missing_for_minutes`)."""
    keys = [session.pk for session in sessions]
    attended = set(
        AttendanceEntry.objects.filter(session__in=keys).order_by().values_list("session", flat=True).distinct()
    )
    promised = set(Commitment.objects.filter(session__in=keys).order_by().values_list("session", flat=True).distinct())
    return {
        session.pk: rules.missing_for_minutes(
            attendance=session.pk in attended,
            what_was_done=session.what_was_done,
            commitments=session.pk in promised,
            no_commitments=session.no_commitments,
        )
        for session in sessions
    }


def consent_texts() -> Callable[[date], ConsentText | None]:
    """Return a function that gives the consent text in force on a day; texts are few and read once."""
    texts = list(ConsentText.objects.order_by("-valid_from", "-pk"))
    return lambda today: next((text for text in texts if text.valid_from <= today), None)
