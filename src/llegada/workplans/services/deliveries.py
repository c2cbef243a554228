"""Delivers a plan with its act, which finishes it, and takes the entity's receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.core.validation import insert_valid
from llegada.workplans import selectors
from llegada.workplans.choices import ReceiptStatus, WorkPlanStatus
from llegada.workplans.errors import BothSides
from llegada.workplans.models import DeliveryAct, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.services.moves import apply_action
from llegada.workplans.services.stages import close_with_act

#: Most things in one act.
MOST_DELIVERABLES = 50


@dataclass(frozen=True)
class DeliveryContent:
    """What the act says."""

    delivered_on: date
    delivered_by_name: str
    received_by_name: str
    deliverables: Sequence[str]
    delivered_by_post: str = ""
    received_by_post: str = ""
    notes: str = ""


@transaction.atomic
def deliver_plan(*, actor: Actor, public_id: UUID, content: DeliveryContent, now: datetime) -> WorkPlan:
    """Write the act of the final delivery and finish the plan; or write it anew after the entity's observations.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, and what finishing raises.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.FINISH, plan)
    values = _values(plan, content, today=timezone.localdate(now))
    written: dict[str, Any] = {**values, "written_by_id": person_id_of(actor), "written_at": now}
    act = selectors.find_delivery_act(plan=plan)
    if plan.status == WorkPlanStatus.FINISHED and act is not None and act.receipt == ReceiptStatus.OBSERVED:
        cleared: dict[str, Any] = {"receipt_by_id": None, "receipt_at": None, "receipt_note": ""}
        after = ReceiptStatus.AWAITING.value
        move(act, field="receipt", before=act.receipt, after=after, **written, **cleared)
        _tell(plan, "rewrite", actor=actor, now=now, reason="")
        return plan
    if plan.status != WorkPlanStatus.IN_EXECUTION:
        raise TransitionNotAllowed(action="finish", status=plan.status)
    written_act = insert_valid([DeliveryAct(plan=plan, **written)])[0]
    close_with_act(plan, written_act, actor=actor, now=now)
    return apply_action(actor=actor, public_id=public_id, action="finish", now=now)


@transaction.atomic
def answer_delivery(*, actor: Actor, public_id: UUID, is_received: bool, now: datetime, note: str = "") -> DeliveryAct:
    """Confirm for the entity that the delivery was received, or say what is missing.

    Raises NotFound, NotAllowed, BothSides, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.CONFIRM_DELIVERY, plan)
    if actor.person_id in {plan.advisor_id, plan.created_by_id}:
        raise BothSides()
    act = selectors.find_delivery_act(plan=plan)
    if act is None or plan.status != WorkPlanStatus.FINISHED or act.receipt != ReceiptStatus.AWAITING:
        raise TransitionNotAllowed(action="receive", status=plan.status)
    if not is_received and not note.strip():
        raise ReasonRequired()
    after = ReceiptStatus.CONFIRMED if is_received else ReceiptStatus.OBSERVED
    values: dict[str, Any] = {"receipt_by_id": person_id_of(actor), "receipt_at": now, "receipt_note": note.strip()}
    move(act, field="receipt", before=act.receipt, after=after.value, **values)
    _tell(plan, "confirm" if is_received else "observe", actor=actor, now=now, reason=note.strip())
    return act


def _values(plan: WorkPlan, content: DeliveryContent, *, today: date) -> dict[str, Any]:
    wrong = {}
    if content.delivered_on > today:
        wrong["delivered_on"] = _("La entrega ya tuvo que ser: escriba una fecha de hoy o anterior.")
    elif content.delivered_on < plan.starts_on:
        wrong["delivered_on"] = _("La entrega no puede ser anterior al inicio del plan.")
    things = [one.strip() for one in content.deliverables if one.strip()]
    if not things:
        wrong["deliverables"] = _("Escriba al menos una cosa de las que se entregan.")
    if len(things) > MOST_DELIVERABLES:
        wrong["deliverables"] = _("Escriba como máximo %(count)s.") % {"count": MOST_DELIVERABLES}
    names = {"delivered_by_name": _("Escriba quién entrega."), "received_by_name": _("Escriba quién recibe.")}
    wrong |= {name: sentence for name, sentence in names.items() if not getattr(content, name).strip()}
    if wrong:
        raise Invalid(wrong)
    texts = ("delivered_by_name", "delivered_by_post", "received_by_name", "received_by_post", "notes")
    return {
        "delivered_on": content.delivered_on,
        "deliverables": things,
        **{name: getattr(content, name).strip() for name in texts},
    }


def _tell(plan: WorkPlan, action: str, *, actor: Actor, now: datetime, reason: str) -> None:
    event = record(actor=actor, verb=f"delivery.{action}", target=plan, now=now, reason=reason)
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
