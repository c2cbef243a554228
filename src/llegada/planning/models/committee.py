"""The rounds in which the committee decides on the consolidated plan of the year, or on one amendment (EST-12, GOV-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.planning.models.amendments import PlanAmendment
from llegada.planning.models.cycles import PlanningCycle
from llegada.planning.models.plans import AnnualPlan
from llegada.portfolio.models import CommitteeRoundBase, CommitteeSheetBase


class PlanRound(CommitteeRoundBase):
    """One time that the committee takes up the plans of a year: `plans` presented together, or one `amendment`."""

    cycle = models.ForeignKey(
        PlanningCycle, verbose_name=_("ciclo de planeación"), on_delete=models.PROTECT, related_name="rounds"
    )
    amendment = models.ForeignKey(
        PlanAmendment,
        verbose_name=_("modificación"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rounds",
    )
    plans = models.ManyToManyField(AnnualPlan, verbose_name=_("planes"), blank=True, related_name="rounds")

    class Meta(CommitteeRoundBase.Meta):
        verbose_name = _("ronda del plan anual")
        verbose_name_plural = _("rondas del plan anual")
        ordering = ["cycle", "-number"]
        constraints = [
            models.UniqueConstraint(name="planround_number_once", fields=["cycle", "number"]),
            models.UniqueConstraint(
                name="planround_one_open_a_cycle",
                fields=["cycle"],
                condition=Q(closed_at__isnull=True, amendment__isnull=True),
                violation_error_message=_("El comité ya está decidiendo sobre los planes de esa vigencia."),
            ),
            models.UniqueConstraint(
                name="planround_one_open_an_amendment",
                fields=["amendment"],
                condition=Q(closed_at__isnull=True, amendment__isnull=False),
            ),
            *CommitteeRoundBase.Meta.constraints,
        ]

    def __str__(self) -> str:
        """Return the year and the number."""
        return f"{self.cycle}/{self.number}"


class PlanSheet(CommitteeSheetBase):
    """What one member of the committee decides on the plans, or on an amendment, in one round; once written it stays."""

    round = models.ForeignKey(PlanRound, verbose_name=_("ronda"), on_delete=models.PROTECT, related_name="sheets")

    class Meta(CommitteeSheetBase.Meta):
        verbose_name = _("planilla del plan anual")
        verbose_name_plural = _("planillas del plan anual")

    def __str__(self) -> str:
        """Return the decision in words."""
        return str(self.get_decision_display())
