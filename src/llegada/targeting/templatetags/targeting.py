"""Marks of state for lists, answers and manual changes, for every page that shows one."""

from __future__ import annotations

from django import template

from llegada.targeting.models import ConcertationMatrix, ListChange, PrioritizedEntity, PrioritizedList
from llegada.targeting.verbs import ACCEPTANCE_PILLS, CHANGE_STATUS_PILLS, LIST_STATUS_PILLS, MATRIX_STATUS_PILLS

register = template.Library()


@register.inclusion_tag("components/pill.html")
def list_pill(one: PrioritizedList) -> dict[str, str]:
    """Show the state of a version of a list."""
    return {"kind": LIST_STATUS_PILLS[one.status], "label": one.get_status_display()}


@register.inclusion_tag("components/pill.html")
def acceptance_pill(row: PrioritizedEntity) -> dict[str, str]:
    """Show what the administration of an entity answered."""
    return {"kind": ACCEPTANCE_PILLS[row.acceptance], "label": row.get_acceptance_display()}


@register.inclusion_tag("components/pill.html")
def change_pill(change: ListChange) -> dict[str, str]:
    """Show the state of a manual change."""
    return {"kind": CHANGE_STATUS_PILLS[change.status], "label": change.get_status_display()}


@register.inclusion_tag("components/pill.html")
def matrix_pill(matrix: ConcertationMatrix) -> dict[str, str]:
    """Show the state of a version of a matrix."""
    return {"kind": MATRIX_STATUS_PILLS[matrix.status], "label": matrix.get_status_display()}
