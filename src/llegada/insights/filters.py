"""Reads the filters of the figures from an address, alike for the pages and for the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import Catalogue, Option

#: Chooses every year, where a page would otherwise begin with the latest.
ALL_YEARS: Final = "all"
Problems = dict[str, str | Promise]


def read_filters(
    query: Mapping[str, str], catalogue: Catalogue, *, default_year: int | None = None
) -> tuple[FigureFilters, Problems]:
    """Return the filters that `query` asks for, and a sentence for each that could not be read and was left out."""
    problems: Problems = {}
    return (
        FigureFilters(
            organization_id=_chosen(
                query, "organization", catalogue.organizations, problems, _("Esa organización no está en la lista.")
            ),
            line_id=_chosen(query, "line", catalogue.lines, problems, _("Esa línea temática no está en la lista.")),
            department_id=_department(query, catalogue, problems),
            year=_year(query, default_year, problems),
        ),
        problems,
    )


def _chosen(
    query: Mapping[str, str], name: str, options: list[Option], problems: Problems, sentence: str | Promise
) -> int | None:
    asked = query.get(name, "").strip()
    if not asked:
        return None
    for option in options:
        if option.key == asked.lower():
            return option.pk
    problems[name] = sentence
    return None


def _department(query: Mapping[str, str], catalogue: Catalogue, problems: Problems) -> str | None:
    asked = query.get("department", "").strip()
    if not asked or asked in catalogue.departments:
        return asked or None
    problems["department"] = _("Ese código de departamento no existe: son dos dígitos, con sus ceros (05).")
    return None


def _year(query: Mapping[str, str], default: int | None, problems: Problems) -> int | None:
    asked = query.get("year", "").strip()
    if not asked:
        return default
    if asked == ALL_YEARS:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) > 0:
        return int(asked)
    problems["year"] = _("La vigencia es un año de cuatro cifras, como 2026.")
    return default
