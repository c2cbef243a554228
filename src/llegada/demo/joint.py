"""Two joint plans of the showcase's mayor's office: one carried out, a part of it by stages, and one in formation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.demo.pdf import small_pdf
from llegada.demo.script import moment
from llegada.demo.year import HEADS, REVIEWERS
from llegada.territory.models import Entity
from llegada.workplans.choices import UnplannedReason
from llegada.workplans.models import JointWorkPlan, WorkPlan
from llegada.workplans.selectors import has_annual_plan, list_services_to_plan
from llegada.workplans.services import (
    PartTerms,
    PlanBasis,
    PlanText,
    StageContent,
    agree_alternative,
    apply_action,
    bring_plan,
    close_stage,
    create_joint_plan,
    create_plan,
    invite_unit,
    move_joint_plan,
    move_part,
    propose_alternative,
    report_milestone,
    review_milestone,
    set_route,
    sign_for_provider,
)

#: Who leads, and who is invited.
_LEADER, _GUEST = "INAT-GRE", "DOIL-GCM"
_SERVICES: Final = {_LEADER: "Manual de funciones", _GUEST: "Catastro multipropósito"}
_PURPOSE: Final = (
    "Que la alcaldía liquide el predial sobre un catastro al día, con la gente y los procesos para sostenerlo."
)

#: Stage of the route → what came out of it.
_STAGES: Final = {
    "profiling": "La secretaría de hacienda tiene cinco personas, tres de ellas contratistas; liquida 4.120 predios a mano.",
    "diagnosis": "Los avalúos son de hace once años, la base no coincide con la oficina de registro y nadie la depura.",
}
_FILES: Final = ("caracterizacion", "diagnostico")
#: What was compared: its name and what it takes.
_ALTERNATIVES: Final = (
    (
        "Crear la oficina de rentas",
        "Seis cargos nuevos. Necesita estudio técnico, acuerdo del concejo y presupuesto permanente.",
    ),
    (
        "Un grupo interno de rentas",
        "Cuatro de las personas de hoy, con funciones por resolución y la depuración por escrito.",
    ),
)


def make_joint_plans(cast: Cast, *, entity: Entity, today: date) -> None:
    """Make both."""
    _run(cast, entity, today)
    _begin(cast, entity, today)


def _head(cast: Cast, acronym: str) -> str:
    return HEADS.get(acronym) or HEADS[acronym.split("-")[0]]


def _draft(cast: Cast, entity: Entity, acronym: str, title: str, *, born: date, today: date) -> WorkPlan:
    unit = cast.units[acronym]
    login = cast.holding(Role.ADVISOR, unit)[0]
    advisor = cast.acting(login, Role.ADVISOR)
    services = list_services_to_plan(actor=advisor).filter(unit=unit)
    service = services.filter(published_version__name__startswith=_SERVICES[acronym])[:1].get()
    planned = has_annual_plan([unit], year=born.year)
    note = "Lo pidió la alcaldía para trabajarlo con las dos entidades a la vez."
    reason = UnplannedReason.REQUEST if planned else UnplannedReason.NO_ANNUAL_PLAN
    return create_plan(
        actor=advisor,
        unit=unit,
        entity=entity,
        advisor=cast.people[login],
        services=[service],
        text=PlanText(
            title=title,
            objectives=_PURPOSE,
            expected_results="Una secretaría de hacienda que liquida y cobra sin ayuda.",
            starts_on=born,
            ends_on=today + timedelta(days=120),
            counterpart_name="Deyanira Lomas Olivar",
            counterpart_post="Secretaria de planeación",
        ),
        basis=PlanBasis(reason=reason, note=note if planned else ""),
        now=moment(born, 9),
    )


def _joint(cast: Cast, plan: WorkPlan, name: str, guest: str, *, day: date) -> JointWorkPlan:
    head = cast.acting(_head(cast, _LEADER), Role.UNIT_HEAD)
    terms = PartTerms(contribution="Procesos, cargos y equipo de la secretaría de hacienda", weight=40)
    joint = create_joint_plan(
        actor=head, plan_id=plan.public_id, name=name, purpose=_PURPOSE, terms=terms, now=moment(day, 10)
    )
    offered = PartTerms(contribution="Modelo de operación del catastro multipropósito", weight=60)
    invite_unit(actor=head, public_id=joint.public_id, unit=cast.units[guest], terms=offered, now=moment(day, 11))
    return joint


def _run(cast: Cast, entity: Entity, today: date) -> None:
    """Carry one as far as its execution: all signed, one part with a milestone validated."""
    day = today - timedelta(days=60)
    own = _draft(cast, entity, _LEADER, "Hacienda que liquida a tiempo", born=day, today=today)
    theirs = _draft(cast, entity, _GUEST, "Catastro al día", born=day, today=today)
    _take_route(cast, own, day=day)
    joint = _joint(cast, own, "Predial sobre catastro al día", _GUEST, day=day + timedelta(days=2))
    guest, answered = cast.acting(_head(cast, _GUEST), Role.UNIT_HEAD), moment(day + timedelta(days=5), 9)
    part = joint.parts.get(unit=cast.units[_GUEST])
    move_part(actor=guest, public_id=part.public_id, action="accept", now=answered)
    bring_plan(actor=guest, public_id=part.public_id, plan=theirs, now=answered + timedelta(hours=1))
    head = cast.acting(_head(cast, _LEADER), Role.UNIT_HEAD)
    now = moment(day + timedelta(days=6), 9)
    move_joint_plan(actor=head, public_id=joint.public_id, action="form", now=now)
    for plan, acronym in ((own, _LEADER), (theirs, _GUEST)):
        _sign(cast, plan, acronym, day=day + timedelta(days=8))
    for plan, acronym in ((own, _LEADER), (theirs, _GUEST)):
        advisor = cast.acting(cast.holding(Role.ADVISOR, cast.units[acronym])[0], Role.ADVISOR)
        now = moment(day + timedelta(days=15), 9)
        apply_action(actor=advisor, public_id=plan.public_id, action="start", now=now)
    _advance(cast, own, day=day + timedelta(days=20))
    _follow_route(cast, own, day=day + timedelta(days=25))


def _sign(cast: Cast, plan: WorkPlan, acronym: str, *, day: date) -> None:
    advisor = cast.acting(cast.holding(Role.ADVISOR, cast.units[acronym])[0], Role.ADVISOR)
    mayor = cast.representatives[plan.entity_id]
    apply_action(actor=advisor, public_id=plan.public_id, action="socialize", now=moment(day, 9))
    apply_action(actor=mayor, public_id=plan.public_id, action="agree", now=moment(day + timedelta(days=2), 9))
    shown, now = plan.versions.get().public_id, moment(day + timedelta(days=3), 9)
    apply_action(actor=mayor, public_id=plan.public_id, action="sign", now=now, version_id=shown, has_consent=True)
    head = cast.acting(_head(cast, acronym), Role.UNIT_HEAD)
    sign_for_provider(actor=head, public_id=plan.public_id, version_id=shown, now=now + timedelta(hours=3))


def _advance(cast: Cast, plan: WorkPlan, *, day: date) -> None:
    advisor = cast.acting(cast.holding(Role.ADVISOR, cast.units[_LEADER])[0], Role.ADVISOR)
    login, role = REVIEWERS[_LEADER.split("-")[0]]
    first = plan.milestones.order_by("position")[0].public_id
    said, upload = "El equipo de hacienda revisó sus procesos y cargos.", small_pdf(3, "procesos-revisados.pdf")
    report_milestone(actor=advisor, public_id=first, report=said, uploads=[upload], now=moment(day, 15))
    now = moment(day + timedelta(days=2), 9)
    review_milestone(actor=cast.acting(login, role), public_id=first, action="validate", now=now)


def _take_route(cast: Cast, plan: WorkPlan, *, day: date) -> None:
    """Put the plan on the route: its first milestone is of the profiling, the last of the delivery, the others of the execution."""
    first, *others, last = plan.milestones.order_by("position")
    stage_of = {first.public_id: "profiling", last.public_id: "delivery"}
    stage_of |= {one.public_id: "execution" for one in others}
    advisor = cast.acting(cast.holding(Role.ADVISOR, cast.units[_LEADER])[0], Role.ADVISOR)
    set_route(actor=advisor, public_id=plan.public_id, is_followed=True, stage_of=stage_of, now=moment(day, 12))


def _follow_route(cast: Cast, plan: WorkPlan, *, day: date) -> None:
    """Close the first stages; the entity agrees to one of the alternatives compared, and the execution goes on."""
    advisor = cast.acting(cast.holding(Role.ADVISOR, cast.units[_LEADER])[0], Role.ADVISOR)
    stages = {one.kind: one.public_id for one in plan.stages.all()}
    for place, (kind, said) in enumerate(_STAGES.items()):
        on = day + timedelta(days=5 * place)
        content = StageContent(said, on, small_pdf(4 + place, f"{_FILES[place]}.pdf"))
        close_stage(actor=advisor, public_id=stages[kind], content=content, now=moment(on, 16))
    compared, on = [], day + timedelta(days=12)
    for name, description in _ALTERNATIVES:
        one = propose_alternative(
            actor=advisor, public_id=stages["alternative"], name=name, description=description, now=moment(on, 9)
        )
        compared.append(one.public_id)
    because, now = "Cabe en el presupuesto de este año y no depende de una reforma de planta.", moment(on, 16)
    mayor = cast.representatives[plan.entity_id]
    agree_alternative(actor=mayor, public_id=compared[1], because=because, now=now + timedelta(days=3))


def _begin(cast: Cast, entity: Entity, today: date) -> None:
    """Begin another: the invited unit has not answered."""
    day = today - timedelta(days=4)
    plan = _draft(
        cast, entity, _LEADER, "Oficina de planeación que gestiona su banco de proyectos", born=day, today=today
    )
    _joint(cast, plan, "Banco de proyectos con el catastro a la mano", _GUEST, day=day)
