"""How a plan changes once it is signed: a typed amendment, accepted by the entity and approved by somebody else."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.workplans.choices import AmendmentKind, AmendmentStatus
from llegada.workplans.models.milestones import PlanMilestone
from llegada.workplans.models.plans import WorkPlan, WorkPlanVersion

_OPEN = (AmendmentStatus.PROPOSED, AmendmentStatus.ACCEPTED)


class WorkPlanAmendment(models.Model):
    """One change asked for a signed plan, from what to what; once decided it is never edited.

    `changes` is a list of {field, of, name, before, after} in plain JSON values (`amendment_rules.Change`). The progress before and
    after, in percentage points of weight, is kept when it is applied.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="amendments"
    )
    number = models.PositiveSmallIntegerField(_("número"))
    kind = models.CharField(_("clase"), max_length=16, choices=AmendmentKind)
    milestone = models.ForeignKey(
        PlanMilestone,
        verbose_name=_("hito"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    changes = models.JSONField(_("cambios"), default=list)
    reason = models.TextField(_("motivo"))
    status = models.CharField(_("estado"), max_length=10, choices=AmendmentStatus, default=AmendmentStatus.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("propuesta por"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("propuesta"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("aceptada por"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_at = models.DateTimeField(_("aceptada"), null=True, blank=True)
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
    done_before = models.DecimalField(_("peso validado antes"), max_digits=9, decimal_places=2, null=True, blank=True)
    total_before = models.DecimalField(_("peso total antes"), max_digits=9, decimal_places=2, null=True, blank=True)
    done_after = models.DecimalField(_("peso validado después"), max_digits=9, decimal_places=2, null=True, blank=True)
    total_after = models.DecimalField(_("peso total después"), max_digits=9, decimal_places=2, null=True, blank=True)
    version = models.OneToOneField(
        WorkPlanVersion,
        verbose_name=_("versión en que quedó"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendment",
    )

    class Meta:
        verbose_name = _("modificación del plan de trabajo")
        verbose_name_plural = _("modificaciones del plan de trabajo")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(name="workplanamendment_number_once", fields=["plan", "number"]),
            models.CheckConstraint(name="workplanamendment_kind_known", condition=Q(kind__in=AmendmentKind.values)),
            models.CheckConstraint(
                name="workplanamendment_status_known", condition=Q(status__in=AmendmentStatus.values)
            ),
            models.CheckConstraint(name="workplanamendment_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="workplanamendment_milestone_if_not_applicable",
                condition=Q(kind=AmendmentKind.NOT_APPLICABLE, milestone__isnull=False)
                | (~Q(kind=AmendmentKind.NOT_APPLICABLE) & Q(milestone__isnull=True)),
            ),
            models.UniqueConstraint(
                name="workplanamendment_one_open_a_kind",
                fields=["plan", "kind"],
                condition=Q(status__in=_OPEN, milestone__isnull=True),
                violation_error_message=_("El plan ya tiene una modificación de esa clase por decidir."),
            ),
            models.UniqueConstraint(
                name="workplanamendment_one_open_a_milestone",
                fields=["milestone"],
                condition=Q(status__in=_OPEN, milestone__isnull=False),
                violation_error_message=_("Ya está pedido que ese hito no aplique."),
            ),
            models.CheckConstraint(
                name="workplanamendment_accepted_whole",
                condition=~Q(status=AmendmentStatus.ACCEPTED) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="workplanamendment_decided_whole",
                condition=Q(status__in=_OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status__in=_OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="workplanamendment_applied_whole",
                condition=~Q(status=AmendmentStatus.APPLIED)
                | Q(done_before__isnull=False, done_after__isnull=False, version__isnull=False),
            ),
            models.CheckConstraint(
                name="workplanamendment_proposer_not_approver",
                condition=~Q(status=AmendmentStatus.APPLIED)
                | (~Q(decided_by=F("proposed_by")) & (Q(accepted_by__isnull=True) | ~Q(accepted_by=F("proposed_by")))),
                violation_error_message=_("Quien propone una modificación ni la acepta ni la aprueba."),
            ),
        ]
        indexes = [models.Index(fields=["status", "plan"], name="wpamendment_status_plan_idx")]

    def __str__(self) -> str:
        """Return the number and the kind in words."""
        return f"{self.number}. {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the page of the amendment."""
        return reverse("workplans:amendment", kwargs={"public_id": self.public_id})
