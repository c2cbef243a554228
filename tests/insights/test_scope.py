"""The filters that the views share: read from the address, said in words, written back."""

from __future__ import annotations

import pytest

from llegada.insights.choices import ViewMetric
from llegada.insights.scope import read_scope
from llegada.insights.selectors.catalogue import Catalogue, CatalogueDepartment, Option
from llegada.insights.selectors.explore_options import Options, PlacesOption, ServiceOption, UnitOption

DIRECTION = UnitOption("u1", "Dirección", 11, 1, "/11/")
GROUP = UnitOption("u2", "Grupo", 12, 1, "/11/12/")
PDET = PlacesOption("pdet", "Municipios PDET", "PDET", frozenset({"05001", "52001"}))


@pytest.fixture
def options():
    return Options(
        catalogue=Catalogue(
            organizations=[Option("o1", "Instituto Uno", 1)],
            lines=[Option("l1", "Finanzas", 7)],
            years=[2026, 2025],
            departments={"05": CatalogueDepartment("05", "Antioquia", 2)},
            has_boundaries=False,
        ),
        units=[DIRECTION, GROUP],
        services=[ServiceOption("s1", "Marco fiscal", 21, 1)],
        places=[PDET],
        municipalities={"05001": "Medellín"},
    )


def read(options, **query):
    return read_scope(query, options, default_year=2026)


class TestReadScope:
    def test_takes_the_year_by_default(self, options):
        scope, problems = read(options)

        assert (scope.since, scope.until, scope.words, problems) == (202601, 202612, "Vigencia 2026 · todo el país", {})

    def test_takes_every_year_when_asked(self, options):
        scope, _ = read(options, year="all")

        assert (scope.since, scope.until, scope.period) == (None, None, "Todas las vigencias")

    @pytest.mark.parametrize(
        ("query", "period"),
        [
            ({"since": "2025-03", "until": "2026-02"}, "mar 2025 a feb 2026"),
            ({"since": "2025-03"}, "Desde mar 2025"),
            ({"until": "2026-02"}, "Hasta feb 2026"),
        ],
    )
    def test_lets_months_win_over_the_year(self, options, query, period):
        scope, problems = read(options, year="2026", **query)

        assert (scope.period, scope.year, problems) == (period, None, {})

    def test_takes_a_unit_with_those_below_it_unless_alone(self, options):
        assert read(options, unit="u1")[0].cut.unit_ids == {11, 12}
        assert read(options, unit="u1:sola")[0].cut.unit_ids == {11}
        assert read(options, unit="u2")[0].cut.unit_ids == {12}

    def test_turns_a_class_of_places_into_municipalities(self, options):
        assert read(options, places="pdet")[0].cut.municipality_ids == {"05001", "52001"}
        assert read(options, places="pdet", municipality="05001")[0].cut.municipality_ids == {"05001"}

    def test_knows_the_department_of_a_municipality(self, options):
        assert read(options, municipality="05001")[0].words == "Vigencia 2026 · Medellín (Antioquia)"

    def test_says_everything_that_restricts(self, options):
        scope, _ = read(options, organization="o1", unit="u1:sola", line="l1", service="s1", department="05")

        assert scope.words == (
            "Vigencia 2026 · Antioquia · Instituto Uno · Dirección, sin las que dependen de ella · Finanzas · Marco fiscal"
        )

    def test_writes_back_what_it_read(self, options):
        asked = {"unit": "u1:sola", "line": "l1", "department": "05", "places": "pdet", "metric": "people"}
        asked |= {"since": "2025-03", "until": "2026-02"}

        scope, _ = read(options, **asked)

        assert scope.asked == asked
        assert read(options, **scope.asked)[0] == scope

    def test_changes_one_filter_in_its_address(self, options):
        scope, _ = read(options, line="l1")

        assert scope.query(year="", department="05", line="") == "department=05"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("year", "26"),
            ("since", "2026-13"),
            ("until", "marzo"),
            ("organization", "x"),
            ("unit", "x"),
            ("line", "x"),
            ("service", "x"),
            ("department", "5"),
            ("municipality", "5001"),
            ("places", "x"),
            ("metric", "x"),
        ],
    )
    def test_says_what_it_could_not_read_and_leaves_it_out(self, options, name, value):
        scope, problems = read(options, **{name: value})

        assert (list(problems), scope) == ([name], read(options)[0])

    def test_leaves_out_months_that_are_crossed(self, options):
        scope, problems = read(options, since="2026-05", until="2026-02")

        assert (list(problems), scope.year) == (["until"], 2026)

    def test_says_that_a_municipality_is_of_another_department(self, options):
        _, problems = read(options, department="05", municipality="52001")

        assert "no es del departamento" in str(problems["municipality"])

    def test_reads_the_metric(self, options):
        assert read(options, metric="people")[0].metric == ViewMetric.PEOPLE
