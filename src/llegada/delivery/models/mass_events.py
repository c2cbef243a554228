"""One meeting with many entities (OPE-04)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.delivery.choices import SessionKind, SessionModality
from llegada.portfolio.models import Service


class MassEvent(models.Model):
    """One meeting that counts for many entities: each has its own session under its own plan, and each person is on one list.

    What it says was copied to its sessions when it was recorded; each of them goes on alone (minutes, commitments).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("dependencia"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("servicio"))
    title = models.CharField(_("tema"), max_length=200)
    kind = models.CharField(_("mecanismo"), max_length=16, choices=SessionKind)
    other_kind = models.CharField(_("cuál mecanismo"), max_length=100, blank=True)
    modality = models.CharField(_("modalidad"), max_length=12, choices=SessionModality)
    place = models.CharField(_("lugar o medio"), max_length=200)
    held_on = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora de inicio"))
    ends_at = models.TimeField(_("hora de fin"))
    what_was_done = models.TextField(_("desarrollo"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("registrado"))

    class Meta:
        verbose_name = _("evento masivo")
        verbose_name_plural = _("eventos masivos")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="massevent_kind_known", condition=Q(kind__in=SessionKind.values)),
            models.CheckConstraint(name="massevent_modality_known", condition=Q(modality__in=SessionModality.values)),
            models.CheckConstraint(
                name="massevent_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("La hora de fin debe ser posterior a la de inicio."),
            ),
            models.CheckConstraint(
                name="massevent_other_kind_said",
                condition=~Q(kind=SessionKind.OTHER) | ~Q(other_kind=""),
                violation_error_message=_("Diga cuál fue el otro mecanismo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the event."""
        return reverse("delivery:event", kwargs={"public_id": self.public_id})
