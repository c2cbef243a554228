"""How notices name cycles, analyses, plans and amendments: with their unit and their year."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from llegada.core.subjects import Subject, SubjectKind
from llegada.planning.choices import AmendmentKind
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanAmendment, PlanningCycle


def _cycle(row: Any) -> Subject:
    url = PlanningCycle(public_id=row.public_id).get_absolute_url()
    return Subject(_("Planeación de %(year)s") % {"year": row.year}, url)


def _analysis(row: Any) -> Subject:
    url = AnnualAnalysis(public_id=row.public_id).get_absolute_url()
    return Subject(_("Análisis anual %(year)s · %(unit)s") % {"year": row.year, "unit": row.unit}, url)


def _plan(row: Any) -> Subject:
    url = AnnualPlan(public_id=row.public_id).get_absolute_url()
    return Subject(_("Plan anual %(year)s · %(unit)s") % {"year": row.year, "unit": row.unit}, url)


def _amendment(row: Any) -> Subject:
    words = {"year": row.year, "unit": row.unit, "kind": AmendmentKind(row.kind).label.lower()}
    return Subject(
        _("Modificación del plan anual %(year)s · %(unit)s: %(kind)s") % words,
        PlanAmendment(public_id=row.public_id).get_absolute_url(),
    )


CYCLES = SubjectKind({"year": "year"}, _cycle)
ANALYSES = SubjectKind({"year": "cycle__year", "unit": "unit__name"}, _analysis)
PLANS = SubjectKind({"year": "cycle__year", "unit": "unit__name"}, _plan)
AMENDMENTS = SubjectKind({"year": "plan__cycle__year", "unit": "plan__unit__name", "kind": "kind"}, _amendment)
