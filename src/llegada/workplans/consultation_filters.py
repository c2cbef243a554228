"""How the lists of consultations are narrowed."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import ANONYMOUS, Actor
from llegada.portfolio.models import ThematicLine
from llegada.workplans import consultation_rules, selectors
from llegada.workplans.choices import ConsultationStatus
from llegada.workplans.models import Consultation

PENDING: Final = "pendientes"
ALL: Final = "todas"


class SharedFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By words and topic."""

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="filter_words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Palabras de la pregunta o la respuesta")}),
    )
    tema = django_filters.ModelChoiceFilter(
        label=_("Tema"),
        field_name="line",
        queryset=ThematicLine.objects.order_by("name"),
        to_field_name="public_id",
        empty_label=_("Todos"),
    )

    class Meta:
        model = Consultation
        fields: Final[list[str]] = []

    def filter_words(self, found: QuerySet[Consultation], name: str, value: str) -> QuerySet[Consultation]:
        return selectors.search_consultations(found, value)


class ConsultationFilter(SharedFilter):
    """Also by state (those to be answered, unless told), whether they are late or one's own, and plan."""

    estado = django_filters.ChoiceFilter(
        label=_("Estado"),
        method="filter_state",
        choices=[(PENDING, _("Por responder")), *ConsultationStatus.choices, (ALL, _("Todas"))],
        empty_label=None,
    )
    de = django_filters.ChoiceFilter(
        label=_("Cuáles"),
        method="filter_whose",
        choices=[("mias", _("Las mías")), ("vencidas", _("Sin responder a tiempo"))],
        empty_label=_("De todos"),
    )
    plan = django_filters.UUIDFilter(field_name="plan__public_id", widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor = ANONYMOUS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def filter_queryset(self, queryset: QuerySet[Consultation]) -> QuerySet[Consultation]:
        found: QuerySet[Consultation] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("estado") else self.filter_state(found, "estado", PENDING)

    def filter_state(self, found: QuerySet[Consultation], name: str, value: str) -> QuerySet[Consultation]:
        if value == PENDING:
            return found.filter(status__in=consultation_rules.PENDING)
        return found if value == ALL else found.filter(status=value)

    def filter_whose(self, found: QuerySet[Consultation], name: str, value: str) -> QuerySet[Consultation]:
        if value == "mias":
            return found.filter(asked_by=self.actor.person_id) | found.filter(expert=self.actor.person_id)
        return selectors.overdue_consultations(found, timezone.localdate())
