"""What changes sessions, attendance, minutes, commitments and evidence: each call is one transaction."""

from llegada.delivery.services.attendance import Attendee, record_attendance, remove_attendance
from llegada.delivery.services.commitments import (
    NewCommitment,
    add_commitment,
    change_commitment,
    change_commitments,
)
from llegada.delivery.services.details import SessionDetails
from llegada.delivery.services.evidence import attach_evidence
from llegada.delivery.services.fieldwork import DatedRecord, Recorded, SessionRecord, record_session, record_sessions
from llegada.delivery.services.minutes import approve_many_minutes, approve_minutes
from llegada.delivery.services.recording import FinishingWords, finish_session, hold_session
from llegada.delivery.services.sessions import (
    cancel_session,
    edit_session,
    plan_session,
    set_milestones,
    write_minutes,
)

__all__ = [
    "Attendee",
    "DatedRecord",
    "FinishingWords",
    "NewCommitment",
    "Recorded",
    "SessionDetails",
    "SessionRecord",
    "add_commitment",
    "approve_many_minutes",
    "approve_minutes",
    "attach_evidence",
    "cancel_session",
    "change_commitment",
    "change_commitments",
    "edit_session",
    "finish_session",
    "hold_session",
    "plan_session",
    "record_attendance",
    "record_session",
    "record_sessions",
    "remove_attendance",
    "set_milestones",
    "write_minutes",
]
