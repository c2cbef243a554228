"""Marks of state of analyses, plans, lines and amendments, months and money in words, for every page that shows one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import template
from django.utils.translation import gettext_lazy as _

from llegada.core.templatetags.llegada import NO_BREAK_SPACE, number
from llegada.planning.choices import AnalysisSection
from llegada.planning.models import AnnualAnalysis, AnnualPlan, AnnualPlanLine, PlanAmendment
from llegada.planning.plan_words import MONTH_NAMES, gap_words, month_words
from llegada.planning.verbs import AMENDMENT_PILLS, ANALYSIS_PILLS, LINE_PILLS, PLAN_PILLS
from llegada.portfolio.choices import FundingSource

register = template.Library()


@register.inclusion_tag("components/pill.html")
def analysis_pill(analysis: AnnualAnalysis) -> dict[str, str]:
    """Show the state of an analysis."""
    return {"kind": ANALYSIS_PILLS[analysis.status], "label": analysis.get_status_display()}


#: How a section stands → kind of its pill and its word.
_SECTION_WORDS: Final = {
    "found": ("ok", _("Con hallazgos")),
    "not_applicable": ("none", _("No aplica")),
    "missing": ("warn", _("Falta")),
    "reason": ("warn", _("Falta el motivo")),
}


@register.inclusion_tag("components/pill.html")
def section_pill(state: str) -> dict[str, Any]:
    """Show how a section of an analysis stands."""
    kind, label = _SECTION_WORDS[state]
    return {"kind": kind, "label": label}


@register.inclusion_tag("planning/analyses/_cell.html")
def section_cell(place: int, state: str) -> dict[str, str]:
    """Show in a table how the section in `place` stands."""
    return {"title": str(AnalysisSection.labels[place]), "state": state}


@register.inclusion_tag("components/pill.html")
def plan_pill(plan: AnnualPlan) -> dict[str, str]:
    """Show the state of a plan."""
    return {"kind": PLAN_PILLS[plan.status], "label": plan.get_status_display()}


@register.inclusion_tag("components/pill.html")
def line_pill(line: AnnualPlanLine) -> dict[str, str]:
    """Show the state of a line."""
    return {"kind": LINE_PILLS[line.status], "label": line.get_status_display()}


@register.inclusion_tag("components/pill.html")
def amendment_pill(amendment: PlanAmendment) -> dict[str, str]:
    """Show the state of an amendment."""
    return {"kind": AMENDMENT_PILLS[amendment.status], "label": amendment.get_status_display()}


@register.filter
def money(value: Decimal | None) -> str:
    """Write an amount in COP, with decimals only where it has some; None is «sin dato»."""
    if value is None:
        return number(None)
    decimals = 0 if value == value.to_integral_value() else 2
    return f"${NO_BREAK_SPACE}{number(value, decimals)}"


@register.filter
def month_name(month: str | int) -> str:
    """Return the name of a month, 1 to 12."""
    return str(MONTH_NAMES[int(month)])


@register.filter
def month_year(month: date) -> str:
    """Return the month of a day with its year, in words."""
    return month_words(month)


@register.filter
def source_name(source: str) -> str:
    """Return a source of money in words."""
    return str(FundingSource(source).label)


@register.filter
def gap_list(gaps: list[str]) -> str:
    """Return what a line lacks, in words."""
    return gap_words(gaps)
