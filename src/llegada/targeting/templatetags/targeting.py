"""Marks of state for lists, answers and manual changes, and the bars of rankings, for every page that shows one."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from llegada.targeting.chosen_map import Dot
from llegada.targeting.models import ConcertationMatrix, ListChange, PrioritizedEntity, PrioritizedList
from llegada.targeting.ranking_page import BarPart
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


@register.simple_tag
def score_bar(parts: Sequence[BarPart]) -> SafeString:
    """Draw a score by its criteria, which it says in words: at once, for a page of rankings has hundreds of parts."""
    rects = format_html_join(
        "",
        '<rect class="part-{}" x="{}" width="{}" height="8"/>',
        ((part.colour, part.x, part.width) for part in parts),
    )
    return format_html(
        '<svg class="score-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        "; ".join(part.words for part in parts),
        rects,
    )


@register.simple_tag
def map_dots(dots: Sequence[Dot]) -> SafeString:
    """Draw a dot for each place, which says its name."""
    return format_html_join(
        "",
        '<circle class="map-circle" cx="{}" cy="{}" r="6"><title>{}</title></circle>',
        ((dot.x, dot.y, dot.words) for dot in dots),
    )
