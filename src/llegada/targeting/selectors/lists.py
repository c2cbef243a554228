"""Questions about prioritised lists: the versions that an actor sees, who is in them, and which lists name an entity."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.rules import PLANNABLE
from llegada.targeting.choices import Acceptance, ChangeStatus, ListStatus
from llegada.targeting.models import ListChange, PrioritizedEntity, PrioritizedList, TargetingRun
from llegada.targeting.policies import ANSWER_POLICY, LIST_POLICY, ListPermission

#: Decisions that make of who took them one of those who made the list.
_MAKING: Final = (
    "prioritizedlist.create", "prioritizedlist.edit", "prioritizedlist.version", "prioritizedlist.send", "listchange.ask",
)  # fmt: skip


@dataclass(frozen=True)
class ListSummary:
    """How many entities a version has, in how many municipalities and departments, and what their administrations answered."""

    included: int
    excluded: int
    accepted: int
    declined: int
    municipalities: int
    departments: int

    @property
    def pending(self) -> int:
        """Return how many included entities have not answered."""
        return self.included - self.accepted - self.declined


def list_lists(*, actor: Actor) -> QuerySet[PrioritizedList]:
    """Return the versions that the actor sees, each with `entity_count`: the newest years first, then by name."""
    seen = LIST_POLICY.scope(actor, ListPermission.VIEW, PrioritizedList.objects.all())
    counted = Count("entities", filter=Q(entities__is_included=True))
    accepted = Count("entities", filter=Q(entities__is_included=True, entities__acceptance=Acceptance.ACCEPTED))
    return (
        seen.select_related("unit__organization", "strategy", "service__published_version")
        .annotate(entity_count=counted, accepted_count=accepted)
        .order_by("-year", "name", "series", "-number")
    )


def get_list(*, actor: Actor, public_id: UUID) -> PrioritizedList:
    """Return one version with its unit, strategy, service and run. Raises NotFound if hidden or absent."""
    seen = LIST_POLICY.scope(actor, ListPermission.VIEW, PrioritizedList.objects.all())
    found = (
        seen.select_related(
            "unit__organization", "strategy", "service__published_version", "run__rule__unit", "sent_by", "approved_by"
        )
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound(prioritized_list=str(public_id))
    return found


def get_prioritized(*, actor: Actor, public_id: UUID) -> PrioritizedEntity:
    """Return one entity of a list with both. Raises NotFound if hidden or absent."""
    seen = ANSWER_POLICY.scope(actor, ListPermission.VIEW, PrioritizedEntity.objects.all())
    found = (
        seen.select_related("list__unit__organization", "entity__municipality", "entity__department")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound(prioritized_entity=str(public_id))
    return found


def get_change(*, actor: Actor, public_id: UUID) -> ListChange:
    """Return one manual change with its list and entity. Raises NotFound if hidden or absent."""
    seen = LIST_POLICY.scope(actor, ListPermission.VIEW, PrioritizedList.objects.all())
    found = (
        ListChange.objects.filter(public_id=public_id, list__in=seen.values("pk"))
        .select_related("list__unit__organization", "entity", "asked_by")
        .first()
    )
    if found is None:
        raise NotFound(list_change=str(public_id))
    return found


def list_entities_of(one: PrioritizedList, *, is_included: bool = True) -> QuerySet[PrioritizedEntity]:
    """Return the entities in a version, or those left out of it by hand, by place and then by name."""
    rows = PrioritizedEntity.objects.filter(list=one, is_included=is_included)
    return rows.select_related("entity__municipality__department", "entity__department", "group").order_by(
        F("rank").asc(nulls_last=True), "entity__name", "pk"
    )


def summarize_list(one: PrioritizedList) -> ListSummary:
    """Return the counts of a version, in one query."""
    is_in = Q(is_included=True)
    counts: dict[str, Any] = PrioritizedEntity.objects.filter(list=one).aggregate(
        included=Count("pk", filter=is_in),
        excluded=Count("pk", filter=~is_in),
        accepted=Count("pk", filter=is_in & Q(acceptance=Acceptance.ACCEPTED)),
        declined=Count("pk", filter=is_in & Q(acceptance=Acceptance.DECLINED)),
        municipalities=Count("entity__municipality", filter=is_in, distinct=True),
        departments=Count("entity__department", filter=is_in, distinct=True),
    )
    return ListSummary(**counts)


def list_changes(one: PrioritizedList) -> QuerySet[ListChange]:
    """Return the manual changes of a version, those to decide first."""
    found = ListChange.objects.filter(list=one).select_related("list", "entity__department", "asked_by", "decided_by")
    return found.order_by("decided_at", "asked_at", "pk")


def count_undecided(one: PrioritizedList) -> int:
    """Return how many manual changes of a version nobody has decided."""
    return ListChange.objects.filter(list=one, status=ChangeStatus.ASKED).count()


def has_made(one: PrioritizedList, person_id: int | None) -> bool:
    """Return whether a person wrote in a version, sent it or asked a change of it, however many did after."""
    if person_id is None:
        return False
    return history.list_events(target=one).filter(verb__in=_MAKING, actor_id=person_id).exists()


def list_versions(*, actor: Actor, one: PrioritizedList) -> QuerySet[PrioritizedList]:
    """Return the versions of a list that the actor sees, newest first."""
    seen = LIST_POLICY.scope(actor, ListPermission.VIEW, PrioritizedList.objects.filter(series=one.series))
    return seen.order_by("-number")


def list_standing_of(unit: OrgUnit) -> QuerySet[PrioritizedList]:
    """Return the lists of a unit that stand and have no version in edition: those that another run may renew, by name."""
    in_edition = PrioritizedList.objects.filter(unit=unit, status__in=(ListStatus.DRAFT, ListStatus.IN_REVIEW))
    standing = PrioritizedList.objects.filter(unit=unit, status=ListStatus.APPROVED)
    return standing.exclude(series__in=in_edition.values("series")).order_by("-year", "name", "pk")


def list_units_to_prioritize(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units in which the actor may make a list."""
    return list_units_among(LIST_POLICY.unit_ids(actor, ListPermission.EDIT))


