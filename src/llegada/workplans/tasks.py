"""Mail about what happened to a plan. Each decision is told once, however often its task runs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks import task

from llegada.core.history import VERB_LABELS
from llegada.core.mails import same_message
from llegada.core.models import Event
from llegada.workplans import selectors
from llegada.workplans.amendment_rules import NEEDS_ENTITY
from llegada.workplans.choices import PlanSide
from llegada.workplans.models import PlanMilestone, PlanNotice, PlanObstacle, WorkPlan
from llegada.workplans.verbs import NEXT_STEPS

logger = logging.getLogger(__name__)
#: Decisions that the entity's side takes, told to the advisor; the provider's others are told to the entity.
_BY_THE_ENTITY = frozenset(
    {"workplan.request_changes", "workplan.agree", "workplan.sign", "delivery.confirm", "delivery.observe"}
)


@dataclass(frozen=True)
class _Subject:
    """What a decision was about: the plan, and the milestone where it was about one."""

    plan: WorkPlan
    milestone: PlanMilestone | None


@task()
def notify_moved(event_id: int) -> None:
    """Tell whom it concerns that a plan or a milestone moved; never the person who moved it."""
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        return
    notice, _ = PlanNotice.objects.get_or_create(event=event)
    subject = _subject_of(event)
    if notice.sent_at is not None or subject is None:
        return
    with override(settings.LANGUAGE_CODE):
        addresses = _addresses(event, subject, today=timezone.localdate(event.at))
        _send(notice, subject, addresses)
    PlanNotice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())


def _subject_of(event: Event) -> _Subject | None:
    if event.verb.startswith("milestone."):
        milestone = (
            PlanMilestone.objects.select_related("plan__unit", "plan__entity", "plan__advisor", "reported_by")
            .filter(public_id=event.target_id)
            .first()
        )
        return _Subject(milestone.plan, milestone) if milestone else None
    plan = WorkPlan.objects.select_related("unit", "entity", "advisor").filter(public_id=event.target_id).first()
    return _Subject(plan, None) if plan else None


def _addresses(event: Event, subject: _Subject, *, today: date) -> list[str]:
    """Return each address once, without that of whoever decided."""
    plan, milestone = subject.plan, subject.milestone
    people: Iterable[tuple[int | None, str]]
    if event.verb == "milestone.report":
        people = selectors.list_reviewers(plan=plan, today=today).values_list("pk", "email")
    elif milestone is not None:
        people = [(milestone.reported_by_id, milestone.reported_by.email)] if milestone.reported_by else []
    elif event.verb.startswith("obstacle."):
        people = _obstacle_people(event, plan, today)
    elif event.verb in _BY_THE_ENTITY:
        people = [(plan.advisor_id, plan.advisor.email)]
    elif event.verb == "modification.accept" or (event.verb == "modification.propose" and _is_inner(event)):
        people = [
            (plan.advisor_id, plan.advisor.email),
            *selectors.list_reviewers(plan=plan, today=today).values_list("pk", "email"),
        ]
    else:
        people = [
            (plan.advisor_id, plan.advisor.email),
            (None, plan.counterpart_email),
            *selectors.list_entity_people(plan=plan, today=today).values_list("pk", "email"),
        ]
    told = [address.lower() for person, address in people if address and (person is None or person != event.actor_id)]
    return list(dict.fromkeys(told))


def _obstacle_people(event: Event, plan: WorkPlan, today: date) -> Iterable[tuple[int | None, str]]:
    """Return whom an obstacle concerns: who resolves it, the advisor, and the entity where it is for it to resolve."""
    one = PlanObstacle.objects.select_related("responsible").filter(public_id=event.data.get("obstacle")).first()
    people: list[tuple[int | None, str]] = [(plan.advisor_id, plan.advisor.email)]
    if one is not None and one.responsible is not None:
        people.append((one.responsible_id, one.responsible.email))
    elif one is not None and one.side == PlanSide.ENTITY:
        people += selectors.list_entity_people(plan=plan, today=today).values_list("pk", "email")
    return people


def _is_inner(event: Event) -> bool:
    """Return whether what was proposed awaits the provider's side and not the entity."""
    return event.data.get("kind") not in NEEDS_ENTITY


def _send(notice: PlanNotice, subject: _Subject, addresses: list[str]) -> None:
    """Send one message to each, so that nobody sees the others' addresses; those told before it was stopped are not told again."""
    if len(addresses) <= notice.recipients:
        return
    event, plan, milestone = notice.event, subject.plan, subject.milestone
    what = str(VERB_LABELS.get(event.verb, event.verb))
    body = render_to_string(
        "workplans/mail/moved.txt",
        {
            "what": what,
            "plan": plan,
            "milestone": milestone,
            "event": event,
            "next_step": None
            if milestone or event.verb.startswith(("modification.", "obstacle."))
            else NEXT_STEPS.get(plan.status),
            "url": settings.SITE_URL + plan.get_absolute_url(),
        },
    )
    title = " ".join((gettext("%(what)s: %(title)s") % {"what": what, "title": plan.title}).split())  # one line
    with get_connection() as connection:
        for told, address in enumerate(addresses[notice.recipients :], notice.recipients + 1):
            headers = same_message(event, address)
            try:
                EmailMessage(title, body, None, [address], connection=connection, headers=headers).send()
            except SMTPRecipientsRefused:  # what is wrong with one address stops no other
                logger.warning("plan_notice_refused", exc_info=True, extra={"event": event.pk})
            PlanNotice.objects.filter(pk=notice.pk).update(recipients=told)
