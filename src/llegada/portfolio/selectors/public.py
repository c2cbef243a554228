"""What the public sees of the portfolio: versions in force, and those of retired services for who has their address."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from llegada.accounts.models import Organization
from llegada.core.errors import NotFound
from llegada.core.text import search_terms
from llegada.portfolio import rules
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine

VERSION_PARTS = ("modalities", "milestones")


def list_published_versions() -> QuerySet[ServiceVersion]:
    """Return the version in force of every service that is offered, suspended or closing, by name: what is public (PRD-16)."""
    return (
        ServiceVersion.objects.filter(status=VersionStatus.PUBLISHED, service__status__in=rules.PUBLIC)
        .select_related("service__organization", "service__unit", "line")
        .prefetch_related(*VERSION_PARTS)
        .order_by("name", "pk")
    )


def search_versions(versions: QuerySet[ServiceVersion], text: str) -> QuerySet[ServiceVersion]:
    """Keep the versions that hold every word of `text`, whatever its order, case or accents."""
    for term in search_terms(text):
        versions = versions.filter(search_text__contains=term)
    return versions


def get_public_version(*, public_id: UUID) -> ServiceVersion:
    """Return the approved version of a service, published or retired. Raises NotFound if it was never public."""
    version = (
        ServiceVersion.objects.filter(service__public_id=public_id, status=VersionStatus.PUBLISHED)
        .select_related("service__organization", "service__unit", "line")
        .prefetch_related(*VERSION_PARTS)
        .first()
    )
    if version is None:
        raise NotFound(service=str(public_id))
    return version


def summarize_portfolio(versions: QuerySet[ServiceVersion]) -> dict[str, int]:
    """Return how many services, organisations and thematic lines there are in `versions`."""
    return versions.order_by().aggregate(
        services=Count("pk", distinct=True),
        organizations=Count("service__organization", distinct=True),
        lines=Count("line", distinct=True),
    )


def list_offering_organizations() -> QuerySet[Organization]:
    """Return the organisations with something published, by name."""
    offering = Service.objects.filter(status__in=rules.PUBLIC).values("organization")
    return Organization.objects.filter(pk__in=offering).order_by("name")


def list_offered_lines() -> QuerySet[ThematicLine]:
    """Return the thematic lines with something published, by name."""
    offered = ServiceVersion.objects.filter(status=VersionStatus.PUBLISHED, service__status__in=rules.PUBLIC).values(
        "line"
    )
    return ThematicLine.objects.filter(pk__in=offered).order_by("name")
