"""Makes and corrects work plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed
from llegada.core.history import record
from llegada.core.states import keep_versions, move
from llegada.core.validation import ensure_valid, insert_valid
from llegada.portfolio import rules as portfolio_rules
from llegada.portfolio.design_rules import has_plan
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans import rules, selectors
from llegada.workplans.errors import PlanNotEditable
from llegada.workplans.facts import SPAN_KIND
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.services.basis import PlanBasis, check_basis, data_of, put_basis, words_of


@dataclass(frozen=True)
class PlanText:
    """What a plan says by itself, beside its services and their milestones."""

    title: str
    objectives: str
    starts_on: date
    ends_on: date
    expected_results: str = ""
    counterpart_name: str = ""
    counterpart_post: str = ""
    counterpart_email: str = ""


@transaction.atomic
def create_plan(
    *,
    actor: Actor,
    unit: OrgUnit,
    entity: Entity,
    advisor: Person,
    services: Sequence[Service],
    text: PlanText,
    basis: PlanBasis,
    now: datetime,
    due_on: Mapping[UUID, date] | None = None,
) -> WorkPlan:
    """Make a draft plan with the published version of each service and a dated copy of its milestones.

    `due_on` gives dates by the public id of the service's milestone; the others are spread over the plan's span. `basis` is
    the line of the annual plan or the reason for having none (PLA-09), which goes into the history. Raises NotAllowed, Invalid.
    """
    WORK_PLAN_POLICY.require_ever(actor, Permission.EDIT)
    plan = WorkPlan(
        unit=unit,
        entity=entity,
        advisor=advisor,
        created_by_id=person_id_of(actor),
        created_at=now,
        updated_at=now,
        **asdict(text),
    )
    _check_people_and_places(actor, plan, today=timezone.localdate(now))
    versions = [version_to_plan(service, unit) for service in dict.fromkeys(services)]
    check_days(plan.starts_on, plan.ends_on)
    put_basis(plan, basis)
    check_basis(actor=actor, plan=plan, services=list(services))
    insert_valid([plan], at=now)
    add_services(plan, versions, due_on or {}, now=now)
    facts.announce(SPAN_KIND, after=plan.entity_id)
    reason, data = words_of(plan), data_of(plan)
    record(actor=actor, verb="workplan.create", target=plan, now=now, after=plan.status, reason=reason, data=data)
    return plan


@transaction.atomic
def edit_plan(
    *,
    actor: Actor,
    public_id: UUID,
    text: PlanText,
    basis: PlanBasis,
    services: Sequence[Service],
    advisor: Person,
    seen_at: datetime,
    now: datetime,
) -> WorkPlan:
    """Correct a plan in draft or with changes asked. Services kept keep their version; dates left outside are spread anew.

    `seen_at` is the plan's `updated_at` when the person opened it. Raises NotFound, NotAllowed, PlanNotEditable, Invalid,
    Conflict.
    """
    plan = _editable(actor, public_id)
    span = (plan.starts_on, plan.ends_on)
    changed = {name: value for name, value in asdict(text).items() if getattr(plan, name) != value}
    for name, value in changed.items():
        setattr(plan, name, value)
    if plan.advisor_id != advisor.pk:
        plan.advisor = advisor
        changed["advisor_id"] = advisor.pk
        _check_people_and_places(actor, plan, today=timezone.localdate(now))
    check_days(plan.starts_on, plan.ends_on)
    changed |= _change_basis(actor, plan, basis, services)
    ensure_valid(plan)
    move(plan, field="updated_at", before=seen_at, after=now, at=now, **changed)
    _replace_services(plan, services, now=now)
    if span != (plan.starts_on, plan.ends_on):
        _spread_dates_outside(plan, now=now)
    facts.announce(SPAN_KIND, before=plan.entity_id, after=plan.entity_id)
    is_moved = "unplanned_reason" in changed
    said = {"fields": sorted(changed), **(data_of(plan) if is_moved else {})}
    record(
        actor=actor, verb="workplan.edit", target=plan, now=now, reason=words_of(plan) if is_moved else "", data=said
    )
    return plan


def _change_basis(actor: Actor, plan: WorkPlan, basis: PlanBasis, services: Sequence[Service]) -> dict[str, Any]:
    """Put the line or the reason on `plan` and return what to write; one from before the reason was asked may stay as it is."""
    is_changed = put_basis(plan, basis)
    if is_changed or plan.unplanned_reason not in rules.PAST_REASONS:
        check_basis(actor=actor, plan=plan, services=list(services))
    if not is_changed:
        return {}
    return {name: getattr(plan, name) for name in ("annual_line", "unplanned_reason", "unplanned_note")}


@transaction.atomic
def set_milestone_dates(
    *, actor: Actor, public_id: UUID, due_on: Mapping[UUID, date], seen_at: datetime, now: datetime
) -> WorkPlan:
    """Set due dates by the public id of the plan's milestones, all inside its span.

    Raises NotFound, NotAllowed, PlanNotEditable, Invalid (fields `due_on-<public id>`), Conflict.
    """
    plan = _editable(actor, public_id)
    milestones = {one.public_id: one for one in plan.milestones.all()}
    wrong = {
        f"due_on-{key}": _("La fecha debe estar entre el inicio y el fin del plan.")
        for key, day in due_on.items()
        if not plan.starts_on <= day <= plan.ends_on
    }
    wrong |= {f"due_on-{key}": _("Ese hito no es de este plan.") for key in due_on if key not in milestones}
    if wrong:
        raise Invalid(wrong)
    move(plan, field="updated_at", before=seen_at, after=now, at=now)
    changed = [milestones[key] for key, day in due_on.items() if milestones[key].due_on != day]
    for milestone in changed:
        milestone.due_on = due_on[milestone.public_id]
    _save_dates(changed, now=now)
    record(actor=actor, verb="workplan.set_dates", target=plan, now=now, data={"milestones": len(changed)})
    return plan


def _editable(actor: Actor, public_id: UUID) -> WorkPlan:
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.status not in rules.EDITABLE:
        raise PlanNotEditable()
    return plan


def check_days(starts_on: date, ends_on: date) -> None:
    """Refuse the days of a plan that end before they start, or of a year that cannot be, each beside its date.

    Its sessions are between them, so that nothing else asks for the year of a session.
    """
    problems: dict[str, str] = {}
    if ends_on < starts_on:
        problems["ends_on"] = _("La fecha de fin debe ser posterior a la de inicio.")
    first, last = portfolio_rules.FIRST_YEAR, portfolio_rules.LAST_YEAR
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if not first <= day.year <= last:
            words = {"year": day.year, "first": first, "last": last}
            problems[name] = _("Un plan no puede ser de %(year)s: escriba un año entre %(first)s y %(last)s.") % words
    if problems:
        raise Invalid(problems)


def _check_people_and_places(actor: Actor, plan: WorkPlan, *, today: date) -> None:
    """Refuse a unit, entity or advisor beyond the actor's reach, each with the field to correct."""
    if plan.unit_id not in selectors.unit_ids_to_plan(actor):
        raise NotAllowed(permission=Permission.EDIT)
    if not plan.entity.is_active:
        raise Invalid({"entity": _("Esta entidad ya no está activa en el catálogo.")})
    if not selectors.is_advisor_of(person=plan.advisor, unit=plan.unit, today=today):
        raise Invalid({"advisor": _("Esa persona no es asesora de la dependencia elegida.")})
    if not WORK_PLAN_POLICY.can(actor, Permission.EDIT, plan):
        is_own = plan.advisor_id == actor.person_id
        if is_own:
            raise Invalid({"entity": _("Esta entidad queda fuera de su territorio.")})
        raise Invalid({"advisor": _("Con su rol, el asesor responsable debe ser usted.")})


