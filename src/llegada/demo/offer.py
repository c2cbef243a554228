"""Makes the thirty invented services, each played through the services that the pages use to where its fate says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.catalogue import CONTRIBUTIONS, LINES, PURPOSES, SERVICES, DemoService
from llegada.demo.design import revise_design, write_closure, write_whole_design, write_whole_operation
from llegada.demo.institutions import Cast
from llegada.portfolio.choices import ServiceStatus
from llegada.portfolio.choices import VersionStatus as Stage
from llegada.portfolio.content import MilestoneContent, ServiceContent
from llegada.portfolio.models import CycleMoment, Service, ServiceVersion, Strategy, ThematicLine
from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix
from llegada.portfolio.services import (
    add_line,
    add_note,
    create_service,
    edit_predesign,
    move_service,
    move_version,
    open_draft,
    publish_service,
)
from llegada.portfolio.value_chain import ValueChain

#: Two services still in design, so that somebody has something to review.
FIRST_STAGES: Final[Mapping[str, Stage]] = {
    "Conservación catastral": Stage.PROTOCOL_IN_REVIEW,
    "Trámites más simples": Stage.IN_FEEDBACK,
}
#: Services in operation of which a new version is on its way: name → its stage.
NEXT_STAGES: Final[Mapping[str, Stage]] = {
    "Rendición de cuentas con la comunidad": Stage.PREDESIGN,
    "Presupuesto participativo": Stage.RETURNED,
    "Manual de funciones y competencias": Stage.DESIGN,
    "Gerencia de proyectos": Stage.PROTOCOL_RETURNED,
    "Programa de transparencia y ética": Stage.PROTOCOL_VALIDATED,
    "Concursos de mérito en municipios pequeños": Stage.PARAMETRIZED,
}
#: What ended the year otherwise than in operation; plans made before go on.
ENDINGS: Final[Mapping[str, ServiceStatus]] = {
    "Proyectos tipo para regalías": ServiceStatus.SUSPENDED,
    "Expediente municipal": ServiceStatus.IN_CLOSURE,
    "Conflictos de interés: orientación": ServiceStatus.RETIRED,
    "Laboratorio de innovación pública": ServiceStatus.PUBLISHED,
}
#: What was published twice: its first version is history.
TWICE: Final = "Rediseño de la secretaría de planeación"
#: What the coordination and the unit say to each other of a pre-design that is being read: section, whose it is and the note.
NOTES: Final = (
    ("problem", "coordination", "¿De cuándo es la encuesta? Agreguen el año y cuántas alcaldías respondieron."),
    ("problem", "designer", "Es de este año; respondieron 78 de las 100. Lo precisamos en el protocolo."),
    ("chain", "coordination", "El resultado final se puede medir con el indicador de trámites en línea."),
)
#: An idea, besides the thirty, and who had it.
IDEA: Final = ("Compras públicas sostenibles", "INAT-DGC")

#: How much each problem of a pre-design being read influences the others.
_MATRIX: Final = VesterMatrix(
    (
        "Los datos están repartidos en varias oficinas",
        "El equipo cambia con cada gobierno",
        "Se gasta en lo que menos aporta",
        "La ciudadanía confía menos",
    ),
    ((None, 1, 3, 2), (3, None, 2, 1), (0, 1, None, 3), (0, 1, 1, None)),
)
_EVIDENCE = {"Diagnóstico": "Documento de diagnóstico", "Taller": "Lista de asistencia y relatoría"}
#: The way from an idea to a version that can be published: each action by whose it is, and the stage where it leads.
_WAY: Final = (
    ("start", "designer", Stage.PREDESIGN),
    ("send_predesign", "designer", Stage.IN_FEEDBACK),
    ("accept_predesign", "coordination", Stage.DESIGN),
    ("send_protocol", "designer", Stage.PROTOCOL_IN_REVIEW),
    ("validate_protocol", "coordination", Stage.PROTOCOL_VALIDATED),
    ("parametrize", "monitoring", Stage.PARAMETRIZED),
)
#: Where something went back: the action, why, and the stage from which it did.
_BACK: Final = {
    Stage.RETURNED: (
        "return_predesign",
        "El problema se enuncia como una carencia: digan qué pasa hoy en los municipios.",
        Stage.IN_FEEDBACK,
    ),
    Stage.PROTOCOL_RETURNED: (
        "return_protocol",
        "Falta decir con qué evidencia se da por cumplido el segundo hito.",
        Stage.PROTOCOL_IN_REVIEW,
    ),
}


@dataclass(frozen=True)
class Team:
    """Who makes a service of an organisation go on: nobody does two parts."""

    designer: Actor
    coordination: Actor
    monitoring: Actor


def make_offer(
    cast: Cast, strategies: Sequence[Strategy], *, now: datetime, lately: datetime
) -> dict[str, list[ServiceVersion]]:
    """Make lines and services; returns the published versions by the acronym of their unit.

    What is offered was made from `now` on; what is still on its way, from `lately` on.
    """
    teams = _teams(cast)
    lead = teams["INAT"].designer
    lines = {name: add_line(actor=lead, name=name, now=now) for name in LINES}
    published: dict[str, list[ServiceVersion]] = {}
    for one in SERVICES:
        team = teams[one.unit.split("-")[0]]
        at = lately if one.name in FIRST_STAGES else now
        service = create_service(
            actor=team.designer,
            unit=cast.units[one.unit],
            content=_content(one, lines[one.line]),
            now=at,
        )
        write_whole_design(team.designer, service, one, now=at)
        aligned = tuple(found.pk for found in strategies if found.name in CONTRIBUTIONS.get(one.name, ()))
        changes = _predesign(one) | {"strategies": aligned}
        edit_predesign(actor=team.designer, public_id=service.public_id, changes=changes, now=at)
        _play(team, service, FIRST_STAGES.get(one.name, Stage.PARAMETRIZED), now=at)
        if one.name in FIRST_STAGES:
            _discuss(team, service, now=at + timedelta(days=8))
            continue
        publish_service(actor=team.coordination, public_id=service.public_id, now=now + timedelta(days=8))
        if one.name == TWICE:
            _publish_again(team, service, now=now + timedelta(days=10))
        published.setdefault(one.unit, []).append(
            ServiceVersion.objects.select_related("service").get(service_id=service.pk, status=Stage.PUBLISHED)
        )
        if ENDINGS.get(one.name) is not ServiceStatus.PUBLISHED:
            write_whole_operation(team.designer, service, now=now + timedelta(days=8))
            later = now + timedelta(days=20 if one.name == TWICE else 9)
            _live(team.coordination, service, "activate", now=later)
    name, unit = IDEA
    idea = ServiceContent(name=name, line=lines["Contratación estatal"])
    create_service(actor=lead, unit=cast.units[unit], content=idea, now=lately)
    return published


def settle_offer(cast: Cast, offer: dict[str, list[ServiceVersion]], *, now: datetime) -> None:
    """Let the year end: new versions on their way, and services suspended, closing or retired, whose plans go on."""
    teams = _teams(cast)
    for versions in offer.values():
        for version in versions:
            team = teams[version.service.organization.acronym]
            if version.name in NEXT_STAGES:
                _renew(team, version.service, NEXT_STAGES[version.name], now=now)
            _end(team, version, now=now)


def _teams(cast: Cast) -> dict[str, Team]:
    logins = {
        "INAT": ("lider", "coordinacion", "monitoreo"),
        "DOIL": ("lider2", "coordinacion2", "monitoreo2"),
        "EGL": ("lider3", "coordinacion3", "jefatura4"),
    }
    roles = (Role.TECHNICAL_LEAD, Role.COORDINATOR, Role.MONITORING_ADMIN)
    return {
        acronym: Team(*(cast.acting(login, role) for login, role in zip(names, roles, strict=True)))
        for acronym, names in logins.items()
    }


def _play(team: Team, service: Service, fate: Stage, *, now: datetime, since: Stage = Stage.IDEA) -> None:
    """Carry out every step from the stage `since` to `fate`, a day after another."""
    stages = [Stage.IDEA, *(stage for _, _, stage in _WAY)]
    back, reason, turn = _BACK.get(fate, ("", "", fate))
    steps = _WAY[stages.index(since) : stages.index(turn)]
    for day, (action, who, _stage) in enumerate(steps, start=1):
        at = now + timedelta(days=day)
        move_version(actor=getattr(team, who), public_id=service.public_id, action=action, now=at)
    if back:
        at = now + timedelta(days=len(steps) + 1)
        move_version(actor=team.coordination, public_id=service.public_id, action=back, now=at, reason=reason)


def _discuss(team: Team, service: Service, *, now: datetime) -> None:
    """Let both sides write about the pre-design that the coordination reads; what went beyond is not discussed any more."""
    if FIRST_STAGES[service.versions.get().name] is not Stage.IN_FEEDBACK:
        return
    for hours, (section, who, text) in enumerate(NOTES):
        at = now + timedelta(hours=hours)
        add_note(actor=getattr(team, who), public_id=service.public_id, section=section, text=text, now=at)


def _publish_again(team: Team, service: Service, *, now: datetime) -> None:
    """Prepare the next version of a service and publish it."""
    open_draft(actor=team.designer, public_id=service.public_id, now=now)
    revise_design(team.designer, service, now=now)
    _play(team, service, Stage.PARAMETRIZED, now=now, since=Stage.DESIGN)
    publish_service(actor=team.coordination, public_id=service.public_id, now=now + timedelta(days=8))


def _renew(team: Team, service: Service, fate: Stage, *, now: datetime) -> None:
    """Prepare the next version and take it to `fate`; what changes its problem goes back to the pre-design first."""
    open_draft(actor=team.designer, public_id=service.public_id, now=now)
    since = Stage.DESIGN
    if fate in {Stage.PREDESIGN, Stage.RETURNED}:
        reason = "La evaluación mostró otro problema."
        move_version(actor=team.designer, public_id=service.public_id, action="reconsider", now=now, reason=reason)
        since = Stage.PREDESIGN
    else:
        revise_design(team.designer, service, now=now)
    _play(team, service, fate, now=now, since=since)


def _end(team: Team, version: ServiceVersion, *, now: datetime) -> None:
    ending = ENDINGS.get(version.name)
    if ending is ServiceStatus.SUSPENDED:
        _live(team.coordination, version.service, "suspend", now=now, reason="Cambia la norma de regalías este mes.")
    if ending in {ServiceStatus.IN_CLOSURE, ServiceStatus.RETIRED}:
        _live(team.coordination, version.service, "start_closure", now=now, reason="Lo recoge otro servicio.")
    if ending is ServiceStatus.RETIRED:
        write_closure(team.designer, version.service, now=now)
        later = now + timedelta(hours=1)
        _live(team.coordination, version.service, "retire", now=later, reason="Sus planes se pasaron al otro servicio.")


def _live(actor: Actor, service: Service, action: str, *, now: datetime, reason: str = "") -> None:
    move_service(actor=actor, public_id=service.public_id, action=action, now=now, reason=reason)


def _predesign(one: DemoService) -> dict[str, Any]:
    """Return a pre-design that says all it must, in the words of its service."""
    purpose, deliverable = PURPOSES[one.name]
    theme = one.line.lower()
    return {
        "problem": f"Los municipios deciden sobre {theme} con información que no pueden comprobar.",
        "problem_evidence": "Encuesta propia a 100 municipios, de junio a agosto del año anterior.",
        "tree": ProblemTree(
            f"Se decide sobre {theme} con información que no se puede comprobar",
            (
                Branch("Los datos están repartidos en varias oficinas", ("Cada oficina usa su formato",)),
                Branch("El equipo cambia con cada gobierno", ("Lo aprendido se va con las personas",)),
            ),
            (
                Branch("Se gasta en lo que menos aporta", ("Las metas quedan a medias",)),
                Branch("La ciudadanía confía menos"),
            ),
        ),
        "matrix": _MATRIX if one.name in FIRST_STAGES else VesterMatrix(),
        "action_plan": f"Meta de la vigencia: municipios que mejoran su gestión de {theme}.",
        "chain": ValueChain(
            (
                ("Equipo asesor y guías", "Información del municipio"),
                tuple(name for name, _weight in one.milestones[:2]),
                (deliverable, ""),
                ("El municipio usa lo que recibió", ""),
                (purpose, ""),
                ("La gente recibe mejores servicios de su municipio", ""),
            ),
            ((0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0)),
        ),
        "moments": tuple(CycleMoment.objects.order_by("position").values_list("pk", flat=True)[:2]),
        "background": "Hubo un piloto con doce municipios; nueve siguen usando lo que se hizo.",
        "justification": "La función es de la entidad y los municipios lo piden cada año en la concertación.",
    }


def _content(one: DemoService, line: ThematicLine) -> ServiceContent:
    return ServiceContent(
        name=one.name,
        line=line,
        kind=one.kind,
        objective=PURPOSES[one.name][0],
        deliverable=PURPOSES[one.name][1],
        audience="Alcaldías y gobernaciones con interés y un equipo designado.",
        modalities=one.modalities,
        milestones=tuple(
            MilestoneContent(
                name=name,
                weight=Decimal(weight),
                control_point=f"La entidad recibe y acepta: {name.lower()}",
                expected_evidence=_EVIDENCE.get(name, "Documento o acta firmada"),
                typical_days=20 + weight,
            )
            for name, weight in one.milestones
        ),
    )
