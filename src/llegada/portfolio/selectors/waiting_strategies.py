"""What awaits a person among the strategies, for «Mi trabajo»: to review, to decide, to close, to mend."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.portfolio import rules
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.selectors.committee import list_committee_members

#: At most so many of a kind: a person does not read more.
SHOWN = 50


def list_strategies_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what the actor has to review, decide, close or mend."""
    return [*_to_mend(actor), *_to_review(actor), *_to_decide(actor), *_to_close(actor, today)]


def _reached(actor: Actor, permission: str, *statuses: str) -> QuerySet[Strategy]:
    if not STRATEGY_POLICY.may_ever(actor, permission):
        return Strategy.objects.none()
    waiting = Strategy.objects.filter(status__in=statuses)
    return (
        STRATEGY_POLICY.scope(actor, permission, waiting).select_related("unit", "organization").order_by("name", "pk")
    )


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


def _to_mend(actor: Actor) -> list[WaitingItem]:
    returned = _reached(actor, StrategyPermission.EDIT, StrategyStatus.RETURNED)[:SHOWN]
    return [
        _item(one, title=_("Corregir estrategia devuelta: %(name)s"), action=_("Abrir"), severity=Severity.SOON)
        for one in returned
    ]


def _to_review(actor: Actor) -> list[WaitingItem]:
    waiting = _reached(actor, StrategyPermission.REVIEW, StrategyStatus.IN_REVIEW, StrategyStatus.IN_ADJUSTMENT)
    titles = {
        StrategyStatus.IN_REVIEW: _("Revisar estrategia: %(name)s"),
        StrategyStatus.IN_ADJUSTMENT: _("Revisar ajuste de la estrategia: %(name)s"),
    }
    return [
        _item(one, title=titles[StrategyStatus(one.status)], action=_("Revisar"))
        for one in waiting.exclude(edited_by=actor.person_id)[:SHOWN]
    ]


def _to_decide(actor: Actor) -> list[WaitingItem]:
    decided = CommitteeSheet.objects.filter(round__closed_at__isnull=True, member=actor.person_id)
    waiting = (
        _reached(actor, StrategyPermission.VOTE, StrategyStatus.PRESENTED)
        .exclude(pk__in=decided.values("round__strategy"))
        .exclude(edited_by=actor.person_id)[:SHOWN]
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


def _to_close(actor: Actor, today: date) -> list[WaitingItem]:
    presented = _reached(actor, StrategyPermission.CLOSE_ROUND, StrategyStatus.PRESENTED)[:SHOWN]
    sheets = dict(
        CommitteeRound.objects.filter(strategy__in=[one.pk for one in presented], closed_at__isnull=True)
        .order_by()
        .values_list("strategy")
        .annotate(total=Count("sheets", distinct=True))
    )
    sizes = {one.organization_id: 0 for one in presented}
    for organization in {one.organization for one in presented}:
        sizes[organization.pk] = list_committee_members(organization=organization, today=today).count()
    return [
        _item(
            one,
            title=_("Cerrar la ronda del comité: %(name)s"),
            action=_("Cerrar ronda"),
            url=reverse("strategies:committee", args=[one.public_id]),
        )
        for one in presented
        if sheets.get(one.pk, 0) >= rules.quorum(sizes[one.organization_id])
    ]
