from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from llegada.core.errors import Conflict, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.imports import ImportSource
from llegada.core.roles import Role
from llegada.core.tabular import MissingColumns, Row, Unreadable, read_table
from llegada.planning import selectors
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.services import import_lines
from llegada.planning.sheets import columns
from llegada.planning.sheets.writing import lines_workbook, template_workbook
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import YEAR, make_annual_plan, make_cast, make_cycle, make_plan_line, put_in

LATER = make.NOW + timedelta(hours=1)


cast = made_once(make_cast)


@pytest.fixture
def plan(cast):
    return make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, units=[cast.unit]), lines=0)


@pytest.fixture
def line(plan):
    return make_plan_line(plan, external_id="L-1", budget={"investment": 5_000_000, "own": 1_000_000})


def workbook(plan):
    """Return the plan as it goes out and comes back, row by row."""
    lines = selectors.list_plain_lines(plan)
    content = lines_workbook(plan, lines, selectors.names_for(plan, lines, today=make.TODAY))
    return read_table(io.BytesIO(content), name="plan.xlsx")


def bring(cast, plan, rows, *, dry_run=False, actor=None):
    return import_lines(
        actor=actor or cast.liaison, plan_id=plan.public_id, rows=rows, dry_run=dry_run, now=LATER,
        source=ImportSource("plan.xlsx", "0" * 64),
    )  # fmt: skip


def counts(report):
    return report.created, report.updated, report.unchanged, report.rejected


def faults(report):
    return {(finding.column, finding.value) for finding in report.rejections}


def with_cells(row, **cells):
    """Return a row with other cells, named as in `columns`."""
    return Row(row.number, row.cells | {getattr(columns, name): text for name, text in cells.items()})


@pytest.fixture
def new_row(plan):
    """A row of a new line, as somebody would write it by hand."""
    version = make.make_service(plan.unit, name="Archivo al día")
    entity = make.make_entity(make.make_municipality("05002", "Abejorral"))
    cells = {
        columns.ENTITY_CODE: "05002", columns.ENTITY: entity.name, columns.SERVICE: "archivo al dia",
        columns.STARTS_ON: "01/02/2027", columns.ENDS_ON: "2027-03-31", columns.MODALITY: "", columns.ORIGIN: "demanda",
        columns.BUDGET["investment"]: "12.000.000",
    }  # fmt: skip
    assert version.service.status == "published"
    return Row(2, cells)


