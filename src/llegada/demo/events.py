"""One mass event of the showcase unit: the entities that have its most asked service came together yesterday."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from typing import Final

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.core.tabular import Row
from llegada.delivery.selectors import list_creditable
from llegada.delivery.services import EventRecord, SessionDetails, record_event
from llegada.delivery.services.attendance_table import COLUMNS
from llegada.demo.catalogue import GIVEN_NAMES, POSTS, SURNAMES
from llegada.demo.institutions import Cast
from llegada.demo.script import PlanScript, moment
from llegada.portfolio.models import Service
from llegada.workplans.choices import WorkPlanStatus

MOST_ENTITIES: Final = 12
PEOPLE_EACH: Final = 3


def make_mass_event(cast: Cast, scripts: list[PlanScript], *, today: date) -> None:
    """Record the event, each entity with three of its people."""
    unit = cast.units["INAT-GRE"]
    running = [
        one.version.pk
        for one in scripts
        if one.fate is WorkPlanStatus.IN_EXECUTION and one.version.service.unit_id == unit.pk
    ]
    (commonest, _times), *_others = Counter(running).most_common(1)
    version = next(one.version for one in scripts if one.version.pk == commonest)
    head = cast.acting("jefatura", Role.UNIT_HEAD)
    day = today - timedelta(days=1)
    milestone = version.milestones.order_by("position").values_list("public_id", flat=True)[0]
    record_event(
        actor=head,
        service=version.service,
        record=EventRecord(
            details=SessionDetails(
                title="Encuentro de alcaldías sobre el servicio",
                kind="training",
                modality="remote",
                place="Videollamada",
                held_on=day,
                starts_at=time(9),
                ends_at=time(12),
            ),
            what_was_done="Se presentaron los pasos del servicio y se resolvieron preguntas de cada entidad.",
            milestones=(milestone,),
        ),
        rows=[
            Row(row, {COLUMNS["name"]: name, COLUMNS["entity_name"]: entity, COLUMNS["post"]: POSTS[row % len(POSTS)]})
            for row, (name, entity) in enumerate(_people(head, version.service), start=2)
        ],
        now=moment(day, 13),
        today=day,
    )


def _people(head: Actor, service: Service) -> list[tuple[str, str]]:
    entities = [one.plan.entity.name for one in list_creditable(actor=head, service=service)[:MOST_ENTITIES]]
    return [
        (f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {SURNAMES[number % len(SURNAMES)]}", entity)
        for number, entity in enumerate(name for name in entities for _ in range(PEOPLE_EACH))
    ]
