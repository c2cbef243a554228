"""How notices name what is named by something else: commitments by their beginning, the rest by their session or milestone."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Coalesce, Left

from llegada.core.subjects import Subject, SubjectKind
from llegada.delivery.models import Commitment, CoverageRequest, StudentDraft


def _commitment(row: Any) -> Subject:
    return Subject(row.name, Commitment(public_id=row.public_id).get_absolute_url())


def _coverage(row: Any) -> Subject:
    return Subject(row.name, CoverageRequest(public_id=row.public_id).get_absolute_url())


def _draft(row: Any) -> Subject:
    return Subject(row.name, StudentDraft(public_id=row.public_id).get_absolute_url())


COMMITMENTS = SubjectKind({"name": Left("description", 80)}, _commitment)
COVERAGES = SubjectKind({"name": "session__title"}, _coverage)
DRAFTS = SubjectKind({"name": Coalesce("session__title", "milestone__name")}, _draft)
