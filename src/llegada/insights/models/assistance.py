"""Figures kept beside the facts: cells moved in the same transaction as the fact, and rebuildable from the facts at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.portfolio.models import Service, ThematicLine
from llegada.territory.models import Department, Entity, Municipality


class AssistanceCell(models.Model):
    """Sessions held, and attendances at them, of one service with one entity in one year.

    Organisation, line, department and municipality are those of service and entity, copied to answer filters with no join.
    """

    year = models.PositiveSmallIntegerField(_("vigencia"))
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(ThematicLine, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.CASCADE, related_name="+")
    sessions = models.PositiveIntegerField(_("sesiones"), default=0)
    attendances = models.PositiveIntegerField(_("asistencias"), default=0)

    class Meta:
        verbose_name = _("celda de asistencia")
        verbose_name_plural = _("celdas de asistencia")
        constraints = [
            models.UniqueConstraint(
                name="assistancecell_once", fields=["year", "organization", "line", "service", "entity"]
            ),
            models.CheckConstraint(
                name="assistancecell_not_negative", condition=Q(sessions__gte=0) & Q(attendances__gte=0)
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.year} {self.service_id} {self.entity_id}"


class ParticipantCell(models.Model):
    """How often one person (by key) attended sessions of one service with one entity in one year; people are counted distinct."""

    year = models.PositiveSmallIntegerField(_("vigencia"))
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.ForeignKey(ThematicLine, on_delete=models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+", db_index=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person_key = models.BigIntegerField()
    attendances = models.PositiveIntegerField(_("asistencias"), default=0)

    class Meta:
        verbose_name = _("celda de participante")
        verbose_name_plural = _("celdas de participantes")
        constraints = [
            models.UniqueConstraint(
                name="participantcell_once", fields=["year", "organization", "line", "service", "entity", "person_key"]
            ),
        ]
        indexes = [
            # Each holds all that a count of distinct people asks, in the order of the people: no row of the table is
            # read. They stand in for the indexes of the foreign keys, which nothing asks for alone.
            models.Index(
                fields=["municipality", "department", "person_key", "year", "organization", "line"],
                name="participant_place_person_idx",
            ),
            models.Index(
                fields=["person_key", "year", "organization", "line", "department"], name="participant_person_idx"
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.year} {self.service_id} {self.entity_id} {self.person_key}"