class TestThePlanThatComesBack:
    def test_changes_nothing_if_nobody_changed_it(self, cast, plan, line):
        other = make.make_unit(cast.unit.organization, name="Dirección hermana")
        make_plan_line(plan, description="=1+1", person_days=None, modality="", budget={}, is_joint=True).partners.add(
            other
        )
        report = bring(cast, plan, workbook(plan))
        assert (counts(report), report.findings) == ((0, 0, 2, 0), [])
        assert not list_events(target=plan).exists()
        assert AnnualPlan.objects.get().revision == plan.revision

    def test_updates_the_line_of_each_identifier(self, cast, plan, line):
        row = with_cells(workbook(plan)[0], DESCRIPTION="Nueva", ENDS_ON="2027-04-30", PERSON_DAYS="12,5")
        row.cells[columns.BUDGET["investment"]], row.cells[columns.BUDGET["own"]] = "7.000.000", ""
        assert counts(bring(cast, plan, [row])) == (0, 1, 0, 0)
        line.refresh_from_db()
        assert (line.description, line.ends_on, line.person_days, line.revision) == (
            "Nueva", date(YEAR, 4, 30), Decimal("12.5"), 2,
        )  # fmt: skip
        assert list(line.budgets.values_list("source", "amount")) == [("investment", Decimal(7_000_000))]
        assert line.history.count() == 2

    def test_is_one_decision_of_the_plan(self, cast, plan, line):
        bring(cast, plan, [with_cells(workbook(plan)[0], DESCRIPTION="Nueva")])
        event = list_events(target=plan).get()
        assert (event.verb, event.data["file"], event.data["updated"]) == ("annualplan.import", "plan.xlsx", 1)
        found = AnnualPlan.objects.get()
        assert (found.revision, found.edited_by_id) == (plan.revision + 1, cast.liaison.person_id)

    def test_does_not_write_over_what_somebody_changed_since(self, cast, plan, line):
        row = with_cells(workbook(plan)[0], DESCRIPTION="La mía")
        AnnualPlanLine.objects.filter(pk=line.pk).update(revision=2, description="La de otra persona")
        report = bring(cast, plan, [row])
        assert (counts(report), faults(report)) == ((0, 0, 0, 1), {(columns.REVISION, "1")})
        line.refresh_from_db()
        assert line.description == "La de otra persona"

    def test_says_nothing_of_a_conflict_where_both_say_the_same(self, cast, plan, line):
        rows = workbook(plan)
        AnnualPlanLine.objects.filter(pk=line.pk).update(revision=2)
        assert counts(bring(cast, plan, rows)) == (0, 0, 1, 0)

    def test_keeps_what_its_columns_do_not_say(self, cast, plan, line):
        row = workbook(plan)[0]
        kept = (columns.IDENTIFIER, columns.REVISION, *columns.REQUIRED)
        short = Row(
            2, {name: text for name, text in row.cells.items() if name in kept} | {columns.ENDS_ON: "2027-05-31"}
        )
        assert counts(bring(cast, plan, [short])) == (0, 1, 0, 0)
        line.refresh_from_db()
        assert (line.ends_on, line.person_days, line.external_id, line.budgets.count()) == (
            date(YEAR, 5, 31), Decimal(10), "L-1", 2,
        )  # fmt: skip

    def test_updates_by_the_own_identifier_of_the_unit(self, cast, plan, line):
        row = with_cells(workbook(plan)[0], IDENTIFIER="", REVISION="", DESCRIPTION="De nuestro sistema")
        assert counts(bring(cast, plan, [row])) == (0, 1, 0, 0)

    def test_takes_few_queries_whatever_the_lines(self, cast, plan, django_assert_max_num_queries):
        for _ in range(3):
            make_plan_line(plan)
        rows = workbook(plan)
        with django_assert_max_num_queries(20):
            assert bring(cast, plan, rows, dry_run=True).unchanged == 3


class TestANewLine:
    def test_goes_in_with_the_topic_of_its_service(self, cast, plan, new_row):
        report = bring(cast, plan, [new_row])
        assert counts(report) == (1, 0, 0, 0)
        line = plan.lines.get()
        assert (line.topic, line.origin, line.person_days, line.entity.municipality_id) == (
            line.service.published_version.line, "demand", None, "05002",
        )  # fmt: skip
        assert line.budgets.get().amount == 12_000_000
        assert "archivo al dia" in line.search_text

    def test_is_not_repeated_when_its_file_comes_again(self, cast, plan, new_row):
        bring(cast, plan, [new_row])
        assert counts(bring(cast, plan, [new_row])) == (0, 0, 1, 0)
        changed = with_cells(new_row, DESCRIPTION="Otra cosa")
        assert faults(bring(cast, plan, [changed])) == {(columns.IDENTIFIER, "")}
        assert counts(bring(cast, plan, [with_cells(changed, OWN_IDENTIFIER="L-2")])) == (1, 0, 0, 0)

    def test_may_be_joint_with_other_units(self, cast, plan, new_row):
        other = make.make_unit(cast.unit.organization, name="Dirección hermana")
        bring(cast, plan, [with_cells(new_row, PARTNERS=" direccion hermana ; ")])
        line = plan.lines.get()
        assert (list(line.partners.all()), line.is_joint) == ([other], True)

    def test_is_only_tried_in_a_dry_run(self, cast, plan, new_row):
        report = bring(cast, plan, [new_row], dry_run=True)
        assert (report.created, plan.lines.count(), list_events(target=plan).count()) == (1, 0, 0)

    def test_goes_in_although_others_do_not(self, cast, plan, new_row):
        bad = Row(3, with_cells(new_row, STARTS_ON="2026-12-01").cells)
        assert counts(bring(cast, plan, [new_row, bad])) == (1, 0, 0, 1)


