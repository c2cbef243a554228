"""Makes prioritised lists: from a run or from nothing, edited while in their unit, and by versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.core.validation import ensure_valid
from llegada.portfolio.models import Service, Strategy
from llegada.targeting import selectors
from llegada.targeting.choices import ListStatus
from llegada.targeting.models import PrioritizedEntity, PrioritizedList, TargetingRun
from llegada.targeting.policies import LIST_POLICY, ListPermission
from llegada.targeting.services.list_places import entities_of_run

_COPIED = ("entity_id", "group_id", "rank", "score", "origin", "is_included", "reason", "duty", "duty_norm")
_ANSWER = ("acceptance", "acceptance_on", "acceptance_by", "acceptance_note")


@dataclass(frozen=True)
class ListContent:
    """What a list says of itself."""

    name: str
    year: int
    purpose: str = ""
    strategy: Strategy | None = None
    service: Service | None = None


@transaction.atomic
def create_list(
    *, actor: Actor, unit: OrgUnit, content: ListContent, now: datetime, run: TargetingRun | None = None
) -> PrioritizedList:
    """Make the draft of a list with the entities that a run chose, or empty, to be filled by manual inclusions.

    Raises NotAllowed, Invalid, NoSuchPlaces.
    """
    made = PrioritizedList(unit=unit, run=run, created_at=now, updated_at=now, **vars(content))
    made.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    LIST_POLICY.require(actor, ListPermission.EDIT, made)
    ensure_valid(made, exclude=("edited_by", "run")).save(force_insert=True)
    _insert_rows(made, entities_of_run(run) if run else [])
    history.record(actor=actor, verb="prioritizedlist.create", target=made, now=now, after=made.status)
    return made


@transaction.atomic
def edit_list(
    *, actor: Actor, public_id: UUID, content: ListContent, now: datetime, revision: int | None = None
) -> PrioritizedList:
    """Make a draft say `content`. `revision` is the one that the actor's page showed.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    one = draft_list(actor, public_id)
    changes = {
        name: [str(getattr(one, name) or ""), str(value or "")]
        for name, value in vars(content).items()
        if getattr(one, name) != value
    }
    if not changes and revision in (None, one.revision):
        return one
    claim_list(one, actor=actor, now=now, expected=revision)
    for name, value in vars(content).items():
        setattr(one, name, value)
    ensure_valid(one).save()
    history.record(actor=actor, verb="prioritizedlist.edit", target=one, now=now, data={"changes": changes})
    return one


@transaction.atomic
def open_version(*, actor: Actor, public_id: UUID, now: datetime, run: TargetingRun | None = None) -> PrioritizedList:
    """Open the next version of an approved list: with its entities as they stand, or with those of another run.

    What an administration answered goes with its entity. Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid,
    NoSuchPlaces.
    """
    standing = selectors.get_list(actor=actor, public_id=public_id)
    LIST_POLICY.require(actor, ListPermission.EDIT, standing)
    if standing.status != ListStatus.APPROVED:
        raise TransitionNotAllowed(action="version", status=standing.status)
    last = PrioritizedList.objects.filter(series=standing.series).aggregate(last=Max("number"))["last"]
    made = PrioritizedList(
        series=standing.series,
        number=last + 1,
        unit=standing.unit,
        name=standing.name,
        year=standing.year,
        purpose=standing.purpose,
        strategy=standing.strategy,
        service=standing.service,
        run=run or standing.run,
        edited_by_id=actor.person_id,  # type: ignore[misc]  # nobody without a person holds the permission
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"": _("La lista ya tiene una versión en edición. Siga con esa.")}) from None
    stood = {row.entity_id: row for row in standing.entities.all()}
    if run is None:
        rows = [PrioritizedEntity(**{name: getattr(row, name) for name in _COPIED}) for row in stood.values()]
    else:
        rows = entities_of_run(run)
    for row in rows:
        if former := stood.get(row.entity_id):
            for name in _ANSWER:
                setattr(row, name, getattr(former, name))
    _insert_rows(made, rows)
    history.record(
        actor=actor,
        verb="prioritizedlist.version",
        target=made,
        now=now,
        after=made.status,
        data={"from": str(standing.public_id), "number": made.number},
    )
    return made


def draft_list(actor: Actor, public_id: UUID) -> PrioritizedList:
    """Return a list that the actor may write now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    one = selectors.get_list(actor=actor, public_id=public_id)
    LIST_POLICY.require(actor, ListPermission.EDIT, one)
    if one.status != ListStatus.DRAFT:
        raise TransitionNotAllowed(action="edit", status=one.status)
    return one


def claim_list(one: PrioritizedList, *, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """Take the right to change what was read, by one conditional UPDATE. Raises Conflict."""
    seen = one.revision if expected is None else expected
    found = PrioritizedList.objects.filter(pk=one.pk, revision=seen, status=one.status)
    if found.update(revision=F("revision") + 1, edited_by_id=actor.person_id, updated_at=now) != 1:
        raise Conflict()
    one.revision, one.edited_by_id, one.updated_at = seen + 1, actor.person_id, now  # type: ignore[assignment]


def _insert_rows(one: PrioritizedList, rows: list[PrioritizedEntity]) -> None:
    for row in rows:
        row.list = one
    PrioritizedEntity.objects.bulk_create(rows, batch_size=500)
