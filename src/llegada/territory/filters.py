"""Filters of the catalogue in the API."""

from __future__ import annotations

from typing import TypeVar

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.territory import rules, selectors
from llegada.territory.choices import EntityKind, EntityOrder, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality

M = TypeVar("M", Municipality, Entity)

NO_DEPARTMENT = {"invalid_choice": _("No hay un departamento con ese código. Lleva sus ceros: 05.")}
NO_MUNICIPALITY = {"invalid_choice": _("No hay un municipio con ese código. Lleva sus ceros: 05001.")}


class _CatalogueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What both lists can be asked: a department, and words in any order."""

    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.all(),
        error_messages=NO_DEPARTMENT,
        help_text=_("Código DANE de dos dígitos, con sus ceros."),
    )
    search = django_filters.CharFilter(
        method="keep_words",
        max_length=200,
        help_text=_("Palabras, sin importar tildes, mayúsculas ni orden. Deben estar todas."),
    )

    def keep_words(self, rows: QuerySet[M], name: str, value: str) -> QuerySet[M]:
        """Keep the rows that hold every word."""
        return selectors.holding_words(rows, value)


class MunicipalityFilter(_CatalogueFilter):
    """What can be asked of the list of municipalities."""

    kind = django_filters.ChoiceFilter(choices=MunicipalityKind.choices)

    class Meta:
        model = Municipality
        fields = ("department", "kind")


class EntityFilter(_CatalogueFilter):
    """What can be asked of the list of entities."""

    municipality = django_filters.ModelChoiceFilter(
        queryset=Municipality.objects.all(),
        error_messages=NO_MUNICIPALITY,
        help_text=_("Código DANE de cinco dígitos, con sus ceros."),
    )
    kind = django_filters.ChoiceFilter(choices=EntityKind.choices)
    order = django_filters.ChoiceFilter(choices=EntityOrder.choices)
    nit = django_filters.CharFilter(
        method="keep_nit", max_length=20, help_text=_("Nueve dígitos, o diez con el de verificación.")
    )
    is_active = django_filters.BooleanFilter()

    class Meta:
        model = Entity
        fields = ("department", "municipality", "kind", "order", "is_active")

    def keep_nit(self, entities: QuerySet[Entity], name: str, value: str) -> QuerySet[Entity]:
        """Keep the entities with a NIT; a public body may share its own with others. Raises ValidationError if it is wrong."""
        reading = rules.read_nit(value)
        if reading.nit is None:
            raise ValidationError({"nit": _("No es un NIT: nueve dígitos, o diez con el de verificación correcto.")})
        return entities.filter(nit=reading.nit)
