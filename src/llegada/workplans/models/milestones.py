"""The milestones followed in a plan, and what proves them (MON-21)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.portfolio.models import Milestone
from llegada.records.models import StoredFile
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.models.plans import WorkPlan, WorkPlanService


class PlanMilestone(models.Model):
    """A milestone of a service as one plan follows it, with name and weight copied when the plan was made.

    One that does not apply weighs nothing: an approved amendment gave its weight to the others of its service, so that Σ weights
    of the validated over Σ weights is the progress wherever it is computed.
    Whoever reports it cannot validate it (MON-21): the database refuses it too.

    One of a historical plan is of no milestone of ours (`milestone` empty): its source says when it was reported and validated,
    and by whom if it does; `reported_name` and `reviewed_name` keep who has no account here, and no person is invented.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_service = models.ForeignKey(WorkPlanService, on_delete=models.CASCADE, related_name="milestones")
    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="instances")
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("nombre"), max_length=200)
    weight = models.DecimalField(_("peso (%)"), max_digits=5, decimal_places=2)
    due_on = models.DateField(_("fecha límite"))
    status = models.CharField(_("estado"), max_length=16, choices=MilestoneStatus, default=MilestoneStatus.PENDING)
    report = models.TextField(_("qué se logró"), blank=True)
    reported_at = models.DateTimeField(_("reportado"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_name = models.CharField(_("quién reportó, según la fuente"), max_length=150, blank=True)
    reviewed_at = models.DateTimeField(_("revisado"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_name = models.CharField(_("quién validó, según la fuente"), max_length=150, blank=True)
    observation = models.TextField(_("observación de la revisión"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hito del plan")
        verbose_name_plural = _("hitos del plan")
        ordering = ["plan", "plan_service", "position"]
        constraints = [
            models.UniqueConstraint(name="planmilestone_once", fields=["plan_service", "milestone"]),
            models.CheckConstraint(name="planmilestone_status_known", condition=Q(status__in=MilestoneStatus.values)),
            models.CheckConstraint(
                name="planmilestone_reporter_not_reviewer",
                condition=Q(reviewed_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(reviewed_by=F("reported_by")),
                violation_error_message=_("Quien reporta un hito no puede validarlo."),
            ),
            models.CheckConstraint(
                name="planmilestone_reported_complete",
                condition=Q(status__in=(MilestoneStatus.PENDING, MilestoneStatus.NOT_APPLICABLE))
                | Q(reported_at__isnull=False, reported_by__isnull=False)
                | Q(reported_at__isnull=False, milestone__isnull=True),
            ),
            models.CheckConstraint(
                name="planmilestone_not_applicable_weighs_nothing",
                condition=~Q(status=MilestoneStatus.NOT_APPLICABLE) | Q(weight=0),
                violation_error_message=_("Un hito que no aplica no pesa: su peso pasa a los demás del servicio."),
            ),
            models.CheckConstraint(
                name="planmilestone_validated_complete",
                condition=~Q(status=MilestoneStatus.VALIDATED)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                | Q(reviewed_at__isnull=False, milestone__isnull=True),
            ),
            models.CheckConstraint(
                name="planmilestone_names_of_historical",
                condition=Q(milestone__isnull=True) | Q(reported_name="", reviewed_name=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="planmilestone_status_due_idx")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class MilestoneEvidence(models.Model):
    """A file that proves a milestone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    milestone = models.ForeignKey(PlanMilestone, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("agregado"))

    class Meta:
        verbose_name = _("evidencia del hito")
        verbose_name_plural = _("evidencias del hito")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="milestoneevidence_once", fields=["milestone", "file"])]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
