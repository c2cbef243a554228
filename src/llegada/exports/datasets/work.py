"""Datasets of what was agreed with each entity and of what was planned for it."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.exports.datasets.parts import (
    CATALOGUE_KINDS,
    SERVICE_KINDS,
    entity_columns,
    service_columns,
    unit_columns,
    year_column,
)
from llegada.exports.datasets.shape import Column, Dataset, Kind, coded, kind_of
from llegada.indicators.choices import SheetStatus
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.policies import INDICATOR_POLICY
from llegada.indicators.policies import Permission as IndicatorPermission
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.rules import PLAN_DECIDED
from llegada.workplans import rules as plan_rules
from llegada.workplans.choices import MilestoneStatus, WorkPlanStatus
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

_PERCENT: Final = _("por ciento")


def _reads_plans(actor: Actor) -> bool:
    return WORK_PLAN_POLICY.may_ever(actor, Permission.VIEW)


def _with_year(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    return plans.annotate(year=ExtractYear("starts_on"))


def _own_plans(actor: Actor) -> QuerySet[Any]:
    return _with_year(WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all()))


def _milestones(plans: QuerySet[WorkPlan]) -> QuerySet[Any]:
    return PlanMilestone.objects.filter(plan__in=plans).annotate(year=ExtractYear("plan__starts_on"))


WORK_PLANS: Final = Dataset(
    code="planes-de-trabajo",
    title=_("Planes de trabajo"),
    description=_("Lo acordado con cada entidad. Publicado, desde que se firma; su vigencia es la de su inicio."),
    columns=(
        Column(code="codigo_plan", label=_("Plan (código)"), source="public_id"),
        year_column("year"),
        *unit_columns("unit"),
        *entity_columns("entity"),
        *coded("estado", _("Estado"), "status", WorkPlanStatus),
        Column(code="inicio", label=_("Inicio"), source="starts_on", kind=Kind.DATE),
        Column(code="fin", label=_("Fin"), source="ends_on", kind=Kind.DATE),
        Column(code="termino", label=_("Terminó"), source="ended_on", kind=Kind.DATE),
        Column(code="titulo", label=_("Título"), source="title", is_public=False),
        Column(code="asesor", label=_("Asesor responsable"), source="advisor__full_name", is_public=False),
    ),
    key=("codigo_plan",),
    order=("starts_on", "pk"),
    kinds=(kind_of(WorkPlan), kind_of(Person), *CATALOGUE_KINDS),
    open_rows=lambda: _with_year(WorkPlan.objects.filter(status__in=plan_rules.FOLLOWED)),
    own_rows=_own_plans,
    year="year",
    may_ever=_reads_plans,
)

MILESTONES: Final = Dataset(
    code="hitos",
    title=_("Hitos de los planes de trabajo"),
    description=_(
        "Los hitos de cada plan, con su peso, su fecha límite y en qué van. Publicados, los de planes firmados."
    ),
    columns=(
        Column(code="codigo_hito", label=_("Hito (código)"), source="public_id"),
        Column(code="codigo_plan", label=_("Plan (código)"), source="plan__public_id"),
        year_column("year"),
        *unit_columns("plan__unit"),
        *entity_columns("plan__entity"),
        *service_columns("plan_service__service_version"),
        Column(code="hito", label=_("Hito"), source="name"),
        Column(code="peso", label=_("Peso"), source="weight", kind=Kind.NUMBER, unit=_PERCENT),
        Column(code="fecha_limite", label=_("Fecha límite"), source="due_on", kind=Kind.DATE),
        *coded("estado", _("Estado"), "status", MilestoneStatus),
        Column(code="asesor", label=_("Asesor responsable"), source="plan__advisor__full_name", is_public=False),
    ),
    key=("codigo_hito",),
    order=("due_on", "pk"),
    kinds=(kind_of(PlanMilestone), kind_of(WorkPlan), kind_of(Person), *SERVICE_KINDS, *CATALOGUE_KINDS),
    open_rows=lambda: _milestones(WorkPlan.objects.filter(status__in=plan_rules.FOLLOWED)),
    own_rows=lambda actor: _milestones(WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all())),
    year="year",
    may_ever=_reads_plans,
)


def _lines(plans: Q) -> QuerySet[Any]:
    totals = LineBudget.objects.filter(line=OuterRef("pk")).order_by().values("line").annotate(total=Sum("amount"))
    return AnnualPlanLine.objects.filter(plans).annotate(total=Subquery(totals.values("total")))


ANNUAL_LINES: Final = Dataset(
    code="lineas-del-plan-anual",
    title=_("Líneas del plan anual"),
    description=_(
        "La asistencia programada de cada dependencia: a quién, con qué servicio, cuándo y con cuánto. "
        "Publicada, la de planes aprobados."
    ),
    columns=(
        Column(code="codigo_linea", label=_("Línea (código)"), source="public_id"),
        year_column("plan__cycle__year"),
        *unit_columns("plan__unit"),
        *entity_columns("entity"),
        Column(
            code="codigo_servicio",
            label=_("Servicio (código)"),
            source="service__public_id",
            references=("servicios", "codigo_servicio"),
        ),
        Column(code="servicio", label=_("Servicio"), source="service__published_version__name"),
        Column(code="linea_tematica", label=_("Línea temática"), source="topic__name"),
        *coded("estado", _("Estado"), "status", LineStatus),
        Column(code="inicio", label=_("Inicio"), source="starts_on", kind=Kind.DATE),
        Column(code="fin", label=_("Fin"), source="ends_on", kind=Kind.DATE),
        Column(code="dias_persona", label=_("Días de persona"), source="person_days", kind=Kind.NUMBER, unit=_("días")),
        Column(code="presupuesto", label=_("Presupuesto"), source="total", kind=Kind.NUMBER, unit=_("pesos (COP)")),
        Column(code="descripcion", label=_("Descripción"), source="description", is_public=False),
    ),
    key=("codigo_linea",),
    order=("starts_on", "pk"),
    kinds=(kind_of(AnnualPlanLine), kind_of(AnnualPlan), *SERVICE_KINDS, *CATALOGUE_KINDS),
    open_rows=lambda: _lines(Q(plan__status__in=PLAN_DECIDED)),
    own_rows=lambda actor: _lines(Q(plan__in=PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all()))),
    year="plan__cycle__year",
    may_ever=lambda actor: PLAN_POLICY.may_ever(actor, PlanPermission.VIEW),
)

INDICATORS: Final = Dataset(
    code="indicadores",
    title=_("Indicadores"),
    description=_(
        "Las fichas de los indicadores, con su línea base y en qué estado están. Las leen quienes trabajan con ellas."
    ),
    columns=(
        Column(code="codigo_indicador", label=_("Indicador (código)"), source="public_id"),
        Column(code="indicador", label=_("Indicador"), source="name"),
        Column(code="version", label=_("Versión"), source="number", kind=Kind.INTEGER),
        *coded("estado", _("Estado"), "status", SheetStatus),
        *unit_columns("unit"),
        Column(code="linea_base", label=_("Línea base"), source="baseline_value", kind=Kind.NUMBER),
        Column(code="anio_linea_base", label=_("Año de la línea base"), source="baseline_year", kind=Kind.YEAR),
    ),
    key=("codigo_indicador", "version"),
    order=("name", "number", "pk"),
    kinds=(kind_of(IndicatorSheet), *CATALOGUE_KINDS),
    own_rows=lambda actor: INDICATOR_POLICY.scope(
        actor, IndicatorPermission.VIEW, IndicatorSheet.objects.all()
    ).exclude(status=SheetStatus.SUPERSEDED),
    may_ever=lambda actor: INDICATOR_POLICY.may_ever(actor, IndicatorPermission.VIEW),
)
