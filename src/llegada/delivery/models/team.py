"""Students in the team of a plan, and what they write for a professional to accept (PTR-08)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.delivery.choices import DraftStatus
from llegada.delivery.models.sessions import Session
from llegada.workplans.models import PlanMilestone, WorkPlan

_OPEN = (DraftStatus.DRAFT, DraftStatus.SENT, DraftStatus.RETURNED)


class PlanStudent(models.Model):
    """That a student is in the team of a plan, from a day and until another: both count. Never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="students")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("practicante"),
        on_delete=models.PROTECT,
        related_name="plans_as_student",
    )
    since = models.DateField(_("desde"))
    until = models.DateField(_("hasta"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("agregado"))

    class Meta:
        verbose_name = _("practicante del plan")
        verbose_name_plural = _("practicantes del plan")
        ordering = ["plan", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planstudent_until_after_since",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("El último día no puede ser anterior al primero."),
            ),
            models.UniqueConstraint(
                name="planstudent_once_open",
                fields=["plan", "person"],
                condition=Q(until__isnull=True),
                violation_error_message=_("Esa persona ya está en el equipo del plan."),
            ),
        ]

    def __str__(self) -> str:
        """Return who it is."""
        return str(self.person)


class StudentDraft(models.Model):
    """What a student wrote of a session (its minutes) or of a milestone (its report).

    It is in no figure and changes nothing until a professional accepts it; accepting writes it by the same service as ever.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="student_drafts")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="student_drafts")
    milestone = models.ForeignKey(
        PlanMilestone, null=True, blank=True, on_delete=models.PROTECT, related_name="student_drafts"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("texto"), max_length=20000)
    status = models.CharField(_("estado"), max_length=10, choices=DraftStatus, default=DraftStatus.DRAFT)
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("revisado"), null=True, blank=True)
    observation = models.TextField(_("observación"), blank=True)

    class Meta:
        verbose_name = _("borrador de practicante")
        verbose_name_plural = _("borradores de practicantes")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="studentdraft_status_known", condition=Q(status__in=DraftStatus.values)),
            models.CheckConstraint(
                name="studentdraft_of_one_thing",
                condition=Q(session__isnull=False, milestone__isnull=True)
                | Q(session__isnull=True, milestone__isnull=False),
            ),
            models.CheckConstraint(
                name="studentdraft_reviewed_whole",
                condition=~Q(status__in=(DraftStatus.ACCEPTED, DraftStatus.RETURNED))
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="studentdraft_reviewer_not_author",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("author")),
                violation_error_message=_("Quien escribió un borrador no lo acepta."),
            ),
            models.UniqueConstraint(
                name="studentdraft_one_open_a_session",
                fields=["session", "author"],
                condition=Q(status__in=_OPEN, session__isnull=False),
                violation_error_message=_("Ya tiene un borrador de esa sesión."),
            ),
            models.UniqueConstraint(
                name="studentdraft_one_open_a_milestone",
                fields=["milestone", "author"],
                condition=Q(status__in=_OPEN, milestone__isnull=False),
                violation_error_message=_("Ya tiene un borrador de ese hito."),
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.session.title if self.session else str(self.milestone)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("delivery:draft", kwargs={"public_id": self.public_id})
