"""Sessions, who attended, what was promised and what proves it (OPE-01, OPE-03, OPE-05, OPE-06)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import ConsentText
from llegada.delivery.choices import CommitmentSide, CommitmentStatus, SessionKind, SessionModality, SessionStatus
from llegada.portfolio.models import ServiceVersion
from llegada.records.models import StoredFile
from llegada.workplans.models import PlanMilestone, WorkPlan


class Session(models.Model):
    """A meeting of advisors and the entity under a work plan, with its minutes (fields of the acta: facts B.6).

    `revision` grows with every change of what it says, so that two people writing at once are told. `year` is that of
    `held_on`, kept so that figures by year need no function on a column. `recorded_by` is who marked it as held: the database
    refuses them as approver of its minutes.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="sessions"
    )
    service_version = models.ForeignKey(
        ServiceVersion, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="sessions"
    )
    title = models.CharField(_("tema"), max_length=200)
    kind = models.CharField(_("mecanismo"), max_length=16, choices=SessionKind)
    other_kind = models.CharField(_("cuál mecanismo"), max_length=100, blank=True)
    modality = models.CharField(_("modalidad"), max_length=12, choices=SessionModality)
    place = models.CharField(_("lugar o medio"), max_length=200)
    held_on = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora de inicio"))
    ends_at = models.TimeField(_("hora de fin"))
    advisors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("asesores"), related_name="sessions")
    status = models.CharField(_("estado"), max_length=20, choices=SessionStatus, default=SessionStatus.PLANNED)
    agenda = models.TextField(_("orden del día"), blank=True)
    what_was_done = models.TextField(_("desarrollo"), blank=True)
    no_commitments = models.BooleanField(_("no hubo compromisos"), default=False)
    milestones = models.ManyToManyField(
        PlanMilestone, verbose_name=_("hitos que avanzó"), related_name="sessions", blank=True
    )
    minutes_approved_at = models.DateTimeField(_("acta aprobada"), null=True, blank=True)
    minutes_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("quien la registró"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cancel_reason = models.TextField(_("motivo de la cancelación"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    year = models.PositiveSmallIntegerField(_("vigencia"), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sesión")
        verbose_name_plural = _("sesiones")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="session_status_known", condition=Q(status__in=SessionStatus.values)),
            models.CheckConstraint(name="session_kind_known", condition=Q(kind__in=SessionKind.values)),
            models.CheckConstraint(name="session_modality_known", condition=Q(modality__in=SessionModality.values)),
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("La hora de fin debe ser posterior a la de inicio."),
            ),
            models.CheckConstraint(
                name="session_other_kind_said",
                condition=~Q(kind=SessionKind.OTHER) | ~Q(other_kind=""),
                violation_error_message=_("Diga cuál fue el otro mecanismo."),
            ),
            models.CheckConstraint(
                name="session_cancelled_has_reason",
                condition=~Q(status=SessionStatus.CANCELLED) | ~Q(cancel_reason=""),
            ),
            models.CheckConstraint(
                name="session_held_by_somebody",
                condition=~Q(status__in=(SessionStatus.HELD, SessionStatus.MINUTES_APPROVED))
                | Q(recorded_by__isnull=False),
                violation_error_message=_("Una sesión realizada dice quién la registró."),
            ),
            models.CheckConstraint(
                name="session_approver_not_recorder",
                condition=Q(minutes_approved_by__isnull=True)
                | Q(recorded_by__isnull=True)
                | ~Q(minutes_approved_by=F("recorded_by")),
                violation_error_message=_("Quien registró la sesión no puede aprobar su acta."),
            ),
            models.CheckConstraint(
                name="session_approved_complete",
                condition=~Q(status=SessionStatus.MINUTES_APPROVED)
                | (Q(minutes_approved_at__isnull=False) & Q(minutes_approved_by__isnull=False) & ~Q(what_was_done="")),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "held_on"], name="session_plan_day_idx"),
            models.Index(fields=["held_on", "id"], name="session_day_idx"),
            models.Index(fields=["status", "held_on"], name="session_status_day_idx"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the session."""
        return reverse("delivery:session", kwargs={"public_id": self.public_id})


class AttendanceEntry(models.Model):
    """One person at one session. `person_key` tells the same person across sessions without showing who it is.

    It is a 63-bit number from the folded e-mail or, lacking it, from folded name and entity (`rules.person_key`).
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    name = models.CharField(_("nombre"), max_length=150)
    entity_name = models.CharField(_("entidad"), max_length=200)
    post = models.CharField(_("cargo"), max_length=120, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    consent_text = models.ForeignKey(
        ConsentText,
        verbose_name=_("autorización de datos"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    consented_at = models.DateTimeField(_("autorizó"), null=True, blank=True)
    person_key = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("asistente")
        verbose_name_plural = _("asistentes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="attendance_person_once",
                fields=["session", "person_key"],
                violation_error_message=_("Esa persona ya está en la lista de asistencia."),
            ),
            models.CheckConstraint(
                name="attendance_consent_complete",
                condition=Q(consent_text__isnull=True, consented_at__isnull=True)
                | Q(consent_text__isnull=False, consented_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Commitment(models.Model):
    """A duty that came out of a session: what, who, when, with which deliverable (OPE-06)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="commitments")
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="commitments")
    description = models.TextField(_("compromiso"))
    side = models.CharField(_("quién responde"), max_length=10, choices=CommitmentSide)
    responsible = models.CharField(_("responsable"), max_length=150)
    due_on = models.DateField(_("fecha límite"))
    deliverable = models.CharField(_("entregable"), max_length=250, blank=True)
    status = models.CharField(_("estado"), max_length=12, choices=CommitmentStatus, default=CommitmentStatus.OPEN)
    outcome = models.TextField(_("cómo se cumplió"), blank=True)
    fulfilled_at = models.DateTimeField(_("cumplido"), null=True, blank=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("verificado"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("compromiso")
        verbose_name_plural = _("compromisos")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="commitment_status_known", condition=Q(status__in=CommitmentStatus.values)),
            models.CheckConstraint(name="commitment_side_known", condition=Q(side__in=CommitmentSide.values)),
            models.CheckConstraint(
                name="commitment_verifier_not_doer",
                condition=Q(verified_by__isnull=True)
                | Q(fulfilled_by__isnull=True)
                | ~Q(verified_by=F("fulfilled_by")),
                violation_error_message=_("Quien cumplió un compromiso no puede verificarlo."),
            ),
            models.CheckConstraint(
                name="commitment_fulfilled_by_somebody",
                condition=~Q(status__in=(CommitmentStatus.FULFILLED, CommitmentStatus.VERIFIED))
                | Q(fulfilled_by__isnull=False, fulfilled_at__isnull=False),
                violation_error_message=_("Un compromiso cumplido dice quién lo marcó y cuándo."),
            ),
            models.CheckConstraint(
                name="commitment_verified_by_somebody",
                condition=~Q(status=CommitmentStatus.VERIFIED)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                violation_error_message=_("Un compromiso verificado dice quién lo verificó y cuándo."),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="commitment_plan_status_idx"),
            models.Index(fields=["status", "due_on"], name="commitment_status_due_idx"),
        ]

    def __str__(self) -> str:
        """Return its beginning."""
        return self.description[:80]


class SessionEvidence(models.Model):
    """A file that proves a session."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("agregada"))

    class Meta:
        verbose_name = _("evidencia de la sesión")
        verbose_name_plural = _("evidencias de la sesión")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="sessionevidence_once", fields=["session", "file"])]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
