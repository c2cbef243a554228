"""What browsers and programs get at the addresses of datasets: tables, refusals in their kind, keys and pages."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core import throttling
from llegada.core.errors import Invalid
from llegada.exports import rules
from llegada.exports.models import DataKey, ExportFile
from llegada.exports.services import issue_key, make_file, revoke_key
from tests.exports.made import make_world

pytestmark = pytest.mark.django_db
FULL = "/datos/completo/sesiones.csv"
BROWSER = {"HTTP_ACCEPT": "text/html,*/*"}


@pytest.fixture
def world(db):
    return make_world()


def key_for(world, dataset="", days=30):
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=days)
    return issue_key(actor=world.head, name="tablero", dataset=dataset, expires_on=until, now=now)


class TestOpenTable:
    @pytest.mark.parametrize(
        ("extension", "kind"),
        [("csv", "text/csv"), ("xlsx", "spreadsheetml"), ("json", "json"), ("hxl.csv", "text/csv")],
    )
    def test_is_given_whole_in_each_format(self, client, world, extension, kind):
        answer = client.get(f"/datos/quien-hace-que-donde.{extension}?vigencia=2026")
        content = answer.getvalue()
        assert kind in answer["Content-Type"]
        assert int(answer["Content-Length"]) == len(content)
        assert "quien-hace-que-donde-2026" in answer["Content-Disposition"]

    def test_is_not_sent_again_to_who_has_it(self, client, world):
        first = client.get("/datos/sesiones.csv")
        for header in ({"HTTP_IF_NONE_MATCH": first["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}):
            again = client.get("/datos/sesiones.csv", **header)
            assert (again.status_code, again.getvalue()) == (304, b"")

    def test_may_be_read_by_the_pages_of_others_where_it_is_public(self, client, world):
        _key, text = key_for(world)

        assert client.get("/datos/sesiones.csv")["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Origin" not in client.get(f"{FULL}?llave={text}")

    def test_is_asked_again_after_an_interruption_without_making_it_again(self, client, world):
        first = client.get("/datos/sesiones.csv")
        next(iter(first.streaming_content))
        assert len(client.get("/datos/sesiones.csv").getvalue()) == int(first["Content-Length"])
        assert ExportFile.objects.count() == 1

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/datos/nada.csv", 404),
            ("/datos/sesiones.pdf", 404),
            ("/datos/sesiones.hxl.csv", 404),
            ("/datos/indicadores.csv", 404),
            ("/datos/sesiones.csv?vigencia=veinte", 422),
            ("/datos/sesiones.csv?vigencia=1810", 422),
            ("/datos/paquete.zip?vigencia=x", 422),
            ("/datos/sesiones.csv?separador=tabulador", 422),
            ("/datos/quien-hace-que-donde.hxl.csv?separador=tabulador", 422),
        ],
    )
    def test_refuses_what_there_is_not_with_a_sentence(self, client, address, status):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert len(answer.content.decode()) > 20

    @pytest.mark.parametrize("table", ["sesiones.csv", "completo/sesiones.csv", "paquete.zip", "entidades.json"])
    @pytest.mark.parametrize("name", ["year", "department", "organizacion", "corte"])
    def test_refuses_a_filter_of_the_pages_that_it_would_leave_out(self, client, table, name):
        answer = client.get(f"/datos/{table}?vigencia=2026&{name}=1")
        assert (answer.status_code, f"Esta tabla no tiene el filtro «{name}»" in answer.content.decode()) == (422, True)

    def test_refuses_json_in_json_and_a_browser_with_a_page(self, client):
        assert client.get("/datos/nada.json").json()["code"] == "unknown-dataset"
        assert "<h1" in client.get("/datos/nada.csv", **BROWSER).content.decode()

    def test_is_another_file_with_semicolons_and_the_usual_one_stays(self, client, world):
        usual = client.get("/datos/municipios.csv")
        asked = client.get("/datos/municipios.csv?separador=%3B")
        again = client.get("/datos/municipios.csv?separador=punto-y-coma", HTTP_IF_NONE_MATCH=asked["ETag"])
        line = asked.getvalue().decode("utf-8-sig").splitlines()[1]
        assert (";" in line, line.replace(".", "").replace(",", "").replace(";", "")) == (
            True,
            usual.getvalue().decode("utf-8-sig").splitlines()[1].replace(".", "").replace(",", ""),
        )
        assert "llegada-municipios-punto-y-coma.csv" in asked["Content-Disposition"]
        assert (again.status_code, ExportFile.objects.count()) == (304, 2)
        assert client.get("/datos/municipios.csv")["ETag"] == usual["ETag"] != asked["ETag"]

    @pytest.mark.parametrize(
        "address",
        [
            "/datos/cifras-por-municipio.csv",
            "/datos/divipola.csv",
            "/portafolio/descargar.csv",
            "/quien-hace-que/matriz.csv",
        ],
    )
    def test_is_the_same_in_the_tables_of_pages(self, client, world, address):
        assert ";" in client.get(f"{address}?separador=;").getvalue().decode().splitlines()[0]
        assert "," in client.get(address).getvalue().decode().splitlines()[0]
        refused = client.get(f"{address}?separador=tabulador", **BROWSER)
        assert (refused.status_code, "«tabulador»" in refused.content.decode()) == (422, True)

    def test_waits_for_what_it_asked_with_its_separator(self, client, world, monkeypatch):
        monkeypatch.setattr(rules, "SMALL_ROWS", 1)
        waits = client.get("/datos/sesiones.csv?vigencia=2026&separador=;", **BROWSER)
        file = ExportFile.objects.get()
        make_file(file_id=file.pk, now=timezone.now())
        assert (
            "/datos/sesiones.csv?vigencia=2026&amp;separador=punto-y-coma"
            in client.get(waits["Location"]).content.decode()
        )

    def test_asks_a_program_to_come_back_and_a_browser_to_wait(self, client, world, monkeypatch):
        monkeypatch.setattr(rules, "SMALL_ROWS", 1)
        answer = client.get("/datos/sesiones.csv")
        assert (answer.status_code, answer["Retry-After"]) == (503, str(rules.RETRY_SECONDS))
        waits = client.get("/datos/sesiones.csv", **BROWSER)
        file = ExportFile.objects.get()
        assert waits["Location"] == file.get_absolute_url()
        assert "En espera" in client.get(waits["Location"]).content.decode()
        ExportFile.objects.filter(pk=file.pk).update(asked_at=file.asked_at - rules.ABANDONED - timedelta(minutes=1))
        assert "Pedirlo de nuevo" in client.get(waits["Location"]).content.decode()  # nobody came for it

    @pytest.mark.parametrize("address", ["/datos/sesiones.csv", "/datos/sesiones.json", "/datos/paquete.zip"])
    @pytest.mark.parametrize("what", ["wrong", "revoked", "expired", "of another"])
    def test_does_not_pass_over_a_key_that_does_not_serve(self, client, world, address, what):
        key, text = key_for(world, dataset="hitos" if what == "of another" else "")
        if what == "revoked":
            revoke_key(actor=world.head, public_id=key.public_id, now=timezone.now())
        if what == "expired":
            DataKey.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        given = "llegada_datos_otra" if what == "wrong" else text
        for answer in (
            client.get(f"{address}?llave={given}"),
            client.get(address, HTTP_AUTHORIZATION=f"Bearer {given}"),
        ):
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
            assert "quítela de la dirección" in answer.content.decode()
        page = client.get(f"{address}?llave={given}", **BROWSER)
        assert (page.status_code, "quítela de la dirección" in page.content.decode()) == (401, True)

    def test_is_given_to_who_has_a_key_that_serves(self, client, world):
        _key, text = key_for(world)
        with_key = client.get(f"/datos/sesiones.csv?llave={text}")
        assert with_key.getvalue() == client.get("/datos/sesiones.csv").getvalue()


class TestFullTable:
    def test_is_read_with_a_key_in_the_address_or_in_the_header(self, client, world):
        key, text = key_for(world)
        for answer in (
            client.get(f"{FULL}?llave={text}"),
            client.get(FULL, HTTP_AUTHORIZATION=f"Bearer {text}"),
        ):
            assert "Fulana" in answer.getvalue().decode()
            assert answer["Cache-Control"] == "private, no-store"
        key.refresh_from_db()
        assert key.last_used_on == timezone.localdate()

    def test_says_in_a_browser_with_a_key_that_it_is_being_made(self, client, world, monkeypatch):
        monkeypatch.setattr(rules, "SMALL_ROWS", 0)
        _key, text = key_for(world)

        answer = client.get(f"{FULL}?llave={text}", **BROWSER)

        assert (answer.status_code, "se está preparando" in answer.content.decode()) == (503, True)

    @pytest.mark.parametrize("what", ["wrong", "none", "revoked", "expired", "of another", "of who left"])
    def test_is_refused_to_any_other_key(self, client, world, what):
        key, text = key_for(world, dataset="hitos" if what == "of another" else "")
        if what == "revoked":
            revoke_key(actor=world.head, public_id=key.public_id, now=timezone.now())
        if what == "expired":
            DataKey.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        if what == "of who left":
            Person.objects.filter(pk=world.head.person_id).update(is_active=False)
        sent = {"wrong": "?llave=llegada_datos_otra", "none": ""}.get(what, f"?llave={text}")
        answer = client.get(f"{FULL}{sent}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert ("Falta la llave" if what == "none" else "La llave no sirve") in answer.content.decode()

    def test_sends_a_browser_to_the_login(self, client):
        assert reverse("account_login") in client.get(FULL, **BROWSER)["Location"]

    def test_gives_what_the_person_reads_today(self, client, world):
        _key, text = key_for(world)
        Person.objects.get(pk=world.head.person_id).assignments.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert client.get(f"{FULL}?llave={text}").status_code == 404

    def test_counts_wrong_keys_and_closes_the_door(self, client, world, settings, monkeypatch):
        settings.API_ANONYMOUS_PER_MINUTE = 120
        # All within one minute, whenever the test runs.
        now = timezone.now().timestamp()
        monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: now))
        answers = [client.get(f"{FULL}?llave=otra").status_code for _ in range(22)]
        assert (answers[0], answers[-1]) == (401, 429)


class TestIssueKey:
    def test_keeps_only_its_hash(self, world):
        key, text = key_for(world)
        assert text.startswith("llegada_datos_")
        assert text not in repr(DataKey.objects.values())
        assert key.digest == rules.digest_of(text)

    @pytest.mark.parametrize(("dataset", "days"), [("", 0 - 1), ("", 366), ("nada", 30), ("entidades", 30)])
    def test_refuses_a_day_or_a_dataset_that_cannot_be(self, world, dataset, days):
        with pytest.raises(Invalid):
            key_for(world, dataset=dataset, days=days)


class TestPages:
    def test_promises_to_tell_only_whom_it_can(self, client, login, world):
        file = ExportFile.objects.create(
            identity="x", dataset="sesiones", file_format="csv", is_public=True, asked_at=timezone.now()
        )
        assert "aquí mismo lo descarga" in client.get(file.get_absolute_url()).content.decode()
        own = login(Person.objects.get(pk=world.head.person_id)).get(file.get_absolute_url()).content.decode()
        assert "le avisaremos" in own
        assert "aquí mismo lo descarga" not in own

    def test_make_and_end_a_key(self, login, world):
        browser = login(Person.objects.get(pk=world.head.person_id))
        until = timezone.localdate() + timedelta(days=9)
        made = browser.post(reverse("exports:key_make"), {"name": "tablero", "dataset": "", "expires_on": until})
        assert "?llave=llegada_datos_" in made.content.decode()
        key = DataKey.objects.get()
        listed = browser.get(reverse("exports:keys")).content.decode()
        assert "No se puede deshacer: habría que crear otra." in listed
        # What opens the question and what does it: both say which key.
        assert listed.count('Anular<span class="visually-hidden"> tablero</span>') == 2
        browser.post(reverse("exports:key_end", args=[key.public_id]))
        assert "Anulada" in browser.get(reverse("exports:keys")).content.decode()

    def test_say_what_is_wrong_with_a_key(self, login, world):
        browser = login(Person.objects.get(pk=world.head.person_id))
        answer = browser.post(reverse("exports:key_make"), {"name": "", "expires_on": "2020-01-01"})
        assert answer.status_code == 422

    def test_list_every_dataset_and_explain_its_columns(self, client, login, world):
        listed = client.get(reverse("portal:data")).content.decode()
        assert 'href="/datos/sesiones.csv"' in listed
        assert 'rel="alternate" type="application/ld+json"' in listed
        assert "?separador=punto-y-coma" in listed
        assert "/datos/indicadores/" not in listed
        page = reverse("exports:dataset", args=["sesiones"])
        assert "asesor" not in client.get(page).content.decode().split("t-diccionario")[1]
        own = login(Person.objects.get(pk=world.head.person_id)).get(page).content.decode()
        assert "<code>asesor</code>" in own
        assert client.get(reverse("exports:dataset", args=["indicadores"])).status_code == 404
        assert client.get(reverse("exports:catalogue"))["Content-Type"] == "application/ld+json"
