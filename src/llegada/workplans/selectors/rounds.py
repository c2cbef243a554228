"""Questions about how a plan was shown to its entity, and who signed it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from llegada.workplans import rules
from llegada.workplans.choices import PlanSide, WorkPlanStatus
from llegada.workplans.models import PlanSignature, SocialisationRound, WorkPlan, WorkPlanVersion
from llegada.workplans.selectors.versions import VersionChange, compare_versions
from llegada.workplans.signature_rules import missing_parties


@dataclass(frozen=True)
class RoundRow:
    """One round, with what changed in the plan since the one before; None for the first, empty where nothing did."""

    held: SocialisationRound
    changes: list[VersionChange] | None


def list_rounds(*, plan: WorkPlan) -> list[RoundRow]:
    """Return the rounds of a plan already seen, newest first."""
    rounds = list(plan.socialisation_rounds.select_related("version", "recorded_by").order_by("number"))
    rows = [
        RoundRow(held, compare_versions(older=rounds[place - 1].version, newer=held.version) if place else None)
        for place, held in enumerate(rounds)
    ]
    return rows[::-1]


def list_signatures(*, plan: WorkPlan) -> list[PlanSignature]:
    """Return the signatures of a plan already seen, in the order in which they were given."""
    return list(plan.signatures.select_related("version", "signed_by").order_by("signed_at", "pk"))


def missing_signatures(*, plan: WorkPlan) -> list[str]:
    """Return the parties that have not signed what a plan already seen says; none where there is nothing to sign."""
    version = version_to_sign(plan=plan)
    if version is None:
        return []
    given = set(plan.signatures.filter(version=version).values_list("party", flat=True))
    # What the entity signed is on the plan itself: plans of before have no row of their own for it.
    return missing_parties(given | ({PlanSide.ENTITY.value} if plan.signed_version_id == version.pk else set()))


def version_to_sign(*, plan: WorkPlan) -> WorkPlanVersion | None:
    """Return the version that who assists may sign: the one that the entity signed, or is about to; None where there is none."""
    if plan.status == WorkPlanStatus.AGREED:
        return plan.versions.order_by("-number").first()
    is_signed = plan.status in rules.FOLLOWED and plan.signed_version_id is not None
    return plan.versions.filter(Q(pk=plan.signed_version_id)).first() if is_signed else None
