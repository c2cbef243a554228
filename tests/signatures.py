"""The signature of one party on a version of a plan, as a row and no more."""

from __future__ import annotations

from datetime import datetime

from llegada.accounts.models import Person
from llegada.workplans.models import PlanSignature, WorkPlanVersion


def sign_as_provider(version: WorkPlanVersion, *, by: Person, now: datetime) -> PlanSignature:
    """Return the signature of who assists on a version."""
    values = {"sha256": version.sha256, "signed_by": by, "name": by.full_name, "signed_at": now}
    return PlanSignature.objects.create(plan_id=version.plan_id, version=version, party="provider", **values)