#: What is wrong in a cell, and its column: each is the only fault of its row.
BAD_CELLS = [
    ({"UNIT": "Otra dirección"}, "UNIT"),
    ({"ENTITY_CODE": "99999"}, "ENTITY_CODE"),
    ({"ENTITY_CODE": "", "ENTITY": "Alcaldía de Nunca Jamás"}, "ENTITY"),
    ({"ENTITY_CODE": "", "ENTITY": ""}, "ENTITY"),
    ({"ENTITY": "Alcaldía de Otra Parte"}, "ENTITY"),
    ({"SERVICE": "Servicio inventado"}, "SERVICE"),
    ({"SERVICE_CODE": "S-99"}, "SERVICE_CODE"),
    ({"TOPIC": "Temática inventada"}, "TOPIC"),
    ({"STARTS_ON": "2026-12-31"}, "STARTS_ON"),
    ({"ENDS_ON": "2028-01-01"}, "ENDS_ON"),
    ({"ENDS_ON": "2027-01-01"}, "ENDS_ON"),
    ({"STARTS_ON": ""}, "STARTS_ON"),
    ({"STARTS_ON": "marzo"}, "STARTS_ON"),
    ({"PERSON_DAYS": "muchos"}, "PERSON_DAYS"),
    ({"MODALITY": "Por telepatía"}, "MODALITY"),
    ({"PARTNERS": "Dirección fantasma"}, "PARTNERS"),
    ({"MANAGER": "nadie@ejemplo.gov.co"}, "MANAGER"),
    ({"STRATEGY": "Ninguna"}, "STRATEGY"),
    ({"IDENTIFIER": "L-1"}, "IDENTIFIER"),
    ({"IDENTIFIER": "00000000-0000-0000-0000-000000000004"}, "IDENTIFIER"),
    ({"REVISION": "dos"}, "REVISION"),
    ({"OWN_IDENTIFIER": "x" * 61}, "OWN_IDENTIFIER"),
    ({"DESCRIPTION": "x" * 4001}, "DESCRIPTION"),
]


class TestARowThatDoesNotGoIn:
    def test_says_its_column_its_value_and_why(self, cast, plan, new_row):
        rows = [Row(n, with_cells(new_row, **cells).cells) for n, (cells, _) in enumerate(BAD_CELLS, start=2)]
        report = bring(cast, plan, rows)
        expected = [
            (row.number, name, row.get(name))
            for row, (_, column) in zip(rows, BAD_CELLS, strict=True)
            for name in [getattr(columns, column)]
        ]
        assert counts(report) == (0, 0, 0, len(BAD_CELLS))
        assert [(found.row, found.column, found.value) for found in report.rejections] == expected
        assert all(str(found.reason) for found in report.rejections)

    def test_says_that_text_is_not_money(self, cast, plan, new_row):
        new_row.cells[columns.BUDGET["own"]] = "doce millones"
        assert faults(bring(cast, plan, [new_row])) == {(columns.BUDGET["own"], "doce millones")}

    def test_says_all_its_faults_at_once(self, cast, plan, new_row):
        row = with_cells(new_row, STARTS_ON="", PERSON_DAYS="0", SERVICE="Nada")
        assert len(bring(cast, plan, [row]).rejections) == 3

    def test_says_what_a_misspelt_name_was_meant_to_be(self, cast, plan, new_row):
        finding = bring(cast, plan, [with_cells(new_row, SERVICE="Archivo al dya")]).rejections[0]
        assert "Archivo al día" in str(finding.reason)

    def test_asks_for_the_code_where_two_have_the_name(self, cast, plan, new_row):
        make.make_service(plan.unit, name="Archivo al día")
        assert "código" in str(bring(cast, plan, [new_row]).rejections[0].reason)

    @pytest.mark.parametrize("cells", [{"OWN_IDENTIFIER": "L-7"}, {}])
    def test_repeats_another_of_the_file(self, cast, plan, new_row, cells):
        row = with_cells(new_row, **cells)
        assert counts(bring(cast, plan, [row, Row(3, dict(row.cells))])) == (1, 0, 0, 1)

    def test_is_of_the_plan_of_another_unit(self, cast, plan, new_row):
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle)
        identifier = str(other.lines.get().public_id)
        finding = bring(cast, plan, [with_cells(new_row, IDENTIFIER=identifier)]).rejections[0]
        assert "otro plan" in str(finding.reason)

    def test_takes_the_own_identifier_of_another_line(self, cast, plan, line):
        make_plan_line(plan, external_id="L-2", starts_on=date(YEAR, 5, 1), ends_on=date(YEAR, 6, 1))
        rows = workbook(plan)
        assert faults(bring(cast, plan, [with_cells(rows[1], OWN_IDENTIFIER="L-1")])) == {
            (columns.OWN_IDENTIFIER, "L-1")
        }

    def test_says_by_its_own_identifier_the_line_of_another_row(self, cast, plan, line):
        (row,) = workbook(plan)
        renamed = with_cells(row, OWN_IDENTIFIER="L-9", DESCRIPTION="Una")
        report = bring(cast, plan, [renamed, Row(3, with_cells(row, IDENTIFIER="", DESCRIPTION="Otra").cells)])
        assert (counts(report), faults(report)) == ((0, 1, 0, 1), {(columns.OWN_IDENTIFIER, "L-1")})
        assert plan.lines.get().description == "Una"

    def test_lacks_the_revision_with_which_it_went_out(self, cast, plan, line):
        row = with_cells(workbook(plan)[0], REVISION="", DESCRIPTION="Nueva")
        assert faults(bring(cast, plan, [row])) == {(columns.REVISION, "")}


