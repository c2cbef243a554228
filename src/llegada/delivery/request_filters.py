"""How the list of requests is narrowed."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_choices import RequestKind, RequestStatus
from llegada.delivery.selectors.requests import search_requests

OPEN: Final = "abiertas"
ALL: Final = "todas"


class RequestFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By words, state (the open ones, unless told), term, kind, and whether they are one's own."""

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="filter_words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Radicado, asunto, nombre o entidad")}),
    )
    estado = django_filters.ChoiceFilter(
        label=_("Estado"),
        method="filter_state",
        choices=[(OPEN, _("Abiertas")), *RequestStatus.choices, (ALL, _("Todas"))],
        empty_label=None,
    )
    plazo = django_filters.ChoiceFilter(
        label=_("Término"),
        method="filter_term",
        choices=[("vencidas", _("Vencidas")), ("por-vencer", _("Por vencer"))],
        empty_label=_("Cualquiera"),
    )
    clase = django_filters.ChoiceFilter(
        label=_("Clase"), field_name="kind", choices=RequestKind.choices, empty_label=_("Todas")
    )
    de = django_filters.ChoiceFilter(
        label=_("De quién"),
        method="filter_whose",
        choices=[("mias", _("Las mías")), ("sin-asignar", _("Sin asignar"))],
        empty_label=_("De todos"),
    )

    class Meta:
        model = AssistanceRequest
        fields: Final[list[str]] = []

    def __init__(self, *args: Any, actor: Actor = ANONYMOUS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def filter_queryset(self, queryset: QuerySet[AssistanceRequest]) -> QuerySet[AssistanceRequest]:
        found: QuerySet[AssistanceRequest] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("estado") else self.filter_state(found, "estado", OPEN)

    def filter_words(self, requests: QuerySet[AssistanceRequest], name: str, value: str) -> QuerySet[AssistanceRequest]:
        return search_requests(requests, value)

    def filter_state(self, requests: QuerySet[AssistanceRequest], name: str, value: str) -> QuerySet[AssistanceRequest]:
        if value == OPEN:
            return requests.filter(status__in=rules.OPEN)
        return requests if value == ALL else requests.filter(status=value)

    def filter_term(self, requests: QuerySet[AssistanceRequest], name: str, value: str) -> QuerySet[AssistanceRequest]:
        today, running = timezone.localdate(), requests.filter(status__in=rules.RUNNING)
        if value == "vencidas":
            return running.filter(due_on__lt=today)
        return running.filter(due_on__gte=today, due_on__lte=add_working_days(today, rules.SOON_DAYS))

    def filter_whose(self, requests: QuerySet[AssistanceRequest], name: str, value: str) -> QuerySet[AssistanceRequest]:
        if value == "mias":
            return requests.filter(assigned_to=self.actor.person_id)
        return requests.filter(unit=None, status__in=rules.OPEN)


class RequestApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Requests of the API by state, kind, unit, entity and days."""

    status = django_filters.ChoiceFilter(choices=RequestStatus.choices)
    kind = django_filters.ChoiceFilter(choices=RequestKind.choices)
    unit = django_filters.UUIDFilter(field_name="unit__public_id")
    entity = django_filters.UUIDFilter(field_name="entity__public_id")
    received_from = django_filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_to = django_filters.DateFilter(field_name="received_on", lookup_expr="lte")
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = AssistanceRequest
        fields: Final[list[str]] = []
