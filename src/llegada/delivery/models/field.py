"""What arrives from devices that worked with no signal, and how much each still has to send (OPE-15)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.delivery.choices import FieldKind, FieldOutcome
from llegada.records.models import StoredFile
from llegada.workplans.models import WorkPlan


class FieldDevice(models.Model):
    """A browser in which a person works with no signal, as it told of itself when it last reached the server.

    `clock_offset` is by how many seconds its clock was ahead of the server's; `unit` is whose plans it carries.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asesor"), on_delete=models.CASCADE, related_name="field_devices"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("equipo"), max_length=80, blank=True)
    unsent_count = models.PositiveIntegerField(_("sin enviar"), default=0)
    oldest_at = models.DateTimeField(_("el más antiguo"), null=True, blank=True)
    clock_offset = models.IntegerField(_("desfase del reloj, en segundos"), default=0)
    seen_at = models.DateTimeField(_("último contacto"))

    class Meta:
        verbose_name = _("equipo de campo")
        verbose_name_plural = _("equipos de campo")
        ordering = ["oldest_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="fielddevice_once", fields=["public_id", "person"]),
            models.CheckConstraint(
                name="fielddevice_oldest_if_unsent",
                condition=Q(unsent_count=0, oldest_at__isnull=True) | Q(unsent_count__gt=0, oldest_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return what the device calls itself."""
        return self.label or str(self.public_id)


class FieldItem(models.Model):
    """One record that a device captured and sent; its identifier is the device's, so that sending it again is harmless.

    `target` is the session, or the milestone, that it is about. `body` holds its words only while somebody needs them: while it
    waits, while two versions stand, or for ever if the other one was left. `captured_at` is corrected by the device's clock error.
    """

    public_id = models.UUIDField(unique=True, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("clase"), max_length=12, choices=FieldKind)
    target = models.UUIDField(editable=False)
    plan = models.ForeignKey(WorkPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    base_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    body = models.JSONField(_("contenido"), default=dict, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("nombre del archivo"), max_length=200, blank=True)
    outcome = models.CharField(_("resultado"), max_length=12, choices=FieldOutcome)
    code = models.CharField(_("código del rechazo"), max_length=60, blank=True)
    sentence = models.TextField(_("explicación"), blank=True)
    captured_at = models.DateTimeField(_("capturado"))
    received_at = models.DateTimeField(_("recibido"))
    settled_at = models.DateTimeField(_("resuelto"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("registro del campo")
        verbose_name_plural = _("registros del campo")
        ordering = ["captured_at", "pk"]
        constraints = [
            models.CheckConstraint(name="fielditem_kind_known", condition=Q(kind__in=FieldKind.values)),
            models.CheckConstraint(name="fielditem_outcome_known", condition=Q(outcome__in=FieldOutcome.values)),
            models.CheckConstraint(
                name="fielditem_conflict_has_plan", condition=~Q(outcome=FieldOutcome.CONFLICT) | Q(plan__isnull=False)
            ),
            models.CheckConstraint(
                name="fielditem_discarded_by_somebody",
                condition=~Q(outcome=FieldOutcome.DISCARDED) | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["target", "outcome"], name="fielditem_target_idx"),
            models.Index(fields=["outcome", "captured_at"], name="fielditem_outcome_idx"),
        ]

    def __str__(self) -> str:
        """Return its kind and what it is about."""
        return f"{self.kind}:{self.target}"
