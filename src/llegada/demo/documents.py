"""The formats and the logo of the first institute, and one document of each kind issued with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.accounts.models import Organization
from llegada.core.roles import Role
from llegada.delivery.models import MinutesNumber
from llegada.demo.institutions import Cast
from llegada.planning.choices import PlanStatus
from llegada.planning.models import AnnualPlan
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.models import CommitteeRound, Service, ServiceVersion
from llegada.reports.choices import DocumentKind
from llegada.reports.services import add_format, issue_document, set_logo
from llegada.workplans.models import DeliveryAct

#: Document → code, version and process of its format.
_FORMATS: Final = {
    DocumentKind.COMMITTEE_ACT: ("DE-FO-012", "3", "Direccionamiento estratégico"),
    DocumentKind.ANNUAL_PLAN: ("AT-FO-004", "2", "Asistencia técnica territorial"),
    DocumentKind.PREDESIGN_SHEET: ("AT-FO-002", "1", "Asistencia técnica territorial"),
    DocumentKind.PROTOCOL: ("AT-FO-003", "1", "Asistencia técnica territorial"),
    DocumentKind.SESSION_MINUTES: ("AT-FO-005", "3", "Asistencia técnica territorial"),
    DocumentKind.DELIVERY_ACT: ("AT-FO-007", "1", "Asistencia técnica territorial"),
}
#: A logo that is nobody's: a path between two hills.
_LOGO: Final = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60">
<path d="M0 60 L34 14 L58 46 L76 26 L104 60 Z" fill="#004884"/><path d="M44 60 Q60 44 52 34 Q66 46 62 60 Z" fill="#FFC72C"/>
<circle cx="96" cy="14" r="9" fill="#3366CC"/></svg>"""


def make_documents(cast: Cast, *, now: datetime, today: date) -> None:
    """Register the formats, set the logo, and issue one document of each kind."""
    coordinator = cast.acting("coordinacion", Role.COORDINATOR)
    organization = cast.organizations["INAT"]
    for kind, (code, version, process) in _FORMATS.items():
        add_format(
            actor=coordinator,
            organization_id=organization.public_id,
            kind=kind,
            code=code,
            version=version,
            process=process,
            in_force_on=today - timedelta(days=300),
            now=now,
        )
    logo = SimpleUploadedFile("logo.svg", _LOGO, "image/svg+xml")
    set_logo(actor=coordinator, organization_id=organization.public_id, upload=logo, now=now)
    for wanted, target_id, number in _worth_issuing(organization):
        issue_document(actor=coordinator, kind=wanted, target_id=target_id, number=number, now=now)
    _issue_minutes(cast, organization, now=now)
    _issue_delivery_act(cast, now=now)


def _issue_minutes(cast: Cast, organization: Organization, *, now: datetime) -> None:
    """Issue the latest approved minutes of the showcase unit, with their list, as who approves them does."""
    numbers = MinutesNumber.objects.filter(session__plan__unit=cast.units["INAT-GRE"])
    latest = numbers.select_related("session").order_by("-session__held_on", "-pk").first()
    if latest is not None:
        issue_document(
            actor=cast.acting("jefatura", Role.UNIT_HEAD),
            kind=DocumentKind.SESSION_MINUTES,
            target_id=latest.session.public_id,
            number=latest.number,
            now=now,
        )


def _issue_delivery_act(cast: Cast, *, now: datetime) -> None:
    """Issue the act of the last plan that the showcase unit delivered."""
    acts = DeliveryAct.objects.filter(plan__unit=cast.units["INAT-GRE"]).select_related("plan")
    latest = acts.order_by("-delivered_on", "-pk").first()
    if latest is not None:
        head, kind = cast.acting("jefatura", Role.UNIT_HEAD), DocumentKind.DELIVERY_ACT
        issue_document(actor=head, kind=kind, target_id=latest.plan.public_id, number=1, now=now)


def _worth_issuing(organization: Organization) -> list[tuple[str, UUID, int]]:
    """Return the last act, a plan in execution, the protocol of a published service and the ficha of a pre-design being read."""
    closed = CommitteeRound.objects.filter(closed_at__isnull=False, strategy__organization=organization)
    act = closed.select_related("strategy").order_by("-closed_at", "-pk").first()
    plans = AnnualPlan.objects.filter(unit__organization=organization, status=PlanStatus.IN_EXECUTION)
    plan = plans.select_related("cycle").order_by("-cycle__year", "pk").first()
    published = Service.objects.filter(organization=organization, published_version__isnull=False)
    service = published.select_related("published_version").order_by("pk").first()
    read = ServiceVersion.objects.filter(service__organization=organization, status=VersionStatus.IN_FEEDBACK)
    ficha = read.select_related("service").order_by("pk").first()
    found: list[tuple[str, UUID, int]] = []
    if act is not None:
        found.append((DocumentKind.COMMITTEE_ACT, act.strategy.public_id, act.number))
    if plan is not None:
        found.append((DocumentKind.ANNUAL_PLAN, plan.public_id, plan.cycle.year))
    if service is not None and service.published_version is not None:
        found.append((DocumentKind.PROTOCOL, service.public_id, service.published_version.number))
    if ficha is not None:
        found.append((DocumentKind.PREDESIGN_SHEET, ficha.service.public_id, ficha.number))
    return found
