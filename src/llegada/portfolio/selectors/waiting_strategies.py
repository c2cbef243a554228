"""What awaits a person among the strategies, for «Mi trabajo»: to review, to decide, to close, to mend."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.portfolio import rules
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.selectors.committee import list_committee_members

#: At most so many of a kind: a person does not read more.
SHOWN = 50
_REVIEWED: Final = (StrategyStatus.IN_REVIEW, StrategyStatus.IN_ADJUSTMENT)


def list_strategies_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what the actor has to mend, review, decide or close."""
    waiting = _waiting(actor)
    return [
        *_to_mend([one for one in waiting if one.status == StrategyStatus.RETURNED]),
        *_to_review([one for one in waiting if one.status in _REVIEWED]),
        *_to_decide(actor),
        *_to_close([one for one in waiting if one.status == StrategyStatus.PRESENTED], today),
    ]


def _waiting(actor: Actor) -> list[Strategy]:
    """Return the strategies to mend, to review and to close: a status awaits one of them, so one query finds all."""
    reached = [
        Q(pk__in=_reached(actor, permission, among).order_by().values("pk"))
        for permission, among in (
            (StrategyPermission.EDIT, Q(status=StrategyStatus.RETURNED)),
            (StrategyPermission.REVIEW, Q(status__in=_REVIEWED) & ~Q(edited_by=actor.person_id)),
            (StrategyPermission.CLOSE_ROUND, Q(status=StrategyStatus.PRESENTED)),
        )
        if STRATEGY_POLICY.may_ever(actor, permission)
    ]
    if not reached:
        return []
    sheets = Count("rounds__sheets", filter=Q(rounds__closed_at__isnull=True), distinct=True)
    found = Strategy.objects.filter(reduce(or_, reached)).select_related("unit", "organization")
    return list(found.annotate(sheet_count=sheets).order_by("name", "pk")[: SHOWN * len(reached)])


def _reached(actor: Actor, permission: str, among: Q) -> QuerySet[Strategy]:
    return STRATEGY_POLICY.scope(actor, permission, Strategy.objects.filter(among))


def _item(
    strategy: Strategy, *, title: str, action: str, url: str = "", severity: Severity = Severity.READY
) -> WaitingItem:
    return WaitingItem(
        severity=severity,
        due=None,
        title=title % {"name": strategy.name},
        detail=_("Vigencia %(year)s · %(unit)s") % {"year": strategy.year, "unit": strategy.unit.name},
        url=url or strategy.get_absolute_url(),
        action=action,
    )


def _to_mend(returned: list[Strategy]) -> list[WaitingItem]:
    return [
        _item(one, title=_("Corregir estrategia devuelta: %(name)s"), action=_("Abrir"), severity=Severity.SOON)
        for one in returned
    ]


def _to_review(waiting: list[Strategy]) -> list[WaitingItem]:
    titles = {
        StrategyStatus.IN_REVIEW: _("Revisar estrategia: %(name)s"),
        StrategyStatus.IN_ADJUSTMENT: _("Revisar ajuste de la estrategia: %(name)s"),
    }
    return [_item(one, title=titles[StrategyStatus(one.status)], action=_("Revisar")) for one in waiting]


def _to_decide(actor: Actor) -> list[WaitingItem]:
    if not STRATEGY_POLICY.may_ever(actor, StrategyPermission.VOTE):
        return []
    decided = CommitteeSheet.objects.filter(round__closed_at__isnull=True, member=actor.person_id)
    waiting = (
        _reached(actor, StrategyPermission.VOTE, Q(status=StrategyStatus.PRESENTED))
        .exclude(pk__in=decided.values("round__strategy"))
        .exclude(edited_by=actor.person_id)
        .select_related("unit")
        .order_by("name", "pk")[:SHOWN]
    )
    return [
        _item(
            one,
            title=_("Decidir en comité: %(name)s"),
            action=_("Decidir"),
            url=reverse("strategies:committee", args=[one.public_id]),
        )
        for one in waiting
    ]


def _to_close(presented: list[Strategy], today: date) -> list[WaitingItem]:
    """Return those whose round has the sheets of a majority; each comes with its `sheet_count`."""
    sizes = {
        organization.pk: list_committee_members(organization=organization, today=today).count()
        for organization in {one.organization for one in presented}
    }
    return [
        _item(
            one,
            title=_("Cerrar la ronda del comité: %(name)s"),
            action=_("Cerrar ronda"),
            url=reverse("strategies:committee", args=[one.public_id]),
        )
        for one in presented
        if one.sheet_count >= rules.quorum(sizes[one.organization_id])  # type: ignore[attr-defined]  # annotated
    ]
