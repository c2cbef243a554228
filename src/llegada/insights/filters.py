"""What somebody asks: of the figures, alike for the pages and for the API; of what was planned and loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, cast

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.insights import view_rules
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import Catalogue, Option, planned
from llegada.planning.models import AnnualPlanLine
from llegada.planning.selectors import search_lines

#: Chooses every year, where a page would otherwise begin with the latest.
ALL_YEARS: Final = "all"
Problems = dict[str, str | Promise]
#: Filters of «Avance y rezagos», which the public pages would leave out in silence.
OF_PROGRESS: Final = (
    "vigencia", "corte", "organizacion", "dependencia", "servicio", "linea", "departamento", "estrategia", "entidad", "asesor",
    "zona", "zonas",
)  # fmt: skip
#: Filters of the public pages, which «Avance y rezagos» would leave out in silence.
OF_PUBLIC_PAGES: Final = (
    "year", "since", "until", "organization", "unit", "line", "service", "department", "municipality", "places",
)  # fmt: skip
#: All of them but the year, which the tables of datasets and of cost have too.
OF_OTHER_PAGES: Final = (*OF_PUBLIC_PAGES, *(name for name in OF_PROGRESS if name != "vigencia"))

#: Filters of the views that the figures of a whole year do not have, in words: links from one to the other carry them.
_OF_VIEWS_ONLY: Final[dict[str, Promise]] = {
    "since": _("mes"),
    "until": _("mes"),
    "unit": _("dependencia"),
    "service": _("servicio"),
    "municipality": _("municipio"),
    "places": _("clase de municipios"),
}


def name_foreign(asked: Collection[str], names: Collection[str]) -> Problems:
    """Return a sentence for each of `names`, filters that this page does not have, that the address asks for."""
    said = _("Esta página no tiene el filtro «%(name)s».")
    return {name: said % {"name": name} for name in names if name in asked}


def name_repeated(query: Mapping[str, str]) -> Problems:
    """Return a sentence for each filter of the figures that the address has more than once with other values: the last is read."""
    said = _("La dirección trae «%(name)s» más de una vez: sólo se lee la última.")
    values = query.lists() if isinstance(query, QueryDict) else ()
    return {name: said % {"name": name} for name, found in values if name in OF_PUBLIC_PAGES and len(set(found)) > 1}


def _name_beyond(query: Mapping[str, str]) -> Problems:
    """Return a sentence for what these figures are not restricted by, said once for both ends of some months."""
    said = _("Estas cifras no se filtran por %(what)s; las de la matriz y las demás vistas, sí.")
    asked = {words: name for name, words in _OF_VIEWS_ONLY.items() if query.get(name, "").strip()}
    return {name: said % {"what": words} for words, name in asked.items()}


def read_filters(
    query: Mapping[str, str], catalogue: Catalogue, *, default_year: int | None = None
) -> tuple[FigureFilters, Problems]:
    """Return the filters that `query` asks for, and a sentence for each that could not be read and was left out."""
    problems: Problems = name_repeated(query) | _name_beyond(query) | name_foreign(query, OF_PROGRESS)
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
    year = view_rules.parse_year(asked)
    if year is None:
        problems["year"] = _("La vigencia es un año de cuatro cifras entre 1990 y 2100, como 2026.")
    return year or default


class PlannedFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Takes the lines of one year as `planned.list_planned_lines` leaves them."""

    vigencia = django_filters.ChoiceFilter(
        label=_("Vigencia"),
        field_name="plan__cycle__year",
        empty_label=None,
        error_messages={
            "invalid_choice": _(
                "No hay planes anuales aprobados de esa vigencia, o no es un año. Elija una de la lista."
            )
        },
    )
    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Entidad, servicio o temática")}),
    )
    dependencia = django_filters.ModelChoiceFilter(
        label=_("Dependencia"),
        field_name="plan__unit",
        queryset=OrgUnit.objects.none(),
        to_field_name="public_id",
        empty_label=_("Todas"),
    )
    cargadas = django_filters.ChoiceFilter(
        label=_("Con plan de trabajo"),
        method="with_work_plan",
        choices=[("si", _("Sí")), ("no", _("No"))],
        empty_label=_("Todas"),
    )

    class Meta:
        model = AnnualPlanLine
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, actor: Actor, years: Collection[int], year: int) -> None:
        """Read `data` over the lines of `year`, which is also taken where it asks for none."""
        asked = data.copy()
        asked["vigencia"] = data.get("vigencia", "").strip() or str(year)
        super().__init__(asked, queryset=planned.list_planned_lines(actor=actor, year=year))
        self.filters["vigencia"].extra["choices"] = [(one, str(one)) for one in years or [year]]
        self.filters["dependencia"].queryset = planned.list_planned_units(actor=actor, year=year)

    def search(self, lines: QuerySet[AnnualPlanLine], name: str, text: str) -> QuerySet[AnnualPlanLine]:
        """Keep what holds every word."""
        return search_lines(lines, text)

    def with_work_plan(self, lines: QuerySet[AnnualPlanLine], name: str, answer: str) -> QuerySet[AnnualPlanLine]:
        """Keep what has a work plan, or what has none."""
        found: Any = lines  # `loaded` is an annotation of the selector
        return cast("QuerySet[AnnualPlanLine]", found.filter(loaded__isnull=answer == "no"))
