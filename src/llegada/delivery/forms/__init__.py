"""The forms of sessions, their parts, and the quick record of a whole session."""

from llegada.delivery.forms.parts import AttendeeForm, CommitmentForm, EvidenceForm, MinutesForm
from llegada.delivery.forms.record import RecordForms, as_attendee
from llegada.delivery.forms.session import EditSessionForm, SessionForm

__all__ = [
    "AttendeeForm",
    "CommitmentForm",
    "EditSessionForm",
    "EvidenceForm",
    "MinutesForm",
    "RecordForms",
    "SessionForm",
    "as_attendee",
]
