"""Joint plans: work plans of two or more units or organisations with one entity, followed as one (PTR-05)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.territory.models import Entity
from llegada.workplans import joint_rules
from llegada.workplans.choices import JointPartStatus, JointStatus
from llegada.workplans.models.plans import WorkPlan


class JointWorkPlan(models.Model):
    """Several work plans with one entity that begin together and are followed as one. `unit` leads: it invites and forms it.

    Each part is the ordinary work plan of its own unit. Where the whole stands, and its progress, are computed from the parts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=200)
    purpose = models.TextField(_("propósito común"))
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad asistida"), on_delete=models.PROTECT, related_name="joint_plans"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia que lidera"), on_delete=models.PROTECT, related_name="led_joint_plans"
    )
    status = models.CharField(_("estado"), max_length=12, choices=JointStatus, default=JointStatus.FORMING)
    formed_at = models.DateTimeField(_("conformado"), null=True, blank=True)
    end_reason = models.TextField(_("motivo de la disolución"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))

    class Meta:
        verbose_name = _("plan articulado")
        verbose_name_plural = _("planes articulados")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="jointworkplan_status_known", condition=Q(status__in=JointStatus.values)),
            models.CheckConstraint(
                name="jointworkplan_formed_has_day",
                condition=~Q(status=JointStatus.FORMED) | Q(formed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="jointworkplan_dissolved_says_why",
                condition=~Q(status=JointStatus.DISSOLVED) | ~Q(end_reason=""),
                violation_error_message=_("Para disolver un plan articulado hace falta el motivo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the joint plan."""
        return reverse("workplans:joint", kwargs={"public_id": self.public_id})


class JointPart(models.Model):
    """What one unit does in a joint plan: its answer, its weight in the whole, and its own work plan. Never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    joint = models.ForeignKey(
        JointWorkPlan, verbose_name=_("plan articulado"), on_delete=models.PROTECT, related_name="parts"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="joint_parts"
    )
    contribution = models.CharField(_("qué aporta"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("peso en el conjunto"))
    status = models.CharField(_("respuesta"), max_length=12, choices=JointPartStatus, default=JointPartStatus.INVITED)
    plan = models.OneToOneField(
        WorkPlan,
        verbose_name=_("plan de trabajo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joint_part",
    )
    reason = models.TextField(_("motivo"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invitada"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("respondió"), null=True, blank=True)

    class Meta:
        verbose_name = _("parte de un plan articulado")
        verbose_name_plural = _("partes de planes articulados")
        ordering = ["joint", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="jointpart_unit_once",
                fields=["joint", "unit"],
                condition=Q(status__in=[JointPartStatus.INVITED, JointPartStatus.ACCEPTED]),
                violation_error_message=_("Esa dependencia ya está en el plan articulado."),
            ),
            models.CheckConstraint(name="jointpart_status_known", condition=Q(status__in=JointPartStatus.values)),
            models.CheckConstraint(
                name="jointpart_weight_in_range",
                condition=Q(weight__gte=1, weight__lte=joint_rules.MOST_WEIGHT),
                violation_error_message=_("El peso es un número entero de 1 a 100."),
            ),
            models.CheckConstraint(
                name="jointpart_plan_of_who_takes_part",
                condition=Q(plan__isnull=True) | Q(status__in=[JointPartStatus.ACCEPTED, JointPartStatus.LEFT]),
            ),
            models.CheckConstraint(
                name="jointpart_says_why",
                condition=~Q(status__in=[JointPartStatus.DECLINED, JointPartStatus.LEFT]) | ~Q(reason=""),
                violation_error_message=_("Escriba el motivo."),
            ),
            models.CheckConstraint(
                name="jointpart_answered_whole",
                condition=Q(status=JointPartStatus.INVITED, answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(status=JointPartStatus.INVITED) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return what it brings."""
        return self.contribution
