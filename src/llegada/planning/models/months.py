"""What a unit programmes of a line for one month, and the administrative steps that go before (PLA-06; seed S2, step 7)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.planning.models.lines import AnnualPlanLine


class LineMonth(models.Model):
    """Who does what of a line in one month of its year, where and with what. What is empty is «sin dato».

    `person_days` are days of work of the whole team in the month: each of its people has an equal share. Triggers keep the
    month within the dates that the line had when it was written, and all of it still once the plan is not in execution.
    """

    line = models.ForeignKey(AnnualPlanLine, verbose_name=_("línea"), on_delete=models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField(_("mes"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("equipo"), blank=True, related_name="programmed_months"
    )
    person_days = models.DecimalField(
        _("días de trabajo en el mes"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    place = models.CharField(_("lugar o espacio"), max_length=300, blank=True)
    materials = models.TextField(_("materiales"), blank=True)
    note = models.TextField(_("nota"), blank=True)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("programación del mes")
        verbose_name_plural = _("programaciones del mes")
        ordering = ["line", "month"]
        constraints = [
            models.UniqueConstraint(
                name="linemonth_once",
                fields=["line", "month"],
                violation_error_message=_("La línea ya está programada en ese mes."),
            ),
            models.CheckConstraint(name="linemonth_month_known", condition=Q(month__gte=1) & Q(month__lte=12)),
            models.CheckConstraint(
                name="linemonth_some_days",
                condition=Q(person_days__isnull=True) | Q(person_days__gt=0),
                violation_error_message=_(
                    "Los días de trabajo son más de cero. Si no los sabe, deje la casilla vacía."
                ),
            ),
        ]
        indexes = [models.Index(fields=["month", "line"], name="linemonth_month_idx")]

    def __str__(self) -> str:
        """Return the line and the month."""
        return f"{self.line} · {self.month:02}"


class MonthStep(models.Model):
    """An administrative or contract step that the programming of a month needs: a hire, travel orders, a room."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programming = models.ForeignKey(
        LineMonth, verbose_name=_("programación"), on_delete=models.CASCADE, related_name="steps"
    )
    name = models.CharField(_("paso"), max_length=200)
    due_on = models.DateField(_("para cuándo"), null=True, blank=True)
    done_on = models.DateField(_("hecho el"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lo marcó"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("paso administrativo del mes")
        verbose_name_plural = _("pasos administrativos del mes")
        ordering = ["programming", "pk"]
        constraints = [
            models.CheckConstraint(
                name="monthstep_says_what",
                condition=~Q(name=""),
                violation_error_message=_("Escriba cuál es el paso."),
            ),
            models.CheckConstraint(
                name="monthstep_done_by_somebody",
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.name
