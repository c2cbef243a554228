"""Writes the shapes and texts of a drawing by one expression each: the template engine takes ten times as long."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from llegada.core.drawing_files import Leaf
from llegada.core.drawings import Drawing, Shape, Text
from llegada.core.templatetags.llegada import unlocalized

register = template.Library()


@register.filter
def svg(drawing: Drawing) -> SafeString:
    """Write a drawing as a page shows it."""
    width, height = unlocalized(drawing.width), unlocalized(drawing.height)
    head = (
        f'<svg width="{width}" height="{height}" viewBox="{escape(drawing.box)}" role="img" aria-label="{escape(drawing.title)}" '
        'font-family="Work Sans, Segoe UI, Arial, sans-serif">'
    )
    return mark_safe(f"{head}{drawn(drawing)}</svg>")  # noqa: S308 - escaped above and below


@register.filter
def drawn(drawing: Drawing | Leaf) -> SafeString:
    """Write what is inside a drawing or around it in a file: its shapes, each with what it says, and over them its texts."""
    return mark_safe("".join([*map(_shape, drawing.shapes), *map(_text, drawing.texts)]))  # noqa: S308 - escaped below


def _shape(one: Shape) -> str:
    # Its geometry is numbers and paths of ours.
    own = "".join([f' {name}="{value}"' for name, value in one.attributes])
    words = f"<title>{escape(one.words)}</title>" if one.words else ""
    return f"<{one.kind}{own}{_paint(one.fill, one.stroke, one.dash)}>{words}</{one.kind}>"


@lru_cache(maxsize=256)
def _paint(fill: str, stroke: str, dash: str) -> str:
    """Write the colours of a shape: a drawing has a handful for hundreds of shapes."""
    lines = [(name, value) for name, value in (("stroke", stroke), ("stroke-dasharray", dash)) if value]
    return "".join(f' {name}="{escape(value)}"' for name, value in [("fill", fill), *lines])


def _text(one: Text) -> str:
    return (
        f'<text x="{unlocalized(one.x)}" y="{unlocalized(one.y)}" font-size="{one.size}" text-anchor="{escape(one.anchor)}" '
        f'font-weight="{one.weight}" fill="{escape(one.fill)}">{escape(one.words)}</text>'
    )
