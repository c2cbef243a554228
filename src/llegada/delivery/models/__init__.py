"""Sessions, who attended, what was promised and what proves it; and the requests of entities and citizens."""

from llegada.delivery.models.attendance import AttendanceEntry
from llegada.delivery.models.calendar import CalendarFeed, SessionMail
from llegada.delivery.models.checkin import AttendanceCode, PreRegistration, SensitiveAnswers
from llegada.delivery.models.commitment_parts import (
    CommitmentEvidence,
    CommitmentExtension,
    CommitmentLink,
    CommitmentReport,
)
from llegada.delivery.models.commitments import Commitment
from llegada.delivery.models.field import FieldDevice, FieldItem
from llegada.delivery.models.field_uploads import FieldUpload
from llegada.delivery.models.mass_events import MassEvent
from llegada.delivery.models.material import CoverageRequest
from llegada.delivery.models.minutes import MinutesNumber
from llegada.delivery.models.request_parts import NonWorkingDay, RequestAnswer, RequestFile, RequestMail
from llegada.delivery.models.requests import AssistanceRequest, RequestCounter
from llegada.delivery.models.sessions import Session, SessionEvidence
from llegada.delivery.models.team import PlanStudent, StudentDraft
from llegada.delivery.models.training import SessionTest, TrainingAnswers, TrainingQuestion, TrainingTest

__all__ = [
    "AssistanceRequest",
    "AttendanceCode",
    "AttendanceEntry",
    "CalendarFeed",
    "Commitment",
    "CommitmentEvidence",
    "CommitmentExtension",
    "CommitmentLink",
    "CommitmentReport",
    "CoverageRequest",
    "FieldDevice",
    "FieldItem",
    "FieldUpload",
    "MassEvent",
    "MinutesNumber",
    "NonWorkingDay",
    "PlanStudent",
    "PreRegistration",
    "RequestAnswer",
    "RequestCounter",
    "RequestFile",
    "RequestMail",
    "SensitiveAnswers",
    "Session",
    "SessionEvidence",
    "SessionMail",
    "SessionTest",
    "StudentDraft",
    "TrainingAnswers",
    "TrainingQuestion",
    "TrainingTest",
]
