"""Filters of the list of indicator sheets."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.indicators import selectors
from llegada.indicators.choices import Accumulation, IndicatorLevel, SheetStatus
from llegada.indicators.models import IndicatorSheet


class SheetFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What somebody asks of the list. Takes what `selectors.list_sheets` returns."""

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Nombre, unidad de medida o fuente")}),
        max_length=200,
    )
    status = django_filters.ChoiceFilter(
        label=_("Estado"),
        choices=[choice for choice in SheetStatus.choices if choice[0] != SheetStatus.SUPERSEDED],
        empty_label=_("Todos"),
    )
    level = django_filters.ChoiceFilter(label=_("Nivel"), choices=IndicatorLevel.choices, empty_label=_("Todos"))
    accumulation = django_filters.ChoiceFilter(
        label=_("Tipo de acumulación"), choices=Accumulation.choices, empty_label=_("Todos")
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Dependencia"),
        to_field_name="public_id",
        queryset=lambda request: selectors.list_visible_units(actor=request.actor),
        empty_label=_("Todas"),
    )

    class Meta:
        model = IndicatorSheet
        fields: tuple[str, ...] = ()

    def search(self, sheets: QuerySet[IndicatorSheet], name: str, text: str) -> QuerySet[IndicatorSheet]:
        """Keep what holds every word, whatever its order or accents."""
        return selectors.search_sheets(sheets, text)


class SheetApiFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a program asks of the sheets. Takes what `selectors.list_sheets` returns."""

    q = django_filters.CharFilter(method="search", label=_("Palabras, en cualquier orden y sin importar las tildes."))
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in SheetStatus.choices if choice[0] != SheetStatus.SUPERSEDED]
    )
    level = django_filters.ChoiceFilter(choices=IndicatorLevel.choices)
    accumulation = django_filters.ChoiceFilter(choices=Accumulation.choices)
    unit = django_filters.UUIDFilter(field_name="unit__public_id", label=_("Dependencia de la ficha."))

    class Meta:
        model = IndicatorSheet
        fields: tuple[str, ...] = ()

    def search(self, sheets: QuerySet[IndicatorSheet], name: str, text: str) -> QuerySet[IndicatorSheet]:
        """Keep what holds every word, whatever its order or accents."""
        return selectors.search_sheets(sheets, text)
