"""How the values of an indicator are written: with all the decimals that they have, and no more."""

from __future__ import annotations

from decimal import Decimal

from django import template

from llegada.core.templatetags.llegada import number

register = template.Library()


@register.filter
def measure(value: Decimal | None) -> str:
    """Write a value in its unit of measure: 1.234,125 keeps its three decimals, 40.0000 is 40; None is «sin dato»."""
    if value is None:
        return number(None)
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else None)
