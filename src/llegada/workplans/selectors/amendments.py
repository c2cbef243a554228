"""Questions about amendments of signed plans: one, those of a plan, what they change in words, and what they do to the progress."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import number, short_date
from llegada.portfolio.models import Milestone, Service
from llegada.workplans import amendment_rules, rules
from llegada.workplans.amendment_rules import Change
from llegada.workplans.choices import AmendmentKind
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanAmendment
from llegada.workplans.policies import WORK_PLAN_POLICY, may_amend_by
from llegada.workplans.selectors.candidates import list_services_to_plan
from llegada.workplans.selectors.milestones import visible_plans
from llegada.workplans.selectors.versions import VersionChange

#: Field of a change → its words; those of a milestone say its name before.
FIELD_LABELS: Final = {
    "starts_on": _("Inicio del plan"),
    "ends_on": _("Fin del plan"),
    "due_on": _("Fecha límite"),
    "weight": _("Peso (%)"),
    "add": _("Servicio que entra"),
    "drop": _("Servicio que sale"),
    "advisor": _("Asesor responsable"),
    "counterpart_name": _("Contraparte"),
    "counterpart_post": _("Cargo de la contraparte"),
    "counterpart_email": _("Correo de la contraparte"),
}


def visible_amendments(actor: Actor) -> QuerySet[WorkPlanAmendment]:
    """Return the amendments of the plans that the actor may see, with their people."""
    return WorkPlanAmendment.objects.filter(plan__in=visible_plans(actor)).select_related(
        "plan__unit__organization",
        "plan__entity__department",
        "plan__advisor",
        "plan__annual_line__service",
        "milestone",
        "proposed_by",
        "accepted_by",
        "decided_by",
        "version",
    )


def get_amendment(*, actor: Actor, public_id: UUID) -> WorkPlanAmendment:
    """Return an amendment of a plan that the actor may see, with its people. Raises NotFound."""
    found = visible_amendments(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(amendment=str(public_id))
    return found


def list_amendments(*, plan: WorkPlan) -> QuerySet[WorkPlanAmendment]:
    """Return the amendments of a plan already seen, newest first."""
    return plan.amendments.select_related("milestone", "proposed_by", "decided_by").order_by("-number")


def changes_of(amendment: WorkPlanAmendment) -> list[Change]:
    """Return what an amendment changes: as it was decided, or, while it waits, with the weights that its service has today."""
    is_open = amendment.status in amendment_rules.OPEN
    if amendment.kind == AmendmentKind.NOT_APPLICABLE and is_open and amendment.milestone is not None:
        try:
            return weight_changes(amendment.milestone)
        except ValueError:
            pass  # nobody is left to take its weight: what was asked is shown, and approving it will say so
    return kept_changes_of(amendment)


def kept_changes_of(amendment: WorkPlanAmendment) -> list[Change]:
    """Return what an amendment changes as it was written, when it was proposed or decided."""
    return [Change(**one) for one in amendment.changes]


def list_services_to_amend(*, actor: Actor, plan: WorkPlan) -> QuerySet[Service]:
    """Return what a plan has, and what its unit offers and is published."""
    offered = list_services_to_plan(actor=actor).filter(organization=plan.unit.organization_id, unit=plan.unit_id)
    return Service.objects.filter(pk__in=services_of(plan).values("pk")) | Service.objects.filter(
        pk__in=offered.values("pk")
    )


def services_of(plan: WorkPlan) -> QuerySet[Service]:
    """Return the services that a plan has not dropped."""
    return Service.objects.filter(versions__plan_services__plan=plan, versions__plan_services__dropped_at__isnull=True)


def weight_changes(milestone: PlanMilestone) -> list[Change]:
    """Return the weight before and after of each milestone of the service if this one does not apply. Raises ValueError."""
    others = PlanMilestone.objects.filter(plan_service=milestone.plan_service_id).order_by("position", "pk")
    rows = {str(one.public_id): one for one in others}
    new = amendment_rules.weights_without(
        ((key, one.weight, one.status) for key, one in rows.items()), str(milestone.public_id)
    )
    return [
        Change("weight", str(rows[key].weight), str(new[key]), of=key, name=rows[key].name)
        for key in rows
        if key in new and (new[key] != rows[key].weight or key == str(milestone.public_id))
    ]


def words_of(changes: Iterable[Change]) -> list[VersionChange]:
    """Return changes as a person reads them, what was before beside what comes after."""
    return [VersionChange(_what(one), _said(one.field, one.before), _said(one.field, one.after)) for one in changes]


def _what(change: Change) -> str:
    label = str(FIELD_LABELS[change.field])
    if change.field in {"due_on", "weight"}:
        return gettext("%(label)s de «%(name)s»") % {"label": label, "name": change.name}
    return label


def _said(field: str, value: str) -> str:
    if not value:
        return ""
    if field.endswith("_on"):
        return short_date(date.fromisoformat(value))
    return number(Decimal(value), 2) if field == "weight" else value


def progress_of_plan(plan: WorkPlan) -> rules.Progress:
    """Return the progress of a plan as it stands."""
    return rules.progress(plan.milestones.values_list("weight", "status"))


def progress_of_amendment(
    amendment: WorkPlanAmendment, changes: Iterable[Change]
) -> tuple[rules.Progress, rules.Progress] | None:
    """Return the progress of the plan before and after: as it was when it was applied, or as it would be; None if it never was."""
    if amendment.done_before is not None and amendment.done_after is not None:
        return (
            rules.Progress(amendment.done_before, amendment.total_before or Decimal(0)),
            rules.Progress(amendment.done_after, amendment.total_after or Decimal(0)),
        )
    if amendment.status not in amendment_rules.OPEN:
        return None
    return progress_of_plan(amendment.plan), expected_progress(amendment, changes)


def count_amendments(*, plan: WorkPlan) -> tuple[int, int]:
    """Return how many amendments of a plan already seen wait for a decision, and how many there are."""
    counts = plan.amendments.aggregate(
        waiting=Count("pk", filter=Q(status__in=amendment_rules.OPEN)), every=Count("pk")
    )
    return counts["waiting"], counts["every"]


def expected_progress(amendment: WorkPlanAmendment, changes: Iterable[Change]) -> rules.Progress:
    """Return the progress that the plan would have with the amendment applied as it stands today."""
    weights = {str(one.public_id): (one.weight, one.status) for one in amendment.plan.milestones.all()}
    extra = Decimal(0)
    for change in changes:
        if change.field == "weight" and change.of in weights:
            weights[change.of] = (Decimal(change.after), weights[change.of][1])
        elif change.field == "drop":
            gone = amendment.plan.milestones.filter(plan_service__service_version__public_id=change.of)
            for key in gone.values_list("public_id", flat=True):
                weights.pop(str(key))
        elif change.field == "add":
            added = Milestone.objects.filter(version__public_id=change.of)
            extra += sum(added.values_list("weight", flat=True), Decimal(0))
    found = rules.progress(weights.values())
    return rules.Progress(done=found.done, total=found.total + extra)


def is_own_amendment(amendment: WorkPlanAmendment, action: str, actor: Actor) -> bool:
    """Return whether the actor is on the wrong side of `action`: proposed it, advises or made the plan, or accepted it before."""
    plan, own = amendment.plan, {amendment.proposed_by_id}
    own |= {plan.advisor_id, plan.created_by_id} if action == "accept" else {amendment.accepted_by_id or 0}
    return actor.person_id in own


def list_amendment_actions(*, actor: Actor, amendment: WorkPlanAmendment) -> list[str]:
    """Return what the actor may do now with an amendment, in the table's order."""
    held = WORK_PLAN_POLICY.permissions_on(actor, amendment.plan)
    is_amendable = amendment.plan.status in amendment_rules.AMENDABLE
    return [
        action
        for action in amendment_rules.available_actions(amendment.status, kind=amendment.kind)
        if may_amend_by(action, amendment.kind) & held
        and (
            action not in amendment_rules.SECOND_PERSON
            or (is_amendable and not is_own_amendment(amendment, action, actor))
        )
    ]
