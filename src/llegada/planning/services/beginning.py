"""Begins what a unit owes in a cycle: its analysis, its plan."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid
from llegada.planning.models import AnnualAnalysis, AnnualPlan


def insert_owed(owed: AnnualAnalysis | AnnualPlan, *, already: str | Promise) -> None:
    """Insert what a unit owes in a cycle that asks it for a plan; `already` is said where it has one. Raises Invalid."""
    if not owed.cycle.units.filter(pk=owed.unit_id).exists():
        raise Invalid({"unit": _("El ciclo no le pide plan a esa dependencia. Pida a la coordinación que la agregue.")})
    try:
        with transaction.atomic():
            owed.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"unit": already}) from None
