from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.planning import selectors, services
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineMonth, MonthStep
from llegada.planning.month_content import MonthContent, StepContent, month_content_of
from llegada.planning.services.months import programmable_line
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_capacity, make_cast, make_month, make_plan_line

pytestmark = pytest.mark.django_db
FEBRUARY = date(2027, 2, 1)


cast = made_once(make_cast)


@pytest.fixture
def line(cast):
    return make_annual_plan(cast.unit, status="in_execution").lines.get()


def person_of(actor):
    return Person.objects.get(pk=actor.person_id)


def program(actor, line, content=None, month=FEBRUARY, **values):
    content = content or MonthContent(person_days=Decimal(4), place="Alcaldía")
    return services.program_month(
        actor=actor, line_id=line.public_id, month=month, content=content, now=make.NOW, today=make.TODAY, **values
    )


def mark(actor, step, is_done=True):
    return services.mark_step(actor=actor, public_id=step.public_id, is_done=is_done, now=make.NOW, today=make.TODAY)


class TestProgramMonth:
    def test_says_who_does_what_and_schedules_the_line(self, cast, line):
        steps = (StepContent("Contrato", date(2027, 1, 20)),)
        content = MonthContent((person_of(cast.head),), Decimal("4.5"), " Alcaldía ", "Guías", "", steps)
        done = program(cast.liaison, line, content)
        found = selectors.find_month(line, FEBRUARY)
        assert (found, done.revision, found.place) == (done, 1, "Alcaldía")
        assert [(one.name, one.due_on, one.done_on) for one in found.steps.all()] == [
            ("Contrato", date(2027, 1, 20), None)
        ]
        assert AnnualPlanLine.objects.get().status == "scheduled"
        verbs = [event.verb for event in history.list_events(target=line)]
        assert verbs == ["planline.schedule", "planline.program"]

    def test_may_say_nothing_yet_which_is_not_zero(self, cast, line):
        found = program(cast.liaison, line, MonthContent())
        assert (found.person_days, found.place, found.team.count()) == (None, "", 0)

    def test_changes_what_it_said_and_keeps_the_steps_that_stay(self, cast, line):
        first = program(cast.liaison, line, MonthContent(steps=(StepContent("Contrato"), StepContent("Sala"))))
        contract = first.steps.get(name="Contrato")
        mark(cast.head, contract)
        steps = (StepContent("Contrato firmado", None, contract.public_id), StepContent("Tiquetes"))
        program(cast.head, line, MonthContent(steps=steps), revision=1)
        assert list(first.steps.values_list("name", "done_on")) == [
            ("Contrato firmado", make.TODAY),
            ("Tiquetes", None),
        ]
        event = history.list_events(target=line)[0]
        assert (event.data["month"], [one["name"] for one in event.data["changes"]["steps"][0]]) == (
            2,
            ["Contrato", "Sala"],
        )

    def test_saying_the_same_changes_nothing(self, cast, line):
        first = program(cast.liaison, line)
        again = program(cast.head, line, month_content_of(first), revision=1)
        assert (again.revision, history.list_events(target=line).count()) == (1, 2)

    @pytest.mark.parametrize("revision", [0, 2])
    def test_is_refused_to_who_saw_something_else(self, cast, line, revision):
        program(cast.liaison, line)
        with pytest.raises(Conflict):
            program(cast.head, line, MonthContent(note="Otra"), revision=revision)

    def test_takes_people_of_the_unit_or_its_partners(self, cast, line):
        partner = make.make_unit(cast.unit.organization)
        theirs = make.make_actor(Role.ADVISOR, unit=partner)
        below = make.make_actor(Role.ADVISOR, unit=make.make_unit(parent=cast.unit))
        with pytest.raises(Invalid, match="Escoja personas"):
            program(cast.liaison, line, MonthContent(team=(person_of(theirs),)))
        line.partners.add(partner)
        team = (person_of(theirs), person_of(below))
        assert program(cast.liaison, line, MonthContent(team=team)).team.count() == 2

    def test_keeps_who_has_left_the_unit_since(self, cast, line):
        gone = make.make_person("Se Fue")
        make_month(line, team=[gone])
        program(cast.liaison, line, MonthContent(team=(gone,), note="Sigue"), revision=1)
        assert list(LineMonth.objects.get().team.all()) == [gone]

    @pytest.mark.parametrize(
        "content",
        [
            MonthContent(person_days=Decimal(0)),
            MonthContent(steps=(StepContent("x" * 201),)),
            MonthContent(steps=(StepContent("Sala", date(2062, 1, 1)),)),
        ],
    )
    def test_refuses_what_cannot_be(self, cast, line, content):
        with pytest.raises(Invalid):
            program(cast.liaison, line, content)

    @pytest.mark.parametrize("month", [date(2027, 4, 1), date(2026, 2, 1), date(2027, 1, 1)])
    def test_is_of_a_month_of_its_line(self, cast, line, month):
        with pytest.raises(NotFound):
            program(cast.liaison, line, month=month)

    def test_of_a_month_that_the_line_left_is_kept_and_not_written_again(self, cast, line):
        program(cast.liaison, line)
        AnnualPlanLine.objects.update(starts_on=date(2027, 3, 1))
        assert [(month.month, bool(found)) for month, found in selectors.list_months(line)] == [(2, True), (3, False)]
        line.refresh_from_db()
        with pytest.raises(NotFound):
            programmable_line(cast.liaison, line.public_id, FEBRUARY)

    @pytest.mark.parametrize("status", ["fulfilled", "cancelled", "proposed"])
    def test_is_of_a_line_in_course(self, cast, line, status):
        AnnualPlanLine.objects.update(status=status, cancel_reason="No")
        with pytest.raises(TransitionNotAllowed):
            program(cast.liaison, line)

    @pytest.mark.parametrize("status", ["approved", "registered", "closed"])
    def test_is_of_a_plan_in_execution(self, cast, line, status):
        AnnualPlan.objects.update(status=status)
        with pytest.raises(TransitionNotAllowed):
            program(cast.liaison, line)

    @pytest.mark.parametrize(
        ("who", "refusal"),
        [("coordinator", NotAllowed), ("reader", NotAllowed), ("other_head", NotAllowed), ("stranger", NotFound)],
    )
    def test_is_for_those_of_the_unit(self, cast, line, who, refusal):
        with pytest.raises(refusal):
            program(getattr(cast, who), line)


