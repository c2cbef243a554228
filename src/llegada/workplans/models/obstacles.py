"""What gets in the way of a plan (PTR-09), and what was learnt when one was suspended or ended early."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llegada.workplans.choices import LessonMoment, ObstacleKind, ObstacleStatus, PlanSide
from llegada.workplans.models.milestones import PlanMilestone
from llegada.workplans.models.plans import WorkPlan


class PlanObstacle(models.Model):
    """Something that holds a plan up: since when, who resolves it, by when, and how it ended. Never deleted.

    `responsible` is None where the side has nobody with an account: then it awaits the entity's people, or the plan's advisor.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="obstacles"
    )
    milestone = models.ForeignKey(
        PlanMilestone,
        verbose_name=_("hito que detiene"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="obstacles",
    )
    kind = models.CharField(_("clase"), max_length=14, choices=ObstacleKind)
    what = models.TextField(_("qué pasa"))
    since = models.DateField(_("desde"))
    side = models.CharField(_("quién lo resuelve"), max_length=8, choices=PlanSide)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona responsable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("para cuándo"))
    status = models.CharField(_("estado"), max_length=14, choices=ObstacleStatus, default=ObstacleStatus.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("registrado"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("terminado"), null=True, blank=True)
    resolution = models.TextField(_("cómo terminó"), blank=True)

    class Meta:
        verbose_name = _("obstáculo del plan")
        verbose_name_plural = _("obstáculos del plan")
        ordering = ["plan", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="planobstacle_kind_known", condition=Q(kind__in=ObstacleKind.values)),
            models.CheckConstraint(name="planobstacle_side_known", condition=Q(side__in=PlanSide.values)),
            models.CheckConstraint(name="planobstacle_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="planobstacle_due_after_since",
                condition=Q(due_on__gte=F("since")),
                violation_error_message=_("La fecha para resolverlo debe ser posterior a aquella desde la que pasa."),
            ),
            models.CheckConstraint(
                name="planobstacle_closed_whole",
                condition=Q(status__in=("open", "in_resolution"), closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(status__in=("resolved", "discarded"), closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(resolution="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["plan", "status"], name="planobstacle_plan_status_idx")]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(self.get_kind_display())


class PlanLesson(models.Model):
    """What was learnt when a plan was suspended or ended early: written once, never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="lessons"
    )
    moment = models.CharField(_("momento"), max_length=10, choices=LessonMoment)
    text = models.TextField(_("qué se aprendió"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("registrada"))

    class Meta:
        verbose_name = _("lección del plan")
        verbose_name_plural = _("lecciones del plan")
        ordering = ["plan", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="planlesson_moment_known", condition=Q(moment__in=LessonMoment.values)),
            models.CheckConstraint(name="planlesson_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        """Return when it was learnt, in words."""
        return str(self.get_moment_display())
