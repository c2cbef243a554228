"""What the pages of the committee show of a round: who has decided, who is missing, whether there is quorum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest

from llegada.accounts.models import Organization
from llegada.portfolio import selectors
from llegada.portfolio.models import CommitteeRoundBase
from llegada.portfolio.rules import quorum


def lost_words(request: HttpRequest, context: Mapping[str, Any]) -> str:
    """Return what somebody wrote and the page that refuses it has no form left for."""
    comments = "" if "sheet_form" in context else request.POST.get("comments", "")
    return request.POST.get("reason", "") or comments


def round_context(
    rounds: Sequence[CommitteeRoundBase],
    organization: Organization,
    *,
    today: date,
    person_id: int | None,
    is_own_work: bool,
) -> dict[str, Any]:
    """Return the open round of `rounds`, newest first, with its sheets and the members of `today`."""
    current = next((one for one in rounds if one.closed_at is None), None)
    members = list(selectors.list_committee_members(organization=organization, today=today))
    sheets = list(current.sheets.all()) if current else []  # type: ignore[attr-defined]  # each kind of round has its own
    decided = {one.member_id for one in sheets}
    counted = [one for one in sheets if one.member in members]
    return {
        "current": current,
        "sheets": sheets,
        "waiting_members": [one for one in members if one.pk not in decided],
        "members": len(members),
        "counted": len(counted),
        "quorum": quorum(len(members)),
        "has_quorum": len(counted) >= quorum(len(members)),
        "is_own_work": is_own_work and current is not None,
        "may_vote": current is not None and person_id not in decided and not is_own_work,
        # A member who acts under another role: the page says to change it.
        "is_awaited": current is not None and not is_own_work and person_id in {one.pk for one in members} - decided,
        "former_rounds": [one for one in rounds if one.closed_at],
    }
