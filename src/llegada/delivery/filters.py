"""How the agenda and the list of commitments are narrowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core.folding import having_words
from llegada.core.http import actor_of
from llegada.delivery import selectors
from llegada.delivery.choices import CommitmentSide, CommitmentStatus, SessionStatus
from llegada.delivery.models import Commitment, MassEvent, Session
from llegada.delivery.selectors.territory_agenda import own_sessions, unit_sessions

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_WORDS = {"type": "search", "placeholder": _("Entidad o plan")}


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


#: Whose sessions the agenda shows; without either, all that one sees.
MINE: Final = "mias"
UNIT: Final = "dependencia"
WHOSE: Final = ((MINE, _("Mías")), (UNIT, _("De mi dependencia")))


class AgendaFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By days, words, plan, state and advisor. With neither days nor plan, the page shows the week of today."""

    desde = django_filters.DateFilter(label=_("Desde"), field_name="held_on", lookup_expr="gte", widget=_DAY)
    hasta = django_filters.DateFilter(label=_("Hasta"), field_name="held_on", lookup_expr="lte", widget=_DAY)
    q = django_filters.CharFilter(label=_("Buscar"), method="filter_words", widget=forms.TextInput(attrs=_WORDS))
    estado = django_filters.ChoiceFilter(
        label=_("Estado"), field_name="status", choices=SessionStatus.choices, empty_label=_("Todos")
    )
    ver = django_filters.ChoiceFilter(method="filter_whose", choices=WHOSE, widget=forms.HiddenInput)
    asesor = django_filters.UUIDFilter(method="filter_advisor", widget=forms.HiddenInput)
    plan = django_filters.UUIDFilter(field_name="plan__public_id", widget=forms.HiddenInput)

    class Meta:
        model = Session
        fields: Final[list[str]] = []

    def filter_words(self, sessions: QuerySet[Session], name: str, value: str) -> QuerySet[Session]:
        return having_words(sessions, value, said=("plan__title", "title"), kept=("plan__entity__search_text",))

    def filter_whose(self, sessions: QuerySet[Session], name: str, value: str) -> QuerySet[Session]:
        narrow = own_sessions if value == MINE else unit_sessions
        return narrow(sessions, actor=actor_of(self.request))

    def filter_advisor(self, sessions: QuerySet[Session], name: str, value: Any) -> QuerySet[Session]:
        advisor = Person.objects.filter(public_id=value)
        gave = Session.advisors.through.objects.filter(person__in=advisor).values("session_id")
        return sessions.filter(pk__in=gave)


PENDING: Final = "pendientes"
OVERDUE: Final = "vencidos"
ALL: Final = "todos"


class CommitmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By state (what is pending, unless told), side, words and plan. «Vencido» is derived from the date."""

    estado = django_filters.ChoiceFilter(
        label=_("Estado"),
        method="filter_state",
        choices=[
            (PENDING, _("Pendientes")),
            (OVERDUE, _("Vencidos")),
            *CommitmentStatus.choices,
            (ALL, _("Todos")),
        ],
        empty_label=None,
    )
    lado = django_filters.ChoiceFilter(
        label=_("Quién responde"), field_name="side", choices=CommitmentSide.choices, empty_label=_("Ambos")
    )
    q = django_filters.CharFilter(label=_("Buscar"), method="filter_words", widget=forms.TextInput(attrs=_WORDS))
    plan = django_filters.UUIDFilter(field_name="plan__public_id", widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields: Final[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Commitment]) -> QuerySet[Commitment]:
        found: QuerySet[Commitment] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("estado") else self.filter_state(found, "estado", PENDING)

    def filter_state(self, commitments: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        if value == PENDING:
            return commitments.filter(status__in=[CommitmentStatus.OPEN, CommitmentStatus.FULFILLED])
        if value == OVERDUE:
            return commitments.filter(selectors.overdue_on(timezone.localdate()))
        return commitments if value == ALL else commitments.filter(status=value)

    def filter_words(self, commitments: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        said = ("plan__title", "description", "responsible")
        return having_words(commitments, value, said=said, kept=("plan__entity__search_text",))


class SessionApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Sessions of the API by plan, state and days."""

    plan = django_filters.UUIDFilter(field_name="plan__public_id")
    status = django_filters.ChoiceFilter(choices=SessionStatus.choices)
    held_from = django_filters.DateFilter(field_name="held_on", lookup_expr="gte")
    held_to = django_filters.DateFilter(field_name="held_on", lookup_expr="lte")

    class Meta:
        model = Session
        fields: Final[list[str]] = []


class EventApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Mass events of the API by service, unit and days."""

    service = django_filters.UUIDFilter(field_name="service__public_id")
    unit = django_filters.UUIDFilter(field_name="unit__public_id")
    held_from = django_filters.DateFilter(field_name="held_on", lookup_expr="gte")
    held_to = django_filters.DateFilter(field_name="held_on", lookup_expr="lte")

    class Meta:
        model = MassEvent
        fields: Final[list[str]] = []


class CommitmentApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Commitments of the API by plan, state, side, and whether they are overdue."""

    plan = django_filters.UUIDFilter(field_name="plan__public_id")
    status = django_filters.ChoiceFilter(choices=CommitmentStatus.choices)
    side = django_filters.ChoiceFilter(choices=CommitmentSide.choices)
    overdue = django_filters.BooleanFilter(method="filter_overdue")

    class Meta:
        model = Commitment
        fields: Final[list[str]] = []

    def filter_overdue(self, commitments: QuerySet[Commitment], name: str, value: bool) -> QuerySet[Commitment]:
        condition = selectors.overdue_on(timezone.localdate())
        return commitments.filter(condition) if value else commitments.exclude(condition)
