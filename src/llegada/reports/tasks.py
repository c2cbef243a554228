"""Makes the documents that take long."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from llegada.reports import services


@task()
def make_ordered_document(order_id: int) -> None:
    """Make a document that somebody ordered. Harmless twice: an order is taken once, and the same content is one document."""
    services.make_ordered_document(order_id=order_id, now=timezone.now())


@task()
def draw_sheets(order_id: int) -> None:
    """Draw all the fichas that somebody asked for. Harmless twice: an order is taken once."""
    services.draw_sheets(order_id=order_id, now=timezone.now())
