"""Who attended a session (OPE-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import ConsentText
from llegada.delivery.choices import AttendanceChannel
from llegada.delivery.models.sessions import Session


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
    #: None for what was recorded before it was asked.
    channel = models.CharField(_("cómo se registró"), max_length=8, choices=AttendanceChannel, null=True, blank=True)
    recorded_at = models.DateTimeField(_("registrado"), null=True, blank=True)

    class Meta:
        verbose_name = _("asistente")
        verbose_name_plural = _("asistentes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_channel_known",
                condition=Q(channel__isnull=True) | Q(channel__in=AttendanceChannel.values),
            ),
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
        # Where else a person attended: asked when they are taken off a list, and the figures look whether they remain.
        indexes = [models.Index(fields=["person_key"], name="attendance_person_idx")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