class TestWhoAndWhen:
    @pytest.mark.parametrize("status", ["sent", "in_execution"])
    def test_is_while_the_unit_writes_the_plan(self, cast, plan, line, status):
        rows = workbook(plan)
        put_in(plan, status)
        with pytest.raises(TransitionNotAllowed):
            bring(cast, plan, rows, dry_run=True)

    def test_is_for_those_who_write_it(self, cast, plan, new_row):
        for actor in (cast.coordinator, cast.other_head, make.make_actor(Role.ADVISOR, unit=cast.unit)):
            with pytest.raises(NotAllowed):
                bring(cast, plan, [new_row], actor=actor)
        with pytest.raises(NotFound):
            bring(cast, plan, [new_row], actor=cast.stranger)

    def test_stops_where_somebody_changes_the_plan_meanwhile(self, cast, plan, new_row, monkeypatch):
        names_for = selectors.names_for

        def meanwhile(*args, **kwargs):
            AnnualPlan.objects.filter(pk=plan.pk).update(revision=9)
            return names_for(*args, **kwargs)

        monkeypatch.setattr(selectors, "names_for", meanwhile)
        with pytest.raises(Conflict):
            bring(cast, plan, [new_row])


class TestTheWorkbook:
    def test_brings_an_example_that_does_not_go_in(self, cast, plan):
        make.make_service(plan.unit, name="Archivo al día")
        content = template_workbook(plan, selectors.names_for(plan, [], today=make.TODAY))
        rows = read_table(io.BytesIO(content), name="plantilla.xlsx")
        assert (rows[0].get(columns.IDENTIFIER), rows[0].get(columns.SERVICE)) == ("EJEMPLO", "Archivo al día")
        with pytest.raises(Unreadable):
            bring(cast, plan, rows)

    def test_needs_its_columns(self, cast, plan, new_row):
        short = Row(2, {name: text for name, text in new_row.cells.items() if name not in columns.REQUIRED})
        with pytest.raises(MissingColumns) as refused:
            bring(cast, plan, [short])
        assert refused.value.params["columns"] == ", ".join(columns.REQUIRED)

    def test_says_totals_and_states_that_are_left_alone(self, cast, plan, line):
        row = workbook(plan)[0]
        assert (row.get("Total (COP)"), row.get("Estado")) == ("6000000", "Propuesta")
        row.cells["Total (COP)"], row.cells["Estado"] = "1", "Cumplida"
        assert counts(bring(cast, plan, [row])) == (0, 0, 1, 0)
