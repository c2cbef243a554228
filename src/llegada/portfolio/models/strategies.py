"""Strategies with their goals and what they say of each criterion (EST-01 to EST-16; seed S4, L1.2)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import Organization, OrgUnit
from llegada.portfolio import rules
from llegada.portfolio.choices import (
    CapacityKind,
    DeliveryMode,
    ExecutionKind,
    Horizon,
    StrategyOrigin,
    StrategyStatus,
    TerritorialScale,
)
from llegada.portfolio.choices import StrategyAspect as Aspect
from llegada.portfolio.models.statements import StrategicStatement

_YEARS = (MinValueValidator(rules.FIRST_YEAR), MaxValueValidator(rules.LAST_YEAR))


class Strategy(models.Model):
    """Objectives, means and goals of one unit, alone or leading others, for one year; many live at once (EST-01).

    The committee approves it. `statement` is the version of the strategic statements with which it says that it aligns.
    `revision` grows with every saved change, so that two people editing find out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="strategies"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="strategies"
    )
    partners = models.ManyToManyField(
        OrgUnit, verbose_name=_("dependencias que participan"), blank=True, related_name="joint_strategies"
    )
    technical_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("líder técnico"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField(_("vigencia"), validators=_YEARS)
    status = models.CharField(_("estado"), max_length=18, choices=StrategyStatus, default=StrategyStatus.DRAFT)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    name = models.CharField(_("nombre"), max_length=200)
    objective = models.TextField(_("objetivo"), blank=True)
    is_determinate = models.BooleanField(_("el objetivo es determinado"), default=False)
    is_measurable = models.BooleanField(_("el objetivo es medible"), default=False)
    is_verifiable = models.BooleanField(_("el objetivo es verificable"), default=False)
    expected_impact = models.TextField(_("objetivo general e impacto esperado"), blank=True)
    unit_experience = models.TextField(_("experiencia y capacidad de la dependencia"), blank=True)
    earlier_results = models.TextField(_("resultados de intervenciones anteriores"), blank=True)
    statement = models.ForeignKey(
        StrategicStatement,
        verbose_name=_("definiciones estratégicas en vigor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="strategies",
    )
    alignment = models.TextField(_("cómo se alinea con ellas"), blank=True)
    scale = models.CharField(_("escala territorial"), max_length=12, choices=TerritorialScale, blank=True)
    capacity_kind = models.CharField(_("clase de capacidad"), max_length=14, choices=CapacityKind, blank=True)
    horizon = models.CharField(_("horizonte"), max_length=14, choices=Horizon, blank=True)
    phase_starts_on = models.DateField(_("inicio de la fase"), null=True, blank=True)
    phase_ends_on = models.DateField(_("fin de la fase"), null=True, blank=True)
    origin = models.CharField(_("origen"), max_length=12, choices=StrategyOrigin, blank=True)
    external_funding = models.TextField(_("recursos externos de los que depende"), blank=True)
    sustainability_plan = models.TextField(_("plan de sostenibilidad"), blank=True)
    resources = models.TextField(_("recursos"), blank=True)
    delivery_mode = models.CharField(_("forma de la asistencia"), max_length=10, choices=DeliveryMode, blank=True)
    team = models.TextField(_("personas"), blank=True)
    travel = models.TextField(_("desplazamientos"), blank=True)
    offer = models.TextField(_("oferta"), blank=True)
    execution_kind = models.CharField(_("ejecución"), max_length=10, choices=ExecutionKind, blank=True)
    guidelines = models.TextField(_("pautas de ejecución"), blank=True)
    alliances = models.TextField(_("alianzas"), blank=True)
    evidence = models.TextField(_("datos y lineamientos que la sustentan"), blank=True)
    earlier = models.ManyToManyField(
        "self", verbose_name=_("estrategias anteriores"), symmetrical=False, blank=True, related_name="later"
    )
    objectives_review = models.TextField(_("revisión de los objetivos"), blank=True)
    management_report = models.TextField(_("informe de gerencia"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que la editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    search_text = models.TextField(editable=False, blank=True)
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("estrategia")
        verbose_name_plural = _("estrategias")
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="strategy_status_known", condition=Q(status__in=StrategyStatus.values)),
            models.CheckConstraint(
                name="strategy_year_sane",
                condition=Q(year__gte=rules.FIRST_YEAR) & Q(year__lte=rules.LAST_YEAR),
            ),
            models.UniqueConstraint(
                name="strategy_name_once_a_year",
                fields=["organization", "year", "name"],
                violation_error_message=_("La organización ya tiene una estrategia con ese nombre en esa vigencia."),
            ),
            models.CheckConstraint(
                name="strategy_out_of_draft_has_inputs",
                condition=Q(status__in=rules.STRATEGY_UNFINISHED)
                | (
                    ~Q(objective="")
                    & ~Q(expected_impact="")
                    & ~Q(unit_experience="")
                    & ~Q(earlier_results="")
                    & ~Q(evidence="")
                ),
            ),
            models.CheckConstraint(
                name="strategy_phase_ends_after_start",
                condition=Q(phase_starts_on__isnull=True)
                | Q(phase_ends_on__isnull=True)
                | Q(phase_ends_on__gte=F("phase_starts_on")),
                violation_error_message=_("El fin de la fase debe ser igual o posterior a su inicio."),
            ),
            models.CheckConstraint(
                name="strategy_closed_has_report",
                condition=~Q(status__in=rules.STRATEGY_ENDED) | (~Q(objectives_review="") & ~Q(management_report="")),
                violation_error_message=_("Para cerrar hacen falta la revisión de objetivos y el informe de gerencia."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the strategy."""
        return reverse("strategies:detail", kwargs={"public_id": self.public_id})


class StrategyGoal(models.Model):
    """A quantified goal, which belongs to the strategy and not to the unit (EST-04; seed S4, L1.2 Metas).

    `target` is in `measure`, to be reached in `due_year`.
    """

    strategy = models.ForeignKey(Strategy, verbose_name=_("estrategia"), on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("meta"), max_length=200)
    measure = models.CharField(_("unidad de medida"), max_length=80)
    target = models.DecimalField(_("valor por alcanzar"), max_digits=18, decimal_places=4)
    due_year = models.PositiveSmallIntegerField(_("año"), validators=_YEARS)

    class Meta:
        verbose_name = _("meta de la estrategia")
        verbose_name_plural = _("metas de la estrategia")
        ordering = ["strategy", "position"]
        constraints = [
            models.UniqueConstraint(name="strategygoal_position_once", fields=["strategy", "position"]),
            models.CheckConstraint(
                name="strategygoal_year_sane",
                condition=Q(due_year__gte=rules.FIRST_YEAR) & Q(due_year__lte=rules.LAST_YEAR),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class StrategyAspect(models.Model):
    """What a strategy says of one criterion, trigger or enabler switch (EST-05 to EST-07; seed S4, L1.2)."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("estrategia"), on_delete=models.CASCADE, related_name="aspects"
    )
    aspect = models.CharField(_("aspecto"), max_length=40, choices=Aspect)
    text = models.TextField(_("justificación"))

    class Meta:
        verbose_name = _("aspecto de la estrategia")
        verbose_name_plural = _("aspectos de la estrategia")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="strategyaspect_once", fields=["strategy", "aspect"]),
            models.CheckConstraint(name="strategyaspect_known", condition=Q(aspect__in=Aspect.values)),
            models.CheckConstraint(name="strategyaspect_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        """Return the aspect in words."""
        return str(self.get_aspect_display())
