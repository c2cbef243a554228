"""Imports that brought nothing are discarded with their file, and a file goes with whoever it named and was erased."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.accounts.models import EntityPerson
from llegada.accounts.services.entity_people import erase_entity_person
from llegada.core.errors import TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.imports.errors import FileGone, ImportAtWork, NotYours
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportRun
from llegada.imports.services.discarding import discard_import
from llegada.imports.services.report import file_of
from llegada.imports.services.runs import ask_try
from llegada.records.models import ForgottenFile, StoredFile
from tests.factories import NOW, make_actor
from tests.imports.makers import HEADINGS, csv_upload, imported, tried

LINES = (HEADINGS, "A-1;05001;Catastro multipropósito;2019-03-05;Taller;Virtual", "A-2;99999;Nada;x;Taller;Virtual")
PEOPLE = ("Código;Nombre;Documento;Base legal", "05001;Ana Prueba;123456;Función legal")
_NAMES = {"code": "Código", "name": "Nombre", "document": "Documento", "ground": "Base legal"}
PEOPLE_LAYOUT = Layout("people", "", 1, {name: Source((heading,)) for name, heading in _NAMES.items()})


def discard(run, by):
    return discard_import(actor=by.actor, public_id=run.public_id, now=NOW)


class TestDiscard:
    def test_drops_the_file_with_all_that_was_said_of_its_rows_and_keeps_who_and_when(
        self, country, django_capture_on_commit_callbacks
    ):
        run = tried(country, csv_upload(*LINES))
        assert file_of(str(run.public_id), "bad").exists()
        digest = run.file.sha256

        with django_capture_on_commit_callbacks(execute=True):
            run = discard(run, country)

        assert (run.status, run.file, run.sha256) == ("discarded", None, digest)
        assert {"unknown", "reasons", "notes"}.isdisjoint(run.summary)
        assert not any(file_of(str(run.public_id), kind).exists() for kind in ("bad", "understood"))
        assert not StoredFile.objects.exists()
        assert ForgottenFile.objects.get().sha256 == digest
        event = Event.objects.get(verb="importrun.discard")
        assert (event.actor_id, event.at, event.data["sha256"]) == (country.actor.person_id, NOW, digest)

    def test_keeps_a_file_that_another_import_has(self, country):
        imported(country, csv_upload(*LINES))
        run = tried(country, csv_upload(*LINES))

        discard(run, country)

        assert StoredFile.objects.count() == 1
        assert ImportRun.objects.get(status="done").file is not None

    def test_is_of_who_uploaded_it(self, country):
        run = tried(country, csv_upload(*LINES))
        other = make_actor(Role.COORDINATOR, organization=country.unit.organization)

        with pytest.raises(NotYours, match=run.created_by.full_name):
            discard_import(actor=other, public_id=run.public_id, now=NOW)

        run.refresh_from_db()
        assert (run.status, run.file is None) == ("tried", False)

    def test_is_not_for_one_that_brought_something(self, country):
        run = imported(country, csv_upload(*LINES))

        with pytest.raises(TransitionNotAllowed):
            discard(run, country)

        assert Session.objects.count() == 1

    def test_is_offered_on_its_page_and_leaves_nothing_else_to_do(self, client, country):
        run = tried(country, csv_upload(*LINES))
        client.force_login(run.created_by)
        assert 'value="discard"' in client.get(run.get_absolute_url()).text

        answer = client.post(
            reverse("imports:move", args=[run.public_id]), {"action": "discard", "idempotency_key": "d-1"}, follow=True
        )

        assert "Se descartó y su archivo se borró" in answer.text
        assert 'value="try"' not in answer.text
        assert client.get(reverse("imports:columns", args=[run.public_id])).status_code == 302


class TestErased:
    def erase(self, country):
        person = EntityPerson.objects.get(full_name="Ana Prueba")
        erase_entity_person(actor=country.actor, public_id=person.public_id, reason="Lo pidió", now=NOW)

    def test_takes_the_file_that_brought_somebody_wherever_it_was_uploaded(self, country):
        first = imported(country, csv_upload(*PEOPLE), PEOPLE_LAYOUT, target="people")
        again = tried(country, csv_upload(*PEOPLE), PEOPLE_LAYOUT, target="people")

        self.erase(country)

        first.refresh_from_db()
        again.refresh_from_db()
        assert (first.status, first.file, again.file) == ("done", None, None)
        assert not StoredFile.objects.exists()
        assert Event.objects.filter(verb="importrun.drop_file").count() == 2
        with pytest.raises(FileGone):
            ask_try(actor=country.actor, public_id=again.public_id, now=NOW)

    def test_leaves_the_files_that_brought_others(self, country):
        imported(country, csv_upload(*PEOPLE), PEOPLE_LAYOUT, target="people")
        rest = [line.replace("Ana", "Eva").replace("123456", "98765") for line in PEOPLE]
        other = imported(country, csv_upload(*rest, name="otras.csv"), PEOPLE_LAYOUT, target="people")

        self.erase(country)

        other.refresh_from_db()
        assert other.file is not None

    def test_waits_for_an_import_at_work_with_that_file(self, country):
        imported(country, csv_upload(*PEOPLE), PEOPLE_LAYOUT, target="people")
        again = tried(country, csv_upload(*PEOPLE), PEOPLE_LAYOUT, target="people")
        ImportRun.objects.filter(pk=again.pk).update(status="running")

        with pytest.raises(ImportAtWork):
            self.erase(country)

        assert EntityPerson.objects.filter(full_name="Ana Prueba").exists()
