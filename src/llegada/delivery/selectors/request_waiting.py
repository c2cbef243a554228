"""Which requests await somebody, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors.requests import clock_of, find_days_off

#: Most requests of each kind that are listed; the rest is one click away.
MOST: Final = 50
#: State → what is done next, for who directs and for who works.
_DIRECTED: Final[dict[str, str | Promise]] = {
    "received": _("Clasificar"),
    "classified": _("Asignar"),
    "completed": _("Asignar"),
}
_WORKED: Final[dict[str, str | Promise]] = {
    "assigned": _("Responder"),
    "in_progress": _("Responder"),
    "incomplete": _("Ver la solicitud"),
    "answered": _("Notificar"),
    "notified": _("Cerrar"),
}
_SPOKEN: Final[dict[str, str | Promise]] = {"incomplete": _("Completar"), "notified": _("Ver la respuesta")}


#: Permission → state → what whoever holds it does next.
_NEXT: Final = {
    RequestPermission.DIRECT: _DIRECTED,
    RequestPermission.WORK: _WORKED,
    RequestPermission.SPEAK: _SPOKEN,
}


def list_request_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the requests to direct, to answer, to notify and to close; and of an entity, those to complete and to read.

    They are one kind: whatever the actor does with them, they are read at once.
    """
    mine = {one: _to_do(actor, one, _NEXT[one], today=today) for one in _NEXT if REQUEST_POLICY.may_ever(actor, one)}
    if not mine:
        return []
    rows = AssistanceRequest.objects.none()
    for found in mine.values():
        rows = rows | found
    actions = {state: action for one in mine for state, action in _NEXT[one].items()}

    def items() -> list[WaitingItem]:
        found = list(rows.select_related("entity").order_by("due_on", "pk")[: 2 * MOST])
        days_off = find_days_off({one.organization_id for one in found})
        return [_item(one, actions[one.status], today=today, days_off=days_off[one.organization_id]) for one in found]

    return [WaitingKind(rows, items)]


def _to_do(
    actor: Actor, permission: RequestPermission, actions: dict[str, str | Promise], *, today: date
) -> QuerySet[AssistanceRequest]:
    requests = AssistanceRequest.objects.filter(status__in=actions)
    if permission == RequestPermission.WORK:
        # What is somebody's is theirs; heads and coordination see it here only once it is late.
        mine = Q(assigned_to=actor.person_id) | Q(assigned_to=None) | Q(due_on__lt=today, status__in=rules.RUNNING)
        requests = requests.filter(mine).exclude(status="incomplete", completion_due_on__gte=today)
    if permission == RequestPermission.SPEAK:
        requests = requests.filter(rated_on=None)
    return REQUEST_POLICY.scope(actor, permission, requests)


def _item(one: AssistanceRequest, action: str | Promise, *, today: date, days_off: frozenset[date]) -> WaitingItem:
    clock = clock_of(one, today=today, days_off=days_off)
    severity = {rules.Level.OVERDUE: Severity.LATE, rules.Level.SOON: Severity.SOON}.get(clock.level, Severity.READY)
    due = {"incomplete": one.completion_due_on, "answered": one.answered_on, "notified": one.answered_on}
    return WaitingItem(
        severity=severity,
        due=due.get(one.status, one.due_on),
        title=_("Solicitud %(number)s: %(subject)s") % {"number": one.number, "subject": one.subject},
        detail=f"{one.entity.name if one.entity else one.name} · {one.get_status_display()}",
        url=one.get_absolute_url(),
        action=action,
    )
