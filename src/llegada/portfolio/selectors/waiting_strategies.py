"""What awaits a person among the strategies, for «Mi trabajo»: to review, to decide, to close, to mend."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.accounts.selectors import assignments_in_force
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission


def list_strategy_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return what the actor may have to mend, review, decide or close."""
    return [_to_mend(actor), _to_review(actor), _to_decide(actor), _to_close(actor, today)]


def _reached(actor: Actor, permission: str, among: Q) -> QuerySet[Strategy] | None:
    if not STRATEGY_POLICY.may_ever(actor, permission):
        return None
    return STRATEGY_POLICY.scope(actor, permission, Strategy.objects.filter(among))


def _kind(
    found: QuerySet[Strategy],
    *,
    titles: dict[str, str],
    action: str,
    place: str = "strategies:detail",
    severity: Severity = Severity.READY,
) -> WaitingKind:
    """Return strategies as a kind: `titles` says, by their status, what is to be done, and `place` names the page of it."""
    return WaitingKind(
        rows=found.order_by("name", "pk"),
        due=None,
        reads={"public_id": "public_id", "name": "name", "status": "status", "year": "year", "unit": "unit__name"},
        tell=lambda rows: [
            WaitingItem(
                severity=severity,
                due=None,
                title=titles[one.status] % {"name": one.name},
                detail=_("Vigencia %(year)s · %(unit)s") % {"year": one.year, "unit": one.unit},
                url=reverse(place, args=[one.public_id]),
                action=action,
            )
            for one in rows
        ],
    )


def _to_mend(actor: Actor) -> WaitingKind | None:
    returned = _reached(actor, StrategyPermission.EDIT, Q(status=StrategyStatus.RETURNED))
    if returned is None:
        return None
    titles: dict[str, str] = {StrategyStatus.RETURNED: _("Corregir estrategia devuelta: %(name)s")}
    return _kind(returned, titles=titles, action=_("Abrir"), severity=Severity.SOON)


def _to_review(actor: Actor) -> WaitingKind | None:
    titles: dict[str, str] = {
        StrategyStatus.IN_REVIEW: _("Revisar estrategia: %(name)s"),
        StrategyStatus.IN_ADJUSTMENT: _("Revisar ajuste de la estrategia: %(name)s"),
    }
    others = Q(status__in=titles) & ~Q(edited_by=actor.person_id)
    waiting = _reached(actor, StrategyPermission.REVIEW, others)
    return None if waiting is None else _kind(waiting, titles=titles, action=_("Revisar"))


def _to_decide(actor: Actor) -> WaitingKind | None:
    presented = _reached(actor, StrategyPermission.VOTE, Q(status=StrategyStatus.PRESENTED))
    if presented is None:
        return None
    decided = CommitteeSheet.objects.filter(round__closed_at__isnull=True, member=actor.person_id)
    waiting = presented.exclude(pk__in=decided.values("round__strategy")).exclude(edited_by=actor.person_id)
    titles: dict[str, str] = {StrategyStatus.PRESENTED: _("Decidir en comité: %(name)s")}
    return _kind(waiting, titles=titles, action=_("Decidir"), place="strategies:committee")


def _to_close(actor: Actor, today: date) -> WaitingKind | None:
    """Return those whose round has the sheets of a majority of the committee: `rules.quorum`, as the database says it."""
    presented = _reached(actor, StrategyPermission.CLOSE_ROUND, Q(status=StrategyStatus.PRESENTED))
    if presented is None:
        return None
    sheets = CommitteeSheet.objects.filter(round__strategy=OuterRef("pk"), round__closed_at__isnull=True)
    members = assignments_in_force(roles=[Role.COMMITTEE], today=today).filter(
        organization=OuterRef("organization"), person__is_active=True
    )
    full = presented.annotate(
        sheet_count=_count(sheets, "round__strategy", "pk"), member_count=_count(members, "organization", "person")
    ).filter(member_count__lt=2 * F("sheet_count"))
    titles: dict[str, str] = {StrategyStatus.PRESENTED: _("Cerrar la ronda del comité: %(name)s")}
    return _kind(full, titles=titles, action=_("Cerrar ronda"), place="strategies:committee")


def _count(rows: QuerySet[Any], of: str, what: str) -> Coalesce:
    """Return how many different `what` there are in `rows`, which are of one `of`."""
    counted = rows.order_by().values(of).annotate(count=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("count")), 0)
