"""A small country with two organisations that do the same, so that every door can be tried from outside and from inside."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from llegada.accounts.models import Notice, Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.services import issue_token, notify
from llegada.core import history
from llegada.core.actors import ANONYMOUS
from llegada.core.roles import ENTITY_ROLES, INSTALLATION_ROLES, TERRITORY_ROLES, Role
from llegada.delivery.models import (
    CommitmentEvidence,
    CoverageRequest,
    PlanStudent,
    RequestFile,
    SessionEvidence,
    StudentDraft,
)
from llegada.imports.models import ValueMatch
from llegada.portfolio.models import StrategyEvidence, UnitField
from llegada.records.services import store_file
from llegada.territory.models import Entity
from llegada.workplans.models import ConsultationFile, MilestoneEvidence
from tests import factories as make
from tests.delivery.field_makers import make_field_conflict, make_field_device
from tests.delivery.makers import (
    make_answers,
    make_attendance_code,
    make_calendar_feed,
    make_commitment_report,
    make_event,
    make_sensitive,
    make_training_test,
)
from tests.delivery.request_makers import make_request
from tests.exports.made import make_data_key, make_export_file
from tests.imports.makers import make_entity_person, make_import_run
from tests.indicators.makers import make_sheet
from tests.planning.makers import make_amendment, make_analysis, make_annual_plan, make_cycle, make_month
from tests.portfolio.design_makers import grow_design
from tests.records.samples import PDF
from tests.reports.makers import make_closed_round, make_document, make_order, make_sheets_order
from tests.targeting.list_makers import make_change, make_group, make_list, make_matrix
from tests.targeting.makers import make_edition, make_index
from tests.targeting.rule_makers import make_run
from tests.workplans.makers import (
    make_consultation,
    make_delivery_act,
    make_joint_plan,
    make_obstacle,
    make_plan_amendment,
    make_route,
)

ROLES = [role for role in Role if role is not Role.PUBLIC]


@dataclass
class Side:
    """One organisation with its unit, its entity, its people by role, and one object of each kind."""

    organization: Organization
    unit: OrgUnit
    entity: Entity
    people: dict[Role, Person]
    things: SimpleNamespace

    def assignment(self, role: Role) -> RoleAssignment:
        return self.people[role].assignments.get()


@dataclass
class World:
    """Two sides that must not see each other's work, and somebody with no role at all."""

    here: Side
    there: Side
    stranger: Person
    installation: dict[Role, Person]


def build_world() -> World:
    return World(
        here=build_side("Uno", "05001", "Medellín"),
        there=build_side("Dos", "52001", "Pasto"),
        stranger=make.make_person("Nadie en Particular"),
        installation={role: holder(role) for role in sorted(INSTALLATION_ROLES)},
    )


def holder(role: Role, **scope: Any) -> Person:
    person = make.make_person(f"{role.label} {scope.get('organization') or scope.get('entity') or ''}".strip())
    make.assign(person, role, **scope)
    return person


def scope_of(role: Role, organization: Organization, unit: OrgUnit, entity: Entity) -> dict[str, Any]:
    """Return the scope with which a role usually is given."""
    if role in ENTITY_ROLES:
        return {"entity": entity}
    if role in TERRITORY_ROLES:
        return {"organization": organization, "municipalities": [entity.municipality]}
    if role in INSTALLATION_ROLES:
        return {"organization": organization}
    return {"organization": organization, "unit": unit}


def build_side(name: str, municipality_code: str, municipality_name: str) -> Side:
    organization = make.make_organization(f"Instituto {name}", f"I{name[0]}")
    top = make.make_unit(organization, name=f"Dirección {name}")
    unit = make.make_unit(parent=top, name=f"Grupo {name}")
    entity = make.make_entity(make.make_municipality(municipality_code, municipality_name))
    people = {role: holder(role, **scope_of(role, organization, top, entity)) for role in ROLES}
    return Side(organization, unit, entity, people, build_things(unit, entity, people))


