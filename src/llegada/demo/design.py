"""Writes the design and the operation of each invented service, section by section, through the services that the pages use."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from llegada.core.actors import Actor
from llegada.demo.catalogue import PURPOSES, DemoService
from llegada.indicators.choices import SheetStatus
from llegada.indicators.models import IndicatorSheet
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.design_content import SectionContent, content_of_section
from llegada.portfolio.design_rules import KIND_RULES, LEVELS, Row
from llegada.portfolio.models import Service
from llegada.portfolio.services import write_design, write_operation

_SPACE: Final = UUID("7d7b3f0e-5d7c-4a55-9a63-6a4d2b0f9f11")
_LEVELS: Final = ("methods", "processes", "skills", "structure", "information", "participation")
_HOWS: Final = {
    "realistic": "Dos profesionales de la dependencia, con los desplazamientos ya presupuestados.",
    "effective": "La entidad queda con el método y lo puede repetir sin ayuda.",
    "coherent": "Se revisó con los demás servicios de la dependencia: no compite con ninguno.",
    "quantifiable": "Se cuenta cada vigencia con el indicador de producto.",
}


def write_whole_design(actor: Actor, service: Service, one: DemoService, *, now: datetime) -> None:
    """Say every section of the design of the version in edition."""
    version = service.versions.get()
    aim, deliverable = PURPOSES[one.name]
    key = uuid5(_SPACE, one.name)
    delivery = content_of_section(version, "delivery")
    said = {
        **delivery.said,
        "ending": KIND_RULES[one.kind].endings[-1],
        "topics": f"{one.line}\n{deliverable}",
    }
    sections = {
        "gaps": SectionContent({}, (_gap(one, key),)),
        "objectives": SectionContent({}, (_objective(aim, key),)),
        "delivery": SectionContent(said, delivery.rows),
        "indicators": SectionContent({}, _indicators(service)),
        "costs": SectionContent({}, _costs(one, now.year + 1)),
    }
    for section, content in sections.items():
        write_design(actor=actor, public_id=service.public_id, section=section, content=content, now=now)


def revise_design(actor: Actor, service: Service, *, now: datetime) -> None:
    """Change what a year of work taught, in the version in design: one topic more, and more time for the last milestone."""
    delivery = content_of_section(service.versions.get(status=VersionStatus.DESIGN), "delivery")
    said = {**delivery.said, "topics": f"{delivery.said['topics']}\nSeguimiento a los seis meses"}
    rows = (*delivery.rows[:-1], {**delivery.rows[-1], "typical_days": 60})
    content = SectionContent(said, rows)
    write_design(actor=actor, public_id=service.public_id, section="delivery", content=content, now=now)


def write_whole_operation(actor: Actor, service: Service, *, now: datetime) -> None:
    """Say the actors, the governance and the activation of a service, all done."""
    actors: tuple[Row, ...] = (
        _actor("Federación de municipios", "external", "medium", "Convoca a las alcaldías y difunde la oferta."),
        _actor("Gobernaciones", "external", "high", "Aportan la sala, el transporte local y un enlace."),
        _actor(
            "Equipos territoriales de la entidad", "internal", "high", "Acompañan cada sesión y conciertan el plan."
        ),
    )
    governance = SectionContent(
        {
            "national_role": "Da el método, responde las consultas técnicas y revisa los hitos.",
            "territorial_role": "Concierta con cada entidad, acompaña las sesiones y avisa las dificultades.",
        },
        (
            {
                "name": "Mesa de seguimiento",
                "tier": "joint",
                "role": "La dependencia y los equipos territoriales revisan el avance y ajustan la agenda.",
                "frequency": "Cada mes",
            },
        ),
    )
    step: Row = {
        "what": "Entrenamiento de los equipos territoriales",
        "kind": "training",
        "done_on": now.date(),
        "proof": "Lista de asistencia y material entregado",
    }
    sections = {
        "actors": SectionContent({}, actors),
        "governance": governance,
        "activation": SectionContent({}, (step,)),
    }
    for section, content in sections.items():
        write_operation(actor=actor, public_id=service.public_id, section=section, content=content, now=now)


def write_closure(actor: Actor, service: Service, *, now: datetime) -> None:
    """Say how a service closed."""
    said = {
        "closing_review": "Se respondieron las peticiones del año; las entidades piden ya más asistencia que orientación.",
        "replacement": "El servicio de integridad y transparencia recoge sus temas.",
    }
    content = SectionContent(said)
    write_operation(actor=actor, public_id=service.public_id, section="closure", content=content, now=now)


def _gap(one: DemoService, key: UUID) -> Row:
    place = key.int
    present = 8 + place % 25
    return {
        "key": key,
        "description": f"La mayoría de las alcaldías no tiene cómo sostener por sí sola: {one.name.lower()}.",
        "level": _LEVELS[place % len(_LEVELS)],
        "kind": "agency" if place % 3 == 0 else "administrative",
        "capacity": "political" if place % 3 == 0 else "administrative",
        "measure": "de cada 100 alcaldías",
        "present_value": Decimal(present),
        "wanted_value": Decimal(present + 30),
        "workshop_on": None,
        "workshop_record": "Taller conjunto de la coordinación y la dependencia, con tres alcaldías invitadas.",
    }


def _objective(aim: str, gap: UUID) -> Row:
    conditions: dict[str, Any] = {f"is_{name}": True for name in _HOWS}
    return {"text": aim, "gaps": (str(gap),), **conditions, **{f"{name}_how": how for name, how in _HOWS.items()}}


def _indicators(service: Service) -> tuple[Row, ...]:
    """Return one indicator of each level of the organisation, with the goal of its last year."""
    sheets = IndicatorSheet.objects.filter(
        unit__organization_id=service.organization_id, status__in=(SheetStatus.IN_FORCE, SheetStatus.DRAFT)
    ).order_by("-status", "pk")
    rows: list[Row] = []
    for level in LEVELS:
        sheet = next(one for one in sheets if one.level == level)
        last = sheet.targets.order_by("-year")[0]
        rows.append({"sheet": sheet, "goal_value": last.value, "goal_year": last.year})
    return tuple(rows)


def _costs(one: DemoService, year: int) -> tuple[Row, ...]:
    share = Decimal(len(one.name)) * 1_000_000
    common = {"operation": "Directa, con el equipo de la dependencia", "administration": "Secretaría general"}
    return (
        {"item": "Equipo profesional", "source": "operation", "year": year, "amount": share * 3, **common},
        {"item": "Desplazamientos", "source": "investment", "year": year, "amount": share, **common},
    )


def _actor(name: str, ecosystem: str, influence: str, brings: str) -> Row:
    return {
        "name": name,
        "ecosystem": ecosystem,
        "interest": "high",
        "influence": influence,
        "stance": "for",
        "brings": brings,
    }
