"""Asks central experts, takes, answers and closes what was asked, and tells every day of what is late (PTR-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.models import Organization, Person
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.days_off import days_off_of
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.core.states import move
from llegada.core.text import fold
from llegada.core.validation import ensure_valid
from llegada.core.working_days import add_working_days
from llegada.portfolio.models import ThematicLine
from llegada.records.rules import clean_name
from llegada.records.services import store_file
from llegada.workplans import consultation_rules, selectors
from llegada.workplans.errors import (
    NothingToShare,
    NotYourConsultation,
    OwnConsultation,
    PlanEnded,
    ReopenedOnce,
)
from llegada.workplans.models import Consultation, ConsultationAnswer, ConsultationFile, ConsultationTerm
from llegada.workplans.policies import (
    CONSULTATION_POLICY,
    FOR_CONSULTATION_ACTION,
    WORK_PLAN_POLICY,
    ConsultationPermission,
    Permission,
    person_id_of,
)

#: Most files in one question or answer.
MAX_FILES: Final = 5
#: Who acts in the sweep: nobody in person.
WATCH: Final = Actor(name="Revisión diaria")


@dataclass(frozen=True)
class ConsultationContent:
    """What a team asks."""

    line: ThematicLine
    subject: str
    question: str
    uploads: Sequence[UploadedFile[Any]] = ()


@transaction.atomic
def open_consultation(*, actor: Actor, plan_id: UUID, content: ConsultationContent, now: datetime) -> Consultation:
    """Ask central experts something of a plan that has not ended; the answer is due in the organisation's working days.

    Raises NotFound, NotAllowed, PlanEnded, Invalid, and what `store_file` raises.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=plan_id)
    WORK_PLAN_POLICY.require(actor, Permission.CONSULT, plan)
    if plan.status in consultation_rules.ENDED_PLANS:
        raise PlanEnded()
    one = Consultation(
        plan=plan,
        line=content.line,
        subject=content.subject.strip(),
        question=content.question.strip(),
        due_on=_due(plan.unit.organization_id, now),
        asked_by_id=person_id_of(actor),
        asked_at=now,
    )
    one.search_text = fold(selectors.search_text_of(one, ()))
    ensure_valid(one, exclude=("plan", "line", "asked_by")).save(force_insert=True)
    _keep_files(one, None, content.uploads, actor=actor, now=now)
    event = _record(one, "open", actor=actor, now=now, after=one.status)
    notify(event=event, people=_heads(one, now))
    return one


def _due(organization_id: int, now: datetime) -> date:
    days_off = days_off_of([organization_id])[organization_id]
    return add_working_days(timezone.localdate(now), selectors.term_days(organization_id), days_off)


