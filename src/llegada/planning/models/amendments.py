"""Amendments: how a plan in execution changes (mission states, section D)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.planning.choices import AmendmentKind, AmendmentStatus
from llegada.planning.models.lines import AnnualPlanLine
from llegada.planning.models.plans import AnnualPlan


class PlanAmendment(models.Model):
    """One typed change asked for a plan in execution. Approved, it is applied in the same transaction; denied, it changed nothing.

    `changes` maps each field to [before, after] as they are written in the history. `line` is None while a new line is asked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        AnnualPlan, verbose_name=_("plan anual"), on_delete=models.PROTECT, related_name="amendments"
    )
    kind = models.CharField(_("clase"), max_length=12, choices=AmendmentKind)
    line = models.ForeignKey(
        AnnualPlanLine,
        verbose_name=_("línea"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    changes = models.JSONField(_("cambios"), default=dict)
    reason = models.TextField(_("motivo"))
    needs_committee = models.BooleanField(_("la decide el comité"), default=False)
    status = models.CharField(_("estado"), max_length=10, choices=AmendmentStatus, default=AmendmentStatus.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("solicitada por"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("solicitada"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decidida por"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decidida"), null=True, blank=True)
    decision_reason = models.TextField(_("motivo de la decisión"), blank=True)

    class Meta:
        verbose_name = _("modificación del plan anual")
        verbose_name_plural = _("modificaciones del plan anual")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="planamendment_kind_known", condition=Q(kind__in=AmendmentKind.values)),
            models.CheckConstraint(name="planamendment_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="planamendment_has_line",
                condition=Q(line__isnull=False)
                | Q(kind=AmendmentKind.NEW_LINE, status__in=[AmendmentStatus.REQUESTED, AmendmentStatus.DENIED]),
            ),
            models.UniqueConstraint(
                name="planamendment_one_open_a_line",
                fields=["line"],
                condition=Q(status=AmendmentStatus.REQUESTED, line__isnull=False),
                violation_error_message=_("Esa línea ya tiene una modificación por decidir."),
            ),
            models.CheckConstraint(
                name="planamendment_decided_whole",
                condition=Q(status=AmendmentStatus.REQUESTED, decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    status__in=[AmendmentStatus.APPROVED, AmendmentStatus.DENIED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="planamendment_asker_not_decider",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                violation_error_message=_("Quien pide una modificación no la decide."),
            ),
        ]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """Return the page of the amendment."""
        return reverse("planning:amendment", kwargs={"public_id": self.public_id})
