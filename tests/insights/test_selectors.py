"""Figures of a small world, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.delivery.models import AttendanceEntry
from llegada.insights import selectors
from llegada.insights.choices import Metric
from llegada.insights.cube_rules import Slice
from llegada.insights.filters import read_filters
from llegada.insights.progress_rebuild import rebuild_progress
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import breakdowns, filter_options
from llegada.insights.selectors.cube import read_reached
from llegada.insights.selectors.cube_map import get_map
from llegada.insights.selectors.rows import MapValues
from llegada.insights.services import rebuild_figures
from llegada.territory.models import Boundary, Municipality
from tests import factories as make

pytestmark = pytest.mark.django_db
EVERYTHING = FigureFilters()


def values(filters: FigureFilters) -> dict[str, tuple[int | None, int | None]]:
    return {figure.definition.code: (figure.value, figure.of) for figure in selectors.get_figures(filters)}


def map_of_the_cube(_filters: FigureFilters, metric: Metric) -> MapValues:
    return get_map(Slice(), filter_options()).map_values(metric)


class TestGetFigures:
    def test_counts_the_whole_country(self, world):
        world.validate(world.plan, 2)

        assert values(EVERYTHING) == {
            "municipalities": (2, 4),
            "departments": (3, 4),
            "entities": (4, None),
            "sessions": (6, None),
            "people": (4, None),
            "attendances": (7, None),
            "services": (2, None),
            "milestones": (2, 9),
            "plans": (3, None),
        }

    def test_says_apart_the_places_that_are_no_municipality(self, world):
        [municipalities] = [one for one in selectors.get_figures(EVERYTHING) if one.definition.code == "municipalities"]

        assert municipalities.besides == 1

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("year", {"municipalities": 1, "sessions": 1, "people": 1, "services": 1, "milestones": None}),
            ("organization", {"municipalities": 1, "sessions": 2, "people": 1, "services": 1, "plans": 1}),
            ("line", {"municipalities": 1, "sessions": 4, "people": 4, "entities": 2, "plans": 2}),
            (
                "department",
                {"municipalities": 1, "departments": 1, "sessions": 4, "people": 3, "services": 2, "plans": 1},
            ),
        ],
    )
    def test_counts_only_what_the_filter_leaves(self, world, name, expected):
        filters = {
            "year": FigureFilters(year=2025),
            "organization": FigureFilters(organization_id=world.two.pk),
            "line": FigureFilters(line_id=world.finance.pk),
            "department": FigureFilters(department_id="05"),
        }[name]

        found = {code: value for code, (value, _) in values(filters).items()}
        assert {code: found[code] for code in expected} == expected

    def test_takes_the_denominator_of_the_department(self, world):
        found = values(FigureFilters(department_id="05"))

        assert (found["municipalities"], found["departments"]) == ((1, 2), (1, 1))

    def test_counts_milestones_of_one_line_only(self, world):
        make.make_plan(
            versions=[make.make_service(line=world.finance), make.make_service(line=world.cadastre, weights=(100,))]
        )

        rebuild_progress()

        assert values(FigureFilters(line_id=world.cadastre.pk))["milestones"] == (0, 4)

    def test_counts_once_a_plan_with_two_services_of_a_line(self, world):
        make.make_plan(versions=[make.make_service(line=world.finance), make.make_service(line=world.finance)])
        rebuild_progress()

        assert values(FigureFilters(line_id=world.finance.pk))["plans"] == (3, None)
        assert values(FigureFilters(line_id=world.finance.pk, department_id="05"))["plans"] == (2, None)

    def test_counts_the_plans_of_a_line_by_year_and_organization(self, world):
        make.make_plan(versions=[make.make_service(line=world.finance)])
        past = make.make_plan(starts_on=date(2024, 11, 1), versions=[world.finance_version], unit=world.plan.unit)
        rebuild_progress()
        line, own = world.finance.pk, past.unit.organization_id

        assert values(FigureFilters(line_id=line))["plans"] == (4, None)
        assert values(FigureFilters(line_id=line, organization_id=own))["plans"] == (3, None)
        assert values(FigureFilters(line_id=line, organization_id=own, year=2024))["plans"] == (1, None)

    def test_says_nothing_of_milestones_where_no_plan_is_followed(self, world):
        make.make_plan(entity=make.make_entity(Municipality.objects.get(pk="97001")), status="agreed")
        rebuild_progress()

        found = values(FigureFilters(department_id="97"))

        assert (found["milestones"], found["plans"]) == ((None, None), (None, None))

    def test_a_plan_is_of_the_year_in_which_it_begins(self, world):
        make.make_plan(starts_on=date(2024, 11, 1), ends_on=date(2025, 6, 30))
        rebuild_progress()

        assert values(FigureFilters(year=2024))["plans"] == (1, None)
        assert values(FigureFilters(year=2024))["milestones"] == (0, 3)
        assert values(FigureFilters(year=2025))["plans"] == (None, None)

    def test_says_nothing_where_nothing_is_registered(self, world):
        found = values(FigureFilters(year=1999))

        assert {code: value for code, (value, _) in found.items()} == dict.fromkeys(found, None)
        assert found["municipalities"] == (None, 4)

    def test_tells_no_attendance_list_from_nobody(self, world):
        found = values(FigureFilters(organization_id=world.two.pk, department_id="05"))

        assert (found["sessions"][0], found["people"][0], found["attendances"][0]) == (1, None, None)

    def test_reads_an_empty_installation(self):
        assert values(EVERYTHING)["municipalities"] == (None, 0)


class TestTableRows:
    def test_of_few_places_says_the_same_as_of_all(self, world, monkeypatch):
        few = selectors.table_rows(EVERYTHING)
        monkeypatch.setattr("llegada.insights.selectors.figures._FEW_PLACES", 0)

        assert selectors.table_rows(EVERYTHING) == few
        assert [(one.code, one.services, one.organizations) for one in few] == [
            (None, 1, 1), ("05001", 1, 1), ("52001", 1, 1), ("88001", 1, 1),
        ]  # fmt: skip

    def test_has_one_row_for_each_place(self, world):
        rows = selectors.table_rows(EVERYTHING)

        assert [
            (r.department_name, r.name, r.entities, r.sessions, r.people, r.services, r.organizations) for r in rows
        ] == [
            ("Antioquia", "", 1, 1, None, 1, 1),
            ("Antioquia", "Medellín", 1, 3, 3, 1, 1),
            ("Nariño", "Pasto", 1, 1, 1, 1, 1),
            ("San Andrés y Providencia", "San Andrés", 1, 1, 1, 1, 1),
        ]


class TestMapValues:
    def test_shows_each_place_and_sums_its_department(self, world):
        found = selectors.map_values(EVERYTHING, Metric.SESSIONS)

        assert found.municipalities == {"05001": 3, "52001": 1, "88001": 1}
        assert found.departments == {"05": 4, "52": 1, "88": 1}
        assert found.unplaced == 1

    def test_counts_each_person_once_in_a_department(self, world):
        other = make.make_plan(
            entity=make.make_entity(make.make_municipality("05002")), versions=[make.make_service(line=world.finance)]
        )
        world.hold(other, 1)
        rebuild_figures()

        found = selectors.map_values(EVERYTHING, Metric.PEOPLE)

        assert found.municipalities["05002"] == 1
        assert found.departments["05"] == 3

    def test_shows_entities(self, world):
        assert selectors.map_values(EVERYTHING, Metric.ENTITIES).departments == {"05": 2, "52": 1, "88": 1}


class TestSeatElsewhere:
    """The Gobernación de Cundinamarca, which has its seat in Bogotá."""

    @pytest.fixture
    def bogota(self, world):
        cundinamarca = make.make_department("25", "Cundinamarca")
        city = make.make_municipality("11001", "Bogotá, D. C.", make.make_department("11", "Bogotá, D. C."))
        make.make_municipality("25001", "Agua de Dios", cundinamarca)
        own = make.make_entity(city)
        other = make.make_entity(city, kind="governorate", name="Gobernación de Cundinamarca", department=cundinamarca)
        world.hold(make.make_plan(entity=own, versions=[world.finance_version]), *range(20, 27))
        plan = make.make_plan(entity=other, versions=[world.finance_version])
        world.hold(plan, *range(25, 31))
        world.hold(plan)
        rebuild_figures()
        return world

    def test_is_one_municipality_and_none_of_the_department_of_the_entity(self, bogota):
        found = values(EVERYTHING)
        assert found["municipalities"] == (3, 6)
        assert values(FigureFilters(department_id="25"))["municipalities"] == (0, 1)
        rows = {row.code: row for row in selectors.by_department(EVERYTHING)}
        assert [(rows[code].municipalities, rows[code].sessions) for code in ("11", "25")] == [(1, 1), (0, 2)]

    @pytest.mark.parametrize("read", [selectors.map_values, map_of_the_cube])
    def test_its_circle_adds_both_up_and_counts_people_once(self, bogota, read):
        assert read(EVERYTHING, Metric.SESSIONS).municipalities["11001"] == 3
        assert read(EVERYTHING, Metric.ENTITIES).municipalities["11001"] == 2
        assert read(EVERYTHING, Metric.PEOPLE).municipalities["11001"] == 11
        assert read(EVERYTHING, Metric.SESSIONS).departments["25"] == 2

    def test_its_people_are_not_told_where_those_of_one_are_few(self, bogota):
        AttendanceEntry.objects.filter(session__plan__entity__kind="governorate", person_key__gte=28).delete()
        rebuild_figures()

        assert "11001" in selectors.map_values(EVERYTHING, Metric.PEOPLE).kept


class TestByDepartment:
    def test_lists_those_with_nothing_too(self, world):
        world.validate(world.plan, 1)

        rows = {row.code: row for row in selectors.by_department(EVERYTHING)}

        assert (rows["05"].municipalities, rows["05"].municipalities_total, rows["05"].sessions) == (1, 2, 4)
        assert (rows["05"].milestones.validated, rows["05"].milestones.total) == (1, 3)
        assert (rows["97"].sessions, rows["97"].entities, rows["97"].milestones.total) == (None, None, 0)
        assert (rows["88"].municipalities, rows["88"].entities, rows["88"].sessions) == (0, 1, 1)  # an island

    def test_lists_only_the_chosen_one(self, world):
        assert [row.code for row in selectors.by_department(FigureFilters(department_id="52"))] == ["52"]


class TestBreakdowns:
    def test_tell_who_did_what_and_when(self, world):
        found = selectors.figures_of_municipality("05001")

        assert [(r.year, r.organization, r.line, r.sessions, r.people) for r in found.rows] == [
            (2026, "Instituto Uno", "Finanzas", 2, 3),
            (2025, "Instituto Uno", "Finanzas", 1, 1),
        ]
        assert (found.sessions, found.attendances, found.people, found.organizations) == (3, 5, 3, 1)

    def test_are_of_one_entity_or_department_too(self, world):
        assert selectors.figures_of_entity(world.medellin.pk).sessions == 3
        assert selectors.figures_of_department("05").entities == 2

    def test_are_of_one_year_where_they_are_many(self, world, monkeypatch):
        whole = selectors.figures_of_municipality("05001")
        monkeypatch.setattr(breakdowns, "_MOST_CELLS", 1)

        latest, before, none = (selectors.figures_of_municipality("05001", year=year) for year in (None, 2025, 1999))

        assert [latest.rows, before.rows, none.rows] == [whole.rows[:1], whole.rows[1:], []]
        assert [one.year for one in (whole, latest, before, none)] == [None, 2026, 2025, 1999]
        assert (list(whole.years), list(latest.years), list(none.years)) == ([], [2026, 2025], [2026, 2025, 1999])
        assert (none.sessions, none.people, none.services) == (whole.sessions, whole.people, whole.services)

    @pytest.mark.parametrize("is_apart", [True, False])
    def test_keep_back_in_each_year_what_the_others_would_tell(self, world, monkeypatch, is_apart):
        # Three in 2025 and eight others in 2026: the total less these tells the three, unless the eight are in two rows.
        plans = [world.pasto_plan]
        if not is_apart:
            version = make.make_service(world.pasto_plan.unit, line=world.finance, name="Otro")
            plans.append(make.make_plan(unit=plans[0].unit, entity=plans[0].entity, versions=[version]))
        world.hold(plans[0], *range(11, 14), held_on=date(2025, 3, 3))
        for plan in plans:
            world.hold(plan, *range(20, 27))
        rebuild_figures()
        whole = selectors.figures_of_municipality("52001")
        monkeypatch.setattr(breakdowns, "_MOST_CELLS", 1)

        by_year = [selectors.figures_of_municipality("52001", year=year) for year in (2026, 2025)]

        assert [row for one in by_year for row in one.rows] == whole.rows
        assert {one.is_kept for one in (*by_year, whole)} == {False}
        assert [row.is_kept for row in whole.rows] == ([True, False] if is_apart else [False, False, False])

    def test_go_from_the_newest_year_and_by_name_whatever_the_accents(self, world):
        for name in ("Ámbar", "Zafiro", "bronce"):
            unit = make.make_unit(make.make_organization(name, name.upper()))
            version = make.make_service(unit, line=world.finance, name=name)
            world.hold(make.make_plan(unit=unit, entity=world.medellin, versions=[version]), held_on=date(2025, 2, 3))
        rebuild_figures()

        rows = selectors.figures_of_entity(world.medellin.pk).rows

        assert [(row.year, row.organization) for row in rows] == [
            (2026, "Instituto Uno"), (2025, "Ámbar"), (2025, "bronce"), (2025, "Instituto Uno"), (2025, "Zafiro"),
        ]  # fmt: skip

    def test_are_empty_where_nothing_is_registered(self, world):
        found = selectors.figures_of_municipality("05002")

        assert found.is_empty
        assert found.people is None


class TestFilterOptions:
    def test_are_read_in_two_queries(self, world, django_assert_num_queries):
        with django_assert_num_queries(2):
            found = selectors.filter_options()

        assert found.years == [2026, 2025]
        assert [option.label for option in found.lines] == ["Catastro", "Finanzas"]
        assert str(world.one.public_id) in {option.key for option in found.organizations}
        assert found.departments["05"].municipalities == 2
        assert not found.has_boundaries

    def test_know_whether_boundaries_are_loaded(self, world):
        Boundary.objects.create(level="municipality", code="05001", path="M0 0z", source="x", loaded_at=make.NOW)

        assert selectors.filter_options().has_boundaries


class TestReadFilters:
    def test_understands_what_the_page_offers(self, world):
        query = {
            "organization": str(world.one.public_id).upper(),
            "line": str(world.finance.public_id),
            "department": "05",
            "year": "2025",
        }

        filters, problems = read_filters(query, selectors.filter_options())

        assert filters == FigureFilters(world.one.pk, world.finance.pk, "05", 2025)
        assert problems == {}

    def test_takes_blank_as_no_filter(self, world):
        blank = {"organization": "", "line": "", "department": " ", "year": ""}

        assert read_filters(blank, selectors.filter_options(), default_year=2026)[0] == FigureFilters(year=2026)
        assert read_filters({"year": "all"}, selectors.filter_options(), default_year=2026)[0] == EVERYTHING

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("organization", "1"),
            ("organization", "00000000-0000-0000-0000-000000000000"),
            ("line", "finanzas"),
            ("department", "5"),
            ("department", "99"),
            ("year", "26"),
            ("year", "0000"),
            ("year", "\uff12\uff10\uff12\uff16"),
        ],
    )
    def test_names_the_filter_that_it_leaves_out(self, world, name, value):
        filters, problems = read_filters({name: value}, selectors.filter_options())

        assert filters == EVERYTHING
        assert list(problems) == [name]


class TestReadReached:
    @pytest.mark.parametrize("cut", [Slice(), Slice(202601, 202612), Slice(department_ids=frozenset({"52"}))])
    def test_says_the_same_from_a_covering_as_from_the_detail(self, world, monkeypatch, cut):
        from_coverings, _parts = read_reached(cut)
        monkeypatch.setattr("llegada.insights.selectors.cube.find_grain", lambda *_: None)

        assert read_reached(cut)[0] == from_coverings
        assert from_coverings.entities
