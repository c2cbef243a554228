"""Cells that move with their fact, and figures built again."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llegada.core import facts as port
from llegada.delivery.selectors import find_session_fact
from llegada.insights import services, upserts
from llegada.insights.models import AssistanceCell, ParticipantCell
from llegada.insights.services import apply_session_fact, apply_session_facts, find_differences, rebuild_figures
from tests import factories as make

pytestmark = pytest.mark.django_db


def all_cells():
    return (
        sorted(AssistanceCell.objects.values_list("year", "service_id", "entity_id", "sessions", "attendances")),
        sorted(ParticipantCell.objects.values_list("year", "service_id", "entity_id", "person_key", "attendances")),
    )


class TestApplySessionFact:
    def test_makes_the_cell_of_a_new_fact(self, make_fact):
        apply_session_fact(None, make_fact(people=(1, 2)))

        cell = AssistanceCell.objects.get()
        assert (cell.sessions, cell.attendances, cell.municipality_id) == (1, 2, "05001")
        assert ParticipantCell.objects.filter(attendances=1).count() == 2

    def test_adds_to_the_cell_that_exists(self, make_fact):
        apply_session_fact(None, make_fact(people=(1, 2)))
        apply_session_fact(None, make_fact(people=(2, 3)))

        assert AssistanceCell.objects.values_list("sessions", "attendances").get() == (2, 4)
        assert dict(ParticipantCell.objects.values_list("person_key", "attendances")) == {1: 1, 2: 2, 3: 1}

    def test_moves_from_one_cell_to_another_and_leaves_no_empty_row(self, make_fact):
        apply_session_fact(None, make_fact(people=(1,)))
        apply_session_fact(make_fact(people=(1,)), make_fact(entity=1, people=(1, 2)))

        assert AssistanceCell.objects.values_list("municipality_id", "sessions", "attendances").get() == ("52001", 1, 2)
        assert set(ParticipantCell.objects.values_list("municipality_id", flat=True)) == {"52001"}

    def test_changes_only_who_attended(self, make_fact):
        apply_session_fact(None, make_fact(people=(1, 2)))
        apply_session_fact(make_fact(people=(1, 2)), make_fact(people=(2, 3)))

        assert AssistanceCell.objects.values_list("sessions", "attendances").get() == (1, 2)
        assert set(ParticipantCell.objects.values_list("person_key", flat=True)) == {2, 3}

    def test_forgets_a_fact_that_no_longer_counts(self, make_fact):
        apply_session_fact(None, make_fact(people=(1,)))
        apply_session_fact(make_fact(people=(1,)), None)

        assert all_cells() == ([], [])

    def test_does_nothing_when_nothing_changed(self, make_fact, django_assert_num_queries):
        with django_assert_num_queries(0):
            apply_session_fact(make_fact(people=(1,)), make_fact(people=(1,)))

    def test_never_stops_the_work_nor_goes_below_zero_when_cells_had_drifted(self, make_fact, caplog):
        apply_session_fact(make_fact(people=(1,)), None)
        apply_session_fact(make_fact(people=(1,)), make_fact(people=(2,)))
        assert all_cells() == ([], [])
        assert caplog.messages == ["figures.cell_missing"] * 2

        apply_session_fact(None, make_fact())
        apply_session_fact(make_fact(people=(1, 2)), None)
        assert all_cells() == ([], [])

    def test_listens_to_the_port_from_the_start(self, make_fact):
        port.announce("session", after=make_fact())

        assert AssistanceCell.objects.get().sessions == 1

    def test_costs_the_same_whatever_the_number_of_people(self, make_fact, django_assert_max_num_queries):
        apply_session_fact(None, make_fact(people=(1,)))
        with django_assert_max_num_queries(2):
            apply_session_fact(None, make_fact(people=tuple(range(90))))


class TestApplySessionFacts:
    def test_adds_up_by_cell_first(self, make_fact, django_assert_max_num_queries):
        apply_session_fact(None, make_fact(people=(1,)))
        with django_assert_max_num_queries(2):
            apply_session_facts(
                [(None, make_fact(people=(1, 2))), (None, make_fact(people=(1,))), (None, make_fact(1))]
            )

        assert sorted(AssistanceCell.objects.values_list("sessions", "attendances")) == [(1, 0), (3, 4)]
        assert dict(ParticipantCell.objects.values_list("person_key", "attendances")) == {1: 3, 2: 1}

    def test_takes_away_as_often_as_it_must(self, make_fact):
        fact, other = make_fact(people=(1, 2)), make_fact(entity=1, people=(1,))
        apply_session_facts([(None, fact)] * 3 + [(None, make_fact(people=(1,)))])
        apply_session_facts([(fact, other), (fact, None), (make_fact(people=(1,)), None)])

        assert find_differences(lambda: [fact, other]) == []

    def test_writes_many_people_in_several_statements(self, make_fact, monkeypatch):
        monkeypatch.setattr(upserts, "ROWS", 2)
        fact = make_fact(people=(1, 2, 3, 4, 5))
        apply_session_facts([(None, fact), (None, fact)])

        assert find_differences(lambda: [fact, fact]) == []


_facts = st.tuples(
    st.integers(0, 1),
    st.integers(0, 1),
    st.frozensets(st.integers(1, 5), max_size=4).map(lambda people: tuple(sorted(people))),
    st.sampled_from([2025, 2026]),
)


class TestIncrementsAndRebuild:
    @given(steps=st.lists(st.tuples(st.integers(0, 5), st.none() | _facts), max_size=25))
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_agree_after_any_sequence(self, make_fact, steps):
        """Each step sets what session number n contributes, which may be nothing."""
        ParticipantCell.objects.all().delete()
        AssistanceCell.objects.all().delete()
        sessions = {}
        for number, values in steps:
            after = None if values is None else make_fact(*values)
            apply_session_fact(sessions.get(number), after)
            sessions[number] = after
        counted = [fact for fact in sessions.values() if fact is not None]

        assert find_differences(lambda: counted) == []
        incremental = all_cells()
        rebuild_figures(lambda: counted)
        assert all_cells() == incremental


class TestRebuildFigures:
    def test_counts_the_sessions_that_count(self):
        plan = make.make_plan()
        for status in ("planned", "held", "minutes_approved", "cancelled"):
            make.make_attendance(make.make_session(plan, status=status))

        rebuilt = rebuild_figures()

        assert (rebuilt.cells, rebuilt.participants) == (1, 2)
        assert AssistanceCell.objects.values_list("sessions", "attendances").get() == (2, 2)

    def test_changes_nothing_when_it_fails(self, make_fact):
        apply_session_fact(None, make_fact(people=(1,)))
        before = all_cells()

        def failing():
            yield make_fact(people=(7,))
            raise RuntimeError

        with pytest.raises(RuntimeError):
            rebuild_figures(failing)
        assert all_cells() == before

    def test_writes_in_batches(self, make_fact, monkeypatch):
        monkeypatch.setattr(services, "BATCH", 2)

        assert rebuild_figures(lambda: [make_fact(people=(1, 2, 3, 4, 5))]).participants == 5
        assert ParticipantCell.objects.count() == 5


class TestFindDifferences:
    def test_names_what_differs(self, make_fact):
        apply_session_fact(None, make_fact(people=(1, 2)))
        AssistanceCell.objects.update(sessions=5, attendances=9, municipality=None)
        ParticipantCell.objects.filter(person_key=1).delete()

        found = find_differences(lambda: [make_fact(people=(1, 2))])

        assert [(one.what, one.stored, one.expected) for one in found] == [
            ("sessions", 5, 1),
            ("attendances", 9, 2),
            ("place", "05/-", "05/05001"),
            ("people_wrong", 1, 0),
        ]

    def test_tells_a_missing_cell_from_a_left_over(self, make_fact):
        apply_session_fact(None, make_fact())

        found = find_differences(lambda: [make_fact(entity=1)])

        assert sorted((one.what, one.stored, one.expected) for one in found) == [("sessions", 0, 1), ("sessions", 1, 0)]


class TestCommands:
    def test_rebuild_mends_what_check_finds(self):
        make.make_session(status="held")
        with pytest.raises(CommandError, match="1 diferencias"):
            call_command("check_figures", stdout=StringIO())

        call_command("rebuild_figures", stdout=StringIO())

        out = StringIO()
        call_command("check_figures", stdout=out)
        assert "coinciden" in out.getvalue()


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

    def test_loses_no_session_when_many_make_the_same_cell(self, make_fact):
        fact = make_fact(people=(1, 2, 3))

        self.run(lambda number: apply_session_fact(None, fact))

        assert find_differences(lambda: [fact] * 6) == []

    def test_loses_none_when_some_empty_the_cell_others_fill(self, make_fact):
        fact, other = make_fact(people=(1, 2)), make_fact(entity=1, people=(2, 3))
        apply_session_fact(None, fact)
        apply_session_fact(None, fact)
        apply_session_fact(None, other)

        def work(number: int) -> None:
            moves = [(fact, None), (None, fact), (fact, other), (other, fact), (None, other), (None, fact)]
            apply_session_fact(*moves[number])

        self.run(work)

        assert find_differences(lambda: [fact] * 3 + [other] * 2) == []

    def test_rebuilds_while_sessions_are_saved(self, make_fact):
        """What is announced during a rebuild is counted once: by the rebuild or after it."""
        if connection.vendor == "sqlite":
            assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        session = make.make_session(status="held")
        rebuild_figures()

        def work(number: int) -> None:
            if number % 2:
                rebuild_figures()
            else:
                another = make.make_session(session.plan, status="held")
                apply_session_fact(None, find_session_fact(session_id=another.pk))

        self.run(work)

        assert find_differences() == []
