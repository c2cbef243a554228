"""What a strategy brings to prove what it says: files and links (EST-13; seed S2, section 6, policy 4)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.models.strategies import Strategy
from llegada.records.models import StoredFile


class StrategyEvidence(models.Model):
    """A file or a link that supports a strategy. Taken away it stays, with who did it and when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strategy = models.ForeignKey(
        Strategy, verbose_name=_("estrategia"), on_delete=models.PROTECT, related_name="proofs"
    )
    name = models.CharField(_("nombre"), max_length=200)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("archivo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    url = models.CharField(
        _("enlace"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("agregado"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(_("retirado"), null=True, blank=True)

    class Meta:
        verbose_name = _("soporte de la estrategia")
        verbose_name_plural = _("soportes de la estrategia")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="strategyevidence_file_or_link",
                condition=Q(file__isnull=False, url="") | (Q(file__isnull=True) & ~Q(url="")),
                violation_error_message=_("Un soporte es un archivo o un enlace."),
            ),
            models.CheckConstraint(
                name="strategyevidence_removed_by_somebody",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="strategyevidence_file_once",
                fields=["strategy", "file"],
                condition=Q(removed_at__isnull=True),
                violation_error_message=_("Ese archivo ya está entre los soportes."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
