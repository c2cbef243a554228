"""That a session of high relevance be covered by the communications team (COM-05)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.delivery.choices import CoverageStatus
from llegada.delivery.models.sessions import Session


class CoverageRequest(models.Model):
    """What the advisor asks of the communications team for a session, and what they answer: who goes, or why nobody does."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.OneToOneField(Session, verbose_name=_("sesión"), on_delete=models.PROTECT, related_name="coverage")
    reason = models.TextField(_("por qué es de alta relevancia"))
    status = models.CharField(_("estado"), max_length=10, choices=CoverageStatus, default=CoverageStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("pedida"))
    answer = models.TextField(_("respuesta"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("respondida"), null=True, blank=True)

    class Meta:
        verbose_name = _("cobertura pedida")
        verbose_name_plural = _("coberturas pedidas")
        ordering = ["session__held_on", "pk"]
        constraints = [
            models.CheckConstraint(name="coverage_status_known", condition=Q(status__in=CoverageStatus.values)),
            models.CheckConstraint(name="coverage_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="coverage_answered_whole",
                condition=Q(status=CoverageStatus.ASKED, answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~Q(status=CoverageStatus.ASKED)
                    & ~Q(answer="")
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                violation_error_message=_("Una cobertura respondida dice qué, quién y cuándo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the title of the session."""
        return self.session.title

    def get_absolute_url(self) -> str:
        """Return its place in the page of the communications team."""
        return f"{reverse('delivery:material')}#{self.public_id}"
