"""The app of the field where things go wrong: a poor link, a server that fails, two tabs, what is discarded, a closed app."""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import assert_sound
from tests.browser.field_steps import begin, carry, finish, on_the_server, send_now
from tests.browser.steps import enter

pytestmark = pytest.mark.browser
Login = Callable[..., Page]
#: Small, so that a photo is many pieces.
PIECE = 16 * 1024


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a picture of noise, which does not get small: one of a few hundred pieces."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    side = 500
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path = tmp_path / "ruido.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    )
    return path


@pytest.fixture
def watched(new_page: Login) -> Page:
    """Return the phone of an advisor whose link the test may cut: with no worker between, which hides what is sent."""
    page = enter(new_page("phone", service_workers="block"), "asesoria")
    with page.expect_response("**/campo/envios/"):  # it says of itself that it has nothing to send
        page.goto("/campo/")
    expect(page.get_by_text("Enviando…")).to_have_count(0)
    return page


def offsets_of(route: Route) -> int:
    found = re.search(rb'name="offset"\r\n\r\n(\d+)', route.request.post_data_buffer or b"")
    return int(found.group(1)) if found else -1


class TestPoorLink:
    def test_goes_on_where_it_stopped_whatever_the_server_answers(self, watched: Page, photo: Path) -> None:
        title, page = f"Vereda {uuid4().hex[:8]}", watched
        page.evaluate(f"document.body.dataset.pieceBytes = '{PIECE}'")
        pieces: list[int] = []

        def cut(route: Route) -> None:
            pieces.append(offsets_of(route))
            if len(pieces) in (3, 6):
                route.abort("connectionreset")  # the link is cut in the middle of the file
            else:
                route.continue_()

        answers = [500, 403]
        page.route("**/campo/archivos/**", cut)
        page.route(
            "**/campo/envios/", lambda route: route.fulfill(status=answers.pop(0)) if answers else route.continue_()
        )
        begin(page, title)
        finish(page, photo)
        expect(page.get_by_text("El servidor no respondió bien")).to_be_visible()
        send_now(page)
        expect(page.get_by_text("Su rol ya no permite registrar sesiones")).to_be_visible()
        for _ in range(2):
            with page.expect_event("requestfailed"):
                send_now(page)
            expect(page.get_by_text("Sin señal: puede seguir trabajando.")).to_be_visible()
            expect(page.get_by_text("1 registro sin enviar")).to_be_visible()
        send_now(page)
        expect(page.get_by_text("Nada sin enviar")).to_be_visible()

        first, second = pieces[:3], pieces[3:6]
        assert first == [0, PIECE, 2 * PIECE]
        assert second == [0, 2 * PIECE, 3 * PIECE]  # the server was asked, and had two pieces
        assert pieces[6:8] == [0, 3 * PIECE]
        assert len(pieces) == len(set(pieces)) + 4  # two questions, two pieces that were lost
        (kept,) = on_the_server(page, title)
        page.goto(kept["url"])
        expect(page.get_by_role("link", name=re.compile("ruido.jpg"))).to_have_count(1)

    def test_drops_from_the_server_the_photo_of_what_is_discarded(self, watched: Page, photo: Path) -> None:
        page = watched
        told: list[dict[str, Any]] = []

        def refuse_the_session(route: Route) -> None:
            body = (route.request.post_data_buffer or b"").decode()
            sent = json.loads(re.search(r'name="lote"\r\n\r\n(.*?)\r\n', body).group(1))  # type: ignore[union-attr]
            if [one["kind"] for one in sent["items"]] == ["session"]:
                refused = {"id": sent["items"][0]["id"], "outcome": "refused", "sentence": "No esta vez."}
                route.fulfill(json={"clock_offset": 0, "is_clock_wrong": False, "answers": [refused]})
                return
            answer = route.fetch()
            told.extend(answer.json()["answers"])
            route.fulfill(response=answer)

        page.route("**/campo/envios/", refuse_the_session)
        begin(page, "Se descarta")
        finish(page, photo)
        page.get_by_role("link", name=re.compile("sin enviar")).click()
        expect(page.get_by_text("En espera", exact=True)).to_be_visible()  # the photo is on the server
        assert [one["outcome"] for one in told] == ["held"] * len(told)
        page.on("dialog", lambda dialog: dialog.accept())
        told.clear()
        page.get_by_role("button", name="Descartar").click()
        expect(page.get_by_role("heading", name="Sin enviar")).to_be_visible()
        expect(page.locator("main li")).to_have_count(0)
        expect(page.get_by_role("status")).to_contain_text("Nada sin enviar")
        page.wait_for_function("() => !document.body.textContent.includes('Enviando…')")
        assert [one["outcome"] for one in told] == ["withdrawn"] * 2  # the session and its photo
        told.clear()
        send_now(page)
        page.wait_for_load_state("networkidle")
        assert [one for one in told if one["outcome"] == "withdrawn"] == []  # it was told once