def list_standing_for(entity_ids: Iterable[int]) -> QuerySet[PrioritizedEntity]:
    """Return in which approved lists some entities are, newest year first: it is public (FOC-11)."""
    return (
        PrioritizedEntity.objects.filter(entity_id__in=entity_ids, is_included=True, list__status=ListStatus.APPROVED)
        .select_related("list__unit__organization", "list__service", "list__strategy", "entity")
        .order_by("-list__year", "list__name", "pk")
    )


def list_strategies_to_prioritize(organizations: Collection[int]) -> QuerySet[Strategy]:
    """Return the strategies of some organisations that a list may be of: those that the committee approved, by name."""
    status = (StrategyStatus.APPROVED, StrategyStatus.IN_IMPLEMENTATION, StrategyStatus.IN_ADJUSTMENT)
    return Strategy.objects.filter(organization__in=organizations, status__in=status).order_by("name", "-year", "pk")


def list_services_to_prioritize(organizations: Collection[int]) -> QuerySet[Service]:
    """Return the services that some organisations offer now, by name."""
    offered = Service.objects.filter(organization__in=organizations, status__in=PLANNABLE)
    return offered.select_related("published_version__line").order_by("published_version__name", "pk")


def get_run_to_prioritize(*, actor: Actor, public_id: UUID) -> TargetingRun:
    """Return a run of a unit in which the actor may make a list, with its rule. Raises NotFound."""
    units = list_units_to_prioritize(actor=actor)
    found = TargetingRun.objects.filter(public_id=public_id, rule__unit__in=units).exclude(result_sha256="")
    run = found.select_related("rule__unit__organization", "rule__strategy", "rule__service").first()
    if run is None:
        raise NotFound(run=str(public_id))
    return run
