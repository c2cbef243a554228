"""What the team of a plan asks of central experts, and what they answer (PTR-08)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.portfolio.models import ThematicLine
from llegada.records.models import StoredFile
from llegada.workplans.choices import ConsultationStatus
from llegada.workplans.models.plans import WorkPlan


class ConsultationTerm(models.Model):
    """In how many working days an organisation answers the consultations of its teams; without a row, the default of the rules."""

    organization = models.OneToOneField(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="consultation_term"
    )
    days = models.PositiveSmallIntegerField(_("días hábiles para responder"))

    class Meta:
        verbose_name = _("plazo de las consultas")
        verbose_name_plural = _("plazos de las consultas")
        constraints = [
            models.CheckConstraint(
                name="consultationterm_within",
                condition=Q(days__gte=1, days__lte=30),
                violation_error_message=_("Escriba un plazo de 1 a 30 días hábiles."),
            )
        ]

    def __str__(self) -> str:
        """Return the days."""
        return str(self.days)


class Consultation(models.Model):
    """A question of the team of a plan to central experts. What was asked never changes; it is reopened once, with a reason.

    `answered_at` is the first answer: it tells how long it took, whatever came later. `search_text` is the folded question with its
    answers.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="consultations"
    )
    line = models.ForeignKey(ThematicLine, verbose_name=_("tema"), on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("asunto"), max_length=200)
    question = models.TextField(_("pregunta"))
    status = models.CharField(_("estado"), max_length=10, choices=ConsultationStatus, default=ConsultationStatus.OPEN)
    due_on = models.DateField(_("para cuándo"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("preguntada"))
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("experto"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("respondida"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("cerrada"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reabierta"), null=True, blank=True)
    reopen_reason = models.TextField(_("por qué se reabrió"), blank=True)
    is_shared = models.BooleanField(_("útil para otros equipos"), default=False)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("consulta a expertos")
        verbose_name_plural = _("consultas a expertos")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="consultation_status_known", condition=Q(status__in=ConsultationStatus.values)),
            models.CheckConstraint(name="consultation_asks", condition=~Q(subject="") & ~Q(question="")),
            models.CheckConstraint(
                name="consultation_expert_said",
                condition=Q(status__in=("open", "closed")) | Q(expert__isnull=False),
                violation_error_message=_("Una consulta asignada dice a quién."),
            ),
            models.CheckConstraint(
                name="consultation_answered_says_when",
                condition=~Q(status="answered") | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consultation_closed_by_somebody",
                condition=Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="consultation_reopened_with_reason",
                condition=Q(reopened_at__isnull=True, reopen_reason="")
                | (Q(reopened_at__isnull=False) & ~Q(reopen_reason="")),
            ),
            models.CheckConstraint(
                name="consultation_shared_is_answered",
                condition=Q(is_shared=False) | Q(answered_at__isnull=False),
                violation_error_message=_("Solo se comparte lo que ya tiene respuesta."),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="consultation_status_due_idx")]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject

    def get_absolute_url(self) -> str:
        """Return the page of the consultation."""
        return reverse("workplans:consultation", args=[self.public_id])


class ConsultationAnswer(models.Model):
    """One answer of the expert. Written once, never edited: what changes is said in another."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("respuesta"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("escrita"))

    class Meta:
        verbose_name = _("respuesta a una consulta")
        verbose_name_plural = _("respuestas a consultas")
        ordering = ["consultation", "pk"]
        constraints = [models.CheckConstraint(name="consultationanswer_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        """Return the beginning of what it says."""
        return self.text[:80]


class ConsultationFile(models.Model):
    """A file of the question, or of one of its answers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="files")
    answer = models.ForeignKey(
        ConsultationAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("archivo de una consulta")
        verbose_name_plural = _("archivos de consultas")
        ordering = ["pk"]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
