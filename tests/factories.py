"""Makers of test data: straight to the tables, with what the constraints ask and nothing more.

People and bodies are invented. Tests of services use the services; tests of pages may start from here. Rows are written by
one statement each, since tests make them by the tens of thousands; only milestones and commitments, whose former dates count,
leave a first version in their history.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model

from llegada.accounts.models import ConsentText, Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.selectors import build_actor
from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES, Role
from llegada.core.states import keep_versions
from llegada.core.text import fold
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.portfolio import rules as portfolio_rules
from llegada.portfolio.choices import StrategyAspect as Aspect
from llegada.portfolio.models import (
    CommitteeRound,
    CycleMoment,
    Milestone,
    Predesign,
    Service,
    ServiceVersion,
    StrategicStatement,
    Strategy,
    StrategyAspect,
    StrategyEvidence,
    StrategyGoal,
    ThematicLine,
    VersionModality,
    VersionMoment,
)
from llegada.territory.models import Department, Entity, Municipality
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService, WorkPlanVersion
from tests.signatures import sign_as_provider

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
TODAY = date(2026, 11, 21)
_count = itertools.count(1)
M = TypeVar("M", bound=Model)


def write(row: M) -> M:
    """Write a new row by one statement, with no version of it."""
    type(row)._base_manager.bulk_create([row])
    return row


def make_department(code: str = "05", name: str = "Antioquia") -> Department:
    return Department.objects.get_or_create(
        code=code, defaults={"name": name, "latitude": 6.9, "longitude": -75.6, "search_text": fold(name)}
    )[0]


def make_municipality(
    code: str = "05001", name: str = "Medellín", department: Department | None = None
) -> Municipality:
    department = department or make_department(
        code[:2], {"05": "Antioquia", "52": "Nariño"}.get(code[:2], f"Depto {code[:2]}")
    )
    return Municipality.objects.get_or_create(
        code=code,
        defaults={
            "department": department,
            "name": name,
            "latitude": 6.25,
            "longitude": -75.58,
            "search_text": fold(f"{name} {department.name}"),
        },
    )[0]


def make_entity(municipality: Municipality | None = None, **values: Any) -> Entity:
    """Return the alcaldía of a municipality (made once for each)."""
    municipality = municipality or make_municipality()
    name = values.pop("name", f"Alcaldía de {municipality.name}")
    return Entity.objects.get_or_create(
        municipality=municipality,
        kind=values.pop("kind", "mayoralty"),
        defaults={
            "name": name,
            "order": "territorial",
            "department": municipality.department,
            "search_text": fold(f"{name} {municipality.department.name}"),
            **values,
        },
    )[0]


def make_organization(name: str = "", acronym: str = "") -> Organization:
    name = name or f"Instituto de Prueba {next(_count)}"
    return write(Organization(name=name, acronym=acronym))


def make_unit(organization: Organization | None = None, parent: OrgUnit | None = None, name: str = "") -> OrgUnit:
    organization = organization or (parent.organization if parent else make_organization())
    name = name or f"Dirección {next(_count)}"
    unit = OrgUnit(organization=organization, parent=parent, name=name, path=f"/tmp{next(_count)}/")
    write(unit)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    OrgUnit.objects.filter(pk=unit.pk).update(path=unit.path)
    return unit


def make_person(name: str = "", email: str = "", password: str | None = None) -> Person:
    number = next(_count)
    if password is not None:
        return Person.objects.create_user(
            email or f"persona{number}@ejemplo.gov.co", password, full_name=name or f"Persona {number}"
        )
    person = Person(email=email or f"persona{number}@ejemplo.gov.co", full_name=name or f"Persona {number}")
    person.search_text = person.text_to_search
    person.set_unusable_password()
    return write(person)


def assign(
    person: Person,
    role: Role,
    *,
    unit: OrgUnit | None = None,
    organization: Organization | None = None,
    entity: Entity | None = None,
    departments: list[Department] | None = None,
    municipalities: list[Municipality] | None = None,
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give `person` a role; the organisation comes from the unit where there is one."""
    if role not in ENTITY_ROLES and organization is None and unit is not None:
        organization = unit.organization
    assignment = write(
        RoleAssignment(
            person=person,
            role=role,
            unit=unit,
            organization=organization,
            entity=entity,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    if departments:
        assignment.departments.set(departments)
    if municipalities:
        assignment.municipalities.set(municipalities)
    return assignment


def actor_of_person(person: Person) -> Actor:
    """Return `person` acting under all their roles."""
    return build_actor(person=person, assignments=person.assignments.all())


def make_actor(role: Role, *, person: Person | None = None, **scope: Any) -> Actor:
    """Return somebody (new unless given) acting under one role with that scope."""
    person = person or make_person()
    return build_actor(person=person, assignments=[assign(person, role, **scope)])


def make_line(name: str = "Gestión pública") -> ThematicLine:
    return ThematicLine.objects.get_or_create(name=name)[0]


def make_service(
    unit: OrgUnit | None = None,
    *,
    weights: tuple[int, ...] = (20, 50, 30),
    is_published: bool = True,
    stage: str = "design",
    name: str = "",
    line: ThematicLine | None = None,
    kind: str = "technical_assistance",
) -> ServiceVersion:
    """Return the only version of a new service: published, or in edition at `stage`."""
    unit = unit or make_unit()
    name = name or f"Servicio {next(_count)}"
    service = write(Service(organization=unit.organization, unit=unit))
    version = write(
        ServiceVersion(
            service=service,
            number=1,
            status="design",
            name=name,
            line=line or make_line(),
            kind=kind,
            objective="Que la entidad adopte su manual.",
            deliverable="Manual adoptado",
            search_text=fold(f"{name} manual"),
        )
    )
    write(VersionModality(version=version, modality="onsite_ta"))
    Milestone.objects.bulk_create(
        Milestone(version=version, position=position, name=f"Hito {position}", weight=Decimal(weight))
        for position, weight in enumerate(weights, start=1)
    )
    put_in_stage(version, "published" if is_published else stage)
    if is_published:
        Service.objects.filter(pk=service.pk).update(status="published", published_version=version)
        version.refresh_from_db()
        version.service.refresh_from_db()
    return version


def make_statement(
    organization: Organization | None = None, *, status: str = "in_force", **values: Any
) -> StrategicStatement:
    """Return a version of the strategic statements that says all it must."""
    organization = organization or make_organization()
    defaults: dict[str, Any] = {
        **dict.fromkeys(("mission", "vision", "objective", "focus"), "Se dice."),
        "number": organization.statements.count() + 1,
        "created_at": NOW,
        "updated_at": NOW,
        "in_force_on": None if status == "draft" else TODAY,
    }
    values = defaults | values
    values.setdefault("edited_by", make_person())
    return write(StrategicStatement(organization=organization, status=status, **values))


def make_predesign(version: ServiceVersion) -> Predesign:
    """Say all that the pre-design of a version in edition must."""
    tree = {
        "central": "Se decide a ciegas",
        "causes": [{"text": "Datos dispersos"}],
        "effects": [{"text": "Se gasta mal"}],
    }
    chain = {"cells": [["Plan"], ["Taller"], ["Tablero"], ["Se usa"], ["Se cumple"], ["Se vive mejor"]]}
    chain["links"] = [[column, 0, 0] for column in range(5)]
    VersionMoment.objects.create(version=version, moment=make_moment())
    texts = dict.fromkeys(
        ("problem", "problem_evidence", "action_plan", "background", "justification"), "Se decide a ciegas."
    )
    return write(Predesign(version=version, tree=tree, chain=chain, **texts))


def make_moment(name: str = "Planeación") -> CycleMoment:
    return CycleMoment.objects.get_or_create(name=name, defaults={"position": 1})[0]


def put_in_stage(version: ServiceVersion, stage: str) -> None:
    """Put a version in `stage` with who answers for it so far, behind the back of whoever does."""
    changes: dict[str, Any] = {"status": stage}
    if stage in portfolio_rules.VALIDATED:
        changes |= {"validated_at": NOW, "validated_by": make_person()}
    if stage in portfolio_rules.PARAMETRIZED:
        changes |= {"parametrized_at": NOW, "parametrized_by": make_person()}
    if stage in portfolio_rules.STANDING:
        changes |= {"published_at": NOW, "published_by": make_person()}
    ServiceVersion.objects.filter(pk=version.pk).update(**changes)
    version.refresh_from_db()


def make_strategy(unit: OrgUnit | None = None, *, status: str = "draft", **values: Any) -> Strategy:
    """Return a strategy that says all it must, in any state; one presented has its round open."""
    unit = unit or make_unit()
    texts = dict.fromkeys(
        (
            "objective", "expected_impact", "unit_experience", "earlier_results", "sustainability_plan", "evidence",
            "alignment", "resources", "team", "travel", "offer", "guidelines", "alliances",
        ),
        "Se dice.",
    )  # fmt: skip
    defaults: dict[str, Any] = {
        "name": f"Estrategia {next(_count)}",
        "year": 2027,
        **texts,
        "is_determinate": True,
        "is_measurable": True,
        "is_verifiable": True,
        "phase_starts_on": date(2027, 2, 1),
        "phase_ends_on": date(2027, 11, 30),
        "delivery_mode": "mixed",
        "execution_kind": "individual",
        "scale": "national",
        "capacity_kind": "both",
        "horizon": "implantation",
        "origin": "demand",
        "created_at": NOW,
        "updated_at": NOW,
    }
    values = defaults | values
    if status in {"closed", "archived"}:
        values = {"objectives_review": "Se revisó.", "management_report": "Se informó."} | values
    values.setdefault("edited_by", make_person())
    values.setdefault("technical_lead", make_person())
    if "statement" not in values:
        values["statement"] = unit.organization.statements.filter(status="in_force").first() or make_statement(
            unit.organization
        )
    values["search_text"] = fold(f"{values['name']} {unit.name}")
    strategy = write(Strategy(organization=unit.organization, unit=unit, status=status, **values))
    write(
        StrategyGoal(
            strategy=strategy,
            position=1,
            name="Municipios",
            measure="municipios",
            target=Decimal("60.5"),
            due_year=2027,
        )
    )
    StrategyAspect.objects.bulk_create(
        StrategyAspect(strategy=strategy, aspect=one, text="Se cumple.") for one in Aspect
    )
    write(
        StrategyEvidence(
            strategy=strategy, name="Índice", url="https://ejemplo.gov.co", added_by=strategy.edited_by, added_at=NOW
        )
    )
    if status == "presented":
        write(CommitteeRound(strategy=strategy, number=1, opened_at=NOW))
    return strategy


def make_plan(
    *,
    unit: OrgUnit | None = None,
    entity: Entity | None = None,
    advisor: Person | None = None,
    status: str = "in_execution",
    versions: list[ServiceVersion] | None = None,
    is_provider_signed: bool = True,
    **values: Any,
) -> WorkPlan:
    """Return a plan in any state, with its milestones, all pending, signed by both parties where it is signed."""
    unit = unit or make_unit()
    entity = entity or make_entity()
    advisor = advisor or make_person()
    versions = versions if versions is not None else [make_service(unit)]
    if "annual_line" not in values:
        values = {"unplanned_reason": "no_annual_plan", **values}
    plan = write(
        WorkPlan(
            title=values.pop("title", f"Plan {next(_count)}"),
            unit=unit,
            entity=entity,
            objectives="Fortalecer la gestión.",
            starts_on=values.pop("starts_on", date(2026, 2, 1)),
            ends_on=values.pop("ends_on", date(2026, 12, 15)),
            advisor=advisor,
            created_by=advisor,
            created_at=NOW,
            updated_at=NOW,
            **values,
        )
    )
    for version in versions:
        plan_service = write(WorkPlanService(plan=plan, service_version=version))
        milestones = PlanMilestone.objects.bulk_create(
            PlanMilestone(
                plan=plan,
                plan_service=plan_service,
                milestone=milestone,
                position=milestone.position,
                name=milestone.name,
                weight=milestone.weight,
                due_on=date(2026, 3, 1) + timedelta(days=60 * milestone.position),
            )
            for milestone in version.milestones.all()
        )
        keep_versions(milestones, is_update=False)
    shown = status != "draft"
    signed = status in {"signed", "in_execution", "suspended", "finished", "closed"}
    changes: dict[str, Any] = {"status": status}
    if shown:
        shown_version = write(
            WorkPlanVersion(
                plan=plan, number=1, content={"title": plan.title}, sha256="0" * 64, created_at=NOW, created_by=advisor
            )
        )
    if signed:
        signer = make_person()
        changes |= {"signed_version": shown_version, "signed_at": NOW, "signed_by": signer}
        changes |= {"consent_given_at": NOW, "consent_given_by": signer}
    if signed and is_provider_signed:
        sign_as_provider(shown_version, by=advisor, now=NOW)
    if status == "terminated":
        changes |= {"end_reason": "Cambio de prioridades", "ended_on": TODAY}
    WorkPlan.objects.filter(pk=plan.pk).update(**changes)
    return WorkPlan.objects.select_related("unit__organization", "entity", "advisor").get(pk=plan.pk)


def make_session(
    plan: WorkPlan | None = None, *, status: str = "planned", held_on: date = TODAY, **values: Any
) -> Session:
    """Return a session of `plan`, on its first service, led by its advisor."""
    plan = plan or make_plan()
    extra: dict[str, Any] = {}
    if status in {"held", "minutes_approved"}:
        extra = {"recorded_by": plan.advisor}
    if status == "minutes_approved":
        extra |= {
            "minutes_approved_at": NOW,
            "minutes_approved_by": make_person(),
            "what_was_done": "Se revisó el manual.",
        }
    if status == "cancelled":
        extra = {"cancel_reason": "Vía cerrada"}
    session = write(
        Session(
            plan=plan,
            service_version=values.pop("service_version", None) or plan.plan_services.get_queryset()[0].service_version,
            title=values.pop("title", "Taller"),
            kind="workshop",
            modality="in_person",
            place="Casa de la Cultura",
            held_on=held_on,
            starts_at=time(8),
            ends_at=time(12),
            status=status,
            year=held_on.year,
            created_by=plan.advisor,
            created_at=NOW,
            updated_at=NOW,
            **(extra | values),
        )
    )
    session.advisors.add(plan.advisor)
    return session


def make_attendance(session: Session, name: str = "", **values: Any) -> AttendanceEntry:
    number = next(_count)
    return write(
        AttendanceEntry(
            session=session,
            name=name or f"Asistente {number}",
            entity_name=session.plan.entity.name,
            person_key=number,
            **values,
        )
    )


def make_commitment(
    session: Session, *, due_on: date = date(2026, 11, 28), side: str = "entity", **values: Any
) -> Commitment:
    commitment = write(
        Commitment(
            session=session,
            plan=session.plan,
            description=values.pop("description", "Enviar la base predial"),
            side=side,
            responsible=values.pop("responsible", "Secretaría de Planeación"),
            due_on=due_on,
            **values,
        )
    )
    keep_versions([commitment], is_update=False)
    return commitment


def settle(commitment: Commitment, status: str) -> None:
    """Put a commitment in `status`, with who fulfilled and verified it, behind the back of whoever holds it."""
    values: dict[str, Any] = {"status": status}
    if status in {"fulfilled", "verified"}:
        values |= {"fulfilled_by": make_person(), "fulfilled_at": NOW}
    if status == "verified":
        values |= {"verified_by": make_person(), "verified_at": NOW}
    Commitment.objects.filter(pk=commitment.pk).update(**values)


def make_consent_text(version: str = "2026-1") -> ConsentText:
    return ConsentText.objects.get_or_create(
        version=version, defaults={"text": "Autorizo el tratamiento de mis datos.", "valid_from": date(2026, 1, 1)}
    )[0]
