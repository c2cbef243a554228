"""Files that were made of the datasets, and the keys with which programs read what is not public."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.core.csv_streams import Separator
from llegada.exports.choices import FileFormat, FileStatus

_HEX = r"^[0-9a-f]{64}$"


class ExportFile(models.Model):
    """A file of a dataset, made once and served again while its data stand.

    `identity` tells what was asked: dataset, format, separator, year and whose eyes; there is at most one in course of each, and
    one ready.
    `event_mark` is the last decision of the installation when its making began: it stands while none after it is about what
    it holds.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    identity = models.CharField(_("qué es"), max_length=64)
    dataset = models.CharField(_("conjunto"), max_length=40)
    file_format = models.CharField(_("formato"), max_length=8, choices=FileFormat)
    separator = models.CharField(_("separador"), max_length=12, choices=Separator, default=Separator.COMMA)
    year = models.PositiveSmallIntegerField(_("vigencia"), null=True, blank=True)
    is_public = models.BooleanField(_("es público"))
    status = models.CharField(_("estado"), max_length=8, choices=FileStatus, default=FileStatus.QUEUED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pedido por"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("pedido"))
    event_mark = models.BigIntegerField(_("última decisión"), null=True, blank=True)
    made_at = models.DateTimeField(_("corte"), null=True, blank=True)
    rows = models.PositiveBigIntegerField(_("filas"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"), null=True, blank=True)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("archivo de datos")
        verbose_name_plural = _("archivos de datos")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "made_at"], name="exportfile_status_idx"),
        ]
        constraints = [
            models.CheckConstraint(name="exportfile_status_known", condition=Q(status__in=FileStatus.values)),
            models.CheckConstraint(name="exportfile_format_known", condition=Q(file_format__in=FileFormat.values)),
            models.CheckConstraint(name="exportfile_separator_known", condition=Q(separator__in=Separator.values)),
            models.CheckConstraint(
                name="exportfile_ready_whole",
                condition=~Q(status=FileStatus.READY)
                | Q(
                    made_at__isnull=False,
                    rows__isnull=False,
                    size__isnull=False,
                    sha256__regex=_HEX,
                    event_mark__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="exportfile_private_of_somebody", condition=Q(is_public=True) | Q(asked_by__isnull=False)
            ),
            models.UniqueConstraint(
                name="exportfile_one_in_course",
                fields=["identity"],
                condition=Q(status__in=(FileStatus.QUEUED, FileStatus.RUNNING)),
                violation_error_message=_("Ese archivo ya se está preparando."),
            ),
            models.UniqueConstraint(
                name="exportfile_one_ready", fields=["identity"], condition=Q(status=FileStatus.READY)
            ),
        ]

    def __str__(self) -> str:
        """Return what it is called when it is downloaded."""
        year = f"-{self.year}" if self.year else ""
        return f"{self.dataset}{year}.{self.file_format}"

    def get_absolute_url(self) -> str:
        """Return the page that says how far it is."""
        return reverse("exports:file", args=[self.public_id])

    @property
    def storage_name(self) -> str:
        """Return where the storage keeps it."""
        return f"exports/{self.public_id}.{self.file_format}"

    @property
    def is_in_course(self) -> bool:
        """Return whether somebody is still making it."""
        return self.status in (FileStatus.QUEUED, FileStatus.RUNNING)


class DataKey(models.Model):
    """A key with which a program reads datasets with the permissions of one person; only its SHA-256 is kept.

    It reads and nothing else; `dataset` is blank for a key that reads all of them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_keys")
    name = models.CharField(_("para qué es"), max_length=80)
    dataset = models.CharField(_("conjunto"), max_length=40, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creada"))
    last_used_on = models.DateField(_("último uso"), null=True, blank=True)
    expires_on = models.DateField(_("vence"))
    revoked_at = models.DateTimeField(_("anulada"), null=True, blank=True)

    class Meta:
        verbose_name = _("llave de datos")
        verbose_name_plural = _("llaves de datos")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="datakey_digest_hex", condition=Q(digest__regex=_HEX)),
            models.CheckConstraint(
                name="datakey_has_name",
                condition=~Q(name=""),
                violation_error_message=_("Diga para qué es la llave."),
            ),
        ]

    def __str__(self) -> str:
        """Return what it is for."""
        return self.name
