"""Imports by a program: the same steps, refusals and permissions as the pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from llegada.accounts.models import Organization, Person
from llegada.accounts.services import issue_token
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.layout import Source
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.services.runs import describe_columns, upload_file
from tests.core.test_middleware import Unread
from tests.factories import NOW, assign, make_organization, make_person
from tests.imports.makers import Country, csv_upload, layout_of
from tests.imports.test_workbook import SHEETS, filled

pytestmark = pytest.mark.django_db
#: Headings that nothing suggests: only a saved way of reading knows them.
STRANGE = "K;P;S;D;T;M"
ROW = "A-1;05001;Catastro multipropósito;2019-03-05;Taller;Virtual"
BASE = "/api/v1/imports/"


def saved(country: Country) -> ImportMapping:
    """Save how the strange headings are read."""
    names = ("external_id", "code", "service", "held_on", "title", "modality")
    fields = {name: Source((column,)) for name, column in zip(names, STRANGE.split(";"), strict=True)}
    upload = csv_upload(STRANGE, ROW, name="muestra.csv")
    run = upload_file(
        actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
    )
    describe_columns(
        actor=country.actor, public_id=run.public_id, layouts=[layout_of(country, **fields)], headings=STRANGE.split(";"),
        now=NOW, mapping_name="El de cada mes",
    )  # fmt: skip
    return ImportMapping.objects.get()


def worked(public_id: str) -> None:
    """Do what waits for the worker, which a test's transaction never commits to."""
    run = ImportRun.objects.get(public_id=public_id)
    task = {"trying": tasks.try_import, "queued": tasks.run_import, "undoing": tasks.undo_import}[run.status]
    task.func(run_id=run.pk, attempt=run.attempt)