#: What a browser does when there is no room: no quota that can be set from here is small enough for a few words.
FILL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.giveRoom = () => { IDBObjectStore.prototype.put = put; };
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


class TestFullDevice:
    def test_says_so_and_keeps_the_words_on_the_screen_until_there_is_room(self, watched: Page) -> None:
        begin(watched, "Antes")
        expect(watched.get_by_text("Guardado en este equipo:")).to_be_visible()
        watched.evaluate(FILL)
        place = watched.get_by_label("Lugar o medio")
        place.fill("Escuela de la vereda La Unión")
        expect(watched.get_by_text("Este equipo no tiene espacio")).to_be_visible()
        expect(place).to_have_value("Escuela de la vereda La Unión")
        watched.get_by_role("link", name="sin enviar").click()
        expect(place).to_have_value(
            "Escuela de la vereda La Unión"
        )  # it does not leave the screen while it has nowhere to go
        watched.evaluate("window.giveRoom()")
        watched.get_by_label("Tema").fill("Después")
        expect(watched.get_by_text("Este equipo no tiene espacio")).to_have_count(0)
        watched.reload()
        expect(watched.get_by_label("Tema")).to_have_value("Después")
        expect(place).to_have_value("Escuela de la vereda La Unión")


class TestTwoTabs:
    def test_write_on_one_draft_one_after_the_other(self, login_as: Login) -> None:
        first = login_as("asesoria", "phone")
        first.goto("/campo/")
        begin(first, "Borrador")
        expect(first.get_by_text("Guardado en este equipo:")).to_be_visible()

        second = first.context.new_page()
        second.goto("/campo/")
        second.get_by_role("link", name="Seguir").first.click()
        expect(second.get_by_role("heading", name="Abierto en otra pestaña")).to_be_visible()
        assert_sound(second)
        first.get_by_label("Lugar o medio").fill("Casa comunal")
        second.get_by_role("button", name="Seguir aquí").click()
        expect(second.get_by_label("Tema")).to_have_value("Borrador")
        expect(second.get_by_label("Lugar o medio")).to_have_value("Casa comunal")
        expect(first.get_by_role("heading", name="Se sigue en otra pestaña")).to_be_visible()
        assert_sound(first)

        second.close()  # whoever has the draft open lets it go, however it ends
        first.get_by_role("link", name="Volver a mi agenda de campo").click()
        first.get_by_role("link", name="Seguir").first.click()
        expect(first.get_by_label("Lugar o medio")).to_have_value("Casa comunal")


class TestClosedApp:
    def test_sends_by_itself_when_the_browser_says_that_there_is_signal(self, login_as: Login) -> None:
        title, page = f"Ronda {uuid4().hex[:8]}", login_as("asesoria", "phone")
        context = page.context
        carry(page)
        context.set_offline(True)
        begin(page, title)
        finish(page)
        expect(page.get_by_text("1 registro sin enviar")).to_be_visible()
        page.goto("about:blank")
        context.set_offline(False)
        call_the_worker(context, page)
        for _ in range(50):
            if on_the_server(page, title):
                break
            page.wait_for_timeout(200)
        assert [one["status"] for one in on_the_server(page, title)] == ["held"]
        page.goto("/campo/")
        expect(page.get_by_text("Nada sin enviar")).to_be_visible()


def call_the_worker(context: BrowserContext, page: Page) -> None:
    """Do what the browser does when signal comes back."""
    found: list[dict[str, str]] = []
    devtools = context.new_cdp_session(page)
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        page.wait_for_timeout(100)
    (worker,) = [one for one in found if one["scopeURL"].endswith("/campo/")]
    origin = worker["scopeURL"].removesuffix("/campo/")
    call = {"origin": origin, "registrationId": worker["registrationId"], "tag": "llegada-campo", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", call)


class TestHome:
    def test_leaves_open_what_the_person_opened_when_it_is_drawn_again(self, login_as: Login) -> None:
        page = login_as("asesoria", "phone")
        carry(page)
        page.locator("[data-part=plans] summary").first.click()
        page.evaluate("document.querySelector('[data-part=plans] details').dataset.before = 'yes'")
        page.get_by_role("button", name="Enviar y actualizar").click()
        expect(page.locator("[data-part=plans] details[data-before]")).to_have_count(0)
        expect(page.get_by_role("link", name="Registrar sesión").first).to_be_visible()
