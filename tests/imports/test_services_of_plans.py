"""Rows that name no service take the only one of their plan, sessions as milestones; a try says what its run does."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from llegada.delivery.models import Session
from llegada.imports.layout import Layout, Source, missing_fields
from llegada.imports.models import ImportedRow
from llegada.imports.services.report import read_bad_rows
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlanService
from tests.factories import make_plan, make_service, make_session
from tests.imports.makers import carried_out, counts, csv_upload, imported, layout_of, tried, undone, xlsx_upload
from tests.imports.test_milestones import HEADINGS as MILESTONE_HEADINGS
from tests.imports.test_milestones import PLAN_HEADINGS, milestones_layout, plans_layout

PLANS = (
    "P-1;Catastro de Amagá;05030;Catastro multipropósito;2019",
    "P-2;Catastro de Medellín;05001;;2019",
)
HEADINGS = "Id;Plan;Servicio;Fecha;Tema"
ROW = "S-1;P-1;;2019-03-05;Taller"
SEVERAL, NONE, BLANK = "lleva varios servicios", "no dice qué servicio lleva", "Está vacía y hace falta"


def sessions_layout(country, **changes: Source) -> Layout:
    """Return the layout of sessions of plans, which say entity and unit."""
    changes = {"plan": Source(("Plan",)), "code": Source(), "modality": Source(), "unit": Source(), **changes}
    return layout_of(country, **changes)


@pytest.fixture
def planned(country):
    imported(country, csv_upload(PLAN_HEADINGS, *PLANS), plans_layout(country), target="plans")
    return country


def asked(country, *lines: str, **changes: Source):
    return tried(country, csv_upload(HEADINGS, *lines), sessions_layout(country, **changes))


def reasons(run) -> list[str]:
    return [issue.reason for bad in read_bad_rows(str(run.public_id)) for issue in bad.issues]


def services_of_sessions() -> dict[str, str]:
    return dict(Session.objects.order_by("title").values_list("title", "service_version__name"))


class TestSessions:
    def test_take_the_only_service_of_their_plan(self, planned):
        run = asked(planned, ROW, "S-2;P-1;Catastro multipropósito;2019-03-06;Mesa")
        assert counts(run) == {"created": 2}

        carried_out(planned, run)

        assert services_of_sessions() == {"Mesa": "Catastro multipropósito", "Taller": "Catastro multipropósito"}
        assert find_differences() == []
        assert counts(asked(planned, ROW)) == {"unchanged": 1}

    def test_need_no_column_of_it(self, planned):
        layout = sessions_layout(planned, service=Source())
        assert missing_fields(layout) == []

        run = imported(planned, csv_upload("Id;Plan;Fecha;Tema", "S-1;P-1;2019-03-05;Taller"), layout)

        assert (counts(run), services_of_sessions()) == ({"created": 1}, {"Taller": "Catastro multipropósito"})

    def test_without_a_column_of_plans_need_one_and_a_topic_of_their_own_with_it(self, country):
        assert missing_fields(layout_of(country, service=Source())) == ["Servicio"]
        assert missing_fields(sessions_layout(country, service=Source(), title=Source())) == ["Tema"]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [("S-1;P-2;;2019-03-05;Taller", NONE), ("S-1;;;2019-03-05;Taller", BLANK), ("S-1;P-9;;2019-03-05;Taller", "ningún plan")],
    )  # fmt: skip
    def test_of_a_plan_that_does_not_say_it_are_refused(self, planned, row, reason):
        run = asked(planned, row, unit=Source(value=planned.unit.name))

        assert counts(run) == {"refused": 1}
        assert any(reason in said for said in reasons(run))

    def test_of_a_plan_of_several_are_refused_but_those_that_came_when_it_had_one(self, planned):
        make_service(planned.unit, name="Ordenamiento")
        carried_out(planned, asked(planned, ROW))
        carried_out(planned, asked(planned, "S-2;P-1;Ordenamiento;2019-03-06;Mesa"))

        run = asked(planned, ROW, "S-3;P-1;;2019-03-07;Visita")

        assert counts(run) == {"unchanged": 1, "refused": 1}
        assert SEVERAL in reasons(run)[0]

    def test_have_the_same_service_in_any_order_of_their_rows(self, planned, monkeypatch):
        """What rows of the sheet add to their plans does not count within it: the second would be refused, or the first."""
        monkeypatch.setattr("llegada.imports.services.batches.SIZE", 1)
        make_service(planned.unit, name="Ordenamiento")
        other = "S-2;P-1;Ordenamiento;2019-03-06;Mesa"
        given = "S-3;P-2;Ordenamiento;2019-03-06;Mesa de Medellín"
        run = asked(planned, other, ROW, given, "S-4;P-2;;2019-03-07;Taller de Medellín")
        said = (counts(run), reasons(run))

        run = carried_out(planned, run)

        assert (counts(run), reasons(run)) == said == ({"created": 3, "refused": 1}, [reasons(run)[0]])
        assert NONE in reasons(run)[0]
        assert services_of_sessions()["Taller"] == "Catastro multipropósito"

    def test_take_the_topic_from_the_service_where_its_column_says_it(self, planned):
        run = asked(planned, ROW, title=Source(("Servicio",)))
        assert counts(run) == {"created": 1}

        carried_out(planned, run)

        assert services_of_sessions() == {"Catastro multipropósito": "Catastro multipropósito"}

    def test_that_llegada_recorded_are_told_by_the_service_of_the_plan(self, planned):
        living = make_plan(unit=planned.unit, entity=planned.amaga, versions=[planned.version])
        make_session(living, status="held", held_on=date(2019, 3, 5))

        run = asked(planned, "S-1;P-1;;2019-03-05;Taller", code=Source(value="05030"))

        assert "ya está registrada" in reasons(run)[0]

    def test_are_settled_with_one_query_for_all_rows(self, planned):
        few = [f"S-{n};P-1;;2019-03-05;Taller {n}" for n in range(3)]
        many = [f"S-{n};P-1;;2019-03-05;Taller {n}" for n in range(300)]

        assert _queries(planned, few) == _queries(planned, many)


def _queries(country, lines: list[str]) -> int:
    with CaptureQueriesContext(connection) as found:
        assert counts(asked(country, *lines)) == {"created": len(lines)}
    return len(found)


class TestMilestones:
    ROW = "M-1;P-2;Diagnóstico;;2019-03-01;;;;;"

    def test_of_a_plan_that_says_no_service_are_refused_in_the_try_of_the_same_workbook(self, country):
        """The keys of a try stand for nothing of the base: the plan that it would make was never asked."""

        def more(book, _sheet):
            plans, milestones = book.add_worksheet("Planes"), book.add_worksheet("Hitos")
            for sheet, lines in ((plans, (PLAN_HEADINGS, *PLANS)), (milestones, (MILESTONE_HEADINGS, self.ROW))):
                for number, line in enumerate(lines):
                    sheet.write_row(number, 0, line.split(";"))

        layouts = [
            Layout(one.target, name, 1, one.fields)
            for one, name in ((plans_layout(country), "Planes"), (milestones_layout(), "Hitos"))
        ]
        run = tried(country, xlsx_upload([], more=more), *layouts, target="workbook")
        said = (counts(run), reasons(run))

        run = carried_out(country, run)

        assert (counts(run), reasons(run)) == said
        assert (counts(run), NONE in said[1][0]) == ({"created": 2, "refused": 1}, True)


def carried() -> list[tuple[str, str]]:
    """Return what plans carry, by their titles."""
    return sorted(WorkPlanService.objects.values_list("plan__title", "service_version__name"))


class TestUndone:
    """An import takes the services that it gave to plans of before with it, and no others."""

    @pytest.fixture
    def other(self, planned):
        make_service(planned.unit, name="Ordenamiento")
        return planned

    def test_sessions_take_what_they_gave_to_plans(self, other):
        before = carried()
        run = carried_out(
            other, asked(other, "S-1;P-1;Ordenamiento;2019-03-06;Mesa", "S-2;P-2;Ordenamiento;2019-03-07;Visita", ROW)
        )
        assert set(carried()) - {*before} == {
            ("Catastro de Amagá", "Ordenamiento"), ("Catastro de Medellín", "Ordenamiento")
        }  # fmt: skip
        assert sorted(ImportedRow.objects.filter(run=run, kind="carried").values_list("row", flat=True)) == [2, 3]

        run = undone(other, run)

        assert (run.status, carried(), ImportedRow.objects.filter(run=run).count()) == ("undone", before, 0)
        assert find_differences() == []
        assert counts(asked(other, "S-9;P-2;;2019-03-07;Visita")) == {"refused": 1}

    def test_sessions_without_a_plan_take_what_they_gave_to_that_of_their_year(self, other):
        first, second = (
            ["S-1;;Catastro multipropósito;2019-03-05;Taller"],
            ["S-2;;Ordenamiento;2019-03-06;Mesa"],
        )
        place = {"code": Source(value="05030"), "unit": Source(value=other.unit.name)}
        carried_out(other, asked(other, *first, **place))
        before = carried()
        run = carried_out(other, asked(other, *second, **place))
        assert len(carried()) == len(before) + 1

        assert undone(other, run).status == "undone"
        assert carried() == before

    def test_milestones_take_what_they_gave_to_plans(self, other):
        before = carried()
        layout = milestones_layout(service=Source(value="Ordenamiento"))
        upload = csv_upload(MILESTONE_HEADINGS, TestMilestones.ROW)
        run = imported(other, upload, layout, target="milestones")
        assert (counts(run), len(carried())) == ({"created": 1}, len(before) + 1)

        assert undone(other, run).status == "undone"
        assert carried() == before

    def test_what_later_rows_are_of_stays_and_it_says_so(self, other):
        run = carried_out(other, asked(other, "S-1;P-1;Ordenamiento;2019-03-06;Mesa"))
        carried_out(other, asked(other, "S-2;P-1;Ordenamiento;2019-03-07;Otra mesa"))

        run = undone(other, run)

        assert ("Catastro de Amagá", "Ordenamiento") in carried()
        assert [note for note in run.summary["notes"] if note.startswith("Al deshacerla, 1 plan de antes siguió")]
        assert find_differences() == []

    def test_a_run_that_fails_takes_them_too(self, other, monkeypatch):
        before = carried()
        run = asked(other, "S-1;P-1;Ordenamiento;2019-03-06;Mesa")
        monkeypatch.setattr("llegada.imports.services.carrying.note_totals", lambda *_: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            carried_out(other, run)

        assert (carried(), ImportedRow.objects.filter(kind="carried").count()) == (before, 0)
