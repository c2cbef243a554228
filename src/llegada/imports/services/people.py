"""Who attended the sessions that an import brought: each once, told apart by address or by name and entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from llegada.core import bulk
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import AttendanceChannel
from llegada.delivery.models import AttendanceEntry
from llegada.delivery.selectors.figures import list_session_facts
from llegada.imports.choices import TargetKind
from llegada.imports.services.batches import Batch
from llegada.imports.services.work import Fresh
from llegada.imports.services.writing import Writer, cell, column

_COLUMNS = ("id", "session_id", "name", "entity_name", "post", "email", "person_key", "channel", "recorded_at")


class AttendanceWriter(Writer):
    """The people of a file at the sessions that it, or an earlier one, brought."""

    target: ClassVar[TargetKind] = TargetKind.ATTENDANCES
    model = AttendanceEntry
    changeable = {"name": "name", "entity_name": "entity_name", "post": "post"}

    def check(self, batch: Batch) -> None:
        """Find the session of each row."""
        put_references(self, batch, "session", TargetKind.SESSIONS)

    def identity(self, batch: Batch, place: int) -> str:
        """Somebody at a session is the session and the person."""
        return f"attendance:{batch.values['session'][place]}:{_key(batch, place)}"

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write the people and move the figures of their sessions."""
        ids = self.work.new_ids(AttendanceEntry, len(fresh))
        if self.work.dry_run:
            return ids
        sessions = batch.values["session"]
        touched = {sessions[one.place] for one in fresh}
        before = {} if self.work.rebuilds else list_session_facts(session_ids=touched)
        names, entities = batch.values["name"], batch.values["entity_name"]
        posts, emails = column(batch, "post"), column(batch, "email")
        channel, at = AttendanceChannel.TABLE.value, bulk.instant(self.work.now)
        bulk.insert_rows(
            AttendanceEntry,
            _COLUMNS,
            (
                (
                    pk, sessions[place], names[place], entities[place], posts[place] or "", emails[place] or "",
                    _key(batch, place), channel, at,
                )
                for pk, (place, _k, _d) in zip(ids, fresh, strict=True)
            ),
        )  # fmt: skip
        if not self.work.rebuilds:
            after = list_session_facts(session_ids=touched)
            self.work.announce([(before.get(pk), after.get(pk)) for pk in sorted(touched)])
        return ids

    def update(self, objects: Sequence[AttendanceEntry]) -> None:
        """Write what changed: an attendance keeps no versions."""
        AttendanceEntry.objects.bulk_update(objects, self.attributes(), batch_size=500)


def _key(batch: Batch, place: int) -> int:
    values = batch.values
    return delivery_rules.person_key(
        values["name"][place], cell(batch, "email", place) or "", values["entity_name"][place]
    )


def put_references(writer: Writer, batch: Batch, name: str, target: TargetKind) -> None:
    """Put in the place of the identifiers of a field the keys of what they name; refuse what nobody has brought."""
    put = []
    for place, said in enumerate(column(batch, name)):
        found = writer.references.find(target, said) if isinstance(said, str) else None
        if isinstance(said, str) and found is None:
            batch.refuse(place, name, writer.references.why_not(target, said), value=said)
        put.append(found.object_id if found else None)
    batch.values[name] = put
