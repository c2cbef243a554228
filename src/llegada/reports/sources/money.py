"""Money of annual plans in words: in COP, cancelled lines apart, and missing where nobody has said."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from llegada.core.templatetags.llegada import number
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.reports.content import Said


def in_cop(amount: Decimal | int | None) -> Said:
    """Write pesos as $ 1.234.567 or -$ 500, with cents only where there are; None is «sin dato»."""
    if amount is None:
        return None
    value = Decimal(amount)
    written = number(abs(value), 0 if value == value.to_integral_value() else 2)
    return f"{'-' if value < 0 else ''}$\u00a0{written}"


def line_count(plans: Collection[AnnualPlan]) -> int:
    """Return how many lines some plans have, without the cancelled ones."""
    return AnnualPlanLine.objects.filter(plan__in=plans).exclude(status=LineStatus.CANCELLED).count()


def total_of(plans: Collection[AnnualPlan]) -> Decimal | None:
    """Return the money of some plans in COP, without that of cancelled lines; None where no line says any."""
    money = LineBudget.objects.filter(line__plan__in=plans).exclude(line__status=LineStatus.CANCELLED)
    total: Decimal | None = money.aggregate(total=Sum("amount"))["total"]
    return total
