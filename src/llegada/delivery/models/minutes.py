"""The number of approved minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from llegada.delivery.models.sessions import Session
from llegada.portfolio.models import Service
from llegada.territory.models import Entity


class MinutesNumber(models.Model):
    """The number that minutes take when they are approved, one after another for each entity and service. Never changed."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes_number")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("número"))

    class Meta:
        verbose_name = _("número de acta")
        verbose_name_plural = _("números de acta")
        constraints = [
            models.UniqueConstraint(name="minutesnumber_once", fields=["entity", "service", "number"]),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)
