"""Questions about the portfolio. Inside, each sees what their roles reach; the public sees published versions only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from llegada.accounts.models import Organization, OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.text import search_terms
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.portfolio.policies import SERVICE_POLICY, Permission

_VERSION_PARTS = ("modalities", "milestones")


# --- what the public sees ---------------------------------------------------------------------------------------------
def list_published_versions() -> QuerySet[ServiceVersion]:
    """Return the version in force of every published service, by name: this is the public portfolio (PRD-16)."""
    return (
        ServiceVersion.objects.filter(status=VersionStatus.PUBLISHED, service__status=ServiceStatus.PUBLISHED)
        .select_related("service__organization", "service__unit", "line")
        .prefetch_related(*_VERSION_PARTS)
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
        .prefetch_related(*_VERSION_PARTS)
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
    offering = Service.objects.filter(status=ServiceStatus.PUBLISHED).values("organization")
    return Organization.objects.filter(pk__in=offering).order_by("name")


def list_offered_lines() -> QuerySet[ThematicLine]:
    """Return the thematic lines with something published, by name."""
    offered = ServiceVersion.objects.filter(
        status=VersionStatus.PUBLISHED, service__status=ServiceStatus.PUBLISHED
    ).values("line")
    return ThematicLine.objects.filter(pk__in=offered).order_by("name")


# --- what those inside see --------------------------------------------------------------------------------------------
def list_services(*, actor: Actor, permission: str = Permission.VIEW_DRAFT) -> QuerySet[Service]:
    """Return the services on which the actor holds `permission`, by name, each with what `current_version` needs.

    `shown_name` and `shown_line_id` are those of the approved version, or the draft's where nothing was ever published.
    """
    return (
        SERVICE_POLICY.scope(actor, permission, Service.objects.all())
        .annotate(draft=FilteredRelation("versions", condition=Q(versions__status=VersionStatus.DRAFT)))
        .annotate(
            shown_name=Coalesce("published_version__name", "draft__name"),
            shown_line_id=Coalesce("published_version__line_id", "draft__line_id"),
        )
        .select_related("organization", "unit", "published_version__line")
        .prefetch_related(
            Prefetch(
                "versions",
                queryset=ServiceVersion.objects.filter(status=VersionStatus.DRAFT).select_related("line"),
                to_attr="drafts",
            )
        )
        .order_by("shown_name", "pk")
    )


def search_services(services: QuerySet[Service], text: str) -> QuerySet[Service]:
    """Keep the services of `list_services` whose approved version or draft holds every word of `text`."""
    for term in search_terms(text):
        services = services.filter(
            Q(published_version__search_text__contains=term) | Q(draft__search_text__contains=term)
        )
    return services


def keep_pending(services: QuerySet[Service], work: str) -> QuerySet[Service]:
    """Keep the services of `list_services` that await somebody: `draft` has a draft to publish, `unit` lacks a unit."""
    alive = services.exclude(status=ServiceStatus.RETIRED)
    if work == "unit":
        return alive.filter(unit__isnull=True)
    return alive.filter(draft__pk__isnull=False)  # type: ignore[misc]  # an annotation of list_services


def current_version(service: Service) -> ServiceVersion:
    """Return the approved version, or the draft where there is none. Makes no query on what `list_services` returns."""
    if service.published_version is not None:
        return service.published_version
    drafts: list[Any] | None = getattr(service, "drafts", None)
    version: ServiceVersion = drafts[0] if drafts else service.versions.get(status=VersionStatus.DRAFT)
    return version


def list_current_versions(services: QuerySet[Service]) -> QuerySet[ServiceVersion]:
    """Return, of each of the services of `list_services`, its approved version or its draft, ready for a table."""
    approved = Q(pk__in=services.order_by().values("published_version"))
    never_approved = services.filter(published_version=None).order_by().values("draft__pk")  # type: ignore[misc]  # an annotation
    return (
        ServiceVersion.objects.filter(approved | Q(pk__in=never_approved))
        .select_related("service__organization", "service__unit", "line")
        .prefetch_related(*_VERSION_PARTS)
        .order_by("name", "pk")
    )


def get_service(*, actor: Actor, public_id: UUID, permission: str = Permission.VIEW) -> Service:
    """Return one service that the actor may see. Raises NotFound."""
    services = SERVICE_POLICY.scope(actor, permission, Service.objects.all())
    try:
        return services.select_related("organization", "unit", "published_version__line").get(public_id=public_id)
    except Service.DoesNotExist:
        raise NotFound(service=str(public_id)) from None


def find_draft(service: Service) -> ServiceVersion | None:
    """Return the version in edition, with its parts, or None. The caller has checked that it may be seen."""
    return (
        service.versions.filter(status=VersionStatus.DRAFT)
        .select_related("line", "edited_by", "service")
        .prefetch_related(*_VERSION_PARTS)
        .first()
    )


def list_versions(service: Service) -> QuerySet[ServiceVersion]:
    """Return every version that was ever approved, newest first. The caller has checked that it may be seen."""
    return (
        service.versions.exclude(status=VersionStatus.DRAFT)
        .select_related("line", "published_by", "service")
        .prefetch_related(*_VERSION_PARTS)
        .order_by("-number")
    )


def summarize_services(*, actor: Actor) -> dict[str, int]:
    """Return how many services the actor sees in each state; every state is present."""
    found = dict(
        SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all())
        .order_by()
        .values_list("status")
        .annotate(total=Count("pk"))
    )
    return {status: found.get(status, 0) for status in ServiceStatus.values}


def list_editable_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may design services."""
    return _active_units(_granted_units(actor, Permission.EDIT))


def list_assignable_units(*, service: Service) -> QuerySet[OrgUnit]:
    """Return the active units of the organisation that offers the service."""
    return OrgUnit.objects.filter(organization_id=service.organization_id, is_active=True).order_by("path")


def list_active_lines(*, besides: ThematicLine | None = None) -> QuerySet[ThematicLine]:
    """Return the thematic lines in use, by name; and `besides`, even if it is no longer used."""
    kept = Q(pk=besides.pk) if besides else Q()
    return ThematicLine.objects.filter(Q(is_active=True) | kept).order_by("name")


def list_visible_organizations(*, actor: Actor) -> QuerySet[Organization]:
    """Return the organisations whose services the actor sees inside, by name."""
    seen = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all()).values("organization")
    return Organization.objects.filter(pk__in=seen).order_by("name")


def _granted_units(actor: Actor, permission: str) -> set[int]:
    roles = SERVICE_POLICY.table[permission]
    return {unit_id for grant in actor.grants if grant.role in roles for unit_id in grant.unit_ids}


def _active_units(unit_ids: Iterable[int]) -> QuerySet[OrgUnit]:
    return (
        OrgUnit.objects.filter(pk__in=list(unit_ids), is_active=True)
        .select_related("organization")
        .order_by("organization__name", "path")
    )
