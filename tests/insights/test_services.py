"""Cells that move with their fact, and figures built again."""

from __future__ import annotations

import threading
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from pyroaring import BitMap

from llegada.accounts.models import Notice
from llegada.core import facts as port
from llegada.core.roles import Role
from llegada.delivery.selectors import find_session_fact
from llegada.insights import upserts
from llegada.insights.grains import BY_ENTITY
from llegada.insights.models import AssistanceCell, CoverCell, CoverSet, PersonNumber
from llegada.insights.services import apply_session_fact, find_differences, needs_rebuild, rebuild_figures
from llegada.insights.services.nightly import check_figures_nightly
from llegada.insights.sets import ENTITIES, PEOPLE, pack, pick, unpack
from llegada.territory.facts import KIND as SEAT
from llegada.territory.facts import SeatFact
from llegada.territory.models import Entity
from tests import factories as make
from tests.insights.mill import STEPS, Mill, carried_out, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return Mill()


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


class TestIncrementsAndRebuild:
    @given(steps=STEPS)
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

    @pytest.mark.parametrize("period", [(0, 0), (1, 9_999), (10_000, 999_999)])
    def test_is_needed_where_a_covering_is_new(self, mill, period):
        mill.write(1)
        rebuild_figures()
        CoverCell.objects.filter(grain=BY_ENTITY, period__range=period).delete()

        assert needs_rebuild()

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

    @pytest.mark.parametrize("written", [b"", b"no set of anything"])
    def test_names_a_set_that_cannot_be_read(self, mill, written):
        mill.put(1)
        CoverSet.objects.filter(cell__grain=2, cell__period=0).update(members=written)

        assert [(one.what, one.stored) for one in find_differences()] == [("members", None)]

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
