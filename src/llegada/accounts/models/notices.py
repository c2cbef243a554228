"""Notices: who is told of which decision, when they read it and when it went in the mail of the day."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llegada.core.models import Event


class Notice(models.Model):
    """One decision told to one person. `by_mail` is false for what the demonstration decides: it is read on screen only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, verbose_name=_("decisión"), on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("persona"), on_delete=models.PROTECT, related_name="notices"
    )
    by_mail = models.BooleanField(_("va en el correo del día"), default=True)
    created_at = models.DateTimeField(_("creado"))
    read_at = models.DateTimeField(_("leído"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("enviado por correo"), null=True, blank=True)

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_person_idx"),
            models.Index(
                fields=["person"], name="notice_to_mail_idx", condition=Q(read_at=None, mailed_at=None, by_mail=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="notice_once", fields=["event", "person"]),
            models.CheckConstraint(
                name="notice_read_after_created", condition=Q(read_at=None) | Q(read_at__gte=F("created_at"))
            ),
            models.CheckConstraint(name="notice_mailed_if_by_mail", condition=Q(mailed_at=None) | Q(by_mail=True)),
        ]

    def __str__(self) -> str:
        """Return the decision and the person."""
        return f"{self.event_id}/{self.person_id}"
