"""What people say of themselves at a session, straight to the tables."""

from __future__ import annotations

from itertools import count
from typing import Any

from llegada.delivery.models import AttendanceCode, AttendanceEntry, SensitiveAnswers, Session
from tests.factories import NOW

_count = count(1)


def make_attendance_code(session: Session) -> AttendanceCode:
    return AttendanceCode.objects.create(
        session=session, code=f"C{next(_count):06}", opened_at=NOW, opened_by=session.plan.advisor
    )


def make_sensitive(entry: AttendanceEntry, **said: Any) -> SensitiveAnswers:
    return SensitiveAnswers.objects.create(
        entry=entry, consent_version="S-2026-1", consented_at=NOW, **(said or {"sex": "female"})
    )