class TestMarkStep:
    @pytest.fixture
    def step(self, line):
        return make_month(line, steps=("Contrato",)).steps.get()

    def test_says_when_and_who_and_takes_it_back(self, cast, line, step):
        done = mark(cast.liaison, step)
        assert (done.done_on, done.done_by_id) == (make.TODAY, cast.liaison.person_id)
        with pytest.raises(Conflict):
            mark(cast.head, step)
        assert mark(cast.head, step, is_done=False).done_on is None
        verbs = [event.verb for event in history.list_events(target=line)]
        assert verbs == ["planline.step_undone", "planline.step_done"]

    @pytest.mark.parametrize(
        ("who", "refusal"), [("coordinator", NotAllowed), ("other_head", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_those_of_the_unit(self, cast, step, who, refusal):
        with pytest.raises(refusal):
            mark(getattr(cast, who), step)

    def test_is_of_a_plan_in_execution(self, cast, step):
        AnnualPlan.objects.update(status="closed")
        with pytest.raises(TransitionNotAllowed):
            mark(cast.liaison, step)


class TestDatabase:
    def refused(self, work):
        with pytest.raises(IntegrityError), transaction.atomic():
            work()
        return True

    def test_keeps_one_programming_a_line_and_month_within_its_dates(self, line):
        make_month(line, 3)
        for month in (3, 4, 13):
            assert self.refused(lambda month=month: make_month(line, month))
        assert self.refused(lambda: LineMonth.objects.update(month=1))
        assert self.refused(lambda: LineMonth.objects.update(person_days=0))

    def test_keeps_it_still_once_the_plan_is_closed(self, cast, line):
        found = make_month(line, steps=("Contrato",), team=[person_of(cast.head)])
        AnnualPlan.objects.update(status="closed")
        assert self.refused(lambda: make_month(line, 3))
        assert self.refused(lambda: LineMonth.objects.update(note="x"))
        assert self.refused(lambda: LineMonth.objects.all().delete())
        assert self.refused(lambda: MonthStep.objects.update(name="x"))
        assert self.refused(lambda: MonthStep.objects.create(programming=found, name="Otro"))
        assert self.refused(found.team.clear)

    def test_knows_who_marked_a_step_and_what_it_is(self, line):
        make_month(line, steps=("Contrato",))
        assert self.refused(lambda: MonthStep.objects.update(done_on=make.TODAY))
        assert self.refused(lambda: MonthStep.objects.update(name=""))


class TestMonthRows:
    def test_are_the_lines_of_the_month_with_what_is_programmed(self, line):
        plan = line.plan
        made = make_month(line)
        march = make_plan_line(plan, status="approved", starts_on=date(2027, 3, 1))
        make_plan_line(plan, status="cancelled", cancel_reason="No")
        rows = selectors.month_rows(selectors.list_lines_in_month(plan, FEBRUARY), FEBRUARY)
        assert [(row.line, row.programming) for row in rows] == [(line, made)]
        rows = selectors.month_rows(selectors.list_lines_in_month(plan, date(2027, 3, 1)), date(2027, 3, 1))
        assert [(row.line, row.programming) for row in rows] == [(line, None), (march, None)]

    def test_say_what_the_catalogue_says_against_them(self, line):
        assert selectors.catalogue_warnings_of(line) == ([], None)
        type(line.service).objects.update(status="suspended")
        rows = selectors.month_rows(selectors.list_lines_in_month(line.plan, FEBRUARY), FEBRUARY)
        assert rows[0].warnings == ["suspended"]


class TestSummarizeMonth:
    def test_adds_up_days_against_the_capacity(self, cast, line):
        make_month(line)
        make_plan_line(line.plan, status="approved")
        make_plan_line(line.plan, status="fulfilled")
        found = selectors.summarize_month(line.plan, FEBRUARY)
        assert (found.lines, found.programmed, found.missing, found.days.planned) == (3, 1, 1, 5)
        assert (found.days.available, found.working_days) == (None, 20)
        make_capacity(cast.unit, {2: 4.5})
        assert selectors.summarize_month(line.plan, FEBRUARY).days.is_over
        assert not selectors.summarize_month(line.plan, FEBRUARY).has_unknown_days

    def test_knows_no_days_where_nobody_has_said_any(self, line):
        assert not selectors.summarize_month(line.plan, FEBRUARY).has_unknown_days
        make_month(line, person_days=None)
        assert selectors.summarize_month(line.plan, FEBRUARY).has_unknown_days

    def test_names_who_has_more_days_than_the_month_even_in_another_unit(self, cast, line):
        head = person_of(cast.head)
        make_month(line, team=[head], person_days=Decimal(15))
        assert selectors.summarize_month(line.plan, FEBRUARY).overbooked == []
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=line.plan.cycle, status="in_execution")
        make_month(other.lines.get(), team=[head, make.make_person()], person_days=Decimal(12))
        assert selectors.summarize_month(line.plan, FEBRUARY).overbooked == [(head, Decimal(21))]
        AnnualPlanLine.objects.filter(plan=other).update(status="cancelled", cancel_reason="No")
        assert selectors.summarize_month(line.plan, FEBRUARY).overbooked == []
