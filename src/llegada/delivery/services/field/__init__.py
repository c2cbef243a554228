"""The field with no signal: what devices send is taken in once, waits, is refused with a reason, or asks a person (OPE-15)."""

from llegada.delivery.services.field.devices import Contact, note_contact
from llegada.delivery.services.field.pieces import Arrived, drop_forgotten_pieces, receive_piece
from llegada.delivery.services.field.reading import (
    ComingFile,
    Submission,
    not_understood,
    read_coming_file,
    read_contact,
    read_offset,
    read_submission,
)
from llegada.delivery.services.field.receiving import find_outcomes, receive_item
from llegada.delivery.services.field.resolving import resolve_conflict
from llegada.delivery.services.field.withdrawing import withdraw_item

__all__ = [
    "Arrived",
    "ComingFile",
    "Contact",
    "Submission",
    "drop_forgotten_pieces",
    "find_outcomes",
    "not_understood",
    "note_contact",
    "read_coming_file",
    "read_contact",
    "read_offset",
    "read_submission",
    "receive_item",
    "receive_piece",
    "resolve_conflict",
    "withdraw_item",
]
