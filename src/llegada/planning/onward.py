"""What the page of a prioritised list says of the annual plan: the lines made from it, and the door to make them."""

from __future__ import annotations

from typing import cast

from django.db.models import Count, Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.onward import Onward
from llegada.planning import selectors
from llegada.planning.models import AnnualPlan
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.verbs import PLAN_PILLS
from llegada.targeting.choices import ListStatus
from llegada.targeting.models import PrioritizedList


def plans_of_list(actor: Actor, one: Model) -> list[Onward]:
    """Return the plans that have lines from a list, with how many, and the door to make them for who may write some plan."""
    prioritized = cast(PrioritizedList, one)
    from_it = Q(lines__prioritized__list=prioritized)
    plans = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.filter(from_it))
    found = [
        Onward(
            f"{plan}: " + ngettext("%(n)d línea", "%(n)d líneas", plan.from_it) % {"n": plan.from_it},
            plan.get_absolute_url(),
            plan.get_status_display(),
            PLAN_PILLS[plan.status],
        )
        for plan in AnnualPlan.objects.filter(pk__in=plans.values("pk"))
        .select_related("unit", "cycle")
        .annotate(from_it=Count("lines", filter=from_it))
        .order_by("pk")
    ]
    may_plan = PLAN_POLICY.may_ever(actor, PlanPermission.EDIT) and prioritized.status == ListStatus.APPROVED
    if may_plan and selectors.list_plans_for_list(actor=actor, one=prioritized).exists():
        url = reverse("planning:lines_from_list", args=[prioritized.public_id])
        found.append(Onward(_("Hacer líneas del plan anual con esta lista"), url))
    return found