@pytest.fixture
def program(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


def offer(program: Any, *lines: str, headers: dict[str, str] | None = None, **given: Any):
    data = {"target": "sessions", "file": csv_upload(*lines), **given}
    return program.post(BASE, data, headers=headers or {})


class TestImports:
    def test_go_from_the_file_to_what_it_brings_and_back(self, country, program):
        mapping = saved(country)
        listed = program.get("/api/v1/import-mappings/").json()["results"]
        assert [(one["id"], one["name"], one["targets"]) for one in listed] == [
            (str(mapping.public_id), "El de cada mes", ["sessions"])
        ]

        bad = "A-2;99999;Catastro multipropósito;2019-03-05;Taller;Virtual"
        answer = offer(program, STRANGE, ROW, bad, mapping=str(mapping.public_id))
        assert answer.status_code == 201, answer.json()
        made = answer.json()
        assert (made["status"], made["actions"]) == ("trying", ["stop"])
        worked(made["id"])
        tried = program.get(f"{BASE}{made['id']}/").json()
        assert (tried["status"], tried["created"], tried["refused"]) == ("tried", 1, 1)
        assert tried["targets"] == [
            {"target": "sessions", "created": 1, "changed": 0, "unchanged": 0, "refused": 1, "ignored": 0}
        ]
        rows = program.get(f"{BASE}{made['id']}/bad-rows/").json()
        assert (rows["count"], rows["rows"][0]["row"], rows["rows"][0]["issues"][0]["column"]) == (1, 3, "P")

        assert program.post(f"{BASE}{made['id']}/start/").json()["status"] == "queued"
        worked(made["id"])
        assert Session.objects.get().title == "Taller"
        assert program.get(f"{BASE}{made['id']}/").json()["actions"] == ["undo"]
        assert program.post(f"{BASE}{made['id']}/undo/", {"reason": ""}, "application/json").status_code == 422
        asked = program.post(f"{BASE}{made['id']}/undo/", {"reason": "Era de prueba"}, "application/json").json()
        assert (asked["status"], asked["actions"]) == ("undoing", [])
        worked(made["id"])
        assert program.get(f"{BASE}{made['id']}/").json()["status"] == "undone"
        assert not Session.objects.exists()

    def test_the_saved_way_of_reading_for_the_same_headings_needs_no_name(self, country, program):
        saved(country)

        made = offer(program, STRANGE, ROW).json()

        worked(made["id"])
        assert program.get(f"{BASE}{made['id']}/").json()["created"] == 1

    def test_what_waits_is_cancelled_and_tried_again(self, country, program):
        saved(country)
        made = offer(program, STRANGE, ROW).json()
        worked(made["id"])
        program.post(f"{BASE}{made['id']}/start/")

        assert program.post(f"{BASE}{made['id']}/stop/").json()["status"] == "cancelled"
        assert program.post(f"{BASE}{made['id']}/stop/").status_code == 409
        assert program.post(f"{BASE}{made['id']}/try/").json()["status"] == "trying"

    def test_the_same_key_brings_one_file(self, country, program):
        saved(country)
        headers = {"Idempotency-Key": str(uuid.uuid4())}

        answers = [offer(program, STRANGE, ROW, headers=headers) for _n in range(2)]

        assert [one.status_code for one in answers] == [201, 200]
        assert len({one.json()["id"] for one in answers}) == 1

    def test_a_token_sends_a_table_larger_than_any_other_file(self, country, settings):
        settings.MAX_FILE_BYTES, settings.MAX_REQUEST_BYTES = 100, 200
        person = Person.objects.get(pk=country.actor.person_id)
        _token, text = issue_token(
            actor=country.actor, name="cada mes", expires_on=timezone.localdate(), now=timezone.now()
        )
        program = Client(headers={"Authorization": f"Bearer {text}"})
        saved(country)

        assert offer(program, STRANGE, ROW).json()["created_by"]["name"] == person.full_name
        settings.MAX_IMPORT_BYTES = 150
        assert offer(program, STRANGE, ROW).status_code == 413

    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nada"}])
    def test_nobody_sends_a_large_table_unknown(self, settings, headers):
        settings.MAX_FILE_BYTES, settings.MAX_REQUEST_BYTES = 100, 200
        answer = Client(headers=headers).generic(
            "POST", BASE, b"", CONTENT_LENGTH="400", content_type=MULTIPART_CONTENT, **{"wsgi.input": Unread()}
        )
        assert answer.status_code == (401 if headers else 413)

    def test_the_workbook_is_read_without_a_mapping(self, country, program):
        made = program.post(BASE, {"target": "workbook", "file": filled({**SHEETS, "Servicios": []})}).json()

        worked(made["id"])
        unknown = program.get(f"{BASE}{made['id']}/").json()["unknown"]
        assert {"kind": "service", "text": "Gestión catastral"} in unknown

    @pytest.mark.parametrize(
        ("given", "status", "field"),
        [
            ({"mapping": str(uuid.uuid4())}, 422, "mapping"),
            ({"target": "recipes"}, 422, "target"),
            ({"target": "entities"}, 422, "target"),
            ({"organization": str(uuid.uuid4())}, 422, "organization"),
            ({"file": SimpleUploadedFile("x.csv", b"<html></html>")}, 422, "file"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, country, program, given, status, field):
        saved(country)
        before = ImportRun.objects.count()

        answer = offer(program, STRANGE, ROW, **given)

        assert (answer.status_code, field in answer.json()["fields"]) == (status, True), answer.json()
        assert ImportRun.objects.count() == before

    def test_columns_that_nobody_knows_are_asked_for(self, country, program):
        answer = offer(program, "X;Y", "1;2")

        assert (answer.status_code, answer.json()["code"]) == (409, "import-columns-missing")
        assert not ImportRun.objects.exists()

    def test_a_mapping_whose_columns_are_not_there_is_refused(self, country, program):
        mapping = saved(country)

        answer = offer(
            program, "K;P;S;T;M", "A;05001;Catastro multipropósito;Taller;Virtual", mapping=str(mapping.public_id)
        )

        assert "columnas D" in answer.json()["fields"]["file"][0]


def _holder(role: Role, organization: Organization) -> Person:
    person = make_person()
    assign(person, role, organization=organization)
    return person


class TestWhoMay:
    def test_only_who_brings_data_of_an_organization(self, country, program, login):
        saved(country)
        made = offer(program, STRANGE, ROW).json()
        reader = login(_holder(Role.INTERNAL_CONTROL, country.unit.organization))
        stranger = login(_holder(Role.MONITORING_ADMIN, make_organization("Otra", "O")))

        assert reader.get(f"{BASE}{made['id']}/").status_code == 200
        assert reader.post(f"{BASE}{made['id']}/stop/").status_code == 403
        assert offer(reader, STRANGE, ROW).status_code == 403
        assert stranger.get(f"{BASE}{made['id']}/").status_code == 404
        assert stranger.get("/api/v1/import-mappings/").json()["results"] == []
