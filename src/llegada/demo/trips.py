"""Two units that go to one entity, on one line and a few days apart: what «Cruces» proposes to do in one trip."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta
from typing import Final

from llegada.core.roles import Role
from llegada.delivery.services import SessionDetails, plan_session
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.models import WorkPlan

#: Days from today to each of both visits.
_AHEAD: Final = (9, 12)


def plan_near_visits(cast: Cast, *, today: date) -> None:
    """Plan a visit of each of two units that carry out a plan with one entity on one line; none where nobody shares one."""
    logins = {person.pk: login for login, person in cast.people.items()}
    before = today - timedelta(days=2)
    for plan, days in zip(_shared(today + timedelta(days=_AHEAD[-1])), _AHEAD, strict=False):
        plan_session(
            actor=cast.acting(logins[plan.advisor_id], Role.ADVISOR),
            plan_id=plan.public_id,
            details=SessionDetails(
                title="Visita de seguimiento",
                kind="workshop",
                modality="in_person",
                place="Sede de la entidad",
                held_on=today + timedelta(days=days),
                starts_at=time(9),
                ends_at=time(11),
                agenda="1. Avances. 2. Lo que falta. 3. Próximos pasos.",
            ),
            now=moment(before, 9),
            today=before,
        )


def _shared(until: date) -> list[WorkPlan]:
    """Return the plans of two units that reach a day and have entity and line in common, of the first entity that has them."""
    running = WorkPlan.objects.filter(status=WorkPlanStatus.IN_EXECUTION, ends_on__gt=until).order_by("entity_id", "pk")
    found: defaultdict[tuple[int, int], dict[int, WorkPlan]] = defaultdict(dict)
    for plan in running.prefetch_related("plan_services__service_version"):
        services = list(plan.plan_services.all())
        if len(services) == 1:
            found[plan.entity_id, services[0].service_version.line_id].setdefault(plan.unit_id, plan)
    return next((list(of_units.values())[:2] for of_units in found.values() if len(of_units) > 1), [])
