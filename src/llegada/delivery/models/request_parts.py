"""What hangs from a request: its files, its answers and the mail that tells of them; and the days off that its term skips."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.core.models import Event
from llegada.delivery.models.requests import AssistanceRequest
from llegada.delivery.request_choices import MailPurpose, NotificationMeans
from llegada.records.models import StoredFile


class RequestFile(models.Model):
    """A file that whoever asks brought, when asking or when completing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(AssistanceRequest, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_at = models.DateTimeField(_("agregado"))

    class Meta:
        verbose_name = _("archivo de la solicitud")
        verbose_name_plural = _("archivos de la solicitud")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="requestfile_once", fields=["request", "file"])]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name


class RequestAnswer(models.Model):
    """One answer, which nobody changes afterwards, and how and when it reached whoever asked.

    `proof` says how to prove it: the number of the guide, who received it, or the fingerprint of the mail.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(AssistanceRequest, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(_("número"))
    text = models.TextField(_("respuesta"), max_length=20000)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("archivo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("nombre del archivo"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("respondida"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notified_at = models.DateTimeField(_("notificada"), null=True, blank=True)
    means = models.CharField(_("medio de notificación"), max_length=10, choices=NotificationMeans, blank=True)
    proof = models.CharField(_("prueba de la notificación"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("respuesta de la solicitud")
        verbose_name_plural = _("respuestas de la solicitud")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="requestanswer_number_once", fields=["request", "number"]),
            models.CheckConstraint(
                name="requestanswer_means_known", condition=Q(means="") | Q(means__in=NotificationMeans.values)
            ),
            models.CheckConstraint(
                name="requestanswer_notified_provable",
                condition=Q(notified_at__isnull=True, means="")
                | (Q(notified_at__isnull=False) & ~Q(means="") & ~Q(proof="")),
                violation_error_message=_("Diga cómo se notificó y cómo se prueba."),
            ),
        ]

    def __str__(self) -> str:
        """Return its beginning."""
        return self.text[:80]


class RequestMail(models.Model):
    """One mail to whoever asked: why, to which address, when it left, and the SHA-256 of what it said."""

    request = models.ForeignKey(AssistanceRequest, on_delete=models.PROTECT, related_name="mails")
    event = models.OneToOneField(Event, verbose_name=_("decisión"), on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("motivo"), max_length=10, choices=MailPurpose)
    address = models.EmailField(_("dirección"))
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("correo de la solicitud")
        verbose_name_plural = _("correos de la solicitud")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="requestmail_purpose_known", condition=Q(purpose__in=MailPurpose.values)),
            models.CheckConstraint(
                name="requestmail_sent_provable", condition=Q(sent_at__isnull=True) | Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], name="requestmail_sent_idx")]

    def __str__(self) -> str:
        """Return why it goes."""
        return str(self.get_purpose_display())


class NonWorkingDay(models.Model):
    """A day on which an organisation does not work, besides weekends and holidays: legal terms skip it."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="non_working_days"
    )
    day = models.DateField(_("día"))
    reason = models.CharField(_("acto que lo ordena"), max_length=200)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("día no hábil")
        verbose_name_plural = _("días no hábiles")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="nonworkingday_once",
                fields=["organization", "day"],
                violation_error_message=_("Ese día ya está declarado."),
            )
        ]

    def __str__(self) -> str:
        """Return the day."""
        return self.day.isoformat()
