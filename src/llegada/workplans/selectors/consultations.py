"""Questions about consultations: those that the actor follows or answers, and those that are useful to others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from llegada.accounts.models import Organization, Person
from llegada.core.actors import Actor
from llegada.core.days_off import days_off_of
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.core.text import search_terms
from llegada.portfolio.models import ThematicLine
from llegada.workplans import consultation_rules
from llegada.workplans.models import Consultation, ConsultationFile, ConsultationTerm, WorkPlan
from llegada.workplans.policies import (
    CONSULTATION_POLICY,
    FOR_CONSULTATION_ACTION,
    ConsultationPermission,
)

#: How far back the time of answer is told of.
TOLD_DAYS = 365


def list_consultations(*, actor: Actor) -> QuerySet[Consultation]:
    """Return the consultations that the actor may see, with plan, line and people loaded, the most pressing first."""
    visible = CONSULTATION_POLICY.scope(actor, ConsultationPermission.VIEW, Consultation.objects.all())
    return visible.select_related(
        "plan__unit__organization", "plan__entity", "plan__advisor", "line", "asked_by", "expert", "closed_by"
    ).order_by("due_on", "pk")


def get_consultation(*, actor: Actor, public_id: UUID) -> Consultation:
    """Return one consultation. Raises NotFound."""
    found = list_consultations(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(consultation=str(public_id))
    return found


def search_consultations(consultations: QuerySet[Consultation], text: str) -> QuerySet[Consultation]:
    """Keep those that hold every word of `text` in the question or its answers."""
    for term in search_terms(text):
        consultations = consultations.filter(search_text__contains=term)
    return consultations


def overdue_consultations(consultations: QuerySet[Consultation], today: date) -> QuerySet[Consultation]:
    """Keep those that should have been answered before `today`."""
    return consultations.filter(status__in=consultation_rules.PENDING, due_on__lt=today)


def list_shared(*, actor: Actor) -> QuerySet[Consultation]:
    """Return what other teams of the actor's organisation marked as useful, newest first; the plan is not told."""
    shared = CONSULTATION_POLICY.scope(actor, ConsultationPermission.READ_SHARED, Consultation.objects.all())
    return (
        shared.select_related("line", "plan__unit")
        .prefetch_related("answers__written_by")
        .order_by("-answered_at", "-pk")
    )


def list_consultation_actions(*, actor: Actor, consultation: Consultation) -> list[str]:
    """Return what the actor may do now with a consultation, in the table's order."""
    held = CONSULTATION_POLICY.permissions_on(actor, consultation)
    is_own = actor.person_id == consultation.asked_by_id
    is_theirs = actor.person_id == consultation.expert_id
    refused = {"take": is_own, "answer": not is_theirs}
    return [
        action
        for action in consultation_rules.available_actions(
            consultation.status,
            is_reopened=consultation.reopened_at is not None,
            is_answered=consultation.answered_at is not None,
        )
        if FOR_CONSULTATION_ACTION[action] in held and not refused.get(action, False)
    ]


def list_experts(*, plan: WorkPlan, today: date, besides: int) -> QuerySet[Person]:
    """Return who answers consultations in the organisation of a plan on `today`, by name; not who asked (`besides`)."""
    in_force = Q(assignments__starts_on__lte=today) & (
        Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gte=today)
    )
    is_expert = Q(assignments__role=Role.EXPERT, assignments__organization_id=plan.unit.organization_id)
    people = Person.objects.filter(in_force & is_expert, is_active=True).exclude(pk=besides)
    return people.distinct().order_by("full_name", "pk")


def list_lines_to_ask() -> QuerySet[ThematicLine]:
    """Return the lines under which something may be asked."""
    return ThematicLine.objects.filter(is_active=True).order_by("name")


def term_days(organization_id: int) -> int:
    """Return in how many working days an organisation answers."""
    own = ConsultationTerm.objects.filter(organization=organization_id).values_list("days", flat=True).first()
    return own if own is not None else consultation_rules.DEFAULT_DAYS


def list_terms_to_set(*, actor: Actor) -> QuerySet[Organization]:
    """Return the organisations whose term the actor may set, by name."""
    held = CONSULTATION_POLICY.table[ConsultationPermission.SET_TERM]
    mine = [grant.organization_id for grant in actor.grants if grant.role in held and grant.organization_id]
    return Organization.objects.filter(pk__in=mine).order_by("name", "pk")


def median_answer(consultations: QuerySet[Consultation], *, today: date) -> tuple[float | None, int]:
    """Return the median of working days to the first answer in the last year, and of how many consultations it is."""
    since = today - timedelta(days=TOLD_DAYS)
    rows = list(
        consultations.filter(answered_at__date__gte=since)
        .order_by()
        .values_list("plan__unit__organization_id", "asked_at", "answered_at")
    )
    off = days_off_of({organization for organization, _asked, _answered in rows})
    took = (
        (timezone.localdate(asked), timezone.localdate(answered), off[organization])
        for organization, asked, answered in rows
    )
    return consultation_rules.median_days(took), len(rows)


def get_consultation_file(*, actor: Actor, public_id: UUID) -> ConsultationFile:
    """Return a file of a consultation that the actor may see. Raises NotFound."""
    visible = CONSULTATION_POLICY.scope(actor, ConsultationPermission.VIEW, Consultation.objects.all())
    found = ConsultationFile.objects.select_related("file").filter(public_id=public_id, consultation__in=visible)
    one = found.first()
    if one is None:
        raise NotFound(file=str(public_id))
    return one


def search_text_of(consultation: Consultation, answers: Iterable[str]) -> str:
    """Return what a consultation is searched by, still to be folded."""
    return " ".join([consultation.subject, consultation.question, *answers])
