from datetime import date, timedelta

import pytest

from llegada.accounts.models import Notice
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound
from llegada.planning import selectors, services
from llegada.planning.errors import AlreadyReminded, NobodyToRemind, NothingToRemind
from llegada.planning.models import AnnualPlan
from llegada.planning.services.cycles import CycleDates
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast, make_cycle

pytestmark = pytest.mark.django_db
DATES = CycleDates(opens_on=date(2026, 11, 1), plans_due_on=date(2026, 12, 15), registers_on=date(2027, 1, 31))
LATE = date(2026, 12, 20)


cast = made_once(make_cast)


def open_it(actor, unit, *, units=None, year=2027, dates=DATES):
    return services.open_cycle(
        actor=actor,
        organization=unit.organization,
        year=year,
        dates=dates,
        units=[unit] if units is None else units,
        now=make.NOW,
    )


class TestOpenCycle:
    def test_is_done_once_a_year_and_tells_the_units(self, cast):
        cycle = open_it(cast.coordinator, cast.unit)
        assert list(cycle.units.all()) == [cast.unit]
        assert {one.person_id for one in Notice.objects.all()} == {cast.head.person_id, cast.liaison.person_id}
        with pytest.raises(Invalid, match="ya tiene abierto"):
            open_it(cast.coordinator, cast.unit)

    def test_asks_for_units_of_the_organisation_and_dates_in_order(self, cast):
        for more in ({"units": []}, {"units": [make.make_unit()]}):
            with pytest.raises(Invalid):
                open_it(cast.coordinator, cast.unit, **more)
        with pytest.raises(Invalid, match="posterior a la apertura"):
            open_it(
                cast.coordinator, cast.unit, dates=CycleDates(date(2026, 12, 16), date(2026, 12, 15), date(2027, 1, 1))
            )

    def test_asks_for_dates_of_its_own_year(self, cast):
        with pytest.raises(Invalid) as refused:
            open_it(cast.coordinator, cast.unit, year=2028)
        assert {name: "2028" in texts[0] for name, texts in refused.value.fields.items()} == {
            "plans_due_on": True,
            "registers_on": True,
        }

    @pytest.mark.parametrize(
        ("who", "refusal"), [("head", NotAllowed), ("planner", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_the_coordination(self, cast, who, refusal):
        with pytest.raises(refusal):
            open_it(getattr(cast, who), cast.unit)


class TestEditCycle:
    def test_keeps_the_units_that_have_begun_and_tells_of_a_second_editor(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        other = make.make_unit(cast.unit.organization)
        edit = {"actor": cast.coordinator, "public_id": plan.cycle.public_id, "dates": DATES, "now": make.NOW}
        with pytest.raises(Invalid, match="ya comenzó su plan"):
            services.edit_cycle(**edit, units=[other])
        edited = services.edit_cycle(**edit, units=[cast.unit, other], revision=1)
        assert (edited.revision, edited.strategies_due_on, edited.units.count()) == (2, None, 2)
        with pytest.raises(Conflict):
            services.edit_cycle(**edit, units=[cast.unit], revision=1)


class TestMatrix:
    def test_says_how_each_unit_goes_and_who_is_late(self, cast):
        idle = make.make_unit(cast.unit.organization, name="A Quieta")
        cycle = make_cycle(cast.unit.organization, units=[cast.unit, idle])
        plan = make_annual_plan(cast.unit, cycle=cycle, lines=2)
        rows = selectors.list_matrix(cycle, today=LATE)
        assert [(one.unit, one.plan, one.lines, one.total, one.days_late) for one in rows] == [
            (idle, None, 0, None, 5),
            (cast.unit, plan, 2, 2_000_000, 5),
        ]
        AnnualPlan.objects.update(status="sent", sent_at=make.NOW, sent_by=make.make_person())
        assert selectors.list_matrix(cycle, today=LATE)[1].days_late == 0

    @pytest.mark.parametrize(
        ("status", "state", "done"),
        [
            ("in_preparation", "in_preparation", 0),
            ("returned", "in_preparation", 0),
            ("in_committee", "in_committee", 3),
        ],
    )
    def test_says_how_far_each_plan_has_come(self, cast, status, state, done):
        plan = AnnualPlan(unit=cast.unit, cycle=make_cycle(cast.unit.organization), status=status)
        row = selectors.MatrixRow(cast.unit, plan, 0, None, 0)
        assert row.state == state
        assert [how for _, how in row.steps].count("done") == done
        assert [name for name, how in row.steps if how == "current"] == [state]

    def test_puts_at_the_start_a_plan_that_has_not_begun(self, cast):
        row = selectors.MatrixRow(cast.unit, None, 0, None, 0)
        assert (row.state, row.steps[0]) == ("in_preparation", ("in_preparation", "current"))
        assert {how for _, how in row.steps[1:]} == {"pending"}


class TestRemindUnit:
    def remind(self, actor, cycle, unit, matter="plan", today=LATE):
        return services.remind_unit(
            actor=actor,
            public_id=cycle.public_id,
            unit_id=unit.public_id,
            matter=matter,
            now=make.NOW,
            today=today,
        )

    @pytest.fixture
    def cycle(self, cast):
        return make_cycle(cast.unit.organization, units=[cast.unit])

    def test_tells_the_head_once_a_day_of_each_matter(self, cast, cycle):
        self.remind(cast.coordinator, cycle, cast.unit)
        with pytest.raises(AlreadyReminded):
            self.remind(cast.coordinator, cycle, cast.unit)
        self.remind(cast.coordinator, cycle, cast.unit, "strategy")
        self.remind(cast.coordinator, cycle, cast.unit, today=LATE + timedelta(days=1))
        assert [one.person_id for one in Notice.objects.all()] == [cast.head.person_id] * 3
        rows = selectors.list_calendar(cycle, today=LATE)
        assert [(one.matter, one.reminded_on) for one in rows] == [
            ("strategy", LATE),
            ("plan", LATE + timedelta(days=1)),
        ]

    def test_has_nothing_to_say_of_what_was_sent(self, cast, cycle):
        make_annual_plan(cast.unit, cycle=cycle, lines=0, status="sent")
        make.make_strategy(cast.unit, status="in_review", year=2027)
        for matter in ("plan", "strategy"):
            with pytest.raises(NothingToRemind):
                self.remind(cast.coordinator, cycle, cast.unit, matter)

    def test_needs_a_head_and_a_unit_of_the_cycle(self, cast, cycle):
        orphan = make.make_unit(cast.unit.organization)
        with pytest.raises(NotFound):
            self.remind(cast.coordinator, cycle, orphan)
        cycle.units.add(orphan)
        with pytest.raises(NobodyToRemind):
            self.remind(cast.coordinator, cycle, orphan)

    def test_is_for_the_coordination(self, cast, cycle):
        with pytest.raises(NotAllowed):
            self.remind(cast.head, cycle, cast.unit)
