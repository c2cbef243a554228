"""Cells that move with their fact, and figures built again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from llegada.accounts.models import Notice
from llegada.core import facts as port
from llegada.core.roles import Role
from llegada.delivery.selectors import find_session_fact
from llegada.insights import sets, upserts
from llegada.insights.cube_rules import Slice, years
from llegada.insights.models import AssistanceCell, CoverArrival, CoverCell, CoverSet, PersonNumber
from llegada.insights.selectors.cube import read_cube
from llegada.insights.services import apply_session_fact, find_differences, needs_rebuild, rebuild_figures
from llegada.insights.services.nightly import check_figures_nightly
from llegada.insights.sets import ENTITIES, PEOPLE, pack, pick, unpack
from llegada.territory.facts import KIND as SEAT
from llegada.territory.facts import SeatFact
from llegada.territory.models import Entity
from tests import factories as make
from tests.insights.mill import Mill

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return Mill()


def total():
    return (
        CoverCell.objects.filter(grain=1, period=0).values_list("sessions", "attendances", "entities", "people").get()
    )


class TestApplySessionFacts:
    def test_makes_the_cells_of_a_new_fact(self, mill):
        mill.put(1, people=(1, 2))

        cell = AssistanceCell.objects.get()
        assert (cell.sessions, cell.attendances, cell.people, cell.municipality_id) == (1, 2, 2, "05001")
        numbers = set(PersonNumber.objects.values_list("number", flat=True))
        assert pick(cell.people_set) == numbers
        assert total() == (1, 2, 1, 2)
        members = unpack(CoverSet.objects.get(cell__grain=1, cell__period=0).members)
        assert set(members) == {5001, ENTITIES + cell.entity_id, *(PEOPLE + one for one in numbers)}
        assert find_differences() == []

    def test_counts_each_person_and_entity_once(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(2, 3), day=date(2025, 1, 1))
        mill.put(3, plan=1, people=(1,))

        assert total() == (3, 5, 2, 3)
        assert find_differences() == []

    @pytest.mark.parametrize(
        "change",
        [
            {"plan": 1, "people": (1, 2)},
            {"plan": 5, "people": (2,)},
            {"people": (1, 2), "day": date(2026, 7, 2)},
            {"people": (1, 2), "day": date(2025, 7, 2)},
            {"people": (2, 3)},
            {"people": (1, 2), "advisors": (1,)},
            {"people": (), "advisors": (0, 1)},
            {"status": "planned"},
        ],
    )
    def test_follow_a_session_wherever_it_goes(self, mill, change):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(2,), day=date(2026, 5, 1))
        mill.put(1, **change)

        assert find_differences() == []

    def test_leave_no_empty_row(self, mill):
        mill.put(1, people=(1,))
        mill.remove(1)

        assert [one.objects.count() for one in (AssistanceCell, CoverCell, CoverSet)] == [0, 0, 0]

    def test_do_nothing_when_nothing_changed(self, mill, django_assert_num_queries):
        mill.put(1, people=(1,))
        fact = find_session_fact(session_id=mill.sessions[1].pk)
        with django_assert_num_queries(0):
            apply_session_fact(fact, fact)

    def test_never_stop_the_work_nor_go_below_zero_when_cells_had_drifted(self, mill, caplog):
        mill.put(1, people=(1,))
        fact = find_session_fact(session_id=mill.sessions[1].pk)
        rebuild_figures()
        CoverCell.objects.all().delete()
        AssistanceCell.objects.all().delete()
        mill.remove(1)

        assert "figures.cell_missing" in caplog.messages
        assert find_differences() == []

        mill.put(1, people=(1, 2))
        AssistanceCell.objects.update(attendances=0)
        apply_session_fact(fact, None)
        assert not AssistanceCell.objects.filter(attendances__lt=0).exists()

    def test_listen_to_the_port_from_the_start(self, mill):
        mill.write(1)
        port.announce("session", after=find_session_fact(session_id=mill.sessions[1].pk))

        assert AssistanceCell.objects.get().sessions == 1

    def test_cost_the_same_whatever_the_number_of_people(self, mill, django_assert_max_num_queries):
        mill.write(1, people=tuple(range(90)))
        fact = find_session_fact(session_id=mill.sessions[1].pk)
        with django_assert_max_num_queries(13):
            apply_session_fact(None, fact)

    def test_write_many_cells_in_several_statements(self, mill, monkeypatch):
        monkeypatch.setattr(upserts, "ROWS", 3)
        mill.put(1, people=(1, 2, 3, 4, 5))

        assert find_differences() == []


class TestApplySeatFacts:
    def test_moves_all_past_sessions_with_the_entity(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, plan=3, people=(2, 3), day=date(2025, 2, 1))
        mill.put(3, plan=1, people=(3,))
        entity = mill.entities[0]
        before = SeatFact(entity.pk, entity.department_id, entity.municipality_id)
        for code in ("52001", "05002", None):
            department = code[:2] if code else "05"
            Entity.objects.filter(pk=entity.pk).update(kind="other", municipality=code, department=department)
            after = SeatFact(entity.pk, department, code)
            port.announce(SEAT, before=before, after=after)
            assert find_differences() == []
            before = after


_steps = st.lists(
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


class TestIncrementsAndRebuild:
    @given(steps=_steps)
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_agree_after_any_history(self, mill, steps):
        """Each step sets what session number n is: its plan, day, people and advisors; or takes it away."""
        with carried_out(mill, steps):
            rebuild_figures()
            assert find_differences() == []

    def test_take_a_batch_of_changes_together(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(2, 3))

        def work():
            mill.write(1, plan=4, people=(3,))
            mill.write(2, status="planned")
            mill.write(3, plan=1, people=(1, 2), advisors=(0, 1))

        mill.change(1, 2, 3, work=work)

        assert find_differences() == []


@pytest.fixture
def few_are_many(monkeypatch):
    """Treat sets of two people as those of thousands, whose arrivals are kept apart until there are some three of them."""
    monkeypatch.setattr(sets, "LARGE", 2)
    monkeypatch.setattr(sets, "ARRIVALS", 40)


@pytest.mark.usefixtures("few_are_many")
class TestLargeSets:
    @given(steps=_steps)
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_hold_who_came_after_any_history(self, mill, steps):
        with carried_out(mill, steps):
            pass

    def test_are_not_written_for_each_who_comes(self, mill):
        mill.put(1, people=(1, 2))
        before = bytes(CoverSet.objects.get(cell__grain=1, cell__period=0).members)
        mill.put(2, people=(2, 3), plan=2, day=date(2025, 1, 1))

        assert bytes(CoverSet.objects.get(cell__grain=1, cell__period=0).members) == before
        came = unpack(CoverArrival.objects.get(cell__grain=1, cell__period=0).members)
        third = PersonNumber.objects.get(person_key=3).number
        assert set(came) == {52001, ENTITIES + mill.entities[2].pk, PEOPLE + third}
        assert total() == (2, 4, 2, 3)

    def test_are_written_when_many_have_come(self, mill, monkeypatch):
        monkeypatch.setattr(sets, "ARRIVALS", 8)
        mill.put(1, people=(1, 2))
        mill.put(2, people=tuple(range(3, 40)))

        assert len(unpack(CoverSet.objects.get(cell__grain=1, cell__period=0).members)) == 2 + 39
        assert not [(one.cell, unpack(one.members)) for one in CoverArrival.objects.all() if unpack(one.members)]
        assert find_differences() == []

    def test_are_joined_with_who_came(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3, 4), plan=1)
        mill.put(3, people=(1, 3, 5, 6), plan=1, day=date(2025, 3, 1))
        mill.put(4, people=(6, 7), day=date(2025, 3, 1))
        mill.put(5, people=(1, 8), day=date(2025, 3, 2))

        [row] = read_cube(Slice(*years(2025, 2026)), ())
        assert CoverArrival.objects.exists()
        assert (row.entities, row.municipalities, row.people) == (2, 2, 8)

    def test_are_told_from_the_facts_with_who_came(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3,))
        CoverArrival.objects.filter(cell__grain=1, cell__period=0).delete()

        assert [(one.key[:2], one.what, one.stored, one.expected) for one in find_differences()] == [
            ((1, 0), "members", 4, 5)
        ]

    def test_leave_no_arrivals_behind(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3,))
        rebuild_figures()
        assert not CoverArrival.objects.exists()
        mill.put(3, people=(4,))
        assert CoverArrival.objects.exists()
        for number in (1, 2, 3):
            mill.remove(number)
        assert not CoverArrival.objects.exists()


class TestRebuildFigures:
    def test_counts_the_sessions_that_count(self):
        plan = make.make_plan()
        for status in ("planned", "held", "minutes_approved", "cancelled"):
            make.make_attendance(make.make_session(plan, status=status))

        rebuilt = rebuild_figures()

        assert (rebuilt.cells, rebuilt.people) == (1, 2)
        assert total() == (2, 2, 1, 2)

    def test_leaves_room_for_the_next_session(self, mill):
        mill.write(1, people=(1, 2))
        rebuild_figures()
        mill.put(2, plan=3, people=(3,))

        assert find_differences() == []

    def test_is_needed_only_where_the_tables_are_new(self, mill):
        assert not needs_rebuild()
        mill.write(1)
        assert needs_rebuild()
        rebuild_figures()
        assert not needs_rebuild()

    def test_counts_nothing_where_there_is_nothing(self):
        assert rebuild_figures().cells == 0


class TestFindDifferences:
    def test_names_what_differs(self, mill):
        mill.put(1, people=(1, 2))
        AssistanceCell.objects.update(sessions=5, attendances=9, municipality=None)
        CoverCell.objects.filter(grain=1, period=0).update(people=7)
        CoverSet.objects.filter(cell__grain=2, cell__period=0).update(members=pack(BitMap([PEOPLE + 99])))
        CoverSet.objects.filter(cell__grain=3, cell__period=0).delete()

        found = {(one.table, one.what, one.stored, one.expected) for one in find_differences()}

        assert found >= {
            ("detail", "sessions", 5, 1),
            ("detail", "attendances", 9, 2),
            ("detail", "municipality_id", None, "05001"),
            ("cover", "people", 7, 2),
            ("cover", "members", None, 1),
        }
        assert ("cover", "members", 1, 4) in found

    def test_tells_a_missing_cell_from_a_left_over(self, mill):
        mill.put(1)
        mill.put(2, day=date(2024, 1, 1))
        mill.write(2, status="planned")
        AssistanceCell.objects.filter(year=2026).delete()

        found = {(one.table, one.what, one.stored, one.expected) for one in find_differences()}

        assert found >= {
            ("detail", "sessions", None, 1),
            ("detail", "sessions", 1, None),
            ("cover", "sessions", 1, None),
        }


class TestCommands:
    def test_rebuild_mends_what_check_finds(self):
        make.make_session(status="held")
        with pytest.raises(CommandError, match="diferencias"):
            call_command("check_figures", stdout=StringIO())

        call_command("rebuild_figures", stdout=StringIO())

        call_command("rebuild_figures", if_empty=True, stdout=StringIO())

        out = StringIO()
        call_command("check_figures", stdout=out)
        assert "coinciden" in out.getvalue()


class TestCheckFiguresNightly:
    def test_tells_the_administrators_of_what_differs(self, mill, caplog):
        administrator = make.assign(make.make_person(), Role.IT_ADMIN).person
        mill.put(1)
        assert check_figures_nightly(make.NOW) == 0
        assert not Notice.objects.exists()

        AssistanceCell.objects.update(sessions=2)
        assert check_figures_nightly(make.NOW) == 1
        assert Notice.objects.get().person == administrator
        assert "figures.differ" in caplog.messages


@pytest.mark.django_db(transaction=True)
class TestConcurrency:
    def run(self, work, times: int = 6) -> None:
        """Run `work(n)` in as many threads, each in its own transaction, all starting together."""
        errors: list[Exception] = []
        start = threading.Barrier(times)

        def one(number: int) -> None:
            try:
                start.wait(timeout=10)
                with transaction.atomic():
                    work(number)
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert errors == []

    def test_loses_no_session_when_many_make_the_same_cell(self, mill):
        self.run(lambda number: mill.put(number, people=(1, 2, 3)))

        assert find_differences() == []

    def test_loses_none_when_some_empty_the_cell_others_fill(self, mill):
        for number in range(3):
            mill.put(number, people=(1, 2))
        mill.put(4, plan=1, people=(2, 3))

        def work(number: int) -> None:
            moves = [
                lambda: mill.remove(0),
                lambda: mill.put(5, people=(1, 2)),
                lambda: mill.put(1, plan=1, people=(2, 3)),
                lambda: mill.put(4, people=(1, 2)),
                lambda: mill.put(6, plan=1, people=(2, 3)),
                lambda: mill.put(7, people=(1, 2)),
            ]
            moves[number]()

        self.run(work)

        assert find_differences() == []

    def test_rebuilds_while_sessions_are_saved(self, mill):
        """What is announced during a rebuild is counted once: by the rebuild or after it."""
        if connection.vendor == "sqlite":
            assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        mill.put(0)

        def work(number: int) -> None:
            if number % 2:
                rebuild_figures()
            else:
                mill.put(number, people=(number, 9))

        self.run(work)

        assert find_differences() == []
