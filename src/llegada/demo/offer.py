"""Makes the thirty invented services: designed by one person, published by another."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from llegada.core.roles import Role
from llegada.demo.catalogue import LINES, PURPOSES, SERVICES, DemoService
from llegada.demo.institutions import Cast
from llegada.portfolio.content import MilestoneContent, ServiceContent
from llegada.portfolio.models import ServiceVersion, ThematicLine
from llegada.portfolio.services import add_line, create_service, publish_service

#: Two services still in design, so that somebody has something to review.
DRAFTS = frozenset({"Conservación catastral", "Trámites más simples"})

_EVIDENCE = {"Diagnóstico": "Documento de diagnóstico", "Taller": "Lista de asistencia y relatoría"}


def make_offer(cast: Cast, *, now: datetime) -> dict[str, list[ServiceVersion]]:
    """Make lines and services; returns the published versions by the acronym of their unit."""
    designers = {"INAT": "lider", "DOIL": "lider2", "EGL": "lider3"}
    publishers = {"INAT": "coordinacion", "DOIL": "coordinacion2", "EGL": "coordinacion3"}
    lead = cast.acting("lider", Role.TECHNICAL_LEAD)
    lines = {name: add_line(actor=lead, name=name, now=now) for name in LINES}
    published: dict[str, list[ServiceVersion]] = {}
    for one in SERVICES:
        acronym = one.unit.split("-")[0]
        service = create_service(
            actor=cast.acting(designers[acronym], Role.TECHNICAL_LEAD),
            unit=cast.units[one.unit],
            content=_content(one, lines[one.line]),
            now=now,
        )
        if one.name in DRAFTS:
            continue
        publisher = cast.acting(publishers[acronym], Role.COORDINATOR)
        publish_service(actor=publisher, public_id=service.public_id, now=now + timedelta(days=2))
        published.setdefault(one.unit, []).append(
            ServiceVersion.objects.select_related("service").get(service_id=service.pk)
        )
    return published


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
                expected_evidence=_EVIDENCE.get(name, "Documento o acta firmada"),
                typical_days=20 + weight,
            )
            for name, weight in one.milestones
        ),
    )
