"""The progress of plans as of any day: what is booked on each day, its sums, and the spells in which milestones were late."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.insights.lateness_rules import LENGTHS, OPEN_LENGTH
from llegada.insights.progress_rules import AXES, AXIS_COLUMNS
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone, WorkPlan


class Amounts(models.Model):
    """What is added up: amounts by which a day, or a span of days, moves each figure. They may be negative."""

    milestones = models.IntegerField(_("hitos"), default=0)
    weight = models.BigIntegerField(_("peso"), default=0)
    due = models.IntegerField(_("hitos con fecha cumplida"), default=0)
    reported = models.IntegerField(_("hitos reportados"), default=0)
    validated = models.IntegerField(_("hitos validados"), default=0)
    validated_weight = models.BigIntegerField(_("peso validado"), default=0)
    not_applicable = models.IntegerField(_("hitos que no aplican"), default=0)
    late = models.IntegerField(_("hitos vencidos"), default=0)
    expected_base = models.BigIntegerField(default=0)
    expected_slope = models.BigIntegerField(default=0)
    to_sign = models.IntegerField(_("planes por firmar"), default=0)
    signed = models.IntegerField(_("planes firmados"), default=0)
    in_execution = models.IntegerField(_("planes en ejecución"), default=0)
    suspended = models.IntegerField(_("planes suspendidos"), default=0)
    finished = models.IntegerField(_("planes finalizados"), default=0)
    closed = models.IntegerField(_("planes cerrados"), default=0)
    terminated = models.IntegerField(_("planes terminados antes"), default=0)
    historical = models.IntegerField(_("planes históricos con hitos"), default=0)

    class Meta:
        abstract = True


class ProgressCell(Amounts):
    """What one day moves in the plans of one unit, vigencia, entity, advisor and version of a service.

    Version 0 is the plan with all its services. The keys are plain numbers, so that 0 can be one of them. Nothing is deleted: what
    comes to nothing stays as zeros.
    """

    unit_id = models.IntegerField()
    year = models.PositiveSmallIntegerField(_("vigencia"))
    entity_id = models.IntegerField()
    advisor_id = models.IntegerField()
    version_id = models.IntegerField()
    day = models.IntegerField(_("día, como aaaammdd"))
    organization_id = models.IntegerField()
    department = models.PositiveSmallIntegerField(default=0)

    class Meta(Amounts.Meta):
        verbose_name = _("celda de avance")
        verbose_name_plural = _("celdas de avance")
        constraints = [
            models.UniqueConstraint(
                name="progresscell_once", fields=["unit_id", "year", "entity_id", "advisor_id", "version_id", "day"]
            )
        ]
        indexes = [
            models.Index(fields=["entity_id", "year", "day"], name="progresscell_entity_idx"),
            models.Index(fields=["advisor_id", "year", "day"], name="progresscell_advisor_idx"),
        ]

    def __str__(self) -> str:
        """Return the unit and the day."""
        return f"{self.unit_id} {self.day}"


class ProgressSum(Amounts):
    """The cells of progress added up along one axis and over one span: a year, quarter, month, third of a month or day.

    What is true on a day is the sum of a few spans. Keys that the axis does not tell apart are 0.
    """

    axis = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField(_("vigencia"))
    span = models.IntegerField(_("lapso"))
    organization_id = models.IntegerField(default=0)
    unit_id = models.IntegerField(default=0)
    version_id = models.IntegerField(default=0)
    advisor_id = models.IntegerField(default=0)
    entity_id = models.IntegerField(default=0)
    department = models.PositiveSmallIntegerField(default=0)

    class Meta(Amounts.Meta):
        verbose_name = _("suma de avance")
        verbose_name_plural = _("sumas de avance")
        constraints = [
            models.UniqueConstraint(name="progresssum_once", fields=["axis", "year", "span", *AXIS_COLUMNS]),
            models.CheckConstraint(name="progresssum_axis_known", condition=Q(axis__in=[axis.number for axis in AXES])),
        ]

    def __str__(self) -> str:
        """Return the axis and the span."""
        return f"{self.axis} {self.span}"


class LateSpell(models.Model):
    """The days on which a milestone is late, from the first to the day on which it no longer is; open while it waits.

    An open one may begin in the future, on the day after the due date. Where a milestone changes hands, a new spell begins.
    `length` classes closed ones by their days, so that those that hold a given day are found by a few ranges of an index.
    """

    milestone = models.ForeignKey(PlanMilestone, on_delete=models.CASCADE, related_name="late_spells")
    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="late_spells")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+", db_index=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+", db_index=False)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("vigencia"))
    due_on = models.DateField(_("fecha límite"))
    from_on = models.DateField(_("vencido desde"))
    until_on = models.DateField(_("hasta, sin contar ese día"), null=True, blank=True)
    length = models.PositiveSmallIntegerField(default=OPEN_LENGTH)

    class Meta:
        verbose_name = _("tramo vencido")
        verbose_name_plural = _("tramos vencidos")
        constraints = [
            models.UniqueConstraint(
                name="latespell_one_open", fields=["milestone"], condition=Q(until_on__isnull=True)
            ),
            models.CheckConstraint(
                name="latespell_ends_after_start", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))
            ),
            models.CheckConstraint(
                name="latespell_length_known",
                condition=Q(until_on__isnull=True, length=OPEN_LENGTH)
                | Q(until_on__isnull=False, length__in=list(LENGTHS)),
            ),
        ]
        indexes = [models.Index(fields=["length", "from_on", "until_on"], name="latespell_when_idx")]

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.from_on} – {self.until_on or ''}"
