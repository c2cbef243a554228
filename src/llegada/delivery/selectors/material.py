"""Questions about field material and coverage: what the communications team may read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.folding import having_words
from llegada.delivery import material_rules, rules
from llegada.delivery.choices import CoverageStatus
from llegada.delivery.material_policies import COVERAGE_POLICY, MATERIAL_POLICY, MaterialPermission
from llegada.delivery.models import CoverageRequest, SessionEvidence

_OF_PLAN = ("session__plan__unit__organization", "session__plan__entity__municipality")


def list_material(*, actor: Actor) -> QuerySet[SessionEvidence]:
    """Return the files that may be told outside, of the sessions in reach, the newest first."""
    told = SessionEvidence.objects.filter(
        kind__in=material_rules.MATERIAL_KINDS, image_use__in=material_rules.PUBLISHABLE
    )
    seen = MATERIAL_POLICY.scope(actor, MaterialPermission.VIEW, told)
    return seen.select_related("file", *_OF_PLAN).order_by("-session__held_on", "-pk")


def search_material(material: QuerySet[SessionEvidence], text: str) -> QuerySet[SessionEvidence]:
    """Keep the files of which every word of `text` is in the title of the session or in what the entity is found by."""
    return having_words(material, text, said=("session__title",), kept=("session__plan__entity__search_text",))


def get_material(*, actor: Actor, public_id: UUID) -> SessionEvidence:
    """Return one file that may be told outside. Raises NotFound."""
    found = list_material(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(material=str(public_id))
    return found


def list_coverage(*, actor: Actor, today: date) -> QuerySet[CoverageRequest]:
    """Return the requests for coverage of sessions still to come, the next one first, and those nobody answered."""
    seen = COVERAGE_POLICY.scope(actor, MaterialPermission.VIEW, CoverageRequest.objects.all())
    to_come = Q(session__held_on__gte=today, session__status__in=rules.AWAITED)
    return (
        seen.filter(to_come | Q(status=CoverageStatus.ASKED, session__status__in=rules.AWAITED))
        .select_related("asked_by", "answered_by", *_OF_PLAN)
        .order_by("session__held_on", "session__starts_at", "pk")
    )


def get_coverage(*, actor: Actor, public_id: UUID) -> CoverageRequest:
    """Return one request for coverage. Raises NotFound."""
    seen = COVERAGE_POLICY.scope(actor, MaterialPermission.VIEW, CoverageRequest.objects.all())
    found = seen.select_related("asked_by", *_OF_PLAN).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(coverage=str(public_id))
    return found
