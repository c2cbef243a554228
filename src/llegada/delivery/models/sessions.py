"""Sessions and what proves them (OPE-01, OPE-03)."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.delivery.choices import EvidenceKind, ImageUse, SessionKind, SessionModality, SessionStatus
from llegada.delivery.models.mass_events import MassEvent
from llegada.portfolio.models import ServiceVersion
from llegada.records.models import StoredFile
from llegada.workplans.models import PlanMilestone, WorkPlan

#: What a historical session carries where its source says no hours: the whole day, which its pages show as «sin dato».
ALL_DAY: Final = (time(0), time(23, 59))


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
    #: None is what nobody has said; the next session of the plan opens with these items.
    pending_agenda = models.TextField(_("puntos que quedaron pendientes"), null=True, blank=True)
    next_meeting_on = models.DateField(_("próxima reunión"), null=True, blank=True)
    #: The day on which it was to be before it was last moved, and why.
    rescheduled_from = models.DateField(_("reprogramada desde"), null=True, blank=True)
    reschedule_reason = models.TextField(_("motivo de la reprogramación"), null=True, blank=True)
    #: The meeting with many entities of which this session is one entity's part.
    event = models.ForeignKey(
        MassEvent, verbose_name=_("evento"), null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
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
            models.CheckConstraint(
                name="session_kind_known",
                condition=Q(kind__in=SessionKind.values) | Q(kind="", status=SessionStatus.HISTORICAL),
            ),
            models.CheckConstraint(
                name="session_modality_known",
                condition=Q(modality__in=SessionModality.values) | Q(modality="", status=SessionStatus.HISTORICAL),
            ),
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
                condition=~Q(status__in=(SessionStatus.CANCELLED, SessionStatus.NOT_HELD)) | ~Q(cancel_reason=""),
            ),
            models.CheckConstraint(
                name="session_rescheduled_has_reason",
                condition=Q(rescheduled_from__isnull=True, reschedule_reason__isnull=True)
                | (Q(rescheduled_from__isnull=False, reschedule_reason__isnull=False) & ~Q(reschedule_reason="")),
                violation_error_message=_("Una sesión reprogramada dice desde cuándo y por qué."),
            ),
            models.CheckConstraint(
                name="session_next_meeting_later",
                condition=Q(next_meeting_on__isnull=True) | Q(next_meeting_on__gte=F("held_on")),
                violation_error_message=_("La próxima reunión no puede ser anterior a la sesión."),
            ),
            models.CheckConstraint(
                name="session_held_by_somebody",
                condition=~Q(status__in=(SessionStatus.HELD, SessionStatus.MINUTES_APPROVED, SessionStatus.HISTORICAL))
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
            # Overlaps compare thousands of sessions by what it holds, without reading one (`insights.selectors.overlaps`).
            models.Index(fields=["plan", "held_on", "status", "service_version"], name="session_compared_idx"),
            # Those of some services in some months, as `insights.selectors.cube_months` counts them.
            models.Index(fields=["service_version", "held_on", "status", "plan"], name="session_given_idx"),
            models.Index(fields=["held_on", "id"], name="session_day_idx"),
            models.Index(fields=["status", "held_on"], name="session_status_day_idx"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the session."""
        return reverse("delivery:session", kwargs={"public_id": self.public_id})

    @property
    def has_hours(self) -> bool:
        """Return whether it is known when in the day it took place: a historical session may come from a source without hours."""
        return self.status != SessionStatus.HISTORICAL or (self.starts_at, self.ends_at) != ALL_DAY


class SessionEvidence(models.Model):
    """A file that proves a session, and what it proves; the photo of a paper list waits until somebody transcribes it.

    `kind` is None for what was attached before it was asked, and `image_use` where nobody has said: then it is not published.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("agregada"))
    kind = models.CharField(_("qué prueba"), max_length=16, choices=EvidenceKind, null=True, blank=True)
    image_use = models.CharField(_("qué se puede hacer con él"), max_length=10, choices=ImageUse, null=True, blank=True)
    transcribed_at = models.DateTimeField(_("transcrita"), null=True, blank=True)
    transcribed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("evidencia de la sesión")
        verbose_name_plural = _("evidencias de la sesión")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="sessionevidence_once", fields=["session", "file"]),
            models.CheckConstraint(
                name="sessionevidence_kind_known", condition=Q(kind__isnull=True) | Q(kind__in=EvidenceKind.values)
            ),
            models.CheckConstraint(
                name="sessionevidence_image_use_known",
                condition=Q(image_use__isnull=True) | Q(image_use__in=ImageUse.values),
            ),
            models.CheckConstraint(
                name="sessionevidence_transcribed_list",
                condition=Q(transcribed_at__isnull=True, transcribed_by__isnull=True)
                | Q(transcribed_at__isnull=False, transcribed_by__isnull=False, kind=EvidenceKind.ATTENDANCE_LIST),
                violation_error_message=_("Solo se transcribe una lista de asistencia, y se dice quién y cuándo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name

    @property
    def words(self) -> str:
        """Return what it proves and what may be done with it, as far as somebody said."""
        return " · ".join(str(said) for said in (self.get_kind_display(), self.get_image_use_display()) if said)

    @property
    def awaits_transcription(self) -> bool:
        """Return whether it is a paper list whose people are not yet on the list."""
        return self.kind == EvidenceKind.ATTENDANCE_LIST and self.transcribed_at is None
