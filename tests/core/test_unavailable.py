"""What is said when the database is held or away: 503, with what was typed, and nothing asked of the database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.test import Client
from django.urls import path

from llegada.config.urls import urlpatterns as real_patterns
from llegada.core.unavailable import refusal_of

pytestmark = pytest.mark.urls(__name__)


def wrapped(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    """Return what Django raises for what the driver raised."""
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


def locked() -> Exception:
    with closing(sqlite3.connect("file:held?mode=memory&cache=shared", uri=True, timeout=0)) as first:
        first.execute("CREATE TABLE t (a)")
        first.execute("BEGIN IMMEDIATE")
        with closing(sqlite3.connect("file:held?mode=memory&cache=shared", uri=True, timeout=0)) as second:
            try:
                second.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return wrapped(error)
    raise AssertionError


def hold(request):
    raise locked()


def ask_wrongly(request):
    raise wrapped(sqlite3.OperationalError("no such table: x"))


urlpatterns = [
    *real_patterns,
    path("guarda/", hold),
    path("api/v1/guarda/", hold),
    path("guarda.json", hold),
    path("mal/", ask_wrongly),
]
handler500 = "llegada.core.refusals.server_error"


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


class TestRefusalOf:
    @pytest.mark.parametrize(
        ("cause", "code"),
        [
            (psycopg.errors.LockNotAvailable(), "database-held"),
            (psycopg.errors.QueryCanceled(), "database-held"),
            (psycopg.errors.DeadlockDetected(), "database-held"),
            (psycopg.errors.AdminShutdown(), "database-away"),
            (psycopg.errors.TooManyConnections(), "database-away"),
            (psycopg.errors.DiskFull(), "database-read-only"),
            (psycopg.errors.ReadOnlySqlTransaction(), "database-read-only"),
            (psycopg.OperationalError("connection refused"), "database-away"),
        ],
    )
    def test_tells_what_postgresql_says(self, cause, code):
        assert refusal_of(wrapped(cause)).code == code

    def test_knows_a_connection_that_was_cut(self):
        assert refusal_of(InterfaceError("connection already closed")).code == "database-away"

    def test_tells_what_sqlite_says(self, tmp_path):
        broken = tmp_path / "broken.sqlite3"
        broken.write_bytes(b"nothing that sqlite wrote" * 100)
        for place, code in ((broken, "database-damaged"), (tmp_path / "no" / "such.sqlite3", "database-away")):
            with pytest.raises(sqlite3.DatabaseError) as found, closing(sqlite3.connect(place)) as base:
                base.execute("SELECT * FROM sqlite_master")
            assert refusal_of(wrapped(found.value, DatabaseError)).code == code
        assert refusal_of(locked()).code == "database-held"

    def test_leaves_what_is_ours_as_it_is(self):
        with pytest.raises(sqlite3.OperationalError) as found, closing(sqlite3.connect(":memory:")) as base:
            base.execute("SELECT * FROM nothing")
        for error in (wrapped(found.value), IntegrityError(), ValueError(), None):
            assert refusal_of(error) is None


class TestPage:
    def test_has_what_was_typed_and_sends_it_again(self, client):
        typed = {"csrfmiddlewaretoken": "m", "notes": 'Con "comillas" <b>\nen dos líneas', "day": ["1", "2"]}
        answer = client.post("/guarda/?paso=2", typed)
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "15", "no-store")
        assert "La base de datos está ocupada" in page
        assert 'action="/guarda/?paso=2"' in page
        assert "Con &quot;comillas&quot; &lt;b&gt;\nen dos líneas</textarea>" in page.replace("\r\n", "\n")
        assert page.count('name="day"') == 2

    def test_does_not_write_secrets_into_a_page(self, client):
        answer = client.post(
            "/guarda/", {"csrfmiddlewaretoken": "m", "password": "mi clave secreta", "login": "a@b.co"}
        )
        page = answer.content.decode()
        assert "mi clave secreta" not in page
        assert "vuelva atrás" in page

    def test_asks_for_its_page_again(self, client):
        assert 'href="/guarda/?a=1"' in client.get("/guarda/?a=1").content.decode()

    @pytest.mark.parametrize("address", ["/api/v1/guarda/", "/guarda.json"])
    def test_is_a_problem_for_programs(self, client, address):
        answer = client.post(address, {"a": 1}, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (
            503, "application/problem+json", "15",
        )  # fmt: skip
        assert answer.json()["code"] == "database-held"

    def test_is_not_for_faults_of_ours(self, client):
        assert client.get("/mal/").status_code == 500


class TestAway:
    PROGRAM = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "a" * 32
answers = [
    client.get("/"), client.get("/planes-de-trabajo/", headers={"HX-Request": "true"}), client.get("/mi-trabajo/"),
    client.post("/solicitudes/nueva/", {"csrfmiddlewaretoken": "m", "subject": "Lo que pido"}),
    client.get("/api/v1/organizations/"), client.get("/healthz"),
]
print(json.dumps([[one.status_code, one["Content-Type"].split(";")[0], one.content.decode()] for one in answers]))
"""

    def test_every_door_says_so_without_asking_the_database(self, tmp_path):
        environment = {
            **os.environ, "LLEGADA_DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "LLEGADA_DATA_DIR": str(tmp_path),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", self.PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        answers = json.loads(done.stdout.splitlines()[-1])
        assert [(status, kind) for status, kind, _ in answers] == [
            (503, "text/html"), (503, "text/html"), (503, "text/html"), (503, "text/html"),
            (503, "application/problem+json"), (503, "application/json"),
        ]  # fmt: skip
        assert "La base de datos no responde" in answers[0][2]
        assert "Lo que pido" in answers[3][2]
        assert json.loads(answers[4][2])["code"] == "database-away"
