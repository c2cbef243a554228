"""The concertation matrix: what a unit offers, who asks for it, and what its people can do (PRD-25, FOC-10; seed S4, C5 1)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.portfolio.models import Service
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR
from llegada.targeting.choices import MatrixStatus


class ConcertationMatrix(models.Model):
    """One version of what a unit agrees to do in a year with the people that it has. Agreed on, triggers refuse any change.

    `people` are full-time equivalents, `months` those in which they work in the year, and `share` the part of their time for
    assistance, in %: their product is the capacity, in person-months.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="concertation_matrices"
    )
    year = models.PositiveSmallIntegerField(
        _("vigencia"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    number = models.PositiveIntegerField(_("versión"), default=1)
    status = models.CharField(_("estado"), max_length=12, choices=MatrixStatus, default=MatrixStatus.DRAFT)
    people = models.DecimalField(
        _("personas, en tiempos completos"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    months = models.DecimalField(
        _("meses en que trabajan"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(12))],
    )
    share = models.PositiveSmallIntegerField(
        _("parte de su tiempo para la asistencia, en %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    over_reason = models.TextField(_("cómo se hará lo que supera la capacidad"), blank=True)
    #: Grows with every saved change, so that two people editing find out.
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que la editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    agreed_at = models.DateTimeField(_("concertada el"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("matriz de concertación")
        verbose_name_plural = _("matrices de concertación")
        ordering = ["-year", "unit", "-number"]
        constraints = [
            models.UniqueConstraint(name="concertationmatrix_number_once", fields=["unit", "year", "number"]),
            models.UniqueConstraint(
                name="concertationmatrix_one_draft",
                fields=["unit", "year"],
                condition=Q(status="draft"),
                violation_error_message=_("La dependencia ya tiene una matriz en borrador de esa vigencia."),
            ),
            models.UniqueConstraint(
                name="concertationmatrix_one_agreed", fields=["unit", "year"], condition=Q(status="agreed")
            ),
            models.CheckConstraint(name="concertationmatrix_status_known", condition=Q(status__in=MatrixStatus.values)),
            models.CheckConstraint(
                name="concertationmatrix_agreed_whole",
                condition=Q(status="draft")
                | Q(
                    agreed_at__isnull=False,
                    agreed_by__isnull=False,
                    people__isnull=False,
                    months__isnull=False,
                    share__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="concertationmatrix_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("edited_by")),
                violation_error_message=_("Quien escribió la matriz no la concierta: lo hace otra persona."),
            ),
        ]

    def __str__(self) -> str:
        """Return the unit and the year."""
        return f"{self.unit.name} · {self.year}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:matrix", kwargs={"public_id": self.public_id})


class ConcertationRow(models.Model):
    """One service of a matrix. `demand` and `agreed` are entities; `months_each`, person-months for each; NULL is «sin dato»."""

    matrix = models.ForeignKey(
        ConcertationMatrix, verbose_name=_("matriz"), on_delete=models.CASCADE, related_name="rows"
    )
    service = models.ForeignKey(Service, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="+")
    demand = models.PositiveIntegerField(_("entidades que lo piden"), null=True, blank=True)
    demand_source = models.CharField(_("de dónde sale la demanda"), max_length=200, blank=True)
    months_each = models.DecimalField(
        _("meses-persona por entidad"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    agreed = models.PositiveIntegerField(_("entidades concertadas"), null=True, blank=True)
    reason = models.CharField(_("por qué"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("servicio de una matriz de concertación")
        verbose_name_plural = _("servicios de una matriz de concertación")
        ordering = ["matrix", "pk"]
        constraints = [
            models.UniqueConstraint(name="concertationrow_service_once", fields=["matrix", "service"]),
            models.CheckConstraint(
                name="concertationrow_some_months",
                condition=Q(months_each__isnull=True) | Q(months_each__gt=0),
                violation_error_message=_("Los meses-persona son más de cero. Si no los sabe, deje la casilla vacía."),
            ),
        ]

    def __str__(self) -> str:
        """Return the service."""
        return str(self.service)
