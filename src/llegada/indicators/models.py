"""Indicator sheets with their targets and their CREMAS check (MON-02, MON-06, MON-10)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.indicators.choices import (
    Accumulation,
    BaselineGap,
    Criterion,
    Direction,
    IndicatorLevel,
    Periodicity,
    SheetStatus,
)

_YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]


class IndicatorSheet(models.Model):
    """One version of what is said of an indicator. Once in force, triggers in the database refuse any change to it.

    A correction is another row of the same `series` with the next `number`: what was reported against a version keeps it.
    `baseline_value` is NULL, with its coded reason, where there is none: no data is not zero.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.UUIDField(_("serie"), default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("versión"), default=1)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="indicator_sheets"
    )
    status = models.CharField(_("estado"), max_length=12, choices=SheetStatus, default=SheetStatus.DRAFT)
    name = models.CharField(_("nombre"), max_length=250)
    level = models.CharField(_("nivel"), max_length=12, choices=IndicatorLevel)
    description = models.TextField(_("qué mide"), blank=True)
    measure_unit = models.CharField(_("unidad de medida"), max_length=80, blank=True)
    formula = models.TextField(_("fórmula"), blank=True)
    variables = models.TextField(_("variables"), blank=True)
    source = models.CharField(_("fuente"), max_length=300, blank=True)
    baseline_value = models.DecimalField(_("línea base"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_gap = models.CharField(_("por qué no hay línea base"), max_length=16, choices=BaselineGap, blank=True)
    baseline_year = models.PositiveSmallIntegerField(
        _("año de la línea base"), null=True, blank=True, validators=_YEARS
    )
    direction = models.CharField(_("sentido"), max_length=8, choices=Direction, blank=True)
    accumulation = models.CharField(_("tipo de acumulación"), max_length=20, choices=Accumulation, blank=True)
    periodicity = models.CharField(_("periodicidad"), max_length=12, choices=Periodicity, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    notes = models.TextField(_("observaciones"), blank=True)
    #: Grows with every saved change, so that two people editing the same draft find out.
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_force_at = models.DateTimeField(_("en vigor desde"), null=True, blank=True)
    in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("ficha de indicador")
        verbose_name_plural = _("fichas de indicador")
        ordering = ["name", "series", "-number"]
        constraints = [
            models.UniqueConstraint(name="sheet_number_once", fields=["series", "number"]),
            models.UniqueConstraint(name="sheet_one_draft", fields=["series"], condition=Q(status="draft")),
            models.UniqueConstraint(name="sheet_one_in_force", fields=["series"], condition=Q(status="in_force")),
            models.CheckConstraint(name="sheet_status_known", condition=Q(status__in=SheetStatus.values)),
            models.CheckConstraint(name="sheet_level_known", condition=Q(level__in=IndicatorLevel.values)),
            models.CheckConstraint(
                name="sheet_baseline_or_reason",
                condition=Q(baseline_value__isnull=True) | Q(baseline_gap=""),
                violation_error_message=_("Escriba la línea base o diga por qué no la hay, no las dos cosas."),
            ),
            models.CheckConstraint(
                name="sheet_in_force_complete",
                condition=Q(in_force_at__isnull=True)
                | (
                    ~Q(measure_unit="")
                    & ~Q(formula="")
                    & ~Q(source="")
                    & Q(accumulation__in=Accumulation.values)
                    & Q(direction__in=Direction.values)
                    & Q(periodicity__in=Periodicity.values)
                    & Q(responsible__isnull=False)
                    & (
                        Q(baseline_value__isnull=False) & Q(baseline_year__isnull=False)
                        | Q(baseline_gap__in=BaselineGap.values)
                    )
                ),
            ),
            models.CheckConstraint(
                name="sheet_in_force_by_another",
                condition=Q(in_force_by__isnull=True) | Q(edited_by__isnull=True) | ~Q(in_force_by=F("edited_by")),
            ),
            models.CheckConstraint(
                name="sheet_status_has_its_date",
                condition=~Q(status__in=["in_force", "superseded"]) | Q(in_force_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("indicators:detail", kwargs={"public_id": self.public_id})


class IndicatorTarget(models.Model):
    """What an indicator should reach in one year, in its unit of measure."""

    sheet = models.ForeignKey(IndicatorSheet, verbose_name=_("ficha"), on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("año"), validators=_YEARS)
    value = models.DecimalField(_("meta"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("meta")
        verbose_name_plural = _("metas")
        ordering = ["sheet", "year"]
        constraints = [
            models.UniqueConstraint(name="indicatortarget_year_once", fields=["sheet", "year"]),
            models.CheckConstraint(name="indicatortarget_year_known", condition=Q(year__gte=2000) & Q(year__lte=2100)),
        ]

    def __str__(self) -> str:
        """Return the year and the value."""
        return f"{self.year}: {self.value}"


class CremasAnswer(models.Model):
    """The answer to one of the six questions of the CREMAS check, with its justification."""

    sheet = models.ForeignKey(IndicatorSheet, verbose_name=_("ficha"), on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(_("criterio"), max_length=12, choices=Criterion)
    holds = models.BooleanField(_("se cumple"))
    justification = models.TextField(_("justificación"), blank=True)

    class Meta:
        verbose_name = _("respuesta CREMAS")
        verbose_name_plural = _("respuestas CREMAS")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="cremasanswer_once", fields=["sheet", "criterion"]),
            models.CheckConstraint(name="cremasanswer_known", condition=Q(criterion__in=Criterion.values)),
        ]

    def __str__(self) -> str:
        """Return the criterion in words."""
        return str(self.get_criterion_display())
