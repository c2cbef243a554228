"""What changes sessions, attendance, minutes, commitments and evidence: each call is one transaction."""

from llegada.delivery.services.attendance import Attendee, record_attendance, remove_attendance
from llegada.delivery.services.attendance_table import attendance_template, import_attendance
from llegada.delivery.services.checkin import (
    OwnRegistration,
    admit_expected,
    erase_sensitive,
    open_attendance,
    register_oneself,
    shut_attendance,
)
from llegada.delivery.services.commitment_follow_up import (
    extend_commitment,
    fulfill_commitment,
    report_by_link,
    review_report,
)
from llegada.delivery.services.commitment_links import revoke_link, share_commitments
from llegada.delivery.services.commitments import (
    NewCommitment,
    add_commitment,
    change_commitment,
    change_commitments,
    record_commitment,
)
from llegada.delivery.services.convening import convene_session, invite_to_session
from llegada.delivery.services.details import SessionDetails
from llegada.delivery.services.evidence import attach_evidence, mark_transcribed
from llegada.delivery.services.fieldwork import DatedRecord, Recorded, SessionRecord, record_session, record_sessions
from llegada.delivery.services.mass_events import (
    EventRecord,
    approve_event_minutes,
    record_event,
    record_told_event,
    try_event,
)
from llegada.delivery.services.minutes import approve_many_minutes, approve_minutes
from llegada.delivery.services.planned import (
    NewDay,
    cancel_session,
    miss_session,
    reschedule_session,
)
from llegada.delivery.services.recording import FinishingWords, finish_session, hold_session
from llegada.delivery.services.sessions import (
    edit_session,
    plan_session,
    set_milestones,
    write_minutes,
)
from llegada.delivery.services.training import (
    TrainingDraft,
    answer_test,
    attach_results,
    choose_test,
    move_test,
    record_on_paper,
    rewrite_test,
    write_test,
)

__all__ = [
    "Attendee",
    "DatedRecord",
    "EventRecord",
    "FinishingWords",
    "NewCommitment",
    "NewDay",
    "OwnRegistration",
    "Recorded",
    "SessionDetails",
    "SessionRecord",
    "TrainingDraft",
    "add_commitment",
    "admit_expected",
    "answer_test",
    "approve_event_minutes",
    "approve_many_minutes",
    "approve_minutes",
    "attach_evidence",
    "attach_results",
    "attendance_template",
    "cancel_session",
    "change_commitment",
    "change_commitments",
    "choose_test",
    "convene_session",
    "edit_session",
    "erase_sensitive",
    "extend_commitment",
    "finish_session",
    "fulfill_commitment",
    "hold_session",
    "import_attendance",
    "invite_to_session",
    "mark_transcribed",
    "miss_session",
    "move_test",
    "open_attendance",
    "plan_session",
    "record_attendance",
    "record_commitment",
    "record_event",
    "record_on_paper",
    "record_session",
    "record_sessions",
    "record_told_event",
    "register_oneself",
    "remove_attendance",
    "report_by_link",
    "reschedule_session",
    "review_report",
    "revoke_link",
    "rewrite_test",
    "set_milestones",
    "share_commitments",
    "shut_attendance",
    "try_event",
    "write_minutes",
    "write_test",
]
