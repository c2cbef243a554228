"""Sessions of before Llegada: what goes in, what the figures say, what the same file again does."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.core.errors import NotFound, TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.origins import find_origin
from llegada.core.roles import Role
from llegada.delivery.models import AttendanceEntry, Session
from llegada.imports.errors import BuiltUpon, ImportAtWork
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportedRow
from llegada.imports.selectors import get_run
from llegada.imports.services.report import read_bad_rows
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_actor, make_attendance, make_plan, make_session, make_unit
from tests.imports.makers import HEADINGS, carried_out, counts, csv_upload, imported, layout_of, tried, undone

GOOD = (
    HEADINGS,
    "A-1;05001;Catastro multipropósito;05/03/2019;Taller de avalúos;Presencial",
    "A-2;05030;Catastro multipropósito;2019-04-10;Mesa de datos;Virtual",
    "A-3;05030;Catastro multipropósito;12 abr 2020;Seguimiento;",
)


class TestImport:
    def test_brings_historical_sessions_in_their_plans_and_moves_the_figures(self, country):
        run = imported(country, csv_upload(*GOOD))

        assert (run.status, counts(run)) == ("done", {"created": 3})
        first = Session.objects.get(title="Taller de avalúos")
        assert (first.status, first.held_on, first.year, first.modality, first.has_hours) == (
            "historical", date(2019, 3, 5), 2019, "in_person", False,
        )  # fmt: skip
        assert first.recorded_by_id == country.actor.person_id
        assert (first.plan.status, first.plan.entity, first.plan.unit) == ("historical", country.medellin, country.unit)
        assert first.history.count() == first.plan.history.count() == 1
        assert WorkPlan.objects.count() == 3  # one for each entity and year
        assert find_differences() == []
        row = ImportedRow.objects.get(kind="sessions", object_id=first.pk)
        assert (row.row, row.run.file_name, row.run.file.sha256 != "") == (2, "sesiones.csv", True)

    def test_the_same_file_again_changes_nothing(self, country):
        imported(country, csv_upload(*GOOD))

        run = tried(country, csv_upload(*GOOD))

        assert counts(run) == {"unchanged": 3}

    def test_a_row_that_says_something_else_changes_what_it_brought(self, country):
        imported(country, csv_upload(*GOOD))
        other = [
            line.replace("Mesa de datos", "Mesa de datos abiertos").replace("2019-04-10", "2021-04-10") for line in GOOD
        ]

        run = imported(country, csv_upload(*other))

        assert counts(run) == {"changed": 1, "unchanged": 2}
        changed = Session.objects.get(title="Mesa de datos abiertos")
        assert (changed.year, changed.history.count()) == (2021, 2)
        assert find_differences() == []

    def test_rows_whose_identifier_says_that_they_have_none_are_told_apart_by_what_they_say(self, country):
        lines = [
            f"{said};05001;Catastro multipropósito;2019-03-0{day};Taller;Virtual"
            for day, said in enumerate(("N/A", "S/N", "sin radicado", "-"), 1)
        ]

        run = imported(country, csv_upload(HEADINGS, *lines))

        assert counts(run) == {"created": 4}
        again = tried(country, csv_upload(HEADINGS, lines[3], lines[0]))
        assert counts(again) == {"unchanged": 2}

    def test_a_try_writes_nothing(self, country):
        run = tried(country, csv_upload(*GOOD))

        assert (run.status, counts(run)) == ("tried", {"created": 3})
        assert not Session.objects.exists()
        assert not ImportedRow.objects.exists()

    def test_a_session_that_llegada_recorded_is_not_brought_again(self, country):
        plan = make_plan(unit=country.unit, entity=country.amaga, versions=[country.version])
        make_session(plan, status="held", held_on=date(2019, 4, 10))

        run = tried(country, csv_upload(*GOOD))

        assert counts(run) == {"created": 2, "refused": 1}
        assert "ya está registrada" in next(read_bad_rows(str(run.public_id))).issues[0].reason


class TestUndo:
    def test_takes_away_all_that_it_made_and_says_why(self, country):
        run = imported(country, csv_upload(*GOOD))

        run = undone(country, run, "Era el archivo viejo")

        assert run.status == "undone"
        assert not Session.objects.exists()
        assert not WorkPlan.objects.exists()
        assert Session.history.filter(history_type="-").count() == 3
        assert find_differences() == []
        assert Event.objects.filter(verb="importrun.ask_undo").get().reason == "Era el archivo viejo"
        assert counts(tried(country, csv_upload(*GOOD))) == {"created": 3}

    def test_gives_back_what_it_changed(self, country):
        imported(country, csv_upload(*GOOD))
        run = imported(country, csv_upload(*(line.replace("2019-04-10", "2021-04-10") for line in GOOD)))

        undone(country, run)

        assert Session.objects.get(title="Mesa de datos").held_on == date(2019, 4, 10)
        assert Session.objects.get(title="Mesa de datos").year == 2019
        assert find_differences() == []

    def test_is_refused_where_something_was_built_upon_it(self, country):
        run = imported(country, csv_upload(*GOOD))
        make_attendance(Session.objects.first())

        with pytest.raises(BuiltUpon, match="1 asistente"):
            undone(country, run)

        assert Session.objects.count() == 3

    def test_happens_once(self, country):
        run = imported(country, csv_upload(*GOOD))
        undone(country, run)

        with pytest.raises(TransitionNotAllowed):
            undone(country, run)


class TestRun:
    def test_is_hidden_from_other_organisations(self, country):
        run = tried(country, csv_upload(*GOOD))
        stranger = make_actor(Role.MONITORING_ADMIN, organization=make_unit().organization)

        with pytest.raises(NotFound):
            get_run(actor=stranger, public_id=run.public_id)

    def test_only_one_of_an_organisation_is_at_work(self, country):
        first, second = tried(country, csv_upload(*GOOD)), tried(country, csv_upload(*GOOD, name="otra.csv"))
        first.status = "running"
        first.last_sign_at = NOW
        first.save()

        with pytest.raises(ImportAtWork, match="sesiones"):
            carried_out(country, second)

        second.refresh_from_db()
        assert second.status == "tried"

    def test_a_layout_with_other_columns_is_asked_for_again(self, country):
        run = tried(country, csv_upload(*GOOD))
        assert run.layouts[0] == layout_of(country).as_json()


class TestOrigin:
    def test_a_historical_session_says_which_row_of_which_file_brought_it(self, country):
        imported(country, csv_upload(*GOOD))
        session = Session.objects.get(title="Mesa de datos")

        origin = find_origin(actor=country.actor, of=session)
        plan = find_origin(actor=make_actor(Role.ADVISOR, unit=country.unit), of=session.plan)

        assert (origin.file_name, origin.row, origin.url != "") == ("sesiones.csv", 3, True)
        assert (plan.file_name, plan.row, plan.url) == ("sesiones.csv", 3, "")

    def test_one_that_llegada_made_has_none(self, country):
        plan = make_plan(unit=country.unit, entity=country.amaga, versions=[country.version])

        assert find_origin(actor=country.actor, of=make_session(plan)) is None


class TestAttendees:
    HERE = {
        "session": Source(("Visita",)), "name": Source(("Nombres", "Apellidos")), "entity_name": Source(value="Alcaldía"),
    }  # fmt: skip

    def test_are_called_by_their_names_and_surnames_with_a_space(self, country):
        imported(country, csv_upload(*GOOD))
        upload = csv_upload("Visita;Nombres;Apellidos", "A-1;Ana;Ruiz Gil", "A-9;Luis;Paz")

        run = imported(country, upload, Layout("attendances", "", 1, self.HERE), target="attendances")

        assert AttendanceEntry.objects.get().name == "Ana Ruiz Gil"
        ((issue,),) = (one.issues for one in read_bad_rows(str(run.public_id)))
        assert issue.reason.endswith("Traiga antes las sesiones, con su identificador.")
