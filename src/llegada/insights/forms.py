"""The form of filters of the public figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.forms import LongSelect, Offered
from llegada.insights.choices import MapView, Metric, ViewMetric
from llegada.insights.filters import ALL_YEARS
from llegada.insights.rules import FigureFilters
from llegada.insights.scope import ALONE, Scope
from llegada.insights.selectors import Catalogue, Option
from llegada.insights.selectors.explore_options import Options


class FiguresForm(forms.Form):
    """What is counted, and what the map shows. It only offers: `filters.read_filters` reads what was chosen."""

    # «Todas» is an empty choice, which a browser would refuse in a required select; nothing here can be missing.
    use_required_attribute = False

    year = forms.ChoiceField(label=_("Vigencia"), required=True)
    organization = forms.ChoiceField(label=_("Quién asiste"), required=True)
    line = forms.ChoiceField(label=_("Línea temática"), required=True)
    department = forms.ChoiceField(label=_("Departamento"), required=True)
    metric = forms.ChoiceField(label=_("El mapa muestra"), choices=Metric.choices, required=True)
    view = forms.ChoiceField(choices=MapView.choices, widget=forms.HiddenInput, required=True)

    def __init__(self, *, catalogue: Catalogue, filters: FigureFilters, metric: Metric, view: MapView) -> None:
        super().__init__(
            initial={
                "year": filters.year or ALL_YEARS,
                "organization": _key(catalogue.organizations, filters.organization_id),
                "line": _key(catalogue.lines, filters.line_id),
                "department": filters.department_id or "",
                "metric": metric,
                "view": view,
            }
        )
        years = catalogue.years
        if filters.year is not None and filters.year not in years:
            years = [filters.year, *years]
        self.fields["year"].choices = [(ALL_YEARS, _("Todas")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
        self.fields["organization"].choices = [("", _("Todas")), *_pairs(catalogue.organizations)]  # type: ignore[attr-defined]
        self.fields["line"].choices = [("", _("Todas")), *_pairs(catalogue.lines)]  # type: ignore[attr-defined]
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("Todo el país")),
            *((code, department.name) for code, department in catalogue.departments.items()),
        ]


def _key(options: list[Option], pk: int | None) -> str:
    return next((option.key for option in options if option.pk == pk), "")


def _pairs(options: Sequence[Option]) -> list[tuple[str, str]]:
    return [(option.key, option.label) for option in options]


_MONTH_ATTRS = {"type": "month", "placeholder": "2026-03"}


@dataclass(frozen=True)
class OwnFilter:
    """A filter that only one view has: its name in addresses, its words, what it offers and what is chosen."""

    name: str
    label: str | Promise
    choices: Sequence[tuple[Any, Any]]
    value: str


class ScopeForm(forms.Form):
    """The filters that all the views of «quién hace qué y dónde» share. It only offers: `scope.read_scope` reads."""

    use_required_attribute = False

    year = forms.ChoiceField(label=_("Vigencia"), required=True)
    organization = forms.ChoiceField(label=_("Quién asiste"), required=True)
    line = forms.ChoiceField(label=_("Línea temática"), required=True)
    department = forms.ChoiceField(label=_("Departamento"), required=True)
    metric = forms.ChoiceField(label=_("Qué se cuenta"), choices=ViewMetric.choices, required=True)
    since = forms.CharField(label=_("Desde (mes)"), required=True, widget=forms.TextInput(attrs=_MONTH_ATTRS))
    until = forms.CharField(label=_("Hasta (mes)"), required=True, widget=forms.TextInput(attrs=_MONTH_ATTRS))
    unit = forms.ChoiceField(label=_("Dependencia"), required=True, widget=LongSelect)
    service = forms.ChoiceField(label=_("Servicio"), required=True, widget=LongSelect)
    municipality = forms.ChoiceField(label=_("Municipio"), required=True, widget=LongSelect)
    places = forms.ChoiceField(label=_("Clase de municipios"), required=True)

    #: Shown at once; the rest, under «Más filtros».
    FIRST = ("year", "organization", "line", "department", "metric")

    def __init__(
        self,
        *,
        options: Options,
        scope: Scope,
        own: Sequence[OwnFilter] = (),
        has_metric: bool = True,
        every_year: str | Promise = "",
    ) -> None:
        """Offer `options` with `scope` chosen, and the filters that only one view has, before the rest.

        `every_year` says what the view takes where no period is asked for, if it is not the whole history.
        """
        asked = scope.asked
        chosen = {one.name: one.value for one in own}
        super().__init__(initial={**asked, "year": "" if scope.is_range else asked.get("year", ALL_YEARS), **chosen})
        self.own = tuple(one.name for one in own)
        for one in own:
            self.fields[one.name] = forms.ChoiceField(label=str(one.label), choices=list(one.choices))
        catalogue = options.catalogue
        years = sorted({*catalogue.years, *([scope.year] if scope.year else [])}, reverse=True)
        organization = scope.organization.pk if scope.organization else None
        self._offer("year", [(ALL_YEARS, every_year or _("Todas")), *((str(year), str(year)) for year in years)])
        if scope.is_range:
            self._offer("year", [("", _("Según los meses")), *self.fields["year"].choices])  # type: ignore[attr-defined]
        self._offer("organization", [("", _("Todas")), *_pairs(catalogue.organizations)])
        self._offer("line", [("", _("Todas")), *_pairs(catalogue.lines)])
        departments = ((code, one.name) for code, one in catalogue.departments.items())
        self._offer("department", [("", _("Todo el país")), *departments])
        units = [one for one in options.units if organization in (None, one.organization_id) or one == scope.unit]
        self._offer("unit", [("", _("Todas")), *_pairs(units)])
        if scope.unit and scope.is_unit_alone:
            alone = (f"{scope.unit.key}{ALONE}", _("Solo %(unit)s") % {"unit": scope.unit.label})
            self._offer("unit", [*self.fields["unit"].choices, alone])  # type: ignore[attr-defined]
        services = [
            one for one in options.services if organization in (None, one.organization_id) or one == scope.service
        ]
        self._offer("service", [("", _("Todos")), *_pairs(services)])
        first = _("Todos") if options.municipalities else _("Elija antes un departamento")
        self._offer("municipality", [("", first), *options.municipalities.items()])
        families: dict[str, list[tuple[str, str]]] = {}
        for each in options.places:
            families.setdefault(each.family, []).append((each.key, each.label))
        self._offer("places", [("", _("Todas")), *families.items()])
        if not has_metric:
            del self.fields["metric"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = Offered(choices)  # type: ignore[attr-defined]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Return what is shown at once."""
        return [self[name] for name in (*self.own, *self.FIRST) if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return what is under «Más filtros»."""
        return [self[name] for name in self.fields if name not in (*self.own, *self.FIRST)]

    @property
    def has_more_chosen(self) -> bool:
        """Return whether one of those under «Más filtros» restricts."""
        return any(self.initial.get(field.name) for field in self.more_fields)
