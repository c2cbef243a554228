"""The annual plan of a unit (PLA-01; seed S2, step 5)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import OrgUnit
from llegada.planning import rules
from llegada.planning.choices import PlanStatus
from llegada.planning.models.cycles import PlanningCycle


class AnnualPlan(models.Model):
    """What a unit will do in a year, line by line. The committee approves it with those of the other units.

    `revision` grows with every saved change of the plan or of its lines. `approved_in` is the round that approved it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(
        PlanningCycle, verbose_name=_("ciclo de planeación"), on_delete=models.PROTECT, related_name="plans"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="annual_plans"
    )
    status = models.CharField(_("estado"), max_length=16, choices=PlanStatus, default=PlanStatus.IN_PREPARATION)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    impacts = models.TextField(_("impactos a los que aporta"), blank=True)
    outcomes = models.TextField(_("resultados esperados"), blank=True)
    note = models.TextField(_("nota sobre las advertencias"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que lo editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_in = models.ForeignKey(
        "PlanRound",
        verbose_name=_("ronda que lo aprobó"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="approved_plans",
    )
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan anual")
        verbose_name_plural = _("planes anuales")
        ordering = ["cycle", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="annualplan_once",
                fields=["cycle", "unit"],
                violation_error_message=_("La dependencia ya tiene su plan de esa vigencia."),
            ),
            models.CheckConstraint(name="annualplan_status_known", condition=Q(status__in=PlanStatus.values)),
            models.CheckConstraint(
                name="annualplan_delivered_says_who",
                condition=Q(status=PlanStatus.IN_PREPARATION) | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="annualplan_approved_by_committee",
                condition=Q(approved_in__isnull=False, status__in=rules.PLAN_DECIDED)
                | (Q(approved_in__isnull=True) & ~Q(status__in=rules.PLAN_DECIDED)),
                violation_error_message=_("Un plan solo queda aprobado con la ronda del comité que lo aprobó."),
            ),
        ]

    def __str__(self) -> str:
        """Return the unit and the year."""
        return f"{self.unit} · {self.cycle}"

    def get_absolute_url(self) -> str:
        """Return the page of the plan."""
        return reverse("planning:detail", kwargs={"public_id": self.public_id})
