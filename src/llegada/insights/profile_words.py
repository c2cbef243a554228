"""The words of a profile, the same on its page, in its ficha and in its tables."""

from __future__ import annotations

from math import floor

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.core.templatetags.llegada import number
from llegada.targeting.choices import IndexDirection, IndexKind
from llegada.targeting.profile_rules import Standing
from llegada.targeting.selectors.places import ProfiledPlace
from llegada.targeting.selectors.profile import Group, IndexSeries, Named, Reading

#: What stands for a department among the places of a country, and for the country.
_COUNTRY = gettext_lazy("País")


def group_words(group: Group, place: ProfiledPlace) -> str:
    """Name a group: the country, the department, or the category with its index and year."""
    if group.edition is None:
        return str(_COUNTRY) if group.label == "country" else place.department
    return f"{group.edition.index.short_name} {group.edition.year}: {group.label}"


def value_words(reading: Reading) -> str | None:
    """Say a value: with its unit, its category, yes or no; None is «sin dato»."""
    index = reading.edition.index
    if reading.value is None:
        return None
    if reading.category:
        return reading.category
    if index.kind == IndexKind.FLAG:
        return _("Sí") if reading.value else _("No")
    words = number(reading.value, index.decimals)
    return f"{words} {index.measure_unit}".strip()


def place_words(standing: Standing | None) -> str | None:
    """Say a place: 45 of 1.101; None is «sin dato»."""
    if standing is None:
        return None
    return _("%(place)s de %(among)s") % {"place": number(standing.place), "among": number(standing.among)}


def direction_words(series: IndexSeries) -> str:
    """Say who is first in an index."""
    if series.index.direction == IndexDirection.MORE_IS_WORSE:
        return _("menos es mejor")
    if series.index.direction == IndexDirection.MORE_IS_BETTER:
        return _("más es mejor")
    return _("de mayor a menor")


def named_words(named: Named, place: ProfiledPlace, *, is_strength: bool) -> str:
    """Say a strength or a gap with the figures behind it."""
    reading, standing = named.series.latest, named.standing
    words = {
        "value": value_words(reading),
        "year": reading.edition.year,
        "place": number(standing.place),
        "among": number(standing.among),
        "group": group_words(named.group, place),
        "median": number(standing.median, named.series.index.decimals),
        # Never rounded up: second of many is not better than 100 % of the others.
        "share": number(floor(standing.passed or 0) if is_strength else floor(100 - (standing.passed or 0))),
    }
    if is_strength:
        said = _("%(value)s en %(year)s: mejor que el %(share)s %% de los demás de su grupo (%(group)s).")
    else:
        said = _("%(value)s en %(year)s: detrás del %(share)s %% de los demás de su grupo (%(group)s).")
    return f"{said} {_('Puesto %(place)s de %(among)s; la mediana es %(median)s.')}" % words
