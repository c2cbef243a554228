"""What a trial understood is what its run writes, as long as nothing that it was understood by has changed."""

from __future__ import annotations

from datetime import date, time

import pytest

from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.models import ImportedRow, ValueMatch
from llegada.imports.services import batches, understood
from llegada.imports.services.report import file_of, read_bad_rows
from llegada.imports.services.runs import ask_try
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_plan, make_service, make_session
from tests.imports.makers import HEADINGS, Source, carried_out, counts, csv_upload, layout_of, tried, undone

LINES = (
    f"{HEADINGS};Desde;Hasta;Asesor",
    "A-1;05001;Catastro multipropósito;05/03/2019;Taller de avalúos;Presencial;8:00;12:00;",
    ";05030;Catastro multipropósito;2019-04-10;Mesa de «datos» ñ;Virtual;;;",
    "A-3;99999;Catastro multipropósito;2019-04-11;Municipio que no existe;Virtual;;;",
    "A-4;05030;Catastro multipropósito;12 abr 2020;Seguimiento;;;;",
    "A-4;05030;Catastro multipropósito;12 abr 2020;Seguimiento;;;;",
    "Total;5;;;;;;;",
)


@pytest.fixture
def unread(monkeypatch):
    """Let no file be read: who asks for its rows fails."""

    def refuse():
        def read(self):
            raise AssertionError("the file was read again")

        monkeypatch.setattr(batches.SheetReader, "batches", read)

    return refuse


def layout(country):
    return layout_of(country, starts_at=Source(("Desde",)), ends_at=Source(("Hasta",)))


def wrote(model, *names):
    return list(model.objects.order_by("pk").values_list(*names))


class TestRun:
    def test_writes_what_its_trial_understood_without_reading_the_file(self, country, unread):
        run = tried(country, csv_upload(*LINES), layout(country))
        found, said = counts(run), list(read_bad_rows(str(run.public_id)))
        unread()

        run = carried_out(country, run)

        assert (run.status, counts(run)) == ("done", found)
        assert found == {"created": 3, "refused": 2, "ignored": 1}
        assert list(read_bad_rows(str(run.public_id))) == said
        first = Session.objects.get(title="Taller de avalúos")
        assert (first.held_on, first.starts_at, first.ends_at) == (date(2019, 3, 5), time(8), time(12))
        assert find_differences() == []

    def test_writes_the_same_as_one_that_reads_the_file(self, country, monkeypatch):
        names = [
            (Session, ("title", "held_on", "modality", "starts_at", "ends_at", "plan__title")),
            (WorkPlan, ("title", "starts_on", "ends_on", "entity_id")),
            (ImportedRow, ("kind", "row", "key", "digest", "outcome")),
        ]
        with monkeypatch.context() as patched:
            patched.setattr(understood, "_print_of", lambda *_any: "what was kept does not hold")
            patched.setattr(understood, "_file", lambda run: file_of(str(run.public_id), "nowhere-else"))
            run = tried(country, csv_upload(*LINES), layout(country))
            file_of(str(run.public_id), "nowhere-else").unlink()
            carried_out(country, run)
        by_reading = [wrote(model, *columns) for model, columns in names]

        undone(country, run)

        carried_out(country, tried(country, csv_upload(*LINES), layout(country)))

        assert [wrote(model, *columns) for model, columns in names] == by_reading

    def test_reads_the_file_again_if_a_word_stands_for_something_else_by_then(self, country):
        other = make_service(country.unit, name="Otro servicio")
        run = tried(country, csv_upload(*LINES), layout(country))
        ValueMatch.objects.create(
            organization=country.unit.organization, kind="service", text="Catastro multipropósito",
            folded="catastro multiproposito", value=str(other.service_id), confirmed_by_id=country.actor.person_id,
            confirmed_at=NOW,
        )  # fmt: skip

        carried_out(country, run)

        assert set(Session.objects.values_list("service_version__service_id", flat=True)) == {other.service_id}

    def test_refuses_what_the_base_has_by_then_and_gives_its_cells_back(self, country):
        run = tried(country, csv_upload(*LINES), layout(country))
        plan = make_plan(unit=country.unit, entity=country.medellin, versions=[country.version])
        make_session(plan, status="held", held_on=date(2019, 3, 5))

        run = carried_out(country, run)

        assert counts(run) == {"created": 2, "refused": 3, "ignored": 1}
        row = next(one for one in read_bad_rows(str(run.public_id)) if one.row == 2)
        assert "ya está registrada" in row.issues[0].reason
        assert row.cells[4] == "Taller de avalúos"

    def test_takes_a_row_that_its_trial_refused_and_the_base_admits_by_then(self, country):
        plan = make_plan(unit=country.unit, entity=country.medellin, versions=[country.version])
        held = make_session(plan, status="held", held_on=date(2019, 3, 5))
        run = tried(country, csv_upload(*LINES), layout(country))
        assert counts(run)["refused"] == 3
        Session.objects.filter(pk=held.pk).update(held_on=date(2018, 3, 5))

        run = carried_out(country, run)

        assert counts(run) == {"created": 3, "refused": 2, "ignored": 1}
        assert Session.objects.filter(title="Taller de avalúos").exists()


class TestWhatIsKept:
    def test_goes_with_the_end_of_its_run(self, country):
        run = tried(country, csv_upload(*LINES), layout(country))
        kept = file_of(str(run.public_id), "understood")
        assert kept.exists()

        carried_out(country, run)

        assert not kept.exists()

    def test_is_nothing_where_people_are_brought(self, country):
        lines = ("Código;Nombre;Documento;Base legal", "05001;Ana Prueba;123456;Función legal")
        names = {"code": "Código", "name": "Nombre", "document": "Documento", "ground": "Base legal"}
        fields = {name: Source((heading,)) for name, heading in names.items()}

        run = tried(country, csv_upload(*lines), layout_of(country).__class__("people", "", 1, fields), target="people")

        assert counts(run) == {"created": 1}
        assert not file_of(str(run.public_id), "understood").exists()

    def test_is_nothing_of_a_trial_that_was_cancelled(self, country, monkeypatch):
        run = tried(country, csv_upload(*LINES), layout(country))
        kept = file_of(str(run.public_id), "understood")

        run = ask_try(actor=country.actor, public_id=run.public_id, now=NOW)
        file_of(str(run.public_id), "stop").touch()

        tasks.try_import.func(run_id=run.pk, attempt=run.attempt)

        run.refresh_from_db()
        assert run.status == "cancelled"
        assert not kept.exists()
        assert not file_of(str(run.public_id), "understanding").exists()
