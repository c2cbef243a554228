"""What awaits somebody of the sessions and commitments, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES
from llegada.core.waiting import MOST, Severity, WaitingItem, WaitingKind
from llegada.delivery import rules
from llegada.delivery.choices import CommitmentSide, CommitmentStatus, FieldKind, FieldOutcome, SessionStatus
from llegada.delivery.field_rules import STALE_DAYS
from llegada.delivery.models import Commitment, FieldDevice, FieldItem, Session
from llegada.delivery.policies import COMMITMENT_POLICY, FIELD_ITEM_POLICY, SESSION_POLICY, Permission
from llegada.delivery.selectors.commitment_parts import list_reports_to_review
from llegada.delivery.selectors.field import list_unsent_devices
from llegada.delivery.selectors.request_waiting import list_request_kinds

#: What the words of a thing of a plan need.
_OF_PLAN: Final = {"public_id": "public_id", "entity": "plan__entity__name"}


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the kinds of things that may await the actor: sessions, minutes, commitments, what came from the field, requests."""
    return [
        _sessions_to_record(actor, today),
        _minutes_to_approve(actor),
        _commitments(actor, today),
        _reports_to_review(actor),
        _versions_to_choose(actor),
        _devices_to_ask_for(actor, today),
        *list_request_kinds(actor=actor, today=today),
    ]


def _sessions_to_record(actor: Actor, today: date) -> WaitingKind:
    until = today + timedelta(days=rules.SOON_DAYS)
    planned = Session.objects.filter(status__in=rules.AWAITED, held_on__lte=until)
    return WaitingKind(
        rows=SESSION_POLICY.scope(actor, Permission.RECORD, planned).order_by("held_on", "starts_at", "pk"),
        due="held_on",
        reads={**_OF_PLAN, "title": "title", "starts_at": "starts_at", "place": "place"},
        tell=lambda rows: [_session_item(session, today) for session in rows],
    )


def _session_item(session: Any, today: date) -> WaitingItem:
    if session.due < today:
        severity, action = Severity.LATE, _("Registrar")
    elif session.due == today:
        severity, action = Severity.SOON, _("Registrar")
    else:
        severity, action = Severity.READY, _("Ver la sesión")
    return WaitingItem(
        severity=severity,
        due=session.due,
        title=session.title,
        detail=f"{session.entity} · {session.starts_at:%H:%M}, {session.place}",
        url=Session(public_id=session.public_id).get_absolute_url(),
        action=action,
    )


def _minutes_to_approve(actor: Actor) -> WaitingKind:
    held = SESSION_POLICY.scope(actor, Permission.APPROVE_MINUTES, Session.objects.filter(status=SessionStatus.HELD))
    wrote = Q(created_by_id=actor.person_id) | Q(recorded_by_id=actor.person_id)
    gave = Session.advisors.through.objects.filter(person_id=actor.person_id or 0).values("session_id")
    return WaitingKind(
        rows=held.exclude(wrote).exclude(pk__in=gave).order_by("held_on", "pk"),
        due="held_on",
        reads={**_OF_PLAN, "title": "title"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=session.due,
                title=_("Acta por aprobar: %(title)s") % {"title": session.title},
                detail=session.entity,
                url=Session(public_id=session.public_id).get_absolute_url(),
                action=_("Revisar el acta"),
            )
            for session in rows
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
    return WaitingKind(
        rows=found.order_by("-status", "due_on", "pk"),  # «open» before «fulfilled»
        due="due_on",
        reads={**_OF_PLAN, "description": "description", "responsible": "responsible", "status": "status"},
        tell=lambda rows: [_commitment_item(one, today) for one in rows],
        most=2 * MOST,
    )


def _commitment_item(commitment: Any, today: date) -> WaitingItem:
    is_to_verify = commitment.status == CommitmentStatus.FULFILLED
    title = _("Compromiso cumplido, por verificar: %(what)s") if is_to_verify else _("Compromiso: %(what)s")
    return WaitingItem(
        severity=Severity.READY if is_to_verify else Severity.LATE if commitment.due < today else Severity.SOON,
        due=commitment.due,
        title=title % {"what": commitment.description},
        detail=f"{commitment.entity} · {commitment.responsible}",
        url=reverse("delivery:commitment", args=[commitment.public_id]),
        action=_("Verificar") if is_to_verify else _("Marcar cumplido"),
    )


def _reports_to_review(actor: Actor) -> WaitingKind:
    return WaitingKind(
        rows=list_reports_to_review(actor=actor),
        due="commitment__due_on",
        reads={
            "public_id": "commitment__public_id",
            "description": "commitment__description",
            "entity": "commitment__plan__entity__name",
            "reporter": "reporter_name",
        },
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=report.due,
                title=_("La entidad informó que cumplió: %(what)s") % {"what": report.description},
                detail=f"{report.entity} · {report.reporter}",
                url=Commitment(public_id=report.public_id).get_absolute_url(),
                action=_("Revisar"),
            )
            for report in rows
        ],
    )


def _versions_to_choose(actor: Actor) -> WaitingKind:
    """Return what came from the field in two versions, to who may choose one."""
    came = FieldItem.objects.filter(outcome=FieldOutcome.CONFLICT)
    return WaitingKind(
        rows=FIELD_ITEM_POLICY.scope(actor, Permission.RESOLVE, came).order_by("captured_at", "pk"),
        due=TruncDate("captured_at"),
        reads={**_OF_PLAN, "sender": "sender__full_name", "kind": "kind", "title": KT("body__title")},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.SOON,
                due=item.due,
                title=_("Dos versiones por elegir: %(what)s") % {"what": item.title or FieldKind(item.kind).label},
                detail=f"{item.entity} · {item.sender}",
                url=reverse("delivery:field_conflict", kwargs={"public_id": item.public_id}),
                action=_("Elegir"),
            )
            for item in rows
        ],
    )


def _devices_to_ask_for(actor: Actor, today: date) -> WaitingKind:
    """Return the devices of a head's people that keep work unsent, as they told of themselves."""
    return WaitingKind(
        rows=list_unsent_devices(actor=actor),
        due=TruncDate("oldest_at"),
        reads={"public_id": "public_id", "label": "label", "person": "person__full_name", "count": "unsent_count"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.LATE if (today - one.due).days >= STALE_DAYS else Severity.READY,
                due=one.due,
                title=ngettext(
                    "%(who)s tiene %(count)s registro del campo sin enviar",
                    "%(who)s tiene %(count)s registros del campo sin enviar",
                    one.count,
                )
                % {"who": one.person, "count": one.count},
                detail=str(FieldDevice(public_id=one.public_id, label=one.label)),
                url=reverse("delivery:field_devices"),
                action=_("Ver los equipos"),
            )
            for one in rows
        ],
    )
