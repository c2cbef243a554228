"""The progress of plans as of any day: what moves on each day, its sums, and the spells in which milestones were late."""

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


class ProgressCell(models.Model):
    """What moves, day by day, in the plans of one unit, vigencia, entity, advisor and version of a service: a whole timeline.

    Version 0 is the plan with all its services. The keys are plain numbers, so that 0 can be one of them. Nothing is deleted: what
    comes to nothing stays empty.
    """

    unit_id = models.IntegerField()
    year = models.PositiveSmallIntegerField(_("vigencia"))
    entity_id = models.IntegerField()
    advisor_id = models.IntegerField()
    version_id = models.IntegerField()
    organization_id = models.IntegerField()
    department = models.PositiveSmallIntegerField(default=0)
    moves = models.BinaryField(_("movimientos"), default=bytes)

    class Meta:
        verbose_name = _("celda de avance")
        verbose_name_plural = _("celdas de avance")
        constraints = [
            models.UniqueConstraint(
                name="progresscell_once", fields=["unit_id", "year", "entity_id", "advisor_id", "version_id"]
            )
        ]
        indexes = [
            models.Index(fields=["entity_id", "year"], name="progresscell_entity_idx"),
            models.Index(fields=["advisor_id", "year"], name="progresscell_advisor_idx"),
            models.Index(fields=["organization_id", "year"], name="progresscell_org_idx"),
            models.Index(fields=["version_id", "year"], name="progresscell_version_idx"),
        ]

    def __str__(self) -> str:
        """Return the unit and the vigencia."""
        return f"{self.unit_id} {self.year}"


class ProgressSum(models.Model):
    """The cells of progress added up along one axis: one row for each quarter of the timeline of each group, year 0 for all years.

    Keys that the axis does not tell apart are 0. Quarters are counted from the first of 2000, which is 1; the last row of a group
    has no end. A row of quarter 0 has no timeline: who is about to change a group locks it.
    """

    axis = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField(_("vigencia"))
    organization_id = models.IntegerField(default=0)
    unit_id = models.IntegerField(default=0)
    version_id = models.IntegerField(default=0)
    advisor_id = models.IntegerField(default=0)
    entity_id = models.IntegerField(default=0)
    department = models.PositiveSmallIntegerField(default=0)
    quarter = models.PositiveSmallIntegerField(_("trimestre"))
    until = models.PositiveSmallIntegerField(_("hasta el trimestre, sin contarlo"))
    moves = models.BinaryField(_("movimientos"), default=bytes)

    class Meta:
        verbose_name = _("suma de avance")
        verbose_name_plural = _("sumas de avance")
        constraints = [
            models.UniqueConstraint(name="progresssum_once", fields=["axis", "year", *AXIS_COLUMNS, "quarter"]),
            models.CheckConstraint(name="progresssum_axis_known", condition=Q(axis__in=[axis.number for axis in AXES])),
        ]
        indexes = [models.Index(fields=["axis", "year", "until", "quarter"], name="progresssum_when_idx")]

    def __str__(self) -> str:
        """Return the axis and the quarter."""
        return f"{self.axis} {self.quarter}"


class LateSpell(models.Model):
    """The days on which a milestone is late, from the first to the day on which it no longer is; open while it waits.

    An open one may begin in the future, on the day after the due date. Where a milestone changes hands, a new spell begins.
    `length` classes closed ones by their days, so that those that hold a given day are found by a few ranges of an index.
    The database looks no key up, as in the detail: there are a million to make again, and the facts have those constraints.
    """

    milestone = models.ForeignKey(
        PlanMilestone, on_delete=models.CASCADE, related_name="late_spells", db_constraint=False
    )
    # Milestones go with their plan, and spells with their milestone: nothing looks for those of a plan.
    plan = models.ForeignKey(
        WorkPlan, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    advisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    version = models.ForeignKey(
        ServiceVersion, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
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
        # With all that is asked of those late on a day: they are put in order, told apart and counted without reading them.
        indexes = [
            models.Index(
                fields=[
                    "length", "year", "from_on", "until_on", "due_on", "unit", "entity", "advisor", "version", "organization",
                    "plan", "milestone",
                ],
                name="latespell_late_idx",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.from_on} – {self.until_on or ''}"
