"""Keeps how a table was read with the wizard, so that the next one with the same headings goes in by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.core.tabular import Sheet
from llegada.targeting import table_rules
from llegada.targeting.layout_rules import Layout, from_json, signature
from llegada.targeting.models import SavedLayout
from llegada.targeting.policies import INDEX_POLICY, IndexPermission


@dataclass(frozen=True)
class FoundLayout:
    """A layout that was saved for the headings of a sheet, and the row (from 0) in which they are."""

    layout: Layout
    heading_row: int


def organization_of(actor: Actor) -> int | None:
    """Return the organisation for which an actor loads; None for who does it for the whole installation."""
    return next((grant.organization_id for grant in actor.grants if grant.organization_id), None)


def find_layout(actor: Actor, sheet: Sheet) -> FoundLayout | None:
    """Return how the actor's organisation read a sheet with these headings, in whichever of its first rows they are."""
    rows = sheet.rows[: table_rules.HEADING_ROWS]
    signatures = {signature(table_rules.headings_of(row)): place for place, row in enumerate(rows)}
    kept = SavedLayout.objects.filter(organization=organization_of(actor), signature__in=signatures)
    saved = kept.order_by("-saved_at").first()
    return None if saved is None else FoundLayout(from_json(saved.content), signatures[saved.signature])


@transaction.atomic
def save_layout(*, actor: Actor, layout: Layout, headings: list[str], now: datetime) -> SavedLayout:
    """Keep how a table is read, in the place of what was kept for its headings. Raises NotAllowed."""
    INDEX_POLICY.require_ever(actor, IndexPermission.LOAD)
    key = organization_of(actor)
    organization = None if key is None else Organization.objects.get(pk=key)
    return SavedLayout.objects.update_or_create(
        organization=organization,
        signature=signature(headings),
        defaults={"content": layout.as_json(), "saved_at": now, "saved_by_id": actor.person_id},
    )[0]
