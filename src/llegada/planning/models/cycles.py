"""The yearly cycle that the coordination opens, with its dates, and the reminders sent in it (PLA-01 to PLA-03)."""

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
from llegada.planning.choices import ReminderMatter
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR


class PlanningCycle(models.Model):
    """The planning of one year in an organisation: its dates, and the units that are asked for a plan.

    `plans_due_on` falls in the last month of the year before (PLA-01) and `registers_on` in January (PLA-03), unless the
    coordination says otherwise.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="planning_cycles"
    )
    year = models.PositiveSmallIntegerField(
        _("vigencia"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    opens_on = models.DateField(_("apertura del ciclo"))
    analysis_due_on = models.DateField(_("límite para enviar el análisis anual"), null=True, blank=True)
    strategies_due_on = models.DateField(_("límite para enviar estrategias"), null=True, blank=True)
    plans_due_on = models.DateField(_("límite para enviar el plan"))
    committee_on = models.DateField(_("reunión del comité"), null=True, blank=True)
    registers_on = models.DateField(_("límite para registrar el plan aprobado"))
    units = models.ManyToManyField(
        OrgUnit, verbose_name=_("dependencias que hacen plan"), related_name="planning_cycles"
    )
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ciclo de planeación")
        verbose_name_plural = _("ciclos de planeación")
        ordering = ["-year", "organization", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="planningcycle_once",
                fields=["organization", "year"],
                violation_error_message=_("La organización ya tiene abierto el ciclo de esa vigencia."),
            ),
            models.CheckConstraint(
                name="planningcycle_year_sane",
                condition=Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR),
            ),
            models.CheckConstraint(
                name="planningcycle_plans_after_opening",
                condition=Q(plans_due_on__gte=F("opens_on")),
                violation_error_message=_("El límite para enviar el plan debe ser posterior a la apertura del ciclo."),
            ),
            models.CheckConstraint(
                name="planningcycle_analysis_first",
                condition=Q(analysis_due_on__isnull=True)
                | (
                    Q(analysis_due_on__gte=F("opens_on"), analysis_due_on__lte=F("plans_due_on"))
                    & (Q(strategies_due_on__isnull=True) | Q(analysis_due_on__lte=F("strategies_due_on")))
                ),
                violation_error_message=_(
                    "El límite del análisis anual va entre la apertura del ciclo y los límites de las estrategias y del plan: "
                    "de él salen las estrategias."
                ),
            ),
            models.CheckConstraint(
                name="planningcycle_strategies_before_plans",
                condition=Q(strategies_due_on__isnull=True)
                | (Q(strategies_due_on__gte=F("opens_on")) & Q(strategies_due_on__lte=F("plans_due_on"))),
                violation_error_message=_(
                    "El límite de las estrategias va entre la apertura del ciclo y el límite del plan: "
                    "el plan sale de las estrategias aprobadas."
                ),
            ),
            models.CheckConstraint(
                name="planningcycle_committee_after_plans",
                condition=Q(committee_on__isnull=True) | Q(committee_on__gte=F("plans_due_on")),
                violation_error_message=_("El comité se reúne después del límite para enviar el plan."),
            ),
            models.CheckConstraint(
                name="planningcycle_registers_after_plans",
                condition=Q(registers_on__gte=F("plans_due_on")),
                violation_error_message=_("El plan se registra después de enviado: escriba una fecha posterior."),
            ),
        ]

    def __str__(self) -> str:
        """Return the year."""
        return str(self.year)

    def get_absolute_url(self) -> str:
        """Return the list of the year."""
        return f"{reverse('planning:list')}?ciclo={self.public_id}"


class PlanReminder(models.Model):
    """That a unit was reminded of what it has not sent: once a day at most for each matter."""

    cycle = models.ForeignKey(
        PlanningCycle, verbose_name=_("ciclo de planeación"), on_delete=models.PROTECT, related_name="reminders"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(_("asunto"), max_length=8, choices=ReminderMatter)
    sent_on = models.DateField(_("día"))
    sent_at = models.DateTimeField(_("enviado"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recordatorio")
        verbose_name_plural = _("recordatorios")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="planreminder_once_a_day",
                fields=["cycle", "unit", "matter", "sent_on"],
                violation_error_message=_("Hoy ya se le recordó a esa dependencia."),
            ),
            models.CheckConstraint(name="planreminder_matter_known", condition=Q(matter__in=ReminderMatter.values)),
        ]

    def __str__(self) -> str:
        """Return the matter and the day."""
        return f"{self.matter} {self.sent_on}"