def _keep_files(
    one: Consultation,
    answer: ConsultationAnswer | None,
    uploads: Sequence[UploadedFile[Any]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if len(uploads) > MAX_FILES:
        raise Invalid({"attachments": _("Adjunte a lo sumo %(n)s archivos.") % {"n": MAX_FILES}})
    for upload in uploads:
        stored = store_file(actor=actor, upload=upload, now=now)
        ConsultationFile.objects.create(
            consultation=one,
            answer=answer,
            file=stored,
            name=clean_name(upload.name or "", stored.media_type),
            added_by_id=person_id_of(actor),
        )


def _record(one: Consultation, action: str, *, actor: Actor, now: datetime, **more: Any) -> Event:
    return history.record(actor=actor, verb=f"consultation.{action}", target=one, now=now, **more)


def _heads(one: Consultation, now: datetime) -> list[Person]:
    """Return who assigns what a team of the unit asks."""
    roles = (Role.UNIT_HEAD, Role.GROUP_COORDINATOR)
    return list(find_role_holders(unit=one.plan.unit, roles=roles, today=timezone.localdate(now)))


@transaction.atomic
def assign_consultation(*, actor: Actor, public_id: UUID, person_id: UUID, now: datetime) -> Consultation:
    """Give a consultation to an expert. Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict."""
    one, after = _to_move(actor, public_id, "assign")
    experts = selectors.list_experts(plan=one.plan, today=timezone.localdate(now), besides=one.asked_by_id)
    expert = experts.filter(public_id=person_id).first()
    if expert is None:
        raise Invalid({"expert": _("Elija a una persona experta de la organización, distinta de quien pregunta.")})
    before = one.status
    move(one, before=before, after=after, expert_id=expert.pk)
    event = _record(one, "assign", actor=actor, now=now, before=before, after=after, reason=expert.full_name)
    notify(event=event, people=[expert])
    return one


@transaction.atomic
def move_consultation(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> Consultation:
    """Take, close, withdraw or reopen a consultation; what is reopened goes back to its expert with a new date, once.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, OwnConsultation, ReopenedOnce, Conflict.
    """
    if action not in {"take", "close", "withdraw", "reopen"}:
        raise NotFound(action=action)
    one, after = _to_move(actor, public_id, action)
    reason = reason.strip()
    if action in consultation_rules.NEEDS_REASON and not reason:
        raise ReasonRequired()
    before = one.status
    move(one, before=before, after=after, **_values(one, action, actor, reason, now))
    event = _record(one, action, actor=actor, now=now, before=before, after=after, reason=reason)
    told = {"take": one.asked_by, "reopen": one.expert, "withdraw": one.expert}.get(action)
    notify(event=event, people=[told] if told is not None else [])
    return one


def _to_move(actor: Actor, public_id: UUID, action: str) -> tuple[Consultation, str]:
    """Return a consultation on which the actor may take an action, and where it leads."""
    one = selectors.get_consultation(actor=actor, public_id=public_id)
    CONSULTATION_POLICY.require(actor, FOR_CONSULTATION_ACTION[action], one)
    after = consultation_rules.next_status(one.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=one.status)
    return one, after


def _values(one: Consultation, action: str, actor: Actor, reason: str, now: datetime) -> dict[str, Any]:
    """Return what an action writes beside the state. Raises OwnConsultation, ReopenedOnce."""
    if action == "take":
        if actor.person_id == one.asked_by_id:
            raise OwnConsultation()
        return {"expert_id": person_id_of(actor)}
    if action == "reopen":
        if one.reopened_at is not None or one.answered_at is None:
            raise ReopenedOnce()
        due_on = _due(one.plan.unit.organization_id, now)
        reopened = {"reopened_at": now, "reopen_reason": reason, "due_on": due_on}
        return {**reopened, "closed_at": None, "closed_by_id": None}
    return {"closed_at": now, "closed_by_id": person_id_of(actor)}


@transaction.atomic
def answer_consultation(
    *, actor: Actor, public_id: UUID, text: str, now: datetime, uploads: Sequence[UploadedFile[Any]] = ()
) -> ConsultationAnswer:
    """Answer what one was assigned; another answer may follow until it is closed.

    Raises NotFound, NotAllowed, NotYourConsultation, TransitionNotAllowed, Invalid, Conflict, and what `store_file` raises.
    """
    one, after = _to_move(actor, public_id, "answer")
    if actor.person_id != one.expert_id:
        raise NotYourConsultation()
    if not text.strip():
        raise Invalid({"text": _("Escriba la respuesta.")})
    before = one.status
    earlier = list(one.answers.values_list("text", flat=True))
    search_text = fold(selectors.search_text_of(one, [*earlier, text]))
    move(one, before=before, after=after, answered_at=one.answered_at or now, search_text=search_text)
    answer = ConsultationAnswer.objects.create(
        consultation=one, text=text.strip(), written_by_id=person_id_of(actor), written_at=now
    )
    _keep_files(one, answer, uploads, actor=actor, now=now)
    event = _record(one, "answer", actor=actor, now=now, before=before, after=after)
    notify(event=event, people=[one.asked_by])
    return answer


@transaction.atomic
def share_consultation(*, actor: Actor, public_id: UUID, is_shared: bool, now: datetime) -> Consultation:
    """Mark what was answered as useful to other teams of the organisation, or take the mark away.

    Raises NotFound, NotAllowed, NothingToShare, Conflict.
    """
    one = selectors.get_consultation(actor=actor, public_id=public_id)
    CONSULTATION_POLICY.require(actor, ConsultationPermission.SHARE, one)
    if one.answered_at is None:
        raise NothingToShare()
    if one.is_shared != is_shared:
        move(one, field="is_shared", before=not is_shared, after=is_shared)
        _record(one, "share" if is_shared else "unshare", actor=actor, now=now)
    return one


@transaction.atomic
def set_consultation_term(*, actor: Actor, organization: Organization, days: int, now: datetime) -> ConsultationTerm:
    """Say in how many working days an organisation answers from now on; what is open keeps its date. Raises NotAllowed, Invalid."""
    if not selectors.list_terms_to_set(actor=actor).filter(pk=organization.pk).exists():
        raise NotAllowed()
    if not consultation_rules.FEWEST_DAYS <= days <= consultation_rules.MOST_DAYS:
        raise Invalid({"days": _("Escriba un plazo de 1 a 30 días hábiles.")})
    before = selectors.term_days(organization.pk)
    term, _is_new = ConsultationTerm.objects.update_or_create(organization=organization, defaults={"days": days})
    history.record(
        actor=actor, verb="consultation.term", target=organization, now=now, before=str(before), after=str(days)
    )
    return term


def watch_consultations(now: datetime) -> int:
    """Tell of every consultation that should have been answered, once for each date it has; return how many were told."""
    late = selectors.overdue_consultations(Consultation.objects.all(), timezone.localdate(now))
    found = list(late.select_related("plan__unit", "expert", "asked_by").order_by("pk"))
    told = {
        (event.target_id, event.data.get("due_on"))
        for event in history.list_events_of(found).filter(verb="consultation.overdue")
    }
    pressing = [one for one in found if (str(one.public_id), one.due_on.isoformat()) not in told]
    for one in pressing:
        _warn(one, now)
    return len(pressing)


@transaction.atomic
def _warn(one: Consultation, now: datetime) -> None:
    """Tell the expert, who asked, and who leads the unit."""
    event = _record(one, "overdue", actor=WATCH, now=now, data={"due_on": one.due_on.isoformat()})
    expert = [one.expert] if one.expert is not None else []
    notify(event=event, people=[*expert, one.asked_by, *_heads(one, now)])
