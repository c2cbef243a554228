"""The route of a plan by stages, the milestones of each, and the alternatives compared before one is agreed (PTR-07)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.records.models import StoredFile
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.models.milestones import PlanMilestone
from llegada.workplans.models.plans import WorkPlan


class PlanStage(models.Model):
    """One stage of the route of a plan: what came out of it, when, and the file that proves it. Once closed, never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="stages"
    )
    kind = models.CharField(_("etapa"), max_length=12, choices=PlanStageKind)
    content = models.TextField(_("qué resultó"), blank=True)
    held_on = models.DateField(_("cuándo terminó"), null=True, blank=True)
    evidence = models.ForeignKey(
        StoredFile, verbose_name=_("soporte"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_name = models.CharField(_("nombre del soporte"), max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("cerrada"), null=True, blank=True)

    class Meta:
        verbose_name = _("etapa del plan")
        verbose_name_plural = _("etapas del plan")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(name="planstage_once", fields=["plan", "kind"]),
            models.CheckConstraint(name="planstage_kind_known", condition=Q(kind__in=PlanStageKind.values)),
            models.CheckConstraint(
                name="planstage_closed_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False, held_on__isnull=False) & ~Q(content="")),
                violation_error_message=_("Una etapa se cierra con lo que resultó y su fecha."),
            ),
        ]

    def __str__(self) -> str:
        """Return the stage in words."""
        return str(self.get_kind_display())


class StageMilestone(models.Model):
    """A milestone of the plan that belongs to a stage of its route; one that has no row here belongs to none."""

    stage = models.ForeignKey(PlanStage, on_delete=models.CASCADE, related_name="stage_milestones")
    milestone = models.OneToOneField(PlanMilestone, on_delete=models.CASCADE, related_name="stage_milestone")

    class Meta:
        verbose_name = _("hito de una etapa")
        verbose_name_plural = _("hitos de las etapas")
        ordering = ["stage", "pk"]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.stage_id}:{self.milestone_id}"


class PlanAlternative(models.Model):
    """One way out compared with others in a plan; the agreed one says who agreed for the entity, when and why. Never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.ForeignKey(PlanStage, on_delete=models.PROTECT, related_name="alternatives")
    name = models.CharField(_("alternativa"), max_length=200)
    description = models.TextField(_("qué implica"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("propuesta"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(_("acordada"), null=True, blank=True)
    agreed_because = models.TextField(_("por qué esta"), blank=True)

    class Meta:
        verbose_name = _("alternativa de un plan")
        verbose_name_plural = _("alternativas de los planes")
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="planalternative_name_once",
                fields=["stage", "name"],
                violation_error_message=_("Ya hay una alternativa con ese nombre."),
            ),
            models.UniqueConstraint(
                name="planalternative_one_agreed",
                fields=["stage"],
                condition=Q(agreed_at__isnull=False),
                violation_error_message=_("El plan ya tiene su alternativa acordada."),
            ),
            models.CheckConstraint(
                name="planalternative_agreed_whole",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | (Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_because="")),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
