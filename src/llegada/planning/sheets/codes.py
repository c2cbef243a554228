"""The codes by which entities and services go out in the workbook of lines, and come back."""

from __future__ import annotations

from llegada.portfolio.models import Service
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity


def entity_code(entity: Entity) -> str:
    """Return the code of an entity: its DANE code if it governs a place, or else the one of its source, or ours."""
    if entity.kind == EntityKind.MAYORALTY and entity.municipality_id:
        return entity.municipality_id
    if entity.kind == EntityKind.GOVERNORATE and entity.department_id:
        return entity.department_id
    return entity.source_code or str(entity.public_id)


def service_code(service: Service) -> str:
    """Return the code of a service: its own, or else ours."""
    return service.external_id or str(service.public_id)
