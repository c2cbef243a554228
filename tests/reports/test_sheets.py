"""The ficha of a place, and all those of the country in one file."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import Conflict, NotAllowed, NotFound
from llegada.core.roles import Role
from llegada.insights.selectors.profiles import get_profile
from llegada.reports import services
from llegada.reports.content import Content, Facts, Items, Paragraph, Strip, Strips, Table
from llegada.reports.errors import SheetsInCourse
from llegada.reports.models import SheetsOrder
from llegada.reports.sources.profile_sheet import build_profile_sheet
from llegada.targeting.choices import IndexLevel
from tests import factories as make
from tests.killed import die, give_up, killed, run_again
from tests.loaded_once import made_once
from tests.reports.reading import Pdf
from tests.targeting.makers import make_edition, make_index, make_places

MUNICIPALITY = IndexLevel.MUNICIPALITY
pytestmark = pytest.mark.django_db


@made_once
def places():
    return make_places(6)


@pytest.fixture
def advisor():
    return make.make_actor(Role.ADVISOR, unit=make.make_unit())


def sheet_of(code: str = "05001") -> Content:
    return build_profile_sheet(get_profile(actor=ANONYMOUS, level=MUNICIPALITY, code=code))


def blocks(content: Content, kind: type) -> list:
    return [block for section in content.sections for block in section.blocks if isinstance(block, kind)]


class TestProfileSheet:
    def test_says_the_figures_of_the_profile(self, places):
        numbers = {place.code: 10.0 * number for number, place in enumerate(places, start=1)}
        make_edition(make_index(short_name="MDM"), numbers, year=2021)
        make_edition(make_index("pdet", kind="flag", name="Municipio PDET"), {"05001": 1.0}, year=2017)
        content = sheet_of()
        assert blocks(content, Table)[0].rows == [["MDM", "2021", "más es mejor", "10,0", "6 de 6", "6 de 6"]]
        assert blocks(content, Paragraph)[1].text == "Municipio PDET: Sí (2017)"
        assert "Puesto 6 de 6; la mediana es 35,0." in blocks(content, Items)[0].items[0]
        assert blocks(content, Strips)[0].strips == [Strip("MDM", 0.25, 0.5, 0.75, 0.0)]

    def test_with_nothing_known_says_so_and_no_zero(self, places):
        content = sheet_of()
        assert [table.rows for table in blocks(content, Table)] == [[], []]
        assert dict(blocks(content, Facts)[-1].rows)["Sesiones realizadas"] is None

    def test_fits_in_two_pages_with_all_that_it_may_hold(self):
        places = make_places(12)
        make_edition(make_index("mdm-grupo", categories=("G5 · Nivel bajo",)), {place.code: 0.0 for place in places})
        long = "Nombre bastante largo de los que suelen tener las cosas del Estado " * 4
        for number in range(20):
            index = make_index(
                name=f"{number} {long}"[:160], short_name=f"{number} {long}"[:40], measure_unit="% de la población"
            )
            make_edition(index, {place.code: 1000.0 * row * (-1) ** number for row, place in enumerate(places)})
        for number in range(12):
            flag = make_index(kind="flag", name=f"{number} {long}"[:160])
            make_edition(flag, {"05001": 1.0})
        for number in range(7):
            unit = make.make_unit(make.make_organization(f"{number} {long}"[:250]))
            versions = [make.make_service(unit, name=f"{number}-{one} {long}"[:150]) for one in range(3)]
            make.make_plan(unit=unit, entity=places[0].entities.get(), versions=versions)
        drawn = services.draw_sheet(level=MUNICIPALITY, code="05001", now=make.NOW)
        assert drawn.name == "ficha-05001-lugar-05-1.pdf"
        assert len(Pdf(drawn.pdf).pages) == 2

    def test_is_for_everybody(self, client, places):
        answer = client.get("/territorio/05001/ficha.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert client.get("/territorio/05999/ficha.pdf").status_code == 404


class TestOrderSheets:
    def test_draws_all_of_them_into_one_file(self, places, advisor, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        order.refresh_from_db()
        assert (order.status, order.drawn, order.total) == ("done", 6, 6)
        with default_storage.open(order.storage_name) as content:
            names = zipfile.ZipFile(io.BytesIO(content.read())).namelist()
        assert names[0] == "ficha-05001-lugar-05-1.pdf"
        assert len(names) == 6

    def test_replaces_the_file_before_it(self, places, advisor, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            first = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        with django_capture_on_commit_callbacks(execute=True):
            services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        first.refresh_from_db()
        assert (first.status, default_storage.exists(first.storage_name)) == ("replaced", False)

    def test_is_one_at_once_of_each_level(self, advisor):
        services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        services.order_sheets(actor=advisor, level=IndexLevel.DEPARTMENT, now=make.NOW)
        with pytest.raises(SheetsInCourse):
            services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)

    def test_is_not_for_who_does_not_work_with_entities(self):
        with pytest.raises(NotAllowed):
            services.order_sheets(
                actor=make.make_actor(Role.STUDENT, unit=make.make_unit()), level=MUNICIPALITY, now=make.NOW
            )

    def test_says_why_it_could_not(self, places, advisor, settings, tmp_path):
        settings.DOCUMENT_FONTS_DIR = tmp_path
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        services.draw_sheets(order_id=order.pk, now=make.NOW)
        order.refresh_from_db()
        assert order.status == "failed"
        assert "Faltan las letras" in order.failure

    def test_are_drawn_by_the_next_worker_where_their_process_was_killed(self, places, advisor, monkeypatch):
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        with monkeypatch.context() as patch, killed():
            patch.setattr("llegada.reports.services.sheets.build_profile_sheet", die)
            services.draw_sheets(order_id=order.pk, now=make.NOW)
        run_again("reports.draw_sheets", order_id=order.pk)
        order.refresh_from_db()
        assert (order.status, order.drawn) == ("done", 6)

    def test_can_be_asked_for_again_where_they_killed_their_process_each_time(self, advisor):
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        give_up("reports.draw_sheets", order_id=order.pk)
        order.refresh_from_db()
        assert (order.status, "se detuvo varias veces" in order.failure) == ("failed", True)
        services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)


class TestCancelSheets:
    def test_stops_it_before_it_begins_and_while_it_draws(self, places, advisor, monkeypatch):
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        services.cancel_sheets(actor=advisor, public_id=order.public_id, now=make.NOW)
        services.draw_sheets(order_id=order.pk, now=make.NOW)
        again = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)

        def cancel_meanwhile(profile):
            SheetsOrder.objects.filter(pk=again.pk).update(status="cancelled")
            return build_profile_sheet(profile)

        monkeypatch.setattr("llegada.reports.services.sheets.build_profile_sheet", cancel_meanwhile)
        services.draw_sheets(order_id=again.pk, now=make.NOW)
        assert set(SheetsOrder.objects.values_list("status", "drawn")) == {("cancelled", 0)}
        assert not default_storage.exists(again.storage_name)

    def test_refuses_what_had_ended(self, advisor):
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        SheetsOrder.objects.filter(pk=order.pk).update(status="done")
        with pytest.raises(Conflict):
            services.cancel_sheets(actor=advisor, public_id=order.public_id, now=make.NOW)

    def test_hides_it_from_who_may_not_see_it(self, advisor):
        order = services.order_sheets(actor=advisor, level=MUNICIPALITY, now=make.NOW)
        with pytest.raises(NotFound):
            services.cancel_sheets(actor=ANONYMOUS, public_id=order.public_id, now=make.NOW)


class TestSheetsPages:
    def test_ask_show_and_give_the_file(self, login, places, django_capture_on_commit_callbacks):
        head = make.make_person()
        make.assign(head, Role.UNIT_HEAD, unit=make.make_unit())
        browser = login(head)
        assert "/documentos/fichas/" in browser.get("/territorio/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            asked = browser.post("/documentos/fichas/pedir/", {"level": "municipality"})
        page = browser.get(asked["Location"]).content.decode()
        assert "6 fichas en un archivo." in page
        given = browser.get(f"{asked['Location']}descargar/")
        assert b"".join(given.streaming_content)[:2] == b"PK"

    def test_say_that_they_are_being_drawn(self, login, places):
        head = make.make_person()
        make.assign(head, Role.UNIT_HEAD, unit=make.make_unit())
        browser = login(head)
        asked = browser.post("/documentos/fichas/pedir/", {"level": "municipality"})
        assert "Cancelar la preparación" in browser.get(asked["Location"]).content.decode()
        again = browser.post("/documentos/fichas/pedir/", {"level": "municipality"})
        assert (again.status_code, "Ya se están preparando" in again.content.decode()) == (409, True)
        browser.post(f"{asked['Location']}cancelar/")
        assert "Canceladas" in browser.get("/documentos/fichas/").content.decode()
        assert browser.post("/documentos/fichas/pedir/", {"level": "entity"}).status_code == 404
