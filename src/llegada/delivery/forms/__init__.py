"""The forms of sessions, their parts, the quick record of a whole session, and what people say of themselves."""

from llegada.delivery.forms.checkin import CodeForm, OwnForm, SensitiveForm, registration_of
from llegada.delivery.forms.convening import InviteForm
from llegada.delivery.forms.events import EventForm
from llegada.delivery.forms.parts import AttendeeForm, CommitmentForm, EvidenceForm, MinutesForm, RescheduleForm
from llegada.delivery.forms.record import RecordForms, as_attendee
from llegada.delivery.forms.session import EditSessionForm, SessionForm

__all__ = [
    "AttendeeForm",
    "CodeForm",
    "CommitmentForm",
    "EditSessionForm",
    "EventForm",
    "EvidenceForm",
    "InviteForm",
    "MinutesForm",
    "OwnForm",
    "RecordForms",
    "RescheduleForm",
    "SensitiveForm",
    "SessionForm",
    "as_attendee",
    "registration_of",
]
