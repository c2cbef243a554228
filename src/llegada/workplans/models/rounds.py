"""How a plan was shown to its entity, and who signed which version for each party (PTR-02, PTR-04)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.workplans.choices import PlanSide, SocialisationMeans
from llegada.workplans.models.plans import WorkPlan, WorkPlanVersion


class SocialisationRound(models.Model):
    """One time that a version was shown: when, by what means, who took part and what the entity said. Never edited.

    `participants` is a list of texts, one a person, as they were written.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="socialisation_rounds"
    )
    version = models.ForeignKey(
        WorkPlanVersion, verbose_name=_("versión mostrada"), on_delete=models.PROTECT, related_name="rounds"
    )
    number = models.PositiveSmallIntegerField(_("número"))
    held_on = models.DateField(_("cuándo fue"))
    means = models.CharField(_("por qué medio"), max_length=8, choices=SocialisationMeans)
    participants = models.JSONField(_("quiénes participaron"))
    observations = models.TextField(_("lo que observó la entidad"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("registrada"))

    class Meta:
        verbose_name = _("ronda de socialización")
        verbose_name_plural = _("rondas de socialización")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(name="socialisationround_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="socialisationround_means_known", condition=Q(means__in=SocialisationMeans.values)
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)


class PlanSignature(models.Model):
    """The signature of one party on one version, with the version's SHA-256 as it was read. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="signatures"
    )
    version = models.ForeignKey(
        WorkPlanVersion, verbose_name=_("versión firmada"), on_delete=models.PROTECT, related_name="signatures"
    )
    party = models.CharField(_("parte"), max_length=8, choices=PlanSide)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre de quien firma"), max_length=150)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    signed_at = models.DateTimeField(_("firmada"))

    class Meta:
        verbose_name = _("firma del plan")
        verbose_name_plural = _("firmas del plan")
        ordering = ["plan", "signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="plansignature_once_a_party",
                fields=["version", "party"],
                violation_error_message=_("Esa parte ya firmó esta versión."),
            ),
            models.CheckConstraint(name="plansignature_party_known", condition=Q(party__in=PlanSide.values)),
        ]

    def __str__(self) -> str:
        """Return the name of who signed."""
        return self.name
