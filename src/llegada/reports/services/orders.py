"""Long documents: asked for in a page, made by a task, fetched when ready."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.selectors import build_actor, list_current_assignments
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, NotAllowed
from llegada.core.left import GIVEN_UP
from llegada.core.queue import enqueue_on_commit
from llegada.reports.choices import OrderStatus
from llegada.reports.models import DocumentOrder
from llegada.reports.services.issuing import issue_document
from llegada.reports.sources import find_subject


@transaction.atomic
def order_document(*, actor: Actor, kind: str, target_id: UUID, number: int, rows: int, now: datetime) -> DocumentOrder:
    """Ask for a document of `rows` rows, which a task makes after commit. Raises NotFound, NotAllowed."""
    subject = find_subject(actor=actor, kind=kind, target_id=target_id, number=number)
    if not subject.may_issue or actor.person_id is None:
        raise NotAllowed(kind=kind)
    order = DocumentOrder.objects.create(
        kind=kind, target_id=target_id, number=number, rows=rows, ordered_by_id=actor.person_id, ordered_at=now
    )
    enqueue_on_commit("reports.make_ordered_document", order_id=order.pk)
    return order


def make_ordered_document(*, order_id: int, now: datetime) -> None:
    """Make what an order asks for, as who ordered it may today; an order that somebody took already is left alone."""
    order = DocumentOrder.objects.select_related("ordered_by").filter(pk=order_id).first()
    waiting = DocumentOrder.objects.filter(pk=order_id, status=OrderStatus.QUEUED)
    if order is None or waiting.update(status=OrderStatus.RUNNING) != 1:
        return
    today = timezone.localdate(now)
    roles = list_current_assignments(person=order.ordered_by, today=today)
    actor = build_actor(person=order.ordered_by, assignments=roles)
    mine = DocumentOrder.objects.filter(pk=order_id, status=OrderStatus.RUNNING)
    try:
        document = issue_document(actor=actor, kind=order.kind, target_id=order.target_id, number=order.number, now=now)
    except LlegadaError as refusal:
        mine.update(status=OrderStatus.FAILED, failure=str(refusal), ended_at=now)
    except Exception:
        mine.update(status=OrderStatus.FAILED, failure=_("Algo falló de nuestro lado."), ended_at=now)
        raise
    else:
        mine.update(status=OrderStatus.DONE, document=document, ended_at=now)


def let_order_go(*, order_id: int) -> None:
    """Leave an order whose process died to be made by another."""
    DocumentOrder.objects.filter(pk=order_id, status=OrderStatus.RUNNING).update(status=OrderStatus.QUEUED)


def give_order_up(*, order_id: int) -> None:
    """Say of an order that its process died each time."""
    mine = DocumentOrder.objects.filter(pk=order_id, status__in=[OrderStatus.QUEUED, OrderStatus.RUNNING])
    mine.update(status=OrderStatus.FAILED, failure=str(GIVEN_UP), ended_at=timezone.now())
