"""Milestones and plans in execution by department, as everybody may read them: from the figures of progress."""

from __future__ import annotations

from django.db.models import Count

from llegada.insights.progress_rules import AT
from llegada.insights.selectors.progress import By, Cut, summarize_groups
from llegada.insights.selectors.progress_seen import Seen
from llegada.insights.selectors.rows import MilestoneCount
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.models import WorkPlan
from llegada.workplans.rules import MEASURED

#: These are aggregates, alike for everybody.
_EVERYBODY = Seen(is_everything=True)


def count_milestones(cut: Cut) -> dict[str | None, MilestoneCount]:
    """Return milestones, those validated and plans in execution on the day, by department; absent where no plan is followed.

    `cut` restricts by year, organisation, line and department.
    """
    running = _running_of_line(cut) if cut.is_by_service else {}
    counts: dict[str | None, MilestoneCount] = {}
    for number, amounts in summarize_groups(By.DEPARTMENT, cut, _EVERYBODY).items():
        if any(amounts[AT[state]] for state in MEASURED):
            code = f"{number:02d}" if number else None
            plans = running.get(code, 0) if cut.is_by_service else amounts[AT[WorkPlanStatus.IN_EXECUTION]]
            counts[code] = MilestoneCount(amounts[AT["validated"]], amounts[AT["milestones"]], plans)
    return counts


def _running_of_line(cut: Cut) -> dict[str | None, int]:
    """Return the plans in execution that have services of a line: the figures have a plan once for each of its services."""
    plans = WorkPlan.objects.order_by().filter(
        status=WorkPlanStatus.IN_EXECUTION, plan_services__service_version__line_id=cut.line_id
    )
    if cut.year:
        plans = plans.filter(starts_on__year=cut.year)
    if cut.organization_id:
        plans = plans.filter(unit__organization_id=cut.organization_id)
    if cut.department_id:
        plans = plans.filter(entity__department_id=cut.department_id)
    return dict(plans.values_list("entity__department_id").annotate(Count("pk", distinct=True)))
