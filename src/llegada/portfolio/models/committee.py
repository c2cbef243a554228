"""The rounds in which the directing committee decides, with one sheet a member (GOV-05; seed S2, step 4).

What every matter shares is abstract; strategies have their rounds here, and the annual plan has its own a floor above.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.choices import CommitteeDecision
from llegada.portfolio.models.strategies import Strategy


class CommitteeRoundBase(models.Model):
    """One time that the committee takes up a matter, from its presentation to the closing by the secretary.

    `members` and `quorum` are those of the day of the closing: counted, never typed. `sheet_count` grows with each sheet and
    is what a sheet and a closing at the same time contend for. The rows of its sheets are `sheets`.
    """

    number = models.PositiveSmallIntegerField(_("ronda"))
    opened_at = models.DateTimeField(_("abierta"))
    sheet_count = models.PositiveSmallIntegerField(_("planillas"), default=0)
    closed_at = models.DateTimeField(_("cerrada"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    met_on = models.DateField(_("fecha de la reunión"), null=True, blank=True)
    act_number = models.CharField(_("número del acta"), max_length=40, blank=True)
    outcome = models.CharField(_("decisión"), max_length=8, choices=CommitteeDecision, blank=True)
    members = models.PositiveSmallIntegerField(_("miembros"), null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quórum"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_closed_whole",
                condition=Q(closed_at__isnull=True, outcome="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, met_on__isnull=False, members__isnull=False)
                    & Q(outcome__in=CommitteeDecision.values, quorum__isnull=False)
                    & ~Q(act_number="")
                ),
                violation_error_message=_("Una ronda se cierra con fecha, acta y decisión."),
            ),
            models.CheckConstraint(
                name="%(class)s_closed_with_quorum",
                condition=Q(closed_at__isnull=True) | Q(sheet_count__gte=models.F("quorum")),
            ),
        ]


class CommitteeSheetBase(models.Model):
    """What one member of the committee decides in one `round`; once written it stays."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("miembro"), on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(_("decisión"), max_length=8, choices=CommitteeDecision)
    comments = models.TextField(_("comentarios"), blank=True)
    written_at = models.DateTimeField(_("escrita"))

    class Meta:
        abstract = True
        ordering = ["round", "written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_once",
                fields=["round", "member"],
                violation_error_message=_("Usted ya decidió en esta ronda."),
            ),
            models.CheckConstraint(name="%(class)s_decision_known", condition=Q(decision__in=CommitteeDecision.values)),
            models.CheckConstraint(
                name="%(class)s_says_why",
                condition=Q(decision=CommitteeDecision.APPROVE) | ~Q(comments=""),
                violation_error_message=_("Para devolver o no aprobar, escriba por qué."),
            ),
        ]


class CommitteeRound(CommitteeRoundBase):
    """One time that the committee takes up a strategy."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("estrategia"), on_delete=models.PROTECT, related_name="rounds"
    )

    class Meta(CommitteeRoundBase.Meta):
        verbose_name = _("ronda del comité")
        verbose_name_plural = _("rondas del comité")
        ordering = ["strategy", "-number"]
        constraints = [
            models.UniqueConstraint(name="committeeround_number_once", fields=["strategy", "number"]),
            models.UniqueConstraint(
                name="committeeround_one_open", fields=["strategy"], condition=Q(closed_at__isnull=True)
            ),
            *CommitteeRoundBase.Meta.constraints,
        ]

    def __str__(self) -> str:
        """Return the strategy and the number."""
        return f"{self.strategy_id}/{self.number}"


class CommitteeSheet(CommitteeSheetBase):
    """What one member of the committee decides on a strategy in one round; once written it stays."""

    round = models.ForeignKey(CommitteeRound, verbose_name=_("ronda"), on_delete=models.PROTECT, related_name="sheets")

    class Meta(CommitteeSheetBase.Meta):
        verbose_name = _("planilla del comité")
        verbose_name_plural = _("planillas del comité")

    def __str__(self) -> str:
        """Return the decision in words."""
        return str(self.get_decision_display())
