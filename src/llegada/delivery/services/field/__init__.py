"""The field with no signal: what devices send is taken in once, waits, is refused with a reason, or asks a person (OPE-15)."""

from llegada.delivery.services.field.devices import Contact, note_contact
from llegada.delivery.services.field.reading import Submission, not_understood, read_contact, read_submission
from llegada.delivery.services.field.receiving import find_outcomes, receive_item
from llegada.delivery.services.field.resolving import resolve_conflict

__all__ = [
    "Contact",
    "Submission",
    "find_outcomes",
    "not_understood",
    "note_contact",
    "read_contact",
    "read_submission",
    "receive_item",
    "resolve_conflict",
]
