"""Writes concertation matrices, and agrees on them: the one that stood gives way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid, ensure_valid
from llegada.targeting import concertation_rules as rules
from llegada.targeting.choices import MatrixStatus
from llegada.targeting.errors import MakerCannotDecide, MatrixIncomplete
from llegada.targeting.models import ConcertationMatrix, ConcertationRow
from llegada.targeting.policies import MATRIX_POLICY, MatrixPermission
from llegada.targeting.selectors.concertation import get_matrix, read_matrix

#: What a gap is called, with the service where it is of one.
GAP_WORDS: Final[dict[str, str | Promise]] = {
    "capacity": _("falta decir cuánta gente, cuántos meses y qué parte de su tiempo"),
    "rows": _("ningún servicio tiene entidades concertadas"),
    "demand": _("falta cuántas entidades piden «%(service)s»"),
    "months": _("faltan los meses-persona por entidad de «%(service)s»"),
    "agreed": _("falta cuántas entidades se conciertan de «%(service)s» (cero también es una respuesta)"),
    "beyond_demand": _("de «%(service)s» se conciertan más entidades de las que lo piden: escriba por qué"),
    "over": _("lo concertado necesita más meses-persona de los que hay: baje entidades o escriba cómo se hará"),
}
_WRITING: Final = ("matrix.create", "matrix.edit")


@dataclass(frozen=True)
class RowContent:
    """What a row says of a service."""

    demand: int | None = None
    demand_source: str = ""
    months_each: Decimal | None = None
    agreed: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class MatrixContent:
    """What a matrix says; `rows` are by key of service."""

    people: Decimal | None
    months: Decimal | None
    share: int | None
    over_reason: str
    rows: Mapping[int, RowContent]


@transaction.atomic
def begin_matrix(*, actor: Actor, unit: OrgUnit, year: int, now: datetime) -> ConcertationMatrix:
    """Begin the matrix of a unit for a year, or its next version with what the agreed one says. Raises NotAllowed, Invalid."""
    of_year = ConcertationMatrix.objects.filter(unit=unit, year=year)
    last = of_year.aggregate(last=Max("number"))["last"] or 0
    standing = of_year.filter(status=MatrixStatus.AGREED).first()
    matrix = ConcertationMatrix(unit=unit, year=year, number=last + 1, created_at=now, updated_at=now)
    matrix.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    if standing:
        matrix.people, matrix.months, matrix.share = standing.people, standing.months, standing.share
    MATRIX_POLICY.require(actor, MatrixPermission.EDIT, matrix)
    ensure_valid(matrix, exclude=("edited_by",)).save(force_insert=True)
    if standing:
        _insert_rows(matrix, {row.service_id: _content_of(row) for row in standing.rows.all()})
    history.record(actor=actor, verb="matrix.create", target=matrix, now=now, after=matrix.status)
    return matrix


@transaction.atomic
def edit_matrix(
    *, actor: Actor, public_id: UUID, content: MatrixContent, now: datetime, revision: int | None = None
) -> ConcertationMatrix:
    """Make a draft say `content`, whole. `revision` is the one that the actor's page showed.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    matrix = draft_matrix(actor, public_id)
    seen = matrix.revision if revision is None else revision
    found = ConcertationMatrix.objects.filter(pk=matrix.pk, revision=seen, status=matrix.status)
    if found.update(revision=F("revision") + 1, edited_by_id=actor.person_id, updated_at=now) != 1:
        raise Conflict()
    matrix.refresh_from_db(fields=["revision", "edited_by", "updated_at"])
    for name in ("people", "months", "share", "over_reason"):
        setattr(matrix, name, getattr(content, name))
    ensure_valid(matrix, exclude=("unit", "edited_by")).save()
    matrix.rows.all().delete()
    _insert_rows(matrix, content.rows)
    history.record(actor=actor, verb="matrix.edit", target=matrix, now=now)
    return matrix


@transaction.atomic
def agree_on_matrix(*, actor: Actor, public_id: UUID, now: datetime, revision: int | None = None) -> ConcertationMatrix:
    """Agree on a whole matrix that another person wrote; the one that stood for that year gives way.

    Raises NotFound, NotAllowed, TransitionNotAllowed, MakerCannotDecide, MatrixIncomplete, Conflict.
    """
    matrix = get_matrix(actor=actor, public_id=public_id)
    MATRIX_POLICY.require(actor, MatrixPermission.AGREE, matrix)
    before, after = matrix.status, rules.next_matrix_status(matrix.status, "agree")
    if after is None:
        raise TransitionNotAllowed(action="agree", status=before)
    if has_written(matrix, actor.person_id):
        raise MakerCannotDecide()
    if gaps := read_matrix(matrix).gaps():
        raise MatrixIncomplete(problems="; ".join(gap_words(*gap) for gap in gaps))
    if revision is not None and revision != matrix.revision:
        raise Conflict()
    standing = ConcertationMatrix.objects.filter(unit=matrix.unit, year=matrix.year, status=MatrixStatus.AGREED).first()
    if standing:
        states.move(standing, before=MatrixStatus.AGREED, after=MatrixStatus.SUPERSEDED, updated_at=now)
        history.record(actor=actor, verb="matrix.supersede", target=standing, now=now)
    states.move(matrix, before=before, after=after, agreed_at=now, agreed_by_id=actor.person_id, updated_at=now)
    history.record(actor=actor, verb="matrix.agree", target=matrix, now=now, before=before, after=after)
    return matrix


def draft_matrix(actor: Actor, public_id: UUID) -> ConcertationMatrix:
    """Return a matrix that the actor may write now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    matrix = get_matrix(actor=actor, public_id=public_id)
    MATRIX_POLICY.require(actor, MatrixPermission.EDIT, matrix)
    if matrix.status != MatrixStatus.DRAFT:
        raise TransitionNotAllowed(action="edit", status=matrix.status)
    return matrix


def has_written(matrix: ConcertationMatrix, person_id: int | None) -> bool:
    """Return whether a person wrote in a matrix, however many wrote after."""
    return (
        person_id is not None
        and history.list_events(target=matrix).filter(verb__in=_WRITING, actor_id=person_id).exists()
    )


def gap_words(what: str, service: str) -> str:
    """Say a gap of a matrix."""
    return str(GAP_WORDS[what]) % {"service": service}


def _content_of(row: ConcertationRow) -> RowContent:
    return RowContent(row.demand, row.demand_source, row.months_each, row.agreed, row.reason)


def _insert_rows(matrix: ConcertationMatrix, rows: Mapping[int, RowContent]) -> None:
    made = [
        ConcertationRow(matrix=matrix, service_id=key, **vars(content))
        for key, content in rows.items()
        if content != RowContent()
    ]
    for row in made:
        ensure_fields_valid(row, exclude=("matrix", "service"))
    ConcertationRow.objects.bulk_create(made)
