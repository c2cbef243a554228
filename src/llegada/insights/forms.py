"""The form of filters of the public figures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.insights.choices import MapView, Metric
from llegada.insights.filters import ALL_YEARS
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import Catalogue, Option


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


def _pairs(options: list[Option]) -> list[tuple[str, str]]:
    return [(option.key, option.label) for option in options]
