"""Reads the design of a version and the operation of a service: what each section says and lacks, and the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.portfolio import design_rules, rules, selectors
from llegada.portfolio.choices import FundingSource
from llegada.portfolio.design_checks import goal_problems, lacks_in_design, lacks_in_operation
from llegada.portfolio.design_content import Owner, sheet_of
from llegada.portfolio.design_reading import ReadSection, read_section
from llegada.portfolio.design_words import SECTION_WORDS, SectionWords
from llegada.portfolio.models import ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.schedule_chart import draw_schedule


@dataclass(frozen=True)
class ShownSection:
    """A section on its page: its words, what it says, what it lacks, and where it is mended («» where it may not be)."""

    key: str
    words: SectionWords
    said: ReadSection
    lacks: list[str]
    url: str


@require_safe
@login_required
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the design of the version in edition, or of the published one, section by section."""
    actor = actor_of(request)
    version = selectors.get_design(actor=actor, public_id=public_id)
    may_edit = SERVICE_POLICY.can(actor, Permission.EDIT, version.service)
    may_write = may_edit and version.status in rules.DESIGN_WRITABLE
    fields = selectors.list_asked_fields(version)
    lacks = lacks_in_design(version, fields)
    if not fields and not version.answers.all():
        del lacks["fields"]
    context = {
        "service": version.service,
        "version": version,
        "sections": _shown(version, lacks, "portfolio:design_section" if may_write else ""),
        "done": sum(not found for found in lacks.values()),
        "total": len(lacks),
        "is_writable": may_write,
        "totals": cost_table(version),
        "goals": goals_of(version),
        "schedule": schedule_of(version),
    }
    return render(request, "portfolio/design/overview.html", context)


@require_safe
@login_required
def schedule(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the schedule of a version, to read and to print."""
    version = selectors.get_design(actor=actor_of(request), public_id=public_id, parts=("milestones",))
    context = {"service": version.service, "version": version, "schedule": schedule_of(version)}
    return render(request, "portfolio/design/schedule.html", context)


@require_safe
@login_required
def operation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the operation of a service, section by section."""
    actor = actor_of(request)
    service = selectors.get_operation(actor=actor, public_id=public_id)
    may_write = SERVICE_POLICY.can(actor, Permission.EDIT, service)
    may_write = may_write and service.status in design_rules.OPERATION_WRITABLE
    lacks = lacks_in_operation(service)
    before_closing = {key: found for key, found in lacks.items() if key != "closure"}
    context = {
        "service": service,
        "version": selectors.current_version(service),
        "sections": _shown(service, lacks, "portfolio:operation_section" if may_write else ""),
        "done": sum(not found for found in before_closing.values()),
        "total": len(before_closing),
    }
    return render(request, "portfolio/design/operation.html", context)


def cost_table(version: ServiceVersion) -> dict[str, Any]:
    """Return what the costs of a version add up to, by source and year, as the rows of a table."""
    totals = design_rules.add_costs((one.source, one.year, one.amount) for one in version.costs.all())
    rows = [
        (FundingSource(source).label, [totals.cells.get((source, year)) for year in totals.years], total)
        for source, total in totals.sources.items()
    ]
    return {"rows": rows, "years": totals.years, "total": totals.total}


def goals_of(version: ServiceVersion) -> list[dict[str, Any]]:
    """Return the indicators of a version, each with what is wrong with its sheet or its goal."""
    return [
        {"link": one, "problems": goal_problems(one)}
        for one in sorted(version.indicators.all(), key=lambda link: (link.position, link.pk))
    ]


def schedule_of(version: ServiceVersion) -> dict[str, Any]:
    """Return the drawing of the schedule of a version, and in which days it counts."""
    sheet: Any = sheet_of(version)
    ordered = sorted(version.milestones.all(), key=lambda one: one.position)
    return {"gantt": draw_schedule(ordered, sheet.day_kind), "day_kind": sheet.get_day_kind_display()}


def _shown(owner: Owner, lacks: Mapping[str, list[str]], url_name: str) -> Iterable[ShownSection]:
    public_id = (owner.service if isinstance(owner, ServiceVersion) else owner).public_id
    return [
        ShownSection(
            key=key,
            words=SECTION_WORDS[key],
            said=read_section(owner, key),
            lacks=found,
            url=reverse(url_name, args=[public_id, SECTION_WORDS[key].slug]) if url_name else "",
        )
        for key, found in lacks.items()
    ]
