"""Sessions that come, change and go, with the figures told each time as the services tell them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from hypothesis import strategies as st

from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.selectors import list_session_facts
from llegada.insights.models import CoverCell
from llegada.insights.services import apply_session_facts, find_differences
from tests import factories as make

#: A history: what session, and what becomes of it (None: it goes).
STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.none()
        | st.fixed_dictionaries(
            {
                "plan": st.integers(0, 5),
                "people": st.frozensets(st.integers(1, 5), max_size=4).map(lambda people: tuple(sorted(people))),
                "day": st.sampled_from([date(2025, 3, 1), date(2025, 11, 9), date(2026, 3, 1), date(2026, 3, 2)]),
                "advisors": st.sampled_from([(0,), (1,), (0, 1)]),
            }
        ),
    ),
    min_size=8,
    max_size=20,
)


class Mill:
    """Two services of two organisations, lines and units, given to three entities in two departments; sessions by number."""

    def __init__(self) -> None:
        units = [make.make_unit(make.make_organization(f"Instituto {name}")) for name in ("Uno", "Dos")]
        versions = [
            make.make_service(unit, line=make.make_line(line))
            for unit, line in zip(units, ("Finanzas", "Catastro"), strict=True)
        ]
        places = [make.make_municipality(*one) for one in (("05001", "Medellín"), ("05002", "Abejorral"), ("52001",))]
        self.entities = [make.make_entity(place) for place in places]
        self.plans = [
            make.make_plan(unit=unit, entity=entity, versions=[version])
            for unit, version in zip(units, versions, strict=True)
            for entity in self.entities
        ]
        self.advisors = [make.make_person(), make.make_person()]
        self.sessions: dict[int, Session] = {}

    def change(self, *numbers: int, work: Callable[[], None]) -> None:
        """Do `work` and move the figures by what it changes of the sessions `numbers`."""
        known = [self.sessions[one].pk for one in numbers if one in self.sessions]
        before = list_session_facts(session_ids=known)
        work()
        known = [self.sessions[one].pk for one in numbers if one in self.sessions]
        after = list_session_facts(session_ids=known)
        apply_session_facts([(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())])

    def put(self, number: int, plan: int = 0, people: tuple[int, ...] = (), *, day=date(2026, 6, 1), **more) -> None:
        """Make session `number` so, whatever it was, and tell the figures."""
        self.change(number, work=lambda: self.write(number, plan, people, day=day, **more))

    def write(
        self,
        number: int,
        plan: int = 0,
        people: tuple[int, ...] = (),
        *,
        day=date(2026, 6, 1),
        advisors=(0,),
        status="held",
    ) -> None:
        """Write session `number` so, telling nobody."""
        chosen = self.plans[plan]
        session = self.sessions.get(number)
        if session is None:
            session = self.sessions[number] = make.make_session(chosen, held_on=day, status="held")
        version = chosen.plan_services.get().service_version
        recorder = chosen.advisor if status == "held" else None
        Session.objects.filter(pk=session.pk).update(
            plan=chosen, service_version=version, held_on=day, year=day.year, status=status, recorded_by=recorder
        )
        session.advisors.set([self.advisors[one] for one in advisors])
        AttendanceEntry.objects.filter(session=session).exclude(person_key__in=people).delete()
        there = set(AttendanceEntry.objects.filter(session=session).values_list("person_key", flat=True))
        AttendanceEntry.objects.bulk_create(
            AttendanceEntry(session=session, name=f"Persona {key}", entity_name="Alcaldía", person_key=key)
            for key in people
            if key not in there
        )

    def remove(self, number: int) -> None:
        """Leave session `number` planned, which does not count."""
        self.change(number, work=lambda: self.write(number, status="planned"))


@contextmanager
def carried_out(mill, steps):
    """Carry a history out, compared at its end with the facts; it is gone when the test is done with it."""
    with transaction.atomic():
        for number, values in steps:
            if values is None:
                mill.remove(number)
            else:
                mill.put(number, **values)
        assert find_differences() == []
        yield
        transaction.set_rollback(True)
    mill.sessions.clear()


def total():
    """Return sessions, attendances, entities and people of the whole history, as the figures have them."""
    return (
        CoverCell.objects.filter(grain=1, period=0).values_list("sessions", "attendances", "entities", "people").get()
    )
