"""Questions about the rounds of the committee on the plans of a year and on amendments."""

from __future__ import annotations

from django.db.models import Prefetch

from llegada.planning.models import PlanAmendment, PlanningCycle, PlanRound, PlanSheet
from llegada.portfolio.selectors import list_committee_members

__all__ = ["find_open_round", "list_committee_members", "list_rounds"]


def list_rounds(cycle: PlanningCycle, *, amendment: PlanAmendment | None = None) -> list[PlanRound]:
    """Return the rounds on the plans of a cycle, or on one amendment, newest first, with their sheets and plans."""
    sheets = PlanSheet.objects.select_related("member").order_by("written_at", "pk")
    return list(
        PlanRound.objects.filter(cycle=cycle, amendment=amendment)
        .select_related("closed_by", "cycle")
        .prefetch_related(Prefetch("sheets", queryset=sheets), "plans__unit", "plans__cycle")
        .order_by("-number")
    )


def find_open_round(cycle: PlanningCycle, *, amendment: PlanAmendment | None = None) -> PlanRound | None:
    """Return the round in which the committee is deciding on the plans of a cycle, or on one amendment, or None."""
    return PlanRound.objects.filter(cycle=cycle, amendment=amendment, closed_at__isnull=True).first()
