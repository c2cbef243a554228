"""Questions about mass events: which plans one may count for, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.text import fold
from llegada.delivery.models import AttendanceEntry, MassEvent, Session
from llegada.delivery.policies import EVENT_POLICY, PLAN_POLICY, Permission
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans import rules as plan_rules
from llegada.workplans.models import WorkPlan, WorkPlanService


def list_event_services(*, actor: Actor) -> QuerySet[ServiceVersion]:
    """Return the versions of services in course in plans on which `actor` may record an event: one a service, by name."""
    plans = PLAN_POLICY.scope(actor, Permission.RECORD_EVENT, WorkPlan.objects.filter(status__in=plan_rules.IN_COURSE))
    brought = WorkPlanService.objects.filter(plan__in=plans.values("pk")).order_by()
    newest = (
        ServiceVersion.objects.filter(plan_services__in=brought, service=OuterRef("service"))
        .order_by("-number")
        .values("pk")[:1]
    )
    versions = ServiceVersion.objects.filter(pk=Subquery(newest))
    return versions.select_related("service__unit").order_by("name", "pk")


@dataclass(frozen=True)
class Creditable:
    """A plan that an event may count for, with the version of the service that it brings."""

    plan: WorkPlan
    version: ServiceVersion


def list_creditable(*, actor: Actor, service: Service) -> list[Creditable]:
    """Return the plans in course with a service on which `actor` may record an event, one an entity: the one that began last."""
    plans = PLAN_POLICY.scope(actor, Permission.RECORD_EVENT, WorkPlan.objects.filter(status__in=plan_rules.IN_COURSE))
    brought = (
        WorkPlanService.objects.filter(plan__in=plans.values("pk"), service_version__service=service)
        .select_related("plan__unit", "plan__entity", "plan__advisor", "service_version__service")
        .order_by("plan__starts_on", "plan__pk")
    )
    by_entity = {one.plan.entity_id: Creditable(one.plan, one.service_version) for one in brought}
    return list(by_entity.values())


class EntityNames:
    """Finds which of some entities a cell names: by its NIT, its code, the DANE code of its municipality, or its name."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._found: dict[str, set[int]] = {}
        for entity in entities:
            nit = entity.nit or ""
            for said in (
                nit,
                f"{nit}{entity.nit_check_digit}",
                entity.source_code,
                entity.municipality_id,
                entity.name,
            ):
                if said:
                    self._found.setdefault(fold(said).replace(" ", ""), set()).add(entity.pk)

    def find(self, text: str) -> int | None:
        """Return the key of the only entity that `text` names, or None."""
        found = self._found.get(fold(text).replace(" ", ""), set())
        return next(iter(found)) if len(found) == 1 else None


def list_events(*, actor: Actor) -> QuerySet[MassEvent]:
    """Return the events that `actor` sees, latest first, with the name of its service and how many entities it counts for."""
    visible = EVENT_POLICY.scope(actor, Permission.VIEW, MassEvent.objects.all())
    credited = (
        Session.objects.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
    )
    name = ServiceVersion.objects.filter(service=OuterRef("service")).order_by("-number").values("name")[:1]
    return visible.select_related("unit__organization", "service").annotate(
        entity_count=Coalesce(Subquery(credited), 0), service_name=Subquery(name)
    )


def get_event(*, actor: Actor, public_id: UUID) -> MassEvent:
    """Return one event. Raises NotFound."""
    event = list_events(actor=actor).filter(public_id=public_id).first()
    if event is None:
        raise NotFound(event=str(public_id))
    return event


def list_event_sessions(event: MassEvent) -> QuerySet[Session]:
    """Return the session of each entity of an event that the actor sees, with how many attended, by entity."""
    entries = AttendanceEntry.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted = entries.annotate(n=Count("pk")).values("n")
    sessions = event.sessions.select_related("plan__entity", "plan__unit").order_by("plan__entity__name", "pk")
    return sessions.annotate(attendance_count=Coalesce(Subquery(counted), 0))


def count_event_people(event: MassEvent) -> Mapping[str, int]:
    """Return how many people attended an event, each once, and how many attendances that makes over its entities."""
    entries = AttendanceEntry.objects.filter(session__event=event)
    return entries.aggregate(people=Count("person_key", distinct=True), attendances=Count("pk"))
