"""Reads what a device sent: typed values or a sentence that says which part is wrong; nothing is written here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.errors import Invalid
from llegada.delivery.choices import FieldKind
from llegada.delivery.services.attendance import Attendee
from llegada.delivery.services.commitments import NewCommitment
from llegada.delivery.services.details import SessionDetails
from llegada.delivery.services.field.devices import Contact

T = TypeVar("T")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Submission:
    """One record as it came: `target` is the public id of the session or milestone that it is about.

    `file_sha256` is the hash of the file that goes with it and travelled in pieces.
    """

    public_id: UUID
    kind: str
    target: UUID
    base_revision: int | None
    captured_at: datetime
    body: dict[str, Any]
    file_sha256: str | None = None

    def fingerprint(self, content: bytes = b"") -> str:
        """Return the SHA-256 of all that it says, with the bytes of its file."""
        words = json.dumps(
            [self.kind, str(self.target), self.base_revision, self.body], sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(words.encode() + b"\0" + content).hexdigest()


@dataclass(frozen=True)
class ComingFile:
    """A file that a device is about to send: of which record, from which device, and what it is when it is whole."""

    item: UUID
    device: UUID
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class FieldPerson:
    """Somebody who attended: new, or one of an earlier list of the plan by the key of their entry (`again`)."""

    attendee: Attendee
    again: int | None


@dataclass(frozen=True)
class FieldSession:
    """A session as it was captured."""

    plan: UUID
    details: SessionDetails
    what_was_done: str
    no_commitments: bool
    people: tuple[FieldPerson, ...]
    commitments: tuple[NewCommitment, ...]
    milestones: tuple[UUID, ...]


def read_submission(raw: Any) -> Submission:
    """Return one record of a sending. Raises Invalid."""
    words = _mapping(raw, "item")
    kind = _text(words, "kind")
    if kind not in FieldKind.values:
        raise _wrong("kind")
    return Submission(
        public_id=_typed(words, "id", UUID),
        kind=kind,
        target=_typed(words, "target", UUID),
        base_revision=_number(words, "base"),
        captured_at=read_instant(words, "captured_at"),
        body=_mapping(words.get("body"), "body"),
        file_sha256=read_hash(words, "file") if words.get("file") else None,
    )


def read_hash(words: Mapping[str, Any], name: str) -> str:
    """Return a SHA-256 in hexadecimal digits. Raises Invalid."""
    found = _text(words, name)
    if not _HASH.fullmatch(found):
        raise _wrong(name)
    return found


def read_instant(words: Mapping[str, Any], name: str) -> datetime:
    """Return an instant that a device wrote, which must say its zone. Raises Invalid."""
    found = _typed(words, name, datetime.fromisoformat)
    if timezone.is_naive(found):
        raise _wrong(name)
    return found


def read_session(body: Mapping[str, Any]) -> FieldSession:
    """Return a captured session. Raises Invalid."""
    return FieldSession(
        plan=_typed(body, "plan", UUID),
        details=SessionDetails(
            title=_text(body, "title"),
            kind=_text(body, "kind"),
            other_kind=_text(body, "other_kind"),
            modality=_text(body, "modality"),
            place=_text(body, "place"),
            held_on=_typed(body, "held_on", date.fromisoformat),
            starts_at=_typed(body, "starts_at", time.fromisoformat),
            ends_at=_typed(body, "ends_at", time.fromisoformat),
            agenda=_text(body, "agenda"),
            service=_typed(body, "service", UUID) if body.get("service") else None,
        ),
        what_was_done=_text(body, "what_was_done"),
        no_commitments=body.get("no_commitments") is True,
        people=read_people(body),
        commitments=tuple(read_commitment(one) for one in _list(body, "commitments")),
        milestones=tuple(_typed({"milestones": one}, "milestones", UUID) for one in _list(body, "milestones")),
    )


def read_people(body: Mapping[str, Any]) -> tuple[FieldPerson, ...]:
    """Return who attended. Raises Invalid."""
    return tuple(_person(_mapping(one, "people")) for one in _list(body, "people"))


def _person(words: Mapping[str, Any]) -> FieldPerson:
    attendee = Attendee(
        name=_text(words, "name"),
        entity_name=_text(words, "entity_name"),
        post=_text(words, "post"),
        email=_text(words, "email"),
        has_consented=words.get("has_consented") is True,
    )
    return FieldPerson(attendee, _number(words, "again"))


def read_commitment(raw: Any) -> NewCommitment:
    """Return a captured commitment. Raises Invalid."""
    words = _mapping(raw, "commitments")
    return NewCommitment(
        description=_text(words, "description"),
        side=_text(words, "side"),
        responsible=_text(words, "responsible"),
        due_on=_typed(words, "due_on", date.fromisoformat),
        deliverable=_text(words, "deliverable"),
    )


def read_report(body: Mapping[str, Any]) -> str:
    """Return what a milestone's report says. Raises Invalid."""
    return _text(body, "report")


def read_contact(raw: Any) -> Contact:
    """Return what a device says of itself. Raises Invalid."""
    words = _mapping(raw, "device")
    return Contact(
        device=_typed(words, "id", UUID),
        label=_text(words, "label"),
        unsent_count=_number(words, "unsent") or 0,
        oldest_at=read_instant(words, "oldest_at") if words.get("oldest_at") else None,
        sent_at=read_instant(words, "sent_at"),
    )


def read_coming_file(words: Mapping[str, Any], *, item: UUID) -> ComingFile:
    """Return what a device says of a file that it sends in pieces. Raises Invalid."""
    return ComingFile(
        item=item,
        device=_typed(words, "device", UUID),
        name=_text(words, "name"),
        sha256=read_hash(words, "sha256"),
        size=_digits(words, "size"),
    )


def read_offset(words: Mapping[str, Any]) -> int:
    """Return from which byte of the file a piece is. Raises Invalid."""
    return _digits(words, "offset")


def _digits(words: Mapping[str, Any], name: str) -> int:
    """Return a number that came as the text of a form."""
    found = _text(words, name)
    if not found.isdecimal() or len(found) > 10:
        raise _wrong(name)
    return int(found)


def not_understood(name: str) -> str:
    """Return the sentence for a part of a sending that cannot be read."""
    return _("No se entiende lo que llegó en «%(name)s». Corríjalo y envíe otra vez.") % {"name": name}


def _wrong(name: str) -> Invalid:
    return Invalid({name: not_understood(name)})


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(name)
    return value


def _list(words: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = words.get(name, [])
    if not isinstance(value, list):
        raise _wrong(name)
    return value


def _text(words: Mapping[str, Any], name: str) -> str:
    value = words.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise _wrong(name)
    return value.strip()


def _number(words: Mapping[str, Any], name: str) -> int | None:
    value = words.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise _wrong(name)
    return value


def _typed(words: Mapping[str, Any], name: str, make: Callable[[str], T]) -> T:
    value = words.get(name)
    try:
        return make(value if isinstance(value, str) else "")
    except ValueError:
        raise _wrong(name) from None
