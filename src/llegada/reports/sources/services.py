"""What the documents of a service share: its version, who may issue them, and what identifies it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import short_date
from llegada.portfolio.design_content import DESIGN_SAID
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.reports.content import Content, Facts, Section, Signature, Signatures, said
from llegada.reports.sources.subject import Source, Subject

#: Who may issue the documents of a service: who designs it and who answers for it.
_ISSUERS = (Permission.EDIT, Permission.PUBLISH)


def source_of(build: Callable[[ServiceVersion], Content]) -> Source:
    """Return the source of a document about a version of a service, which `build` says."""

    def find(actor: Actor, target_id: UUID, number: int) -> Subject:
        seen = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all())
        return _subject(actor, _versions().filter(service__in=seen), target_id, number, build)

    def find_any(target_id: UUID, number: int) -> Subject | None:
        try:
            return _subject(ANONYMOUS, _versions(), target_id, number, build)
        except NotFound:
            return None

    return Source(find, find_any)


def _versions() -> QuerySet[ServiceVersion]:
    people = ("edited_by", "validated_by", "published_by")
    return ServiceVersion.objects.select_related(
        "service__organization", "service__unit__organization", "line", "predesign", *people
    ).prefetch_related(*DESIGN_SAID, "strategies__strategy", "moments__moment")


def _subject(
    actor: Actor,
    versions: QuerySet[ServiceVersion],
    target_id: UUID,
    number: int,
    build: Callable[[ServiceVersion], Content],
) -> Subject:
    version = versions.filter(service__public_id=target_id, number=number).first()
    if version is None:
        raise NotFound(version=number)
    service = version.service
    return Subject(
        organization=service.organization,
        name=f"{version.name}, versión {version.number}",
        parent=version.name,
        url=service.get_absolute_url(),
        may_issue=any(SERVICE_POLICY.can(actor, permission, service) for permission in _ISSUERS),
        build=lambda: build(version),
    )


def identity(version: ServiceVersion) -> Facts:
    """Return what identifies a version: whose it is, which, and how far it has come."""
    unit = version.service.unit
    return Facts(
        [
            ("Servicio", version.name),
            ("Versión", str(version.number)),
            ("Etapa", version.get_status_display()),
            ("Dependencia", unit.name if unit else None),
            ("Línea temática", version.line.name),
            ("Tipo de servicio", version.get_kind_display() or None),
        ]
    )


def validation(version: ServiceVersion) -> Section:
    """Return who designed, validated and published a version, with the lines on which they sign."""
    rows = [
        ("Diseño", version.edited_by.full_name if version.edited_by else None),
        ("Protocolo validado", _by(version.validated_at, version.validated_by)),
        ("Publicado", _by(version.published_at, version.published_by)),
    ]
    designer = version.edited_by.full_name if version.edited_by else ""
    validator = version.validated_by.full_name if version.validated_by else ""
    signatures = Signatures([Signature(designer, "Elaboró"), Signature(validator, "Validó, por la coordinación")])
    return Section("Elaboración y validación", [Facts(rows), signatures])


def _by(at: object, person: object) -> str:
    return f"{short_date(at)}, por {person}" if at and person else "Todavía no"  # type: ignore[arg-type]


__all__ = ["identity", "said", "source_of", "validation"]
