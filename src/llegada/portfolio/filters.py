"""Filters of the public portfolio and of the list inside; the API uses the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import Modality, ServiceKind, ServiceStatus, StrategyStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, Strategy, ThematicLine


def _search_box(words: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "placeholder": words})


class PortfolioFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a visitor asks of the public portfolio. Takes versions."""

    q = django_filters.CharFilter(
        label=_("Buscar"), method="search", widget=_search_box(_("Tema, palabra o entidad")), max_length=200
    )
    organization = django_filters.ModelChoiceFilter(
        label=_("Quién lo ofrece"),
        field_name="service__organization",
        to_field_name="public_id",
        queryset=lambda request: selectors.list_offering_organizations(),
        empty_label=_("Todas"),
    )
    line = django_filters.ModelChoiceFilter(
        label=_("Línea temática"),
        to_field_name="public_id",
        queryset=lambda request: selectors.list_offered_lines(),
        empty_label=_("Todas"),
    )
    kind = django_filters.ChoiceFilter(label=_("Tipo de servicio"), choices=ServiceKind.choices, empty_label=_("Todos"))
    modality = django_filters.ChoiceFilter(
        label=_("Modalidad"),
        field_name="modalities__modality",
        choices=Modality.choices,
        empty_label=_("Todas"),
    )

    class Meta:
        model = ServiceVersion
        fields: tuple[str, ...] = ()

    def search(self, versions: QuerySet[ServiceVersion], name: str, text: str) -> QuerySet[ServiceVersion]:
        """Keep what holds every word, whatever its order or accents."""
        return selectors.search_versions(versions, text)


class ServiceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What somebody inside asks of their list. Takes what `selectors.list_services` returns; `actor` must be given."""

    q = django_filters.CharFilter(
        label=_("Buscar"), method="search", widget=_search_box(_("Nombre, tema u organización")), max_length=200
    )
    status = django_filters.ChoiceFilter(label=_("Estado"), choices=ServiceStatus.choices, empty_label=_("Todos"))
    work = django_filters.ChoiceFilter(
        label=_("Por hacer"),
        method="pending",
        choices=[("draft", _("Con versión en edición")), ("unit", _("Sin dependencia asignada"))],
        empty_label=_("Todos"),
    )
    stage = django_filters.ChoiceFilter(
        label=_("Etapa de la versión en edición"),
        method="in_stage",
        choices=[(one, VersionStatus(one).label) for one in rules.IN_EDITION],
        empty_label=_("Todas"),
    )
    organization = django_filters.ModelChoiceFilter(
        label=_("Organización"),
        to_field_name="public_id",
        queryset=lambda request: selectors.list_visible_organizations(actor=request.actor),
        empty_label=_("Todas"),
    )
    line = django_filters.ModelChoiceFilter(
        label=_("Línea temática"),
        to_field_name="public_id",
        method="of_line",
        queryset=lambda request: ThematicLine.objects.order_by("name"),  # services keep a line that was retired
        empty_label=_("Todas"),
    )

    class Meta:
        model = Service
        fields: tuple[str, ...] = ()

    def search(self, services: QuerySet[Service], name: str, text: str) -> QuerySet[Service]:
        """Keep what holds every word in its approved version or in its draft."""
        return selectors.search_services(services, text)

    def pending(self, services: QuerySet[Service], name: str, work: str) -> QuerySet[Service]:
        """Keep what awaits somebody."""
        return selectors.keep_pending(services, work)

    def in_stage(self, services: QuerySet[Service], name: str, stage: str) -> QuerySet[Service]:
        """Keep what has a version in edition in that stage."""
        return services.filter(draft__status=stage)  # type: ignore[misc]  # an annotation of list_services

    def of_line(self, services: QuerySet[Service], name: str, line: Any) -> QuerySet[Service]:
        """Keep what is of a line in its approved version, or in its draft where there is none."""
        return selectors.keep_saying(services, line=line)


class ServiceApiFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a program asks of the services. Takes what `selectors.list_services_for_api` returns."""

    q = django_filters.CharFilter(method="search", label=_("Palabras, en cualquier orden y sin importar las tildes."))
    status = django_filters.ChoiceFilter(choices=ServiceStatus.choices)
    organization = django_filters.UUIDFilter(field_name="organization__public_id")
    line = django_filters.UUIDFilter(method="saying")
    kind = django_filters.ChoiceFilter(method="saying", choices=ServiceKind.choices)
    modality = django_filters.ChoiceFilter(method="saying", choices=Modality.choices)

    class Meta:
        model = Service
        fields: tuple[str, ...] = ()

    def search(self, services: QuerySet[Service], name: str, text: str) -> QuerySet[Service]:
        """Keep what holds every word."""
        return selectors.search_services(services, text)

    def saying(self, services: QuerySet[Service], name: str, value: Any) -> QuerySet[Service]:
        """Keep what says `value` in its approved version, or in its draft where there is none."""
        fields = {"line": "line__public_id", "kind": "kind", "modality": "modalities__modality"}
        return selectors.keep_saying(services, **{fields[name]: value})


class StrategyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What somebody asks of the strategies. Takes what `selectors.list_strategies` returns; the request has its `actor`."""

    q = django_filters.CharFilter(
        label=_("Buscar"), method="search", widget=_search_box(_("Nombre, dependencia u objetivo")), max_length=200
    )
    status = django_filters.ChoiceFilter(label=_("Estado"), choices=StrategyStatus.choices, empty_label=_("Todos"))
    year = django_filters.ChoiceFilter(label=_("Vigencia"), choices=(), empty_label=_("Todas"))
    unit = django_filters.ModelChoiceFilter(
        label=_("Dependencia"),
        to_field_name="public_id",
        queryset=lambda request: selectors.list_units_of_strategies(actor=request.actor),
        empty_label=_("Todas"),
        method="of_unit",
    )

    class Meta:
        model = Strategy
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the years that there are."""
        super().__init__(*args, **kwargs)
        years = selectors.list_strategy_years(actor=self.request.actor)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def of_unit(self, strategies: QuerySet[Strategy], name: str, unit: OrgUnit) -> QuerySet[Strategy]:
        """Keep what the unit leads or takes part in."""
        return selectors.keep_of_unit(strategies, unit.public_id)

    def search(self, strategies: QuerySet[Strategy], name: str, text: str) -> QuerySet[Strategy]:
        """Keep what holds every word."""
        return selectors.search_strategies(strategies, text)


class StrategyApiFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a program asks of the strategies. Takes what `selectors.list_strategies` returns."""

    q = django_filters.CharFilter(method="search", label=_("Palabras, en cualquier orden y sin importar las tildes."))
    status = django_filters.ChoiceFilter(choices=StrategyStatus.choices)
    year = django_filters.NumberFilter()
    unit = django_filters.UUIDFilter(method="of_unit", label=_("Dependencia que la lidera o participa en ella."))

    class Meta:
        model = Strategy
        fields: tuple[str, ...] = ()

    def search(self, strategies: QuerySet[Strategy], name: str, text: str) -> QuerySet[Strategy]:
        """Keep what holds every word."""
        return selectors.search_strategies(strategies, text)

    def of_unit(self, strategies: QuerySet[Strategy], name: str, unit: UUID) -> QuerySet[Strategy]:
        """Keep what the unit leads or takes part in."""
        return selectors.keep_of_unit(strategies, unit)
