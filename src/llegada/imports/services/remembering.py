"""What an organisation remembers of the words of its files: a person corrects it or has it forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotAllowed
from llegada.imports.models import ValueMatch
from llegada.imports.policies import MATCH_POLICY, MatchPermission
from llegada.imports.selectors import get_match
from llegada.imports.services.directory import LEFT_BLANK, SKIPPED, Directory


@transaction.atomic
def correct_match(*, actor: Actor, match_id: int, value: str, now: datetime) -> ValueMatch:
    """Say that a text stands for something else, or (`value` empty) that it is not brought. Raises Invalid, Conflict.

    What imports brought with the one of before stays as they brought it.
    """
    match = _take(actor, match_id)
    if value not in {SKIPPED, LEFT_BLANK} and value not in Directory(match.organization).words(match.kind):
        raise Invalid({"": _("Eso ya no está en los catálogos. Elija otra cosa.")})
    before = match.value
    if before == value:
        return match
    changed = ValueMatch.objects.filter(pk=match.pk, value=before).update(
        value=value, confirmed_by_id=actor.person_id, confirmed_at=now
    )
    if changed != 1:
        raise Conflict()
    match.refresh_from_db()
    data = {"text": match.text, "kind": match.kind, "before": before, "after": value}
    history.record(actor=actor, verb="valuematch.correct", target=match, now=now, data=data)
    return match


@transaction.atomic
def forget_match(*, actor: Actor, match_id: int, now: datetime) -> str:
    """Take back what was said of a text, which is asked again the next time; return the text. Who had said what stays written."""
    match = _take(actor, match_id)
    data = {
        "text": match.text,
        "kind": match.kind,
        "value": match.value,
        "confirmed_by": match.confirmed_by.full_name,
        "confirmed_at": match.confirmed_at.isoformat(),
    }
    history.record(actor=actor, verb="valuematch.forget", target=match, now=now, data=data)
    match.delete()
    return match.text


def _take(actor: Actor, match_id: int) -> ValueMatch:
    match = get_match(actor=actor, match_id=match_id)
    MATCH_POLICY.require(actor, MatchPermission.CHANGE, match)
    if actor.person_id is None:
        raise NotAllowed()
    return match