def make_notice(person: Person, target: Model) -> Notice:
    """Tell `person` that somebody else decided something of `target`."""
    event = history.record(actor=ANONYMOUS, verb="workplan.edit", target=target, now=make.NOW, reason="Porque sí.")
    notify(event=event, people=[person])
    return Notice.objects.get(event=event, person=person)


def build_things(unit: OrgUnit, entity: Entity, people: dict[Role, Person]) -> SimpleNamespace:
    advisor = people[Role.ADVISOR]
    version = make.make_service(unit)
    draft = make.make_service(unit, is_published=False)
    grow_design(draft.service, unit, 99)
    idea = make.make_service(unit, is_published=False, stage="idea")
    make.make_predesign(idea)
    plan = make.make_plan(unit=unit, entity=entity, advisor=advisor, versions=[version])
    plan_draft = make.make_plan(unit=unit, entity=entity, advisor=advisor, versions=[version], status="draft")
    delivered = make.make_plan(unit=unit, entity=entity, advisor=advisor, versions=[version], status="finished")
    forming_joint = make_joint_plan(make.make_plan(unit=unit, entity=entity, status="draft", versions=[]))
    planned = make.make_session(plan)
    make_consultation(plan)
    consultation = make_consultation(plan, status="answered", is_shared=True, expert=people[Role.EXPERT])
    held = make.make_session(plan, status="held")
    approved = make.make_session(plan, status="minutes_approved")
    sensitive = make_sensitive(make.make_attendance(held))
    make_training_test(planned)
    training_test = make_training_test(held, stage="post_closed")
    for _number in range(5):
        make_answers(training_test, make.make_attendance(held))
    upload = SimpleUploadedFile("acta.pdf", PDF + str(unit.pk).encode(), "application/pdf")
    stored = store_file(actor=ANONYMOUS, upload=upload, now=make.NOW)
    evidence = {"file": stored, "name": "acta.pdf", "added_by": advisor, "added_at": make.NOW}
    ConsultationFile.objects.create(consultation=consultation, file=stored, name="acta.pdf", added_by=advisor)

    stages = make_route(plan, file=stored)
    milestones = list(plan.milestones.order_by("position"))
    reported = milestones[1]
    type(reported).objects.filter(pk=reported.pk).update(
        status="reported", report="Se hizo.", reported_by=advisor, reported_at=make.NOW
    )
    cycle = make_cycle(unit.organization, units=[unit], analysis_due_on=make.date(2026, 11, 15))
    annual_plan = make_annual_plan(unit, cycle=cycle, lines=2)
    last_year = make_cycle(unit.organization, year=2026, units=[unit])
    running_plan = make_annual_plan(unit, cycle=last_year, status="in_execution", lines=2)
    amended, running_line = running_plan.lines.order_by("pk")
    promised = make.make_commitment(held)
    report = make_commitment_report(promised, by=advisor)
    draft_list = make_list(unit, name="En borrador")
    prioritized = make_list(unit, entity, status="approved")
    token, _ = issue_token(actor=make.actor_of_person(advisor), name="T", expires_on=make.TODAY, now=make.NOW)
    running = make.make_strategy(unit, status="in_implementation")
    document = make_document(make_closed_round(running), file=stored)
    strategy = make.make_strategy(unit)
    run = make_run(unit, actor=make.actor_of_person(people[Role.TECHNICAL_LEAD]))
    request = make_request(unit, entity=entity, assigned_to=advisor)
    import_run = make_import_run(unit.organization, by=people[Role.MONITORING_ADMIN])
    return SimpleNamespace(
        request=request,
        request_file=RequestFile.objects.create(request=request, file=stored, name="acta.pdf", added_at=make.NOW),
        targeting_rule=run.rule,
        targeting_run=run,
        service=version.service,
        import_run=import_run,
        entity_person=make_entity_person(unit.organization, entity, by=people[Role.MONITORING_ADMIN]),
        value_match=ValueMatch.objects.filter(organization=unit.organization).first(),
        draft_list=draft_list,
        list_change=make_change(draft_list, entity),
        prioritized_list=prioritized,
        prioritized_entity=prioritized.entities.get(),
        concertation_matrix=make_matrix(unit),
        entity_group=make_group(unit, entity),
        index_edition=make_edition(make_index(unit=unit)),
        version=version,
        draft_service=draft.service,
        unit_field=UnitField.objects.create(unit=unit, name="Norma", kind="text"),
        idea_service=idea.service,
        draft_sheet=make_sheet(unit),
        statement=strategy.statement,
        draft_statement=make.make_statement(unit.organization, status="draft"),
        strategy=strategy,
        strategy_file=StrategyEvidence.objects.create(strategy=strategy, **evidence),
        presented_strategy=make.make_strategy(unit, status="presented"),
        running_strategy=running,
        document=document,
        document_order=make_order(document, by=people[Role.COORDINATOR]),
        sheets_order=make_sheets_order(people[Role.COORDINATOR]),
        cycle=cycle,
        annual_analysis=make_analysis(unit, cycle=cycle),
        annual_plan=annual_plan,
        running_plan=running_plan,
        running_line=running_line,
        month_step=make_month(running_line, team=[advisor], steps=("Contrato",)).steps.get(),
        amendment=make_amendment(amended),
        plan_line=annual_plan.lines.first(),
        plan=plan,
        draft_plan=plan_draft,
        stage=stages["diagnosis"],
        closed_stage=stages["profiling"],
        alternative_stage=stages["alternative"],
        alternative=stages["alternative"].alternatives.get(),
        joint_plan=make_joint_plan(plan, status="formed"),
        forming_joint=forming_joint,
        joint_part=forming_joint.parts.get(),
        planned_session=planned,
        held_session=held,
        approved_session=approved,
        attendance=held.attendance.first(),
        training_test=training_test,
        mass_event=make_event(plan, advisor),
        attendance_code=make_attendance_code(planned),
        calendar_feed=make_calendar_feed(advisor, f"calendario-{unit.pk}"),
        data_key=make_data_key(advisor, f"llave-{unit.pk}"),
        export_file=make_export_file(f"{unit.pk:064x}"),
        sensitive_answers=sensitive,
        paper_list=SessionEvidence.objects.create(session=planned, kind="attendance_list", **evidence),
        commitment=promised,
        commitment_report=report,
        commitment_link=report.link,
        commitment_evidence=CommitmentEvidence.objects.create(commitment=promised, report=report, **evidence),
        field_conflict=make_field_conflict(planned, advisor),
        field_device=make_field_device(advisor, unit),
        session_evidence=SessionEvidence.objects.create(session=held, **evidence),
        told_evidence=SessionEvidence.objects.create(session=approved, kind="photo", image_use="nobody", **evidence),
        plan_student=PlanStudent.objects.create(
            plan=plan, person=people[Role.STUDENT], since=make.TODAY, added_by=advisor, added_at=make.NOW
        ),
        student_draft=StudentDraft.objects.create(
            plan=plan,
            session=held,
            author=people[Role.STUDENT],
            text="Se explicó.",
            status="sent",
            created_at=make.NOW,
            updated_at=make.NOW,
        ),
        coverage=CoverageRequest.objects.create(
            session=planned, reason="Vienen cinco alcaldes.", asked_by=advisor, asked_at=make.NOW
        ),
        plan_amendment=make_plan_amendment(milestones[0], by=advisor),
        delivered_plan=make_delivery_act(delivered, by=advisor).plan,
        consultation=consultation,
        consultation_file=consultation.files.get(),
        plan_obstacle=make_obstacle(plan, by=advisor),
        milestone=milestones[0],
        reported_milestone=reported,
        milestone_evidence=MilestoneEvidence.objects.create(milestone=milestones[0], **evidence),
        token=token,
        notice=make_notice(advisor, plan),
    )
