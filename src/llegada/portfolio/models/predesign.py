"""The pre-design of a version of a service (PRD-01 to PRD-06; seed S4, Pre 1 to Pre 6)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.portfolio.models.services import ServiceVersion
from llegada.portfolio.models.strategies import Strategy


class CycleMoment(models.Model):
    """A moment of the cycle that generates public value; each installation keeps its own list (PRD-05). Never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("nombre"), max_length=120, unique=True)
    is_active = models.BooleanField(_("en uso"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("momento del ciclo de valor público")
        verbose_name_plural = _("momentos del ciclo de valor público")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Predesign(models.Model):
    """What the pre-design of a version says, besides its name and its line. Frozen with its version.

    The tree, the matrix and the value chain are read and written whole: each is one value, checked by its pure rules.
    """

    version = models.OneToOneField(ServiceVersion, on_delete=models.CASCADE, related_name="predesign")
    problem = models.TextField(_("problema o necesidad"), blank=True)
    #: The statement looked like the absence of a solution, and somebody confirmed that it is a negative state.
    is_problem_confirmed = models.BooleanField(_("enunciado confirmado"), default=False)
    problem_evidence = models.TextField(_("datos que lo muestran"), blank=True)
    tree = models.JSONField(_("árbol de problemas"), default=dict, blank=True)
    matrix = models.JSONField(_("matriz de Vester"), default=dict, blank=True)
    action_plan = models.TextField(_("aporte al plan de acción"), blank=True)
    chain = models.JSONField(_("cadena de valor"), default=dict, blank=True)
    background = models.TextField(_("antecedentes"), blank=True)
    justification = models.TextField(_("justificación"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pre-diseño")
        verbose_name_plural = _("pre-diseños")
        constraints = [
            models.CheckConstraint(
                name="predesign_confirms_something", condition=Q(is_problem_confirmed=False) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the version."""
        return self.version.name


class VersionStrategy(models.Model):
    """A strategy to which a version of a service contributes (PRD-03)."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="strategies")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="service_versions")

    class Meta:
        verbose_name = _("estrategia a la que aporta")
        verbose_name_plural = _("estrategias a las que aporta")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="versionstrategy_once", fields=["version", "strategy"])]

    def __str__(self) -> str:
        """Return the strategy."""
        return str(self.strategy)


class VersionMoment(models.Model):
    """A moment of the cycle of public value to which a version contributes (PRD-05)."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="moments")
    moment = models.ForeignKey(CycleMoment, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = _("momento al que aporta")
        verbose_name_plural = _("momentos a los que aporta")
        ordering = ["moment__position", "pk"]
        constraints = [models.UniqueConstraint(name="versionmoment_once", fields=["version", "moment"])]

    def __str__(self) -> str:
        """Return the moment."""
        return str(self.moment)
