"""What awaits somebody of the sessions and commitments, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES
from llegada.core.waiting import Severity, WaitingItem, WaitingKind, read_waiting
from llegada.delivery import rules
from llegada.delivery.choices import CommitmentSide, CommitmentStatus, FieldKind, FieldOutcome, SessionStatus
from llegada.delivery.field_rules import STALE_DAYS
from llegada.delivery.models import Commitment, FieldItem, Session
from llegada.delivery.policies import COMMITMENT_POLICY, FIELD_ITEM_POLICY, SESSION_POLICY, Permission
from llegada.delivery.selectors.commitment_parts import list_reports_to_review
from llegada.delivery.selectors.field import list_unsent_devices
from llegada.delivery.selectors.request_waiting import list_request_kinds

#: Most things of each kind that are listed; the rest is one click away, in the agenda or the list of commitments.
MOST: Final = 50


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the kinds of things that may await the actor: sessions, minutes, commitments, what came from the field, requests.

    Each is one query and holds MOST items at most.
    """
    return [
        _sessions_to_record(actor, today),
        _minutes_to_approve(actor),
        _commitments(actor, today),
        _reports_to_review(actor),
        _versions_to_choose(actor),
        _devices_to_ask_for(actor, today),
        *list_request_kinds(actor=actor, today=today),
    ]


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what awaits the actor here; the caller puts it in order."""
    return read_waiting(list_waiting_kinds(actor=actor, today=today), actor=actor)


def _sessions_to_record(actor: Actor, today: date) -> WaitingKind:
    until = today + timedelta(days=rules.SOON_DAYS)
    planned = Session.objects.filter(status__in=rules.AWAITED, held_on__lte=until)
    mine = SESSION_POLICY.scope(actor, Permission.RECORD, planned)
    found = mine.order_by("held_on", "starts_at", "pk")
    return WaitingKind(found, lambda: [_session_item(session, today) for session in _first(found)])


def _first(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.select_related("plan__entity")[:MOST]


def _session_item(session: Session, today: date) -> WaitingItem:
    if session.held_on < today:
        severity, action = Severity.LATE, _("Registrar")
    elif session.held_on == today:
        severity, action = Severity.SOON, _("Registrar")
    else:
        severity, action = Severity.READY, _("Ver la sesión")
    return WaitingItem(
        severity=severity,
        due=session.held_on,
        title=session.title,
        detail=f"{session.plan.entity.name} · {session.starts_at:%H:%M}, {session.place}",
        url=session.get_absolute_url(),
        action=action,
    )


def _minutes_to_approve(actor: Actor) -> WaitingKind:
    held = SESSION_POLICY.scope(actor, Permission.APPROVE_MINUTES, Session.objects.filter(status=SessionStatus.HELD))
    wrote = Q(created_by_id=actor.person_id) | Q(recorded_by_id=actor.person_id)
    gave = Session.advisors.through.objects.filter(person_id=actor.person_id or 0).values("session_id")
    others = held.exclude(wrote).exclude(pk__in=gave).order_by("held_on", "pk")
    return WaitingKind(
        others,
        lambda: [
            WaitingItem(
                severity=Severity.READY,
                due=session.held_on,
                title=_("Acta por aprobar: %(title)s") % {"title": session.title},
                detail=session.plan.entity.name,
                url=session.get_absolute_url(),
                action=_("Revisar el acta"),
            )
            for session in _first(others)
        ],
    )


def _commitments(actor: Actor, today: date) -> WaitingKind:
    """Return what each side owes, an entity its own and an adviser those of who assists, and what others say that was kept.

    Both are read at once; what is owed comes first, so that no number of the others hides it.
    """
    until = today + timedelta(days=rules.SOON_DAYS)
    is_entity = bool(actor.roles & ENTITY_ROLES)
    side = CommitmentSide.ENTITY if is_entity else CommitmentSide.PROVIDER
    fulfill = Permission.FULFILL_FOR_ENTITY if is_entity else Permission.FULFILL_FOR_PROVIDER
    pressing = Commitment.objects.filter(status=CommitmentStatus.OPEN, due_on__lte=until, side=side)
    kept = Commitment.objects.filter(status=CommitmentStatus.FULFILLED).exclude(fulfilled_by_id=actor.person_id)
    found = COMMITMENT_POLICY.scope(actor, fulfill, pressing) | COMMITMENT_POLICY.scope(actor, Permission.VERIFY, kept)
    rows = found.select_related("plan__entity").order_by("-status", "due_on", "pk")  # «open» before «fulfilled»
    return WaitingKind(found, lambda: [_commitment_to_do(one, today) for one in rows[: 2 * MOST]])


def _commitment_to_do(one: Commitment, today: date) -> WaitingItem:
    if one.status == CommitmentStatus.FULFILLED:
        return _commitment_item(one, Severity.READY, is_to_verify=True)
    return _commitment_item(one, Severity.LATE if one.due_on < today else Severity.SOON, is_to_verify=False)


def _reports_to_review(actor: Actor) -> WaitingKind:
    found = list_reports_to_review(actor=actor)
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=Severity.READY,
                due=report.commitment.due_on,
                title=_("La entidad informó que cumplió: %(what)s") % {"what": report.commitment.description},
                detail=f"{report.commitment.plan.entity.name} · {report.reporter_name}",
                url=report.get_absolute_url(),
                action=_("Revisar"),
            )
            for report in found[:MOST]
        ],
    )


def _versions_to_choose(actor: Actor) -> WaitingKind:
    """Return what came from the field in two versions, to who may choose one."""
    came = FieldItem.objects.filter(outcome=FieldOutcome.CONFLICT)
    mine = FIELD_ITEM_POLICY.scope(actor, Permission.RESOLVE, came).select_related("plan__entity", "sender")
    return WaitingKind(
        mine,
        lambda: [
            WaitingItem(
                severity=Severity.SOON,
                due=localdate(item.captured_at),
                title=_("Dos versiones por elegir: %(what)s")
                % {"what": item.body.get("title") or FieldKind(item.kind).label},
                detail=f"{item.plan.entity.name} · {item.sender.full_name}" if item.plan else item.sender.full_name,
                url=reverse("delivery:field_conflict", kwargs={"public_id": item.public_id}),
                action=_("Elegir"),
            )
            for item in mine.order_by("captured_at", "pk")[:MOST]
        ],
    )


def _devices_to_ask_for(actor: Actor, today: date) -> WaitingKind:
    """Return the devices of a head's people that keep work unsent, as they told of themselves."""
    found = list_unsent_devices(actor=actor)
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=Severity.LATE if (today - localdate(one.oldest_at)).days >= STALE_DAYS else Severity.READY,
                due=localdate(one.oldest_at),
                title=ngettext(
                    "%(who)s tiene %(count)s registro del campo sin enviar",
                    "%(who)s tiene %(count)s registros del campo sin enviar",
                    one.unsent_count,
                )
                % {"who": one.person.full_name, "count": one.unsent_count},
                detail=str(one),
                url=reverse("delivery:field_devices"),
                action=_("Ver los equipos"),
            )
            for one in found[:MOST]
        ],
    )


def _commitment_item(commitment: Commitment, severity: Severity, *, is_to_verify: bool) -> WaitingItem:
    return WaitingItem(
        severity=severity,
        due=commitment.due_on,
        title=_("Compromiso cumplido, por verificar: %(what)s") % {"what": commitment.description}
        if is_to_verify
        else _("Compromiso: %(what)s") % {"what": commitment.description},
        detail=f"{commitment.plan.entity.name} · {commitment.responsible}",
        url=f"{reverse('delivery:commitments')}#{commitment.public_id}",
        action=_("Verificar") if is_to_verify else _("Marcar cumplido"),
    )
