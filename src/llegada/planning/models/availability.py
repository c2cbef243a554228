"""What a unit has for a year: money by source, days of people by month (PLA-08). Missing is «sin dato», never zero."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import OrgUnit
from llegada.portfolio.choices import FundingSource


class BudgetAvailability(models.Model):
    """How much money of one source a unit may plan with in a year, in COP, as the planning office says."""

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="budget_availabilities"
    )
    year = models.PositiveSmallIntegerField(_("vigencia"))
    source = models.CharField(_("fuente"), max_length=12, choices=FundingSource)
    amount = models.DecimalField(
        _("valor disponible"), max_digits=18, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("disponibilidad presupuestal")
        verbose_name_plural = _("disponibilidades presupuestales")
        ordering = ["unit", "year", "pk"]
        constraints = [
            models.UniqueConstraint(name="budgetavailability_once", fields=["unit", "year", "source"]),
            models.CheckConstraint(
                name="budgetavailability_source_known", condition=Q(source__in=FundingSource.values)
            ),
            models.CheckConstraint(
                name="budgetavailability_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("El valor disponible no puede ser negativo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the source in words."""
        return str(self.get_source_display())


class UnitCapacity(models.Model):
    """How many days of people a unit has in one month for its assistance."""

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="capacities"
    )
    year = models.PositiveSmallIntegerField(_("vigencia"))
    month = models.PositiveSmallIntegerField(_("mes"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    person_days = models.DecimalField(
        _("días de trabajo disponibles"), max_digits=8, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("capacidad de la dependencia")
        verbose_name_plural = _("capacidades de la dependencia")
        ordering = ["unit", "year", "month"]
        constraints = [
            models.UniqueConstraint(name="unitcapacity_once", fields=["unit", "year", "month"]),
            models.CheckConstraint(name="unitcapacity_month_known", condition=Q(month__gte=1) & Q(month__lte=12)),
            models.CheckConstraint(
                name="unitcapacity_not_negative",
                condition=Q(person_days__gte=0),
                violation_error_message=_("Los días disponibles no pueden ser negativos."),
            ),
        ]

    def __str__(self) -> str:
        """Return the year and the month."""
        return f"{self.year}-{self.month:02}"
