"""How the list of people is narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.accounts.selectors import search_people, with_role
from llegada.core.roles import ASSIGNABLE_ROLES

ACTIVE: Final = "si"
INACTIVE: Final = "no"


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By words, by the role held today, and by whether the account is open."""

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="filter_words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Nombre, correo o cargo")}),
    )
    rol = django_filters.ChoiceFilter(
        label=_("Rol"), choices=ASSIGNABLE_ROLES, method="filter_role", empty_label=_("Todos")
    )
    activa = django_filters.ChoiceFilter(
        label=_("Cuenta"),
        choices=[(ACTIVE, _("Activa")), (INACTIVE, _("Desactivada"))],
        method="filter_active",
        empty_label=_("Todas"),
    )

    class Meta:
        model = Person
        fields: Final[list[str]] = []

    @property
    def today(self) -> date:
        """Return the day of the request."""
        return timezone.localdate()

    def filter_words(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return search_people(people, value)

    def filter_role(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return with_role(people, value, self.today)

    def filter_active(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        return people.filter(is_active=value == ACTIVE)


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Units of the API, by organisation."""

    organization = django_filters.UUIDFilter(field_name="organization__public_id", label=_("Organización"))

    class Meta:
        model = OrgUnit
        fields: Final[list[str]] = []
