"""What the map says of each place in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llegada.core.templatetags.llegada import number
from llegada.insights import view_rules
from llegada.insights.choices import Metric
from llegada.insights.selectors import MapValues

_ABSENT: Final = {
    Metric.SESSIONS: gettext_lazy("sin sesiones registradas"),
    Metric.ENTITIES: gettext_lazy("sin entidades asistidas registradas"),
    Metric.PEOPLE: gettext_lazy("sin dato de personas"),
}


def value_words(metric: Metric, value: int | None) -> str:
    """Say a value of the map in words; what is not registered is said, never shown as zero; a small group is not told."""
    return teller(metric)(value)


def teller(metric: Metric) -> Callable[[int | None], str]:
    """Return what says the values of a metric in the language of now, whose words are looked up once for a thousand places."""
    one, many = (_count_words(metric, value) for value in (1, 2))

    def tell(value: int | None) -> str:
        if not value:
            return str(_ABSENT[metric])
        if metric == Metric.PEOPLE and view_rules.is_small_group(value):
            return _("menos de 5 personas")
        return (one if value == 1 else many) % {"count": number(value)}

    return tell


def _count_words(metric: Metric, value: int) -> str:
    if metric == Metric.SESSIONS:
        return ngettext("%(count)s sesión", "%(count)s sesiones", value)
    if metric == Metric.ENTITIES:
        return ngettext("%(count)s entidad asistida", "%(count)s entidades asistidas", value)
    return ngettext("%(count)s persona", "%(count)s personas", value)


def place_teller(metric: Metric, values: MapValues) -> Callable[[str], str]:
    """Return what says the value of a place or department by its code, or of what has no municipality with a blank one.

    One kept back is not told.
    """
    tell = teller(metric)

    def tell_place(code: str) -> str:
        if code in values.kept:
            return _("personas: reservado")
        return tell(values.departments.get(code, values.municipalities.get(code)) if code else values.unplaced)

    return tell_place
