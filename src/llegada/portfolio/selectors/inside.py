"""What those inside see of the portfolio: each, what their roles reach."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.text import search_terms
from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.selectors.public import VERSION_PARTS


def list_services(*, actor: Actor, permission: str = Permission.VIEW_DRAFT) -> QuerySet[Service]:
    """Return the services on which the actor holds `permission`, by name, each with what `current_version` needs.

    `shown_name` is the approved name, or the draft's where nothing was ever published.
    """
    return (
        SERVICE_POLICY.scope(actor, permission, Service.objects.all())
        .annotate(draft=FilteredRelation("versions", condition=Q(versions__status__in=rules.IN_EDITION)))
        .annotate(shown_name=Coalesce("published_version__name", "draft__name"))
        .select_related("organization", "unit", "published_version__line")
        .prefetch_related(
            Prefetch(
                "versions",
                queryset=ServiceVersion.objects.filter(status__in=rules.IN_EDITION).select_related("line"),
                to_attr="drafts",
            )
        )
        .order_by("shown_name", "pk")
    )


def list_services_for_api(*, actor: Actor, with_retired: bool) -> QuerySet[Service]:
    """Return every service that the actor sees, public or not, each with its approved version and its draft, by key.

    Whether the draft may be shown is asked of each service. Without `with_retired` only the actor's own retired ones are there.
    """
    seen = SERVICE_POLICY.scope(actor, Permission.VIEW, Service.objects.all())
    if not with_retired:
        own = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all()).values("pk")
        seen = seen.filter(Q(status__in=rules.PUBLIC) | Q(pk__in=own))
    return (
        seen.annotate(draft=FilteredRelation("versions", condition=Q(versions__status__in=rules.IN_EDITION)))
        .select_related("organization", "unit", "published_version__line")
        .prefetch_related(
            *(f"published_version__{part}" for part in VERSION_PARTS),
            Prefetch(
                "versions",
                queryset=ServiceVersion.objects.filter(status__in=rules.IN_EDITION)
                .select_related("line")
                .prefetch_related(*VERSION_PARTS),
                to_attr="drafts",
            ),
        )
        .order_by("pk")
    )


def keep_saying(services: QuerySet[Service], **said: Any) -> QuerySet[Service]:
    """Keep the services whose approved version (or draft, where there is none) says `said`: fields of the version."""
    versions = ServiceVersion.objects.filter(**said).values("pk")
    return services.filter(
        Q(published_version__in=versions) | Q(published_version=None, draft__pk__in=versions)  # an annotation
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
    version: ServiceVersion = drafts[0] if drafts else service.versions.get(status__in=rules.IN_EDITION)
    return version


def list_current_versions(services: QuerySet[Service]) -> QuerySet[ServiceVersion]:
    """Return, of each of the services of `list_services`, its approved version or its draft, ready for a table."""
    approved = Q(pk__in=services.order_by().values("published_version"))
    never_approved = services.filter(published_version=None).order_by().values("draft__pk")  # type: ignore[misc]  # an annotation
    return (
        ServiceVersion.objects.filter(approved | Q(pk__in=never_approved))
        .select_related("service__organization", "service__unit", "line")
        .prefetch_related(*VERSION_PARTS)
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
        service.versions.filter(status__in=rules.IN_EDITION)
        .select_related("line", "edited_by", "service", "predesign")
        .prefetch_related(*VERSION_PARTS, "strategies__strategy", "moments__moment")
        .first()
    )


def is_designer(version: ServiceVersion, *, person_id: int | None) -> bool:
    """Return whether that person wrote in `version`, last or ever."""
    if rules.is_own_work(edited_by_id=version.edited_by_id, person_id=person_id):
        return True
    return version.editors.filter(person=person_id or 0).exists()


def list_versions(service: Service) -> QuerySet[ServiceVersion]:
    """Return every version that was ever approved, newest first. The caller has checked that it may be seen."""
    return (
        service.versions.filter(status__in=rules.STANDING)
        .select_related("line", "published_by", "service", "predesign")
        .prefetch_related(*VERSION_PARTS, "strategies__strategy", "moments__moment")
        .order_by("-number")
    )


def summarize_services(*, actor: Actor) -> dict[str, int]:
    """Return how many services the actor sees in each state, every one of them; `pausing` are those suspended or closing."""
    found = dict(
        SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all())
        .order_by()
        .values_list("status")
        .annotate(total=Count("pk"))
    )
    counts: dict[str, int] = {status: found.get(status, 0) for status in ServiceStatus.values}
    return counts | {"pausing": counts["suspended"] + counts["in_closure"]}
