"""Which requests await somebody, for «Mi trabajo»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.waiting import MOST, Severity, WaitingItem, WaitingKind
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_choices import RequestStatus
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors.requests import find_days_off

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

#: State → the day that matters in it; in the others, the end of the term.
_DUE: Final = Case(
    When(status=RequestStatus.INCOMPLETE, then=F("completion_due_on")),
    When(status__in=(RequestStatus.ANSWERED, RequestStatus.NOTIFIED), then=F("answered_on")),
    default=F("due_on"),
)
_READ: Final = {
    **{name: name for name in ("public_id", "number", "subject", "status", "due_on", "answered_on", "organization_id")},
    "who": Coalesce("entity__name", "name"),
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

    def tell(found: Sequence[Any]) -> list[WaitingItem]:
        # Which days an organisation does not work is no column of its requests: one query more, where there is any request.
        days_off = find_days_off({one.organization_id for one in found})
        return [_item(one, actions[one.status], today=today, days_off=days_off[one.organization_id]) for one in found]

    return [WaitingKind(rows=rows.order_by("due_on", "pk"), due=_DUE, reads=_READ, tell=tell, most=2 * MOST)]


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


def _item(one: Any, action: str | Promise, *, today: date, days_off: frozenset[date]) -> WaitingItem:
    clock = rules.clock_of(
        status=one.status, due_on=one.due_on, answered_on=one.answered_on, today=today, days_off=days_off
    )
    return WaitingItem(
        severity={rules.Level.OVERDUE: Severity.LATE, rules.Level.SOON: Severity.SOON}.get(clock.level, Severity.READY),
        due=one.due,
        title=_("Solicitud %(number)s: %(subject)s") % {"number": one.number, "subject": one.subject},
        detail=f"{one.who} · {RequestStatus(one.status).label}",
        url=AssistanceRequest(public_id=one.public_id).get_absolute_url(),
        action=action,
    )
