"""How notices name cycles, analyses, plans and amendments: each kind in one query, with its unit and its year."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from llegada.core.subjects import Subject
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanAmendment, PlanningCycle


def read_cycles(identifiers: Collection[str]) -> dict[str, Subject]:
    """Name cycles by their year."""
    found = PlanningCycle.objects.filter(public_id__in=identifiers)
    return {
        str(one.public_id): Subject(_("Planeación de %(year)s") % {"year": one.year}, one.get_absolute_url())
        for one in found
    }


def read_analyses(identifiers: Collection[str]) -> dict[str, Subject]:
    """Name analyses by the year that they plan and their unit."""
    found = AnnualAnalysis.objects.filter(public_id__in=identifiers).select_related("unit", "cycle")
    return {
        str(one.public_id): Subject(
            _("Análisis anual %(year)s · %(unit)s") % {"year": one.cycle.year, "unit": one.unit.name},
            one.get_absolute_url(),
        )
        for one in found
    }


def read_plans(identifiers: Collection[str]) -> dict[str, Subject]:
    """Name plans by their year and unit."""
    found = AnnualPlan.objects.filter(public_id__in=identifiers).select_related("unit", "cycle")
    return {
        str(one.public_id): Subject(
            _("Plan anual %(year)s · %(unit)s") % {"year": one.cycle.year, "unit": one.unit.name},
            one.get_absolute_url(),
        )
        for one in found
    }


def read_amendments(identifiers: Collection[str]) -> dict[str, Subject]:
    """Name amendments by what they change, their year and unit."""
    found = PlanAmendment.objects.filter(public_id__in=identifiers).select_related("plan__unit", "plan__cycle")
    return {
        str(one.public_id): Subject(
            _("Modificación del plan anual %(year)s · %(unit)s: %(kind)s")
            % {"year": one.plan.cycle.year, "unit": one.plan.unit.name, "kind": one.get_kind_display().lower()},
            one.get_absolute_url(),
        )
        for one in found
    }
