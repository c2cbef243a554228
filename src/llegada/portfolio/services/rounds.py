"""What every round of the committee shares, whatever it decides on: one sheet a member, quorum, majority, act (ADR 0014, 0016).

Who may, what moves and what the history says belong to the matter: its own services call these inside their transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, Person
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import CommitteeDecision
from llegada.portfolio.errors import AlreadyDecided, NoMajority, NoOpenRound, NoQuorum
from llegada.portfolio.models import CommitteeRoundBase, CommitteeSheetBase
from llegada.portfolio.strategy_content import tidy

S = TypeVar("S", bound=CommitteeSheetBase)
#: A meeting earlier than that before its round was opened is a year mistyped.
MOST_DAYS_BEFORE: Final = 366


@dataclass(frozen=True)
class Verdict:
    """What the committee decided in a round: the action, how many sheets counted, and what they say for it."""

    action: str
    sheets: int
    comments: str


def require_member(*, actor: Actor, organization: Organization, permission: str, today: date) -> Person:
    """Return the actor as a member of the committee on `today`. Raises NotAllowed."""
    members = selectors.list_committee_members(organization=organization, today=today)
    member = members.filter(pk=actor.person_id or 0).first()
    if member is None:
        raise NotAllowed(permission=permission)
    return member


def add_sheet(
    current: CommitteeRoundBase,
    sheet_class: type[S],
    *,
    member: Person,
    decision: str,
    comments: str,
    now: datetime,
    decisions: Collection[str] = tuple(CommitteeDecision.values),
) -> S:
    """Write what a member decides in an open round, which admits `decisions`; once written it stays.

    Raises Invalid, NoOpenRound, AlreadyDecided.
    """
    fields: dict[str, Any] = {"round": current, "member": member, "decision": decision}
    sheet = sheet_class(**fields, comments=tidy(comments), written_at=now)
    ensure_fields_valid(sheet, exclude=["round", "member"])
    if decision not in decisions:
        raise Invalid({"decision": _("Escoja una de las decisiones de la lista.")})
    if decision != CommitteeDecision.APPROVE and not sheet.comments:
        raise Invalid({"comments": _("Para devolver o no aprobar, escriba por qué.")})
    # The same row that a closing takes: a sheet enters before the closing, or is refused after it.
    alive = type(current)._default_manager.filter(pk=current.pk, closed_at__isnull=True)
    if alive.update(sheet_count=F("sheet_count") + 1) != 1:
        raise NoOpenRound()
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError:
        raise AlreadyDecided() from None
    return sheet


def settle(
    current: CommitteeRoundBase,
    *,
    actor: Actor,
    organization: Organization,
    met_on: date | None,
    act_number: str,
    now: datetime,
    today: date,
) -> Verdict:
    """Close a round with the date of the meeting and its act, and return what the majority decided.

    Only the sheets of who is a member today count. Raises Invalid, Conflict, NoQuorum, NoMajority.
    """
    _check_act(current, met_on, act_number, today)
    rows = type(current)._default_manager.filter(pk=current.pk, closed_at__isnull=True)
    if rows.filter(sheet_count=current.sheet_count).update(act_number=act_number.strip()) != 1:
        raise Conflict()  # a sheet came in meanwhile
    members = list(
        selectors.list_committee_members(organization=organization, today=today).values_list("pk", flat=True)
    )
    sheets = list(current.sheets.filter(member__in=members).order_by("written_at", "pk"))  # type: ignore[attr-defined]
    needed = rules.quorum(len(members))
    if len(sheets) < needed:
        raise NoQuorum(sheets=len(sheets), members=len(members), quorum=needed)
    action = rules.majority([one.decision for one in sheets])
    if action is None:
        raise NoMajority()
    rows.update(
        closed_at=now,
        closed_by=actor.person_id,
        met_on=met_on,
        outcome=action,
        members=len(members),
        quorum=needed,
    )
    said = [one.comments for one in sheets if one.comments and one.decision == action]
    comments = "\n".join(dict.fromkeys(said))  # several members often say the same
    return Verdict(action, len(sheets), comments)


def _check_act(current: CommitteeRoundBase, met_on: date | None, act_number: str, today: date) -> None:
    errors = {}
    if met_on is None:
        errors["met_on"] = _("Escriba la fecha de la reunión.")
    elif met_on > today:
        errors["met_on"] = _("La reunión no puede ser en el futuro: la ronda se cierra después de ella.")
    elif (timezone.localdate(current.opened_at) - met_on).days > MOST_DAYS_BEFORE:
        errors["met_on"] = _("La reunión sería más de un año anterior a la ronda. Revise el año que escribió.")
    if not act_number.strip():
        errors["act_number"] = _("Escriba el número del acta.")
    elif len(act_number.strip()) > current._meta.get_field("act_number").max_length:  # type: ignore[operator]
        errors["act_number"] = _("El número del acta es demasiado largo.")
    if errors:
        raise Invalid(errors)
