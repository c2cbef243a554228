"""How the list of plans is narrowed."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core.http import actor_of
from llegada.portfolio.models import Service, ServiceVersion
from llegada.targeting.models import PrioritizedList
from llegada.territory.filters import NO_DEPARTMENT, NO_MUNICIPALITY
from llegada.territory.models import Department, Entity, Municipality
from llegada.workplans import selectors
from llegada.workplans.choices import MilestoneStatus, UnplannedReason, WorkPlanStatus
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService


class ServiceChoiceField(forms.ModelChoiceField[Service]):
    """A service by the name of the version that the public sees; of one never published, by that of its draft."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name)


class ServiceFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # django-filter ships no types
    """A filter by service."""

    field_class = ServiceChoiceField


def _services(request: HttpRequest) -> QuerySet[Service]:
    plans = selectors.visible_plans(actor_of(request))
    chosen = WorkPlanService.objects.filter(plan__in=plans).values("service_version__service")
    latest = ServiceVersion.objects.filter(service=OuterRef("pk")).order_by("-pk").values("name")[:1]
    named = Service.objects.filter(pk__in=chosen).annotate(
        shown_name=Coalesce("published_version__name", Subquery(latest))
    )
    return named.order_by("shown_name", "pk")


def _advisors(request: HttpRequest) -> QuerySet[Person]:
    plans = selectors.visible_plans(actor_of(request))
    return Person.objects.filter(pk__in=plans.values("advisor")).order_by("full_name", "pk")


def _units(request: HttpRequest) -> QuerySet[OrgUnit]:
    plans = selectors.visible_plans(actor_of(request))
    return OrgUnit.objects.filter(pk__in=plans.values("unit")).order_by("name", "pk")


def _entities(request: HttpRequest) -> QuerySet[Entity]:
    return Entity.objects.filter(pk__in=selectors.visible_plans(actor_of(request)).values("entity"))


class PlanFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By words, state, service, department, unit, advisor, year, line of the annual plan, and whether something is overdue.

    One entity is chosen by a link, never from a list of a thousand: its field is hidden.
    """

    q = django_filters.CharFilter(
        label=_("Buscar"),
        method="filter_words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Entidad o título")}),
    )
    estado = django_filters.ChoiceFilter(
        label=_("Estado"), field_name="status", choices=WorkPlanStatus.choices, empty_label=_("Todos")
    )
    servicio = ServiceFilter(
        label=_("Servicio"),
        queryset=_services,
        to_field_name="public_id",
        method="filter_service",
        empty_label=_("Todos"),
    )
    departamento = django_filters.ModelChoiceFilter(
        label=_("Departamento"),
        field_name="entity__department",
        queryset=Department.objects.order_by("name"),
        empty_label=_("Todos"),
    )
    dependencia = django_filters.ModelChoiceFilter(
        label=_("Dependencia"),
        field_name="unit",
        queryset=_units,
        to_field_name="public_id",
        empty_label=_("Todas"),
    )
    asesor = django_filters.ModelChoiceFilter(
        label=_("Asesor"),
        field_name="advisor",
        queryset=_advisors,
        to_field_name="public_id",
        empty_label=_("Todos"),
    )
    vigencia = django_filters.ChoiceFilter(label=_("Vigencia"), field_name="starts_on__year", empty_label=_("Todas"))
    linea = django_filters.ChoiceFilter(
        label=_("Plan anual"),
        method="filter_line",
        choices=[("si", _("Sale de una línea")), (_("Sin línea, porque:"), UnplannedReason.choices)],
        empty_label=_("Todos"),
    )
    entidad = django_filters.ModelChoiceFilter(
        field_name="entity", queryset=_entities, to_field_name="public_id", widget=forms.HiddenInput
    )
    lista = django_filters.ModelChoiceFilter(
        field_name="annual_line__prioritized__list",
        queryset=PrioritizedList.objects.all(),
        to_field_name="public_id",
        widget=forms.HiddenInput,
    )
    obstaculos = django_filters.BooleanFilter(
        label=_("Solo con obstáculos abiertos"), method="filter_obstacles", widget=forms.CheckboxInput
    )
    vencidos = django_filters.BooleanFilter(
        label=_("Solo con hitos vencidos"), method="filter_overdue", widget=forms.CheckboxInput
    )

    class Meta:
        model = WorkPlan
        fields: Final[list[str]] = []

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        seen = selectors.visible_plans(actor_of(self.request)).order_by()
        years = [day.year for day in seen.dates("starts_on", "year", order="DESC")]
        self.filters["vigencia"].extra["choices"] = [(year, str(year)) for year in years]

    def filter_words(self, plans: QuerySet[WorkPlan], name: str, value: str) -> QuerySet[WorkPlan]:
        return selectors.filter_text(plans, value)

    def filter_service(self, plans: QuerySet[WorkPlan], name: str, value: Service) -> QuerySet[WorkPlan]:
        chosen = WorkPlanService.objects.filter(service_version__service=value).values("plan")
        return plans.filter(pk__in=chosen)

    def filter_line(self, plans: QuerySet[WorkPlan], name: str, value: str) -> QuerySet[WorkPlan]:
        if value == "si":
            return plans.filter(annual_line__isnull=False)
        return plans.filter(annual_line__isnull=True, unplanned_reason=value)

    def filter_obstacles(self, plans: QuerySet[WorkPlan], name: str, value: bool) -> QuerySet[WorkPlan]:
        return selectors.filter_obstacles(plans) if value else plans

    def filter_overdue(self, plans: QuerySet[WorkPlan], name: str, value: bool) -> QuerySet[WorkPlan]:
        return selectors.filter_overdue(plans, today=timezone.localdate()) if value else plans


class WorkPlanApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Plans of the API by state, place, entity, unit, and whether something is overdue."""

    status = django_filters.ChoiceFilter(choices=WorkPlanStatus.choices)
    department = django_filters.ModelChoiceFilter(
        field_name="entity__department", queryset=Department.objects.all(), error_messages=NO_DEPARTMENT
    )
    municipality = django_filters.ModelChoiceFilter(
        field_name="entity__municipality", queryset=Municipality.objects.all(), error_messages=NO_MUNICIPALITY
    )
    entity = django_filters.UUIDFilter(field_name="entity__public_id")
    unit = django_filters.UUIDFilter(field_name="unit__public_id")
    overdue = django_filters.BooleanFilter(method="filter_overdue")

    class Meta:
        model = WorkPlan
        fields: Final[list[str]] = []

    def filter_overdue(self, plans: QuerySet[WorkPlan], name: str, value: bool) -> QuerySet[WorkPlan]:
        late = selectors.filter_overdue(plans, today=timezone.localdate())
        return late if value else plans.exclude(pk__in=late.values("pk"))


class MilestoneApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Milestones of the API by plan, state, due date, and whether they are overdue."""

    plan = django_filters.UUIDFilter(field_name="plan__public_id")
    status = django_filters.ChoiceFilter(choices=MilestoneStatus.choices)
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    overdue = django_filters.BooleanFilter(method="filter_overdue")

    class Meta:
        model = PlanMilestone
        fields: Final[list[str]] = []

    def filter_overdue(self, milestones: QuerySet[PlanMilestone], name: str, value: bool) -> QuerySet[PlanMilestone]:
        late = selectors.late_milestones(timezone.localdate())
        return milestones.filter(late) if value else milestones.exclude(late)
