"""Questions about the committee of an organisation: who is in it today, and what it decided."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from llegada.accounts.models import Organization, Person
from llegada.accounts.selectors import find_role_holders
from llegada.core.roles import Role
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy


def list_committee_members(*, organization: Organization, today: date) -> QuerySet[Person]:
    """Return who holds the committee's role in `organization` on `today`, each once, by name."""
    return find_role_holders(organization=organization, roles=[Role.COMMITTEE], today=today)


def list_rounds(strategy: Strategy) -> list[CommitteeRound]:
    """Return the rounds on a strategy, newest first, with their sheets. The caller has checked that it may be seen."""
    sheets = CommitteeSheet.objects.select_related("member").order_by("written_at", "pk")
    return list(
        CommitteeRound.objects.filter(strategy=strategy)
        .select_related("closed_by")
        .prefetch_related(Prefetch("sheets", queryset=sheets))
        .order_by("-number")
    )


def find_open_round(strategy: Strategy) -> CommitteeRound | None:
    """Return the round in which the committee is deciding on a strategy, or None."""
    return CommitteeRound.objects.filter(strategy=strategy, closed_at__isnull=True).first()