def version_to_plan(service: Service, unit: OrgUnit) -> ServiceVersion:
    """Return the published version with which a service enters a plan of `unit`. Raises Invalid (field `services`)."""
    version = service.published_version
    if service.organization_id != unit.organization_id:
        raise Invalid({"services": _("Todos los servicios deben ser de la organización de la dependencia.")})
    if version is None or service.status not in portfolio_rules.PLANNABLE:
        raise Invalid(
            {
                "services": _(
                    "Los planes nuevos llevan servicios publicados o en operación. Quite los suspendidos, en cierre o retirados."
                )
            }
        )
    if not has_plan(version.kind):
        raise Invalid(
            {"services": _("Una orientación no lleva plan de trabajo: responde a una petición y termina en registro.")}
        )
    return version


def add_services(
    plan: WorkPlan, versions: Sequence[ServiceVersion], due_on: Mapping[UUID, date], *, now: datetime
) -> None:
    """Put services in a plan with a dated copy of their milestones; `due_on` goes by public id of the service's milestone."""
    added: list[PlanMilestone] = []
    for version in versions:
        chosen = WorkPlanService.objects.create(plan=plan, service_version=version)
        milestones = list(version.milestones.order_by("position"))
        spread = rules.spread_due_dates(plan.starts_on, plan.ends_on, [one.typical_days for one in milestones])
        for one, default in zip(milestones, spread, strict=True):
            day = due_on.get(one.public_id, default)
            if not plan.starts_on <= day <= plan.ends_on:
                raise Invalid({"due_on": _("Las fechas de los hitos deben estar entre el inicio y el fin del plan.")})
            added.append(
                PlanMilestone(
                    plan=plan,
                    plan_service=chosen,
                    milestone=one,
                    position=one.position,
                    name=one.name,
                    weight=one.weight,
                    due_on=day,
                )
            )
    keep_versions(PlanMilestone.objects.bulk_create(added), is_update=False, at=now)


def _replace_services(plan: WorkPlan, services: Sequence[Service], *, now: datetime) -> None:
    """Take out the services no longer chosen and put in the new ones; nothing was reported yet in an editable plan."""
    wanted = {service.pk: service for service in services}
    for chosen in plan.plan_services.select_related("service_version"):
        if wanted.pop(chosen.service_version.service_id, None) is None:
            chosen.delete()
    add_services(plan, [version_to_plan(service, plan.unit) for service in wanted.values()], {}, now=now)


def _spread_dates_outside(plan: WorkPlan, *, now: datetime) -> None:
    """Give new dates to the services with a milestone that the plan's new span leaves outside."""
    for chosen in plan.plan_services.prefetch_related("milestones__milestone"):
        milestones = sorted(chosen.milestones.all(), key=lambda one: one.position)
        if all(plan.starts_on <= one.due_on <= plan.ends_on for one in milestones):
            continue
        typical = [one.milestone.typical_days if one.milestone else None for one in milestones]
        for one, day in zip(milestones, rules.spread_due_dates(plan.starts_on, plan.ends_on, typical), strict=True):
            one.due_on = day
        _save_dates(milestones, now=now)


def _save_dates(milestones: Sequence[PlanMilestone], *, now: datetime) -> None:
    PlanMilestone.objects.bulk_update(milestones, ["due_on"])
    keep_versions(milestones, is_update=True, at=now)
