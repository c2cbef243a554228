"""`{{ people|told_people }}`: a count of people as it may be told."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from llegada.core.templatetags.llegada import number
from llegada.insights import told

register = template.Library()


@register.simple_tag
def why_kept() -> str:
    """Say why a count of five people or more is not told."""
    return str(told.WHY_KEPT)


@register.filter
def people_figure(people: int | None) -> int | str | None:
    """Return a count of people as `figure` takes it, which writes numbers itself: «menos de 5» where they are too few."""
    return told.told_people(people)


@register.filter
def told_people(people: int | None) -> str | None:
    """Write a count of people, «menos de 5» where they are too few; None stays, for whoever says «sin dato»."""
    return None if people is None else number(told.told_people(people))


@register.simple_tag
def counted(what: str, value: object) -> str:
    """Return what a figure counts in words, in the singular where it is one; of people never, which would tell that it is."""
    count = 1 if value == 1 else 2
    return {
        "sessions": ngettext("sesión", "sesiones", count),
        "held": ngettext("sesión realizada", "sesiones realizadas", count),
        "entities": ngettext("entidad asistida", "entidades asistidas", count),
        "municipalities": ngettext("municipio", "municipios", count),
        "people": gettext("personas"),
        "services": ngettext("servicio", "servicios", count),
        "organizations": ngettext("organización que asiste", "organizaciones que asisten", count),
        "plans": ngettext("plan en ejecución", "planes en ejecución", count),
    }[what]
