"""Organisations, their units as a tree, and roles with scope and dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.choices import OrganizationKind
from llegada.accounts.rules import depth
from llegada.core.roles import ENTITY_ROLES, INSTALLATION_ROLES, Role
from llegada.territory.models import Department, Entity, Municipality

_ENTITY_ROLES = sorted(ENTITY_ROLES)
_INSTALLATION_ROLES = sorted(INSTALLATION_ROLES)


class Organization(models.Model):
    """A body that gives assistance; `entity` links it to its record in the catalogue of entities."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("nombre"),
        max_length=250,
        unique=True,
        error_messages={"unique": _("Ya hay una organización con ese nombre.")},
    )
    acronym = models.CharField(_("sigla"), max_length=30, blank=True)
    kind = models.CharField(_("clase"), max_length=16, choices=OrganizationKind, default=OrganizationKind.NATIONAL)
    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad del catálogo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organizations",
    )
    is_active = models.BooleanField(_("activa"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organización")
        verbose_name_plural = _("organizaciones")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="organization_kind_known", condition=Q(kind__in=OrganizationKind.values))
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def short_name(self) -> str:
        """Return the acronym, or the name where there is none."""
        return self.acronym or self.name


class OrgUnit(models.Model):
    """A unit of an organisation. `path` is the chain of keys from the root, `/1/7/`, so that a branch is one prefix."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="units"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("depende de"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(_("nombre"), max_length=200)
    acronym = models.CharField(_("sigla"), max_length=30, blank=True)
    path = models.CharField(max_length=200, editable=False, db_index=True)
    is_active = models.BooleanField(_("activa"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("dependencia")
        verbose_name_plural = _("dependencias")
        ordering = ["organization", "path"]
        constraints = [
            models.UniqueConstraint(
                name="orgunit_name_once",
                fields=["organization", "name"],
                violation_error_message=_("La organización ya tiene una dependencia con ese nombre."),
            ),
            models.CheckConstraint(name="orgunit_not_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def depth(self) -> int:
        """Return how many levels down the unit is: 1 at the top."""
        return depth(self.path)

    @property
    def steps_above(self) -> range:
        """Return one step for each unit above, for templates that indent."""
        return range(self.depth - 1)


class RoleAssignment(models.Model):
    """A role that a person holds between two dates, with its scope: organisation, unit, places or entity.

    With a unit, the scope is that unit and those below it; with none, the whole organisation.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("persona"), on_delete=models.PROTECT, related_name="assignments"
    )
    role = models.CharField(_("rol"), max_length=28, choices=[c for c in Role.choices if c[0] != Role.PUBLIC])
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organización"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("dependencia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    departments = models.ManyToManyField(Department, verbose_name=_("departamentos"), blank=True, related_name="+")
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("municipios"), blank=True, related_name="+")
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    history = HistoricalRecords(m2m_fields=[departments, municipalities])

    class Meta:
        verbose_name = _("asignación de rol")
        verbose_name_plural = _("asignaciones de rol")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="roleassignment_role_known", condition=Q(role__in=[r for r in Role.values if r != Role.PUBLIC])
            ),
            models.CheckConstraint(
                name="roleassignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fecha «hasta» debe ser igual o posterior a «desde»."),
            ),
            models.CheckConstraint(
                name="roleassignment_entity_role_has_entity",
                condition=(Q(role__in=_ENTITY_ROLES) & Q(entity__isnull=False) & Q(organization__isnull=True))
                | (~Q(role__in=_ENTITY_ROLES) & Q(entity__isnull=True)),
                violation_error_message=_("Los roles de la entidad territorial llevan su entidad, y solo ellos."),
            ),
            models.CheckConstraint(
                name="roleassignment_has_organization",
                condition=Q(role__in=_ENTITY_ROLES) | Q(role__in=_INSTALLATION_ROLES) | Q(organization__isnull=False),
                violation_error_message=_("Este rol necesita una organización."),
            ),
            models.CheckConstraint(
                name="roleassignment_unit_needs_organization",
                condition=Q(unit__isnull=True) | Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the role in words."""
        return str(self.get_role_display())

    @property
    def scope_label(self) -> str:
        """Return where the role is held, in a few words; empty for the whole installation."""
        if self.entity is not None:
            return self.entity.name
        if self.unit is not None:
            return self.unit.acronym or self.unit.name
        return self.organization.short_name if self.organization else ""

    @property
    def places_label(self) -> str:
        """Return the departments and municipalities of the role, by name."""
        places: list[Department | Municipality] = [*self.departments.all(), *self.municipalities.all()]
        return ", ".join(place.name for place in places)

    def is_valid_on(self, today: date) -> bool:
        """Return whether the role is held on that day."""
        return self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)
