"""The operation of a service: its actors, its governance, its activation and its closure (OPE-07 to OPE-09).

It belongs to the service and not to a version: it goes on while the service does. Triggers in the database freeze it once the
service is retired. Actors are organisations and roles: nobody's personal data are here.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.choices import Degree, Ecosystem, Stance, StepKind, Tier
from llegada.portfolio.models.services import Service


def _known(name: str, field: str, values: list[str]) -> models.CheckConstraint:
    """Return the constraint that a field says one of `values`, or nothing yet."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": ["", *values]}))


class OperationSheet(models.Model):
    """What the operation of a service says outside its lists: the role of each team, and how it closed."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="operation")
    national_role = models.TextField(_("qué hace el equipo nacional"), blank=True)
    territorial_role = models.TextField(_("qué hacen los equipos territoriales"), blank=True)
    closing_review = models.TextField(_("revisión de cierre"), blank=True)
    replacement = models.TextField(_("qué lo reemplaza"), blank=True)

    class Meta:
        verbose_name = _("ficha de operación")
        verbose_name_plural = _("fichas de operación")

    def __str__(self) -> str:
        """Return the key of the service."""
        return str(self.service_id)


class OperationRow(models.Model):
    """A row of the operation of a service; `key` stays the same while it is edited."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(_("orden"))

    class Meta:
        abstract = True


class ServiceActor(OperationRow):
    """An organisation or role of the ecosystem of a service: its interest, its influence, and what it brings (OPE-07)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="actors")
    name = models.CharField(_("organización o rol"), max_length=200)
    ecosystem = models.CharField(_("ecosistema"), max_length=8, choices=Ecosystem, blank=True)
    interest = models.CharField(_("interés"), max_length=6, choices=Degree, blank=True)
    influence = models.CharField(_("influencia"), max_length=6, choices=Degree, blank=True)
    stance = models.CharField(_("posición"), max_length=8, choices=Stance, blank=True)
    brings = models.TextField(_("qué aporta"), blank=True)

    class Meta:
        verbose_name = _("actor del servicio")
        verbose_name_plural = _("actores del servicio")
        ordering = ["service", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="serviceactor_key_once", fields=["service", "key"]),
            models.CheckConstraint(name="serviceactor_says_something", condition=~Q(name="")),
            _known("serviceactor_ecosystem_known", "ecosystem", Ecosystem.values),
            _known("serviceactor_interest_known", "interest", Degree.values),
            _known("serviceactor_influence_known", "influence", Degree.values),
            _known("serviceactor_stance_known", "stance", Stance.values),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class GovernanceBody(OperationRow):
    """A body of the governance of a service: where it sits, what it does, how often it meets (OPE-08)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="bodies")
    name = models.CharField(_("instancia"), max_length=200)
    tier = models.CharField(_("nivel"), max_length=12, choices=Tier, blank=True)
    role = models.TextField(_("qué hace y quiénes la integran"), blank=True)
    frequency = models.CharField(_("cada cuánto se reúne"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("instancia de gobernanza")
        verbose_name_plural = _("instancias de gobernanza")
        ordering = ["service", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="governancebody_key_once", fields=["service", "key"]),
            models.CheckConstraint(name="governancebody_says_something", condition=~Q(name="")),
            _known("governancebody_tier_known", "tier", Tier.values),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ActivationStep(OperationRow):
    """An event, training or other action that activates a service in the territory, and when it was done (OPE-09)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(_("qué se hace"), max_length=250)
    kind = models.CharField(_("clase"), max_length=8, choices=StepKind, blank=True)
    done_on = models.DateField(_("hecho el"), null=True, blank=True)
    proof = models.CharField(_("con qué se comprueba"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("paso de activación")
        verbose_name_plural = _("pasos de activación")
        ordering = ["service", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="activationstep_key_once", fields=["service", "key"]),
            models.CheckConstraint(name="activationstep_says_something", condition=~Q(what="")),
            _known("activationstep_kind_known", "kind", StepKind.values),
        ]

    def __str__(self) -> str:
        """Return what is done."""
        return self.what
