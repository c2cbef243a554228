"""What somebody asks of prioritised lists, of the entities in one, and of rules."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.core.folding import having_words
from llegada.core.text import search_terms
from llegada.targeting.choices import Acceptance, ListStatus, PlaceOrigin, RuleStatus
from llegada.targeting.models import PrioritizedEntity, PrioritizedList, TargetingRule


def _search(label: Any, placeholder: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=label,
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": placeholder}),
    )


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Takes the versions of `selectors.list_lists`; unless asked, those that gave way are not shown."""

    q = _search(_("Buscar"), _("Lista, dependencia o estrategia"))
    year = django_filters.NumberFilter(label=_("Vigencia"), widget=forms.NumberInput(attrs={"min": 2000, "max": 2100}))
    status = django_filters.ChoiceFilter(
        label=_("Estado"), choices=ListStatus.choices, empty_label=_("En curso"), method="in_state"
    )

    class Meta:
        model = PrioritizedList
        fields: tuple[str, ...] = ()

    def search(self, lists: QuerySet[PrioritizedList], name: str, text: str) -> QuerySet[PrioritizedList]:
        """Keep what has every word, whatever its accents."""
        return having_words(lists, text, said=("name", "unit__name", "strategy__name"))

    def in_state(self, lists: QuerySet[PrioritizedList], name: str, status: str) -> QuerySet[PrioritizedList]:
        """Keep those in a state."""
        return lists.filter(status=status)

    def filter_queryset(self, queryset: QuerySet[PrioritizedList]) -> QuerySet[PrioritizedList]:
        """Leave out what ended, unless a state is asked."""
        found: QuerySet[PrioritizedList] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status"):
            return found
        return found.exclude(status__in=(ListStatus.SUPERSEDED, ListStatus.WITHDRAWN, ListStatus.DISCARDED))


class PrioritizedFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Takes the entities of one list."""

    q = _search(_("Buscar"), _("Entidad o departamento"))
    acceptance = django_filters.ChoiceFilter(label=_("Respuesta"), choices=Acceptance.choices, empty_label=_("Todas"))
    origin = django_filters.ChoiceFilter(
        label=_("Cómo llegó"), choices=PlaceOrigin.choices, empty_label=_("De cualquier modo")
    )

    class Meta:
        model = PrioritizedEntity
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[PrioritizedEntity], name: str, text: str) -> QuerySet[PrioritizedEntity]:
        """Keep the entities that hold every word."""
        for term in search_terms(text):
            rows = rows.filter(entity__search_text__contains=term)
        return rows


class RuleFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Takes the rules of `selectors.list_rules`; unless asked, the archived ones are not shown."""

    q = _search(_("Buscar"), _("Regla, dependencia o para qué"))
    year = django_filters.NumberFilter(label=_("Vigencia"), widget=forms.NumberInput(attrs={"min": 2000, "max": 2100}))
    status = django_filters.ChoiceFilter(label=_("Estado"), choices=RuleStatus.choices, empty_label=_("En uso"))

    class Meta:
        model = TargetingRule
        fields: tuple[str, ...] = ()

    def search(self, rules: QuerySet[TargetingRule], name: str, text: str) -> QuerySet[TargetingRule]:
        """Keep what has every word, whatever its accents."""
        return having_words(rules, text, said=("name", "unit__name", "purpose"))

    def filter_queryset(self, queryset: QuerySet[TargetingRule]) -> QuerySet[TargetingRule]:
        """Leave out the archived ones, unless they are asked for."""
        found: QuerySet[TargetingRule] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("status") else found.exclude(status=RuleStatus.ARCHIVED)
