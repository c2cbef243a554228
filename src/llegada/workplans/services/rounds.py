"""Records how a plan was shown to its entity, and the signature of each party on a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.queue import enqueue_on_commit
from llegada.core.validation import insert_valid
from llegada.workplans import rules, selectors
from llegada.workplans.choices import PlanSide
from llegada.workplans.errors import AlreadySigned, NotShownYet, StaleVersion
from llegada.workplans.models import PlanSignature, SocialisationRound, WorkPlan, WorkPlanVersion
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.selectors.changing import find_latest_version

#: Most people written in one round: more are an event, with its own attendance.
MOST_PARTICIPANTS = 60


@dataclass(frozen=True)
class RoundContent:
    """What is said of one time that the plan was shown."""

    held_on: date
    means: str
    participants: Sequence[str]
    observations: str = ""


@transaction.atomic
def record_round(*, actor: Actor, public_id: UUID, content: RoundContent, now: datetime) -> SocialisationRound:
    """Record one time that the version in force was shown to the entity. Raises NotFound, NotAllowed, NotShownYet, Invalid."""
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.SOCIALIZE, plan)
    version = find_latest_version(plan)
    if version is None or plan.status in rules.ENDED:
        raise NotShownYet()
    people = [one.strip() for one in content.participants if one.strip()]
    wrong = {}
    if content.held_on > timezone.localdate(now):
        wrong["held_on"] = _("La ronda ya tuvo que ser: escriba una fecha de hoy o anterior.")
    if not people:
        wrong["participants"] = _("Escriba al menos una persona.")
    if len(people) > MOST_PARTICIPANTS:
        wrong["participants"] = _("Escriba como máximo %(count)s.") % {"count": MOST_PARTICIPANTS}
    if wrong:
        raise Invalid(wrong)
    number = (plan.socialisation_rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    held = SocialisationRound(
        plan=plan,
        version=version,
        number=number,
        held_on=content.held_on,
        means=content.means,
        participants=people,
        observations=content.observations.strip(),
        recorded_by_id=person_id_of(actor),
        recorded_at=now,
    )
    insert_valid([held])
    data = {"round": number, "version": version.number}
    record(actor=actor, verb="workplan.round", target=plan, now=now, reason=held.observations, data=data)
    return held


@transaction.atomic
def sign_for_provider(*, actor: Actor, public_id: UUID, version_id: UUID | None, now: datetime) -> PlanSignature:
    """Sign for who assists the version that the entity signs or signed.

    Raises NotFound, NotAllowed, TransitionNotAllowed, StaleVersion, AlreadySigned.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.SIGN_FOR_PROVIDER, plan)
    version = selectors.version_to_sign(plan=plan)
    if version is None:
        raise TransitionNotAllowed(action="sign", status=plan.status)
    if version.public_id != version_id:
        raise StaleVersion(number=version.number)
    signature = keep_signature(plan, version, PlanSide.PROVIDER, actor=actor, now=now)
    data = {"version": version.number, "sha256": version.sha256}
    event = record(actor=actor, verb="workplan.sign_for_provider", target=plan, now=now, data=data)
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
    return signature


def keep_signature(
    plan: WorkPlan, version: WorkPlanVersion, party: PlanSide, *, actor: Actor, now: datetime
) -> PlanSignature:
    """Keep who signed a version for a party. The caller has checked who may. Raises AlreadySigned."""
    try:
        with transaction.atomic():
            return PlanSignature.objects.create(
                plan=plan,
                version=version,
                party=party,
                signed_by_id=person_id_of(actor),
                name=actor.name,
                sha256=version.sha256,
                signed_at=now,
            )
    except IntegrityError:
        raise AlreadySigned() from None
