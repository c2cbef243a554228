"""What an organisation says of itself in its territories, by versions (EST-02; seed S4, L1.1)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import Organization
from llegada.portfolio.choices import StatementStatus


class StrategicStatement(models.Model):
    """A version of the territorial mission, vision, objective and focus of an organisation; once in force it is frozen."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="statements"
    )
    number = models.PositiveSmallIntegerField(_("versión"))
    status = models.CharField(_("estado"), max_length=10, choices=StatementStatus, default=StatementStatus.DRAFT)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    mission = models.TextField(_("misión"), blank=True)
    vision = models.TextField(_("visión"), blank=True)
    objective = models.TextField(_("objetivo"), blank=True)
    focus = models.TextField(_("enfoque"), blank=True)
    in_force_on = models.DateField(_("en vigor desde"), null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que la editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("definiciones estratégicas")
        verbose_name_plural = _("definiciones estratégicas")
        ordering = ["organization", "-number"]
        constraints = [
            models.CheckConstraint(name="statement_status_known", condition=Q(status__in=StatementStatus.values)),
            models.UniqueConstraint(name="statement_number_once", fields=["organization", "number"]),
            models.UniqueConstraint(
                name="statement_one_draft",
                fields=["organization"],
                condition=Q(status=StatementStatus.DRAFT),
                violation_error_message=_("La organización ya tiene un borrador de sus definiciones."),
            ),
            models.UniqueConstraint(
                name="statement_one_in_force",
                fields=["organization"],
                condition=Q(status=StatementStatus.IN_FORCE),
                violation_error_message=_("La organización ya tiene unas definiciones en vigor."),
            ),
            models.CheckConstraint(
                name="statement_in_force_is_whole",
                condition=Q(status=StatementStatus.DRAFT, in_force_on__isnull=True)
                | (
                    Q(status__in=[StatementStatus.IN_FORCE, StatementStatus.SUPERSEDED], in_force_on__isnull=False)
                    & ~Q(mission="")
                    & ~Q(vision="")
                    & ~Q(objective="")
                    & ~Q(focus="")
                ),
                violation_error_message=_("En vigor, las definiciones llevan misión, visión, objetivo y enfoque."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name with the version."""
        return str(_("Definiciones estratégicas, versión %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        """Return the page of the statements, at this version."""
        return f"{reverse('strategies:statements')}#version-{self.public_id}"
