"""Declares the days on which an organisation does not work, and watches what rests: the daily sweep of requests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from llegada.accounts.models import Organization
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.queue import enqueue_on_commit
from llegada.core.roles import Role
from llegada.core.states import keep_versions
from llegada.core.validation import ensure_valid
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest, NonWorkingDay, RequestMail
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.request_mails import tell_inside

#: Who acts in the sweep: nobody in person.
WATCH: Final = Actor(name="Revisión diaria")
#: A mail that has not left in this time is asked for again.
_STUCK: Final = timedelta(hours=1)


@transaction.atomic
def declare_day_off(
    *, actor: Actor, organization: Organization, day: date, reason: str, now: datetime
) -> NonWorkingDay:
    """Declare a day on which an organisation does not work: terms that have not ended move.

    Raises NotFound, NotAllowed, Invalid.
    """
    REQUEST_POLICY.require(actor, RequestPermission.DECLARE_DAYS_OFF, AssistanceRequest(organization=organization))
    declared = NonWorkingDay(organization=organization, day=day, reason=reason.strip(), declared_by_id=key_of(actor))
    ensure_valid(declared, exclude=("declared_by",)).save(force_insert=True)
    history.record(actor=actor, verb="request.declare_day_off", target=organization, now=now, reason=reason.strip())
    days_off = selectors.days_off_of(organization.pk)
    running = AssistanceRequest.objects.filter(organization=organization, status__in=rules.RUNNING, due_on__gte=day)
    moved = []
    for request in running:
        due_on = add_working_days(request.clock_from, request.clock_days, days_off)
        if due_on != request.due_on:
            request.due_on = due_on
            moved.append(request)
    AssistanceRequest.objects.bulk_update(moved, ["due_on"])
    keep_versions(moved, is_update=True)
    history.record_many(
        [
            history.compose(actor=actor, verb="request.days_off", target=one, now=now, reason=reason.strip())
            for one in moved
        ]
    )
    return declared


def watch_requests(now: datetime) -> int:
    """Tell of every open request that is overdue, is due soon or rests in a state; return how many were told.

    Asks again for the mail that did not leave. Safe to run twice: what was told today is not told again.
    """
    today = timezone.localdate(now)
    for key in RequestMail.objects.filter(sent_at=None, event__at__lte=now - _STUCK).values_list("pk", flat=True):
        enqueue_on_commit("delivery.send_request_mail", mail_id=key)
    open_ones = list(
        AssistanceRequest.objects.filter(status__in=rules.OPEN).select_related("organization", "unit", "assigned_to")
    )
    days_off = selectors.find_days_off({one.organization_id for one in open_ones})
    return sum(_watch(one, today=today, now=now, days_off=days_off[one.organization_id]) for one in open_ones)


@transaction.atomic
def _watch(request: AssistanceRequest, *, today: date, now: datetime, days_off: frozenset[date]) -> bool:
    alert = rules.alert_of(
        status=request.status,
        since=request.status_on,
        due_on=request.due_on,
        completion_due_on=request.completion_due_on,
        today=today,
        days_off=days_off,
    )
    if alert is None:
        return False
    # The same alert in another state is another matter.
    told = f"{request.status}:{alert}"
    if not rules.is_told_again(
        alert=told, last_alert=request.last_alert, last_on=request.last_alert_on, today=today, days_off=days_off
    ):
        return False
    same = AssistanceRequest.objects.filter(
        pk=request.pk, status=request.status, last_alert=request.last_alert, last_alert_on=request.last_alert_on
    )
    if same.update(last_alert=told, last_alert_on=today) != 1:
        return False
    event = history.record(actor=WATCH, verb=f"request.alert_{alert}", target=request, now=now, after=request.status)
    is_serious = alert in {rules.Alert.OVERDUE, rules.Alert.COMPLETION_EXPIRED}
    tell_inside(request, event, now=now, besides=(Role.COORDINATOR, Role.UNIT_HEAD) if is_serious else ())
    return True
