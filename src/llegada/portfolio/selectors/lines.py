"""Questions about the thematic lines, which everybody may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django_stubs_ext import WithAnnotations

from llegada.core.errors import NotFound
from llegada.core.text import fold
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.models import ServiceVersion, ThematicLine
from llegada.portfolio.selectors.public import VERSION_PARTS

_STANDS = ~Q(versions__status=VersionStatus.SUPERSEDED) & ~Q(versions__service__status=ServiceStatus.RETIRED)


def list_lines() -> list[WithAnnotations[ThematicLine]]:
    """Return every line, by name whatever its accents, each with `service_count`: the services alive that have it."""
    lines = ThematicLine.objects.annotate(service_count=Count("versions__service", filter=_STANDS, distinct=True))
    return sorted(lines, key=lambda line: (fold(line.name), line.pk))


def get_line(*, public_id: UUID) -> ThematicLine:
    """Return one line. Raises NotFound."""
    try:
        return ThematicLine.objects.get(public_id=public_id)
    except ThematicLine.DoesNotExist:
        raise NotFound(line=str(public_id)) from None


def list_versions_of_line(line: ThematicLine) -> QuerySet[ServiceVersion]:
    """Return the versions of a line that are searched, with all that their search text takes."""
    return (
        ServiceVersion.objects.filter(line=line)
        .exclude(status=VersionStatus.SUPERSEDED)
        .select_related("line", "service__organization")
        .prefetch_related(*VERSION_PARTS)
    )
