"""Services, their frozen versions and their weighted milestones (PRD-10, PRD-16, PRD-17)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import Organization, OrgUnit
from llegada.portfolio import rules
from llegada.portfolio.choices import Modality, ServiceKind, ServiceStatus, VersionStatus


class ThematicLine(models.Model):
    """A family of topics by which the portfolio is read; retired, never deleted (PRD-19)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=120, unique=True)
    is_active = models.BooleanField(_("activa"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("línea temática")
        verbose_name_plural = _("líneas temáticas")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Service(models.Model):
    """A service of the portfolio: who offers it and what state it is in. What it says lives in its versions.

    `published_version` is what the public sees; another version may be in edition beside it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="services"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    external_id = models.CharField(_("identificador en la fuente"), max_length=60, blank=True)
    #: The cells of the last imported row, as they came: what has no field here is kept, and a later import is compared with it.
    source_data = models.JSONField(_("datos de la fuente"), default=dict, blank=True)
    #: Grows with every saved change, so that two people editing the same draft find out.
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    status = models.CharField(_("estado"), max_length=14, choices=ServiceStatus, default=ServiceStatus.IN_DESIGN)
    published_version = models.OneToOneField(
        "ServiceVersion",
        verbose_name=_("versión publicada"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creado"), auto_now_add=True)
    updated_at = models.DateTimeField(_("actualizado"), auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("servicio")
        verbose_name_plural = _("servicios")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="service_status_known", condition=Q(status__in=ServiceStatus.values)),
            models.CheckConstraint(
                name="service_published_has_version",
                condition=~Q(status__in=rules.PUBLIC) | Q(published_version__isnull=False),
            ),
            models.UniqueConstraint(
                name="service_external_id_once", fields=["organization", "external_id"], condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        """Return the public identifier (the name lives in the versions)."""
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        """Return the page inside, which shows the draft too."""
        return reverse("portfolio:detail", kwargs={"public_id": self.public_id})


class ServiceVersion(models.Model):
    """What a service says at one moment, and the stage of its design. `number` grows by one with each version.

    Triggers in the database refuse any change to what it says, or to its parts, outside the stages in which it is written,
    and that any of its `editors` validates, parametrises or publishes it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versión"))
    status = models.CharField(_("estado"), max_length=20, choices=VersionStatus, default=VersionStatus.IDEA)
    name = models.CharField(_("nombre"), max_length=250)
    line = models.ForeignKey(
        ThematicLine, verbose_name=_("línea temática"), on_delete=models.PROTECT, related_name="versions"
    )
    kind = models.CharField(_("tipo de servicio"), max_length=24, choices=ServiceKind, blank=True)
    objective = models.TextField(_("objetivo"), blank=True)
    deliverable = models.TextField(_("entregable"), blank=True)
    audience = models.TextField(_("a quién se dirige"), blank=True)
    website = models.CharField(_("página web"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("publicada"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    validated_at = models.DateTimeField(_("protocolo validado"), null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parametrized_at = models.DateTimeField(_("parametrizada"), null=True, blank=True)
    parametrized_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(editable=False, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("versión del servicio")
        verbose_name_plural = _("versiones del servicio")
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(name="serviceversion_number_once", fields=["service", "number"]),
            models.UniqueConstraint(
                name="serviceversion_one_draft",
                fields=["service"],
                condition=Q(status__in=rules.IN_EDITION),
                violation_error_message=_("El servicio ya tiene una versión en edición."),
            ),
            models.CheckConstraint(name="serviceversion_status_known", condition=Q(status__in=VersionStatus.values)),
            models.CheckConstraint(
                name="serviceversion_published_complete",
                condition=~Q(status__in=rules.STANDING)
                | (
                    Q(published_at__isnull=False)
                    & ~Q(objective="")
                    & ~Q(deliverable="")
                    & Q(kind__in=ServiceKind.values)
                ),
                violation_error_message=_("Para publicar hacen falta tipo, objetivo y entregable."),
            ),
            models.CheckConstraint(
                name="serviceversion_validated_by_somebody",
                condition=~Q(status__in=rules.VALIDATED) | Q(validated_at__isnull=False, validated_by__isnull=False),
                violation_error_message=_("El protocolo lo valida la coordinación antes de seguir."),
            ),
            models.CheckConstraint(
                name="serviceversion_parametrized_by_somebody",
                condition=~Q(status__in=rules.PARAMETRIZED)
                | Q(parametrized_at__isnull=False, parametrized_by__isnull=False),
                violation_error_message=_("El equipo de monitoreo parametriza los hitos antes de publicar."),
            ),
            models.CheckConstraint(
                name="serviceversion_designer_is_not_validator",
                condition=Q(validated_by__isnull=True)
                | Q(edited_by__isnull=True)
                | ~Q(validated_by=models.F("edited_by")),
                violation_error_message=_("Quien diseña no aprueba: valida el protocolo otra persona."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page of the service."""
        return reverse(
            "portal:service",
            kwargs={"public_id": self.service.public_id, "slug": slugify(self.name)[:60] or "servicio"},
        )


class VersionEditor(models.Model):
    """Somebody who wrote in a version, and therefore neither validates, nor parametrises, nor publishes it."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="editors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("persona que editó la versión")
        verbose_name_plural = _("personas que editaron la versión")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="versioneditor_once", fields=["version", "person"])]

    def __str__(self) -> str:
        """Return who."""
        return str(self.person)


class VersionModality(models.Model):
    """One modality in which a version of a service is given."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="modalities")
    modality = models.CharField(_("modalidad"), max_length=24, choices=Modality)

    class Meta:
        verbose_name = _("modalidad")
        verbose_name_plural = _("modalidades")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="versionmodality_once", fields=["version", "modality"]),
            models.CheckConstraint(name="versionmodality_known", condition=Q(modality__in=Modality.values)),
        ]

    def __str__(self) -> str:
        """Return the modality in words."""
        return str(self.get_modality_display())


class Milestone(models.Model):
    """A weighted control point of a version (PRD-10). `weight` is a percentage; those of a version add up to exactly 100."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        ServiceVersion, verbose_name=_("versión"), on_delete=models.CASCADE, related_name="milestones"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("nombre"), max_length=200)
    weight = models.DecimalField(
        _("peso (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    control_point = models.CharField(_("punto de control"), max_length=300, blank=True)
    expected_evidence = models.CharField(_("evidencia esperada"), max_length=300, blank=True)
    typical_days = models.PositiveSmallIntegerField(_("duración típica (días)"), null=True, blank=True)
    #: The number of the milestone after which it starts: NULL is the one before it, 0 the first day of the schedule.
    starts_after = models.PositiveSmallIntegerField(_("empieza después del hito n.º"), null=True, blank=True)
    wait_days = models.PositiveSmallIntegerField(_("días de espera"), default=0)

    class Meta:
        verbose_name = _("hito")
        verbose_name_plural = _("hitos")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(name="milestone_position_once", fields=["version", "position"]),
            models.CheckConstraint(
                name="milestone_weight_percent",
                condition=Q(weight__gt=0) & Q(weight__lte=100),
                violation_error_message=_("El peso de un hito va de 0,01 a 100."),
            ),
            models.CheckConstraint(
                name="milestone_starts_after_earlier",
                condition=Q(starts_after__isnull=True) | Q(starts_after__lt=F("position")),
                violation_error_message=_("Un hito empieza después de uno anterior en la lista."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
