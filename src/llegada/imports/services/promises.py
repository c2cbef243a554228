"""Commitments of before Llegada: of a session that was brought, or of a plan and where and when they were agreed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _

from llegada.core import bulk
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import Commitment, Session
from llegada.imports.choices import TargetKind
from llegada.imports.services.batches import Batch
from llegada.imports.services.people import put_references
from llegada.imports.services.writing import Fresh, Writer, column

_COLUMNS: Final = (
    "id", "public_id", "session_id", "plan_id", "agreed_in", "agreed_on", "description", "side", "responsible", "due_on",
    "deliverable", "status", "outcome", "fulfilled_at", "fulfilled_by_id",
)  # fmt: skip


class CommitmentWriter(Writer):
    """The commitments of a file. Who imports says that one was fulfilled, as of now, since the source says no more."""

    target: ClassVar[TargetKind] = TargetKind.COMMITMENTS
    model = Commitment
    changeable = {
        "description": "description",
        "responsible": "responsible",
        "due_on": "due_on",
        "deliverable": "deliverable",
    }

    def check(self, batch: Batch) -> None:
        """Find the session or the plan of each row; without a session it says where and when it was agreed."""
        put_references(self, batch, "session", TargetKind.SESSIONS)
        put_references(self, batch, "plan", TargetKind.PLANS)
        where, when = column(batch, "agreed_in"), column(batch, "agreed_on")
        for place, session in enumerate(batch.values["session"]):
            if session is None and place not in batch.issues and (where[place] is None or when[place] is None):
                sentence = _("Sin sesión hace falta decir dónde y cuándo se acordó.")
                batch.refuse(place, "agreed_in", sentence)

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
        at, me = bulk.instant(self.work.now), self.work.actor.person_id
        rows = []
        for one, key in zip(fresh, ids, strict=True):
            plan, where, when, words, side, who, due, deliverable, state = contents[one.place]
            session = sessions[one.place]
            if session is not None:
                plan, where, when = plan_of[session], "", None
            status = state or CommitmentStatus.OPEN.value
            is_done = status == CommitmentStatus.FULFILLED
            outcome = _("Cumplido según la fuente.") if is_done else ""
            done = (at, me) if is_done else (None, None)
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
                    *done,
                )
            )
        return rows
