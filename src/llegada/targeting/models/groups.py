"""Groups of entities that are targeted as one: associations, PDET subregions, provinces, a unit's own (FOC-06; seed S4, L2.1)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.targeting.choices import GroupKind
from llegada.territory.models import Entity


class EntityGroup(models.Model):
    """Entities that are looked at, scored and prioritised together. `unit` keeps it; everybody may use it.

    `source` says which norm, agreement or index makes them a group. One that is no longer used stays, for the lists that named it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=160)
    kind = models.CharField(_("clase"), max_length=16, choices=GroupKind)
    source = models.CharField(_("qué los hace un grupo"), max_length=300)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="entity_groups"
    )
    entities = models.ManyToManyField(Entity, verbose_name=_("entidades"), related_name="groups")
    is_active = models.BooleanField(_("en uso"), default=True)
    #: Grows with every saved change, so that two people editing find out.
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))

    class Meta:
        verbose_name = _("grupo de entidades")
        verbose_name_plural = _("grupos de entidades")
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="entitygroup_kind_known", condition=Q(kind__in=GroupKind.values)),
            models.UniqueConstraint(
                name="entitygroup_name_once",
                fields=["unit", "name"],
                violation_error_message=_("La dependencia ya tiene un grupo con ese nombre."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:group", kwargs={"public_id": self.public_id})
