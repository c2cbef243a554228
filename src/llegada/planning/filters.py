"""What somebody asks of the lines of a plan."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.planning import selectors
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlanLine
from llegada.planning.plan_words import MONTH_NAMES
from llegada.portfolio.choices import FundingSource


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Takes the lines of one plan as `selectors.mark_lines` leaves them."""

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Entidad, servicio o temática")}),
    )
    status = django_filters.ChoiceFilter(label=_("Estado"), choices=LineStatus.choices, empty_label=_("Todos"))
    month = django_filters.ChoiceFilter(
        label=_("Mes"), method="in_month", choices=tuple(MONTH_NAMES.items()), empty_label=_("Todos")
    )
    source = django_filters.ChoiceFilter(
        label=_("Fuente"), field_name="budgets__source", choices=FundingSource.choices, empty_label=_("Todas")
    )
    finding = django_filters.ChoiceFilter(
        label=_("Revisión"),
        method="found",
        choices=[("lacks", _("Incompletas")), ("overlaps", _("Con solapamiento")), ("repeats", _("Repetidas"))],
        empty_label=_("Todas"),
    )

    class Meta:
        model = AnnualPlanLine
        fields: tuple[str, ...] = ()

    def search(self, lines: QuerySet[AnnualPlanLine], name: str, text: str) -> QuerySet[AnnualPlanLine]:
        """Keep what holds every word."""
        return selectors.search_lines(lines, text)

    def in_month(self, lines: QuerySet[AnnualPlanLine], name: str, month: Any) -> QuerySet[AnnualPlanLine]:
        """Keep what touches a month."""
        return lines.filter(starts_on__month__lte=int(month), ends_on__month__gte=int(month))

    def found(self, lines: QuerySet[AnnualPlanLine], name: str, finding: str) -> QuerySet[AnnualPlanLine]:
        """Keep what the checks found."""
        return lines.filter(**{finding: True})
