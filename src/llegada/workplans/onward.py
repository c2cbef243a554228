"""What the pages of the annual plan say of work plans: those that came from a line, and the door to make them."""

from __future__ import annotations

from typing import cast

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.onward import Onward
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.targeting.models import PrioritizedList
from llegada.workplans import selectors
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.verbs import STATUS_PILLS


def plans_of_line(actor: Actor, line: Model) -> list[Onward]:
    """Return the work plans that came from a line and that the actor may see, oldest first."""
    found = WorkPlan.objects.filter(annual_line=cast(AnnualPlanLine, line)).order_by("created_at", "pk")
    return [
        Onward(plan.title, plan.get_absolute_url(), plan.get_status_display(), STATUS_PILLS[plan.status])
        for plan in WORK_PLAN_POLICY.scope(actor, Permission.VIEW, found)
    ]


def door_of_plan(actor: Actor, plan: Model) -> list[Onward]:
    """Return the door to make work plans from the lines of a plan that is carried out, for who makes them in its unit."""
    annual = cast(AnnualPlan, plan)
    if annual.status != "in_execution" or annual.unit_id not in selectors.unit_ids_to_plan(actor):
        return []
    return [Onward(_("Hacer planes de trabajo"), reverse("workplans:from_lines"))]


def plans_of_list(actor: Actor, one: Model) -> list[Onward]:
    """Return how many work plans came from a prioritised list, and the door to make those of its lines in course."""
    prioritized = cast(PrioritizedList, one)
    found = []
    plans = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all())
    if count := plans.filter(annual_line__prioritized__list=prioritized).count():
        label = ngettext("%(n)d plan de trabajo", "%(n)d planes de trabajo", count) % {"n": count}
        found.append(Onward(label, f"{reverse('workplans:list')}?lista={prioritized.public_id}", _("Hechos"), "ok"))
    if WORK_PLAN_POLICY.may_ever(actor, Permission.EDIT):
        lines = selectors.list_lines_to_carry_out(actor=actor).filter(prioritized__list=prioritized)
        if lines.exists():
            url = f"{reverse('workplans:from_lines')}?lista={prioritized.public_id}"
            found.append(Onward(_("Hacer los planes de trabajo de sus líneas"), url))
    return found
