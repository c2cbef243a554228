"""Commitments of before Llegada: of a session that was brought, or of a plan and where and when they were agreed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _

from llegada.core import bulk
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import Commitment, Session
from llegada.imports.choices import TargetKind
from llegada.imports.services.batches import Batch
from llegada.imports.services.people import put_references
from llegada.imports.services.work import Fresh
from llegada.imports.services.writing import Writer, cell, column

_COLUMNS: Final = (
    "id", "public_id", "session_id", "plan_id", "agreed_in", "agreed_on", "description", "side", "responsible", "due_on",
    "deliverable", "status", "outcome", "fulfilled_at", "fulfilled_by_id",
)  # fmt: skip
#: What came of a commitment.
_STATE: Final = ("status", "outcome", "fulfilled_at", "fulfilled_by_id")


class CommitmentWriter(Writer):
    """The commitments of a file. Who imports says that one was fulfilled, as of now, since the source says no more."""

    target: ClassVar[TargetKind] = TargetKind.COMMITMENTS
    model = Commitment
    changeable = {
        "description": "description",
        "responsible": "responsible",
        "due_on": "due_on",
        "deliverable": "deliverable",
        "agreed_in": "agreed_in",
        "agreed_on": "agreed_on",
    }
    fixed = {"session": "session_id", "plan": "plan_id", "side": "side", "state": "status"}

    def check(self, batch: Batch) -> None:
        """Find the session or the plan of each row; without a session it says where and when it was agreed."""
        put_references(self, batch, "session", TargetKind.SESSIONS)
        put_references(self, batch, "plan", TargetKind.PLANS)
        where, when = column(batch, "agreed_in"), column(batch, "agreed_on")
        for place, session in enumerate(batch.values["session"]):
            if session is None and place not in batch.issues and (where[place] is None or when[place] is None):
                sentence = _("Sin sesión hace falta decir dónde y cuándo se acordó.")
                batch.refuse(place, "agreed_in", sentence)

    def stays(self, batch: Batch, place: int) -> Mapping[str, Any]:
        """Return them: the plan of a session is its own, and what is open may be done or left later, not the other way."""
        said = dict(super().stays(batch, place))
        is_open = said["state"] == CommitmentStatus.OPEN
        return said | {"plan": None if said["session"] else said["plan"], "state": said["state"] if is_open else None}

    def says(self, batch: Batch, place: int, obj: Commitment) -> dict[str, Any]:
        """Return it with what came of a commitment that was open; that of a session was agreed there and then."""
        said, state = super().says(batch, place, obj), cell(batch, "state", place)
        if obj.session_id is not None:
            said = {name: said[name] for name in said if name not in ("agreed_in", "agreed_on")}
        is_settled = state is not None and obj.status == CommitmentStatus.OPEN != state
        return said | (dict(zip(_STATE, self._settled(state), strict=True)) if is_settled else {})

    def attributes(self) -> Sequence[str]:
        """Return them with those of what came of it."""
        return [*super().attributes(), *_STATE]

    def _settled(self, state: str) -> tuple[Any, ...]:
        """Return the values of `_STATE`."""
        if state == CommitmentStatus.FULFILLED:
            return state, _("Cumplido según la fuente."), self.work.now, self.work.actor.person_id
        return state, "", None, None

    def identity(self, batch: Batch, place: int) -> str:
        """A commitment without identifier is where it comes from, what it says and until when."""
        names = ("session", "plan", "description", "due_on")
        return "commitment:" + ":".join(str(batch.values[name][place]) for name in names)

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write the commitments."""
        ids = self.work.new_ids(Commitment, len(fresh))
        if not self.work.dry_run:
            bulk.insert_rows(Commitment, _COLUMNS, self._rows(batch, fresh, ids))
            self.work.keep_first_versions(Commitment, ids)
        return ids

    def _rows(self, batch: Batch, fresh: Sequence[Fresh], ids: Sequence[int]) -> list[tuple[Any, ...]]:
        sessions = batch.values["session"]
        asked = {sessions[one.place] for one in fresh if sessions[one.place] is not None}
        plan_of = dict(Session.objects.filter(pk__in=asked).values_list("pk", "plan_id"))
        names = (
            "plan",
            "agreed_in",
            "agreed_on",
            "description",
            "side",
            "responsible",
            "due_on",
            "deliverable",
            "state",
        )
        contents = list(zip(*(column(batch, name) for name in names), strict=True))
        rows = []
        for one, key in zip(fresh, ids, strict=True):
            plan, where, when, words, side, who, due, deliverable, state = contents[one.place]
            session = sessions[one.place]
            if session is not None:
                plan, where, when = plan_of[session], "", None
            status, outcome, at, me = self._settled(state or CommitmentStatus.OPEN.value)
            rows.append(
                (
                    key,
                    uuid.uuid4().hex,
                    session,
                    plan,
                    where or "",
                    when,
                    words,
                    side,
                    who,
                    due,
                    deliverable or "",
                    status,
                    outcome,
                    at and bulk.instant(at),
                    me,
                )
            )
        return rows
