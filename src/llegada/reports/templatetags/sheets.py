"""Where all the fichas are, for pages of the other faces."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from llegada.reports.policies import SHEETS_POLICY, SheetsPermission

register = template.Library()


@register.simple_tag(takes_context=True)
def sheets_url(context: dict[str, Any]) -> str:
    """Return the page of all the fichas for who may see it, or ""."""
    may = SHEETS_POLICY.may_ever(context["actor"], SheetsPermission.VIEW)
    return reverse("reports:sheets") if may else ""
