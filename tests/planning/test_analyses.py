"""Annual analyses through their services: writing, the gate, the life, who has sent and who is late (EST-10)."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.known import known_figures
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.planning import analysis_rules, selectors, services
from llegada.planning.analysis_content import (
    FindingContent,
    PriorityContent,
    ScenarioContent,
    SourceContent,
    part_of,
    seen_mark,
)
from llegada.planning.choices import AnalysisStatus
from llegada.planning.errors import AnnualAnalysisIncomplete, AuthorCannotDecide, NothingToRemind
from llegada.planning.models import AnnualAnalysis
from llegada.planning.policies import ANALYSIS_POLICY, FOR_ANALYSIS_ACTION
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_analysis, make_annual_plan, make_cast, make_cycle

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 15)
LATE = date(2026, 11, 20)
FOUND = FindingContent("41 de 50.", sources=(SourceContent("Informe", "https://datos.example/i", 2026),))


cast = made_once(make_cast)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def move(actor, analysis, action, reason="Por esto", **more):
    return services.move_analysis(
        actor=actor, public_id=analysis.public_id, action=action, now=make.NOW, reason=reason, **more
    )


def edit(actor, analysis, part="previous_results", content=FOUND, **more):
    return services.edit_analysis(
        actor=actor, public_id=analysis.public_id, part=part, content=content, now=make.NOW, **more
    )


def seen_by(actor, analysis):
    return selectors.get_analysis(actor=actor, public_id=analysis.public_id)


class TestCreateAnalysis:
    def test_begins_once_that_of_a_unit_that_is_asked(self, cast):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        begin = {"cycle_id": cycle.public_id, "unit": cast.unit, "now": make.NOW}
        assert services.create_analysis(actor=cast.liaison, **begin).status == "draft"
        with pytest.raises(Invalid, match="ya tiene su análisis"):
            services.create_analysis(actor=cast.head, **begin)
        cycle.units.clear()
        with pytest.raises(Invalid, match="no le pide plan"):
            services.create_analysis(actor=cast.head, **begin)

    @pytest.mark.parametrize(("who", "refusal"), [("other_head", NotAllowed), ("stranger", NotFound)])
    def test_is_for_those_of_the_unit(self, cast, who, refusal):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        with pytest.raises(refusal):
            services.create_analysis(actor=getattr(cast, who), cycle_id=cycle.public_id, unit=cast.unit, now=make.NOW)


class TestEditAnalysis:
    def test_writes_each_part_and_keeps_what_it_said_before(self, cast):
        analysis, line = make_analysis(cast.unit, is_whole=False), make.make_line()
        said = {
            "previous_results": FOUND,
            "judicial_actions": FindingContent("No es parte de ningún fallo.", applies=False),
            "scenarios": (ScenarioContent("Uno", "Así.", "Diez."), ScenarioContent("Dos", "Asá.", "Once.")),
            "priorities": (PriorityContent("Primero", "Urge.", line.pk), PriorityContent("Segundo", "Sigue.")),
        }
        for part, content in said.items():
            edit(cast.liaison, analysis, part, content)
        read = seen_by(cast.head, analysis)
        assert {part: part_of(read, part) for part in said} == said
        assert (read.revision, read.edited_by_id) == (5, cast.liaison.person_id)
        edit(cast.liaison, analysis, content=FindingContent())
        assert part_of(seen_by(cast.head, analysis), "previous_results") == FindingContent()
        changes = history.list_events(target=analysis)[0].data["changes"]["previous_results"]
        assert [one["text"] for one in changes] == ["41 de 50.", ""]

    def test_lets_two_people_write_two_parts_and_tells_who_writes_the_same(self, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        mark = seen_mark(FindingContent())
        edit(cast.liaison, analysis, seen=mark)
        edit(cast.head, analysis, "performance", FOUND, seen=mark)
        edit(cast.head, analysis, seen=mark)  # says what it already says
        with pytest.raises(Conflict):
            edit(cast.head, analysis, content=FindingContent("Otra cosa."), seen=mark)

    def test_refuses_what_does_not_hold(self, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        unsafe = FindingContent("x", sources=(SourceContent("Datos", "http://datos.example"),))
        for part, content in (
            ("performance", unsafe),
            ("scenarios", (ScenarioContent("Uno", "", "x"),)),
            ("priorities", (PriorityContent("Uno", "x", 987654),)),
        ):
            with pytest.raises(Invalid):
                edit(cast.head, analysis, part, content)
        with pytest.raises(NotFound):
            edit(cast.head, analysis, "gossip", FOUND)
        assert AnnualAnalysis.objects.get().revision == 1

    @pytest.mark.parametrize("status", AnalysisStatus.values)
    def test_is_for_the_unit_while_it_has_it(self, cast, status):
        analysis = make_analysis(cast.unit, status=status)
        with pytest.raises(NotAllowed):
            edit(cast.coordinator, analysis)
        if status in analysis_rules.ANALYSIS_EDITABLE:
            assert edit(cast.liaison, analysis).revision == 2
        else:
            with pytest.raises(TransitionNotAllowed):
                edit(cast.liaison, analysis)


class TestMoveAnalysis:
    @pytest.mark.parametrize("action", sorted(FOR_ANALYSIS_ACTION))
    def test_follows_the_table_in_each_state_for_each_role(self, cast, action):
        for status in AnalysisStatus.values:
            with undone():
                analysis = make_analysis(cast.unit, status=status)
                for who in ("liaison", "head", "other_head", "coordinator", "planner", "reader", "stranger"):
                    with undone():
                        self.try_it(getattr(cast, who), analysis, action, is_stranger=who == "stranger")

    def try_it(self, actor, analysis, action, *, is_stranger):
        after = analysis_rules.next_analysis_status(analysis.status, action)
        if is_stranger:
            expected = NotFound
        elif not ANALYSIS_POLICY.can(actor, FOR_ANALYSIS_ACTION[action], analysis):
            expected = NotAllowed
        elif after is None:
            expected = TransitionNotAllowed
        else:
            assert move(actor, analysis, action).status == after
            return
        with pytest.raises(expected):
            move(actor, analysis, action)
        assert AnnualAnalysis.objects.get(pk=analysis.pk).status == analysis.status

    def test_sends_only_what_is_whole_and_says_what_is_missing(self, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        edit(cast.liaison, analysis, "judicial_actions", FindingContent(applies=False))
        with pytest.raises(AnnualAnalysisIncomplete) as refused:
            move(cast.head, analysis, "send")
        said = str(refused.value)
        assert "falta qué se encontró en «PQRS», o decir que no aplica" in said
        assert "falta decir por qué no aplica «Acciones judiciales»" in said
        assert "falta al menos un escenario de intervención; falta al menos una prioridad" in said

    def test_tells_the_coordination_and_then_the_unit(self, cast):
        analysis = make_analysis(cast.unit)
        sent = move(cast.head, analysis, "send")
        assert (sent.sent_by_id, sent.sent_at) == (cast.head.person_id, make.NOW)
        assert [one.person_id for one in Notice.objects.all()] == [cast.coordinator.person_id]
        Notice.objects.all().delete()
        with pytest.raises(ReasonRequired):
            move(cast.coordinator, analysis, "send_back", reason=" ")
        assert move(cast.coordinator, analysis, "send_back").status == "returned"
        assert {one.person_id for one in Notice.objects.all()} == {cast.head.person_id, cast.liaison.person_id}
        move(cast.head, analysis, "send")
        accepted = move(cast.coordinator, analysis, "accept")
        assert (accepted.status, accepted.accepted_by_id) == ("accepted", cast.coordinator.person_id)

    def test_notices_that_it_changed_after_the_page_was_shown(self, cast):
        analysis = make_analysis(cast.unit)
        edit(cast.liaison, analysis)
        with pytest.raises(Conflict):
            move(cast.head, analysis, "send", revision=1)
        with pytest.raises(NotFound):
            move(cast.head, analysis, "burn")

    def test_is_never_accepted_by_who_wrote_it_whoever_wrote_after(self, cast):
        person = Person.objects.get(pk=cast.coordinator.person_id)
        make.assign(person, Role.LIAISON, unit=cast.unit)
        both: Actor = make.actor_of_person(person)
        analysis = make_analysis(cast.unit)
        edit(both, analysis)
        edit(cast.liaison, analysis, "performance")
        move(cast.head, analysis, "send")
        with pytest.raises(AuthorCannotDecide):
            move(both, analysis, "accept")
        assert move(both, analysis, "send_back").status == "returned"  # reading it with a question is not deciding


class TestYear:
    def test_says_who_has_sent_and_who_is_late(self, cast):
        idle = make.make_unit(cast.unit.organization, name="A Quieta")
        cycle = make_cycle(cast.unit.organization, units=[cast.unit, idle], analysis_due_on=DUE)
        analysis = make_analysis(cast.unit, cycle=cycle, is_whole=False)
        rows = selectors.list_analysis_rows(cycle, today=LATE)
        assert [(one.unit, one.analysis, one.is_delivered, one.days_late) for one in rows] == [
            (idle, None, False, 5),
            (cast.unit, analysis, False, 5),
        ]
        assert set(rows[1].states.values()) == {"missing"}
        AnnualAnalysis.objects.update(status="sent", sent_at=make.NOW, sent_by=make.make_person())
        assert selectors.list_analysis_rows(cycle, today=LATE)[1].days_late == 0

    def test_reminds_of_it_where_the_cycle_has_a_date(self, cast):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        remind = {
            "actor": cast.coordinator,
            "public_id": cycle.public_id,
            "unit_id": cast.unit.public_id,
            "matter": "analysis",
            "now": make.NOW,
            "today": LATE,
        }
        with pytest.raises(NotFound):
            services.remind_unit(**remind)
        type(cycle).objects.update(analysis_due_on=DUE)
        services.remind_unit(**remind)
        assert [one.person_id for one in Notice.objects.all()] == [cast.head.person_id]
        make_analysis(cast.unit, cycle=cycle, status="sent")
        with pytest.raises(NothingToRemind):
            services.remind_unit(**remind | {"today": date(2026, 11, 21)})

    def test_keeps_in_the_cycle_a_unit_that_has_begun(self, cast):
        analysis, other = make_analysis(cast.unit, is_whole=False), make.make_unit(cast.unit.organization)
        cycle = analysis.cycle
        dates = services.cycles.CycleDates(cycle.opens_on, cycle.plans_due_on, cycle.registers_on, DUE)
        change = {"actor": cast.coordinator, "public_id": cycle.public_id, "dates": dates, "now": make.NOW}
        with pytest.raises(Invalid, match="su análisis no se quita"):
            services.edit_cycle(**change, units=[other])
        assert services.edit_cycle(**change, units=[cast.unit, other]).analysis_due_on == DUE


class TestPreviousResults:
    def test_come_from_the_plan_of_the_year_before(self, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        assert selectors.find_previous_lines(analysis) is None
        last = make_cycle(cast.unit.organization, year=2026, units=[cast.unit])
        plan = make_annual_plan(cast.unit, cycle=last, status="in_execution", lines=3)
        done, dropped, _ = plan.lines.order_by("pk")
        plan.lines.filter(pk=done.pk).update(status="fulfilled")
        plan.lines.filter(pk=dropped.pk).update(status="cancelled", cancel_reason="Sin recursos")
        found = selectors.find_previous_lines(analysis)
        assert (found.plan, found.stood, found.fulfilled, found.cancelled, found.entities) == (plan, 2, 1, 1, 1)

    def test_come_from_the_work_of_the_unit_where_there_is_some(self, cast):
        assert known_figures(cast.unit.path, make.TODAY.year) == []
        plan = make.make_plan(unit=cast.unit)
        make.make_session(plan, status="held")
        year = plan.sessions.get().held_on.year
        texts = {str(one.label): one.text for one in known_figures(cast.unit.path, year)}
        assert (texts["Sesiones realizadas"], texts["Entidades asistidas"]) == ("1", "1")


class TestWaiting:
    def waiting(self, actor, today=LATE):
        return [
            (one.title, one.severity.name.lower())
            for one in read_waiting(selectors.list_waiting_kinds(actor=actor, today=today)).items
        ]

    def test_asks_the_head_to_begin_and_to_complete_and_the_coordination_to_read(self, cast):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit], analysis_due_on=DUE)
        assert ("Comenzar el análisis anual 2027", "late") in self.waiting(cast.head)
        analysis = make_analysis(cast.unit, cycle=cycle)
        assert ("Completar y enviar el análisis anual 2027", "late") in self.waiting(cast.head)
        assert self.waiting(cast.coordinator) == []
        move(cast.head, analysis, "send")
        assert self.waiting(cast.coordinator) == [("Leer y acoger el análisis anual 2027", "ready")]
        move(cast.coordinator, analysis, "send_back")
        assert ("Corregir el análisis anual 2027, que fue devuelto", "soon") in self.waiting(cast.head, DUE)
        assert not any("análisis" in title for title, _ in self.waiting(cast.head, date(2027, 1, 2)))
