"""The lines of a plan and the money of each, by source (PLA-01, PLA-04, PLA-05, PLA-07; seed S2, step 5)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import OrgUnit
from llegada.planning.choices import LineOrigin, LineStatus, Obligation
from llegada.planning.models.plans import AnnualPlan
from llegada.portfolio.choices import FundingSource, Modality
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.targeting.models import PrioritizedEntity
from llegada.territory.models import Entity


class AnnualPlanLine(models.Model):
    """One service to one entity between two dates of the year of its plan.

    `external_id` is what whoever keeps the plan outside calls it, so that coming back it is updated and not repeated.
    `person_days` are days of work of the unit's people in all the line; empty is «sin dato». Its months come from its dates.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(AnnualPlan, verbose_name=_("plan anual"), on_delete=models.CASCADE, related_name="lines")
    external_id = models.CharField(_("identificador propio"), max_length=60, blank=True)
    status = models.CharField(_("estado"), max_length=12, choices=LineStatus, default=LineStatus.PROPOSED)
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="annual_plan_lines"
    )
    service = models.ForeignKey(
        Service, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="annual_plan_lines"
    )
    topic = models.ForeignKey(
        ThematicLine, verbose_name=_("temática"), on_delete=models.PROTECT, related_name="annual_plan_lines"
    )
    description = models.TextField(_("descripción"), blank=True)
    starts_on = models.DateField(_("inicio"))
    ends_on = models.DateField(_("fin"))
    person_days = models.DecimalField(
        _("días de trabajo del equipo"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    modality = models.CharField(_("modalidad"), max_length=24, choices=Modality, blank=True)
    origin = models.CharField(_("origen"), max_length=8, choices=LineOrigin, blank=True)
    obligation = models.CharField(_("obligatoriedad"), max_length=10, choices=Obligation, blank=True)
    is_joint = models.BooleanField(_("es conjunta"), default=False)
    partners = models.ManyToManyField(
        OrgUnit, verbose_name=_("dependencias con las que se hace"), blank=True, related_name="joint_plan_lines"
    )
    territorial_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gestor territorial"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="managed_plan_lines",
    )
    strategy = models.ForeignKey(
        Strategy,
        verbose_name=_("estrategia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="annual_plan_lines",
    )
    #: The place in a prioritised list from which the line was made, if it was: it tells why this entity.
    prioritized = models.ForeignKey(
        PrioritizedEntity,
        verbose_name=_("entidad priorizada"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="annual_plan_lines",
    )
    action_plan_code = models.CharField(_("código en el plan de acción"), max_length=60, blank=True)
    procurement_code = models.CharField(_("código en el plan de adquisiciones"), max_length=60, blank=True)
    cancel_reason = models.TextField(_("motivo de la cancelación"), blank=True)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("línea del plan anual")
        verbose_name_plural = _("líneas del plan anual")
        ordering = ["plan", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="annualplanline_status_known", condition=Q(status__in=LineStatus.values)),
            models.UniqueConstraint(
                name="annualplanline_external_id_once",
                fields=["plan", "external_id"],
                condition=~Q(external_id=""),
                violation_error_message=_("El plan ya tiene una línea con ese identificador propio."),
            ),
            models.CheckConstraint(
                name="annualplanline_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fecha de fin debe ser igual o posterior a la de inicio."),
            ),
            models.CheckConstraint(
                name="annualplanline_some_days",
                condition=Q(person_days__isnull=True) | Q(person_days__gt=0),
                violation_error_message=_(
                    "Los días de trabajo son más de cero. Si no los sabe, deje la casilla vacía."
                ),
            ),
            models.CheckConstraint(
                name="annualplanline_lists_known",
                condition=Q(modality__in=["", *Modality.values])
                & Q(origin__in=["", *LineOrigin.values])
                & Q(obligation__in=["", *Obligation.values]),
            ),
            models.CheckConstraint(
                name="annualplanline_cancelled_has_reason",
                condition=~Q(status=LineStatus.CANCELLED) | ~Q(cancel_reason=""),
                violation_error_message=_("Para cancelar una línea hace falta el motivo."),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="annualplanline_status_idx"),
            models.Index(fields=["entity", "topic"], name="annualplanline_overlap_idx"),
            models.Index(fields=["plan", "entity"], name="annualplanline_repeat_idx"),
        ]

    def __str__(self) -> str:
        """Return the entity and the days."""
        return f"{self.entity} · {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        """Return the page of the line."""
        return reverse("planning:line", kwargs={"public_id": self.public_id})


class LineBudget(models.Model):
    """The money of a line from one source, in COP."""

    line = models.ForeignKey(AnnualPlanLine, verbose_name=_("línea"), on_delete=models.CASCADE, related_name="budgets")
    source = models.CharField(_("fuente"), max_length=12, choices=FundingSource)
    amount = models.DecimalField(
        _("valor"), max_digits=18, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        verbose_name = _("presupuesto de la línea")
        verbose_name_plural = _("presupuestos de la línea")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="linebudget_source_once",
                fields=["line", "source"],
                violation_error_message=_("La línea ya tiene presupuesto de esa fuente: súmelo en una sola casilla."),
            ),
            models.CheckConstraint(name="linebudget_source_known", condition=Q(source__in=FundingSource.values)),
            models.CheckConstraint(
                name="linebudget_some_money",
                condition=Q(amount__gt=0),
                violation_error_message=_("El valor es más de cero. Si la fuente no aporta, deje la casilla vacía."),
            ),
        ]

    def __str__(self) -> str:
        """Return the source in words."""
        return str(self.get_source_display())
