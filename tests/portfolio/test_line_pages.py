"""The pages of the thematic lines, under «Administración»."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core import history
from llegada.portfolio.models import ThematicLine
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("portfolio:lines"), reverse("portfolio:line_create")


cast = made_once(make_cast)


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


@pytest.fixture
def line():
    return make.make_line("Género y equidad")


def page_of(line):
    return reverse("portfolio:line", args=[line.public_id])


def move(client, line, **values):
    return client.post(reverse("portfolio:line_move", args=[line.public_id]), values)


class TestList:
    def test_shows_each_with_its_state_and_services(self, cast, browse, line):
        make.make_service(cast.unit, line=line)
        ThematicLine.objects.create(name="Vieja", is_active=False)
        text = browse("importer").get(LIST).text
        for words in ("Género y equidad", "En uso", "Vieja", "Retirada", page_of(line)):
            assert words in text

    def test_says_the_way_out_when_there_are_none(self, browse):
        text = browse("importer").get(LIST).text
        assert "Todavía no hay líneas temáticas" in text
        assert CREATE in text

    @pytest.mark.parametrize("who", ["lead", "head", "coordinator", "stranger"])
    def test_is_not_for_the_others(self, browse, line, who):
        them = browse(who)
        assert [them.get(url).status_code for url in (LIST, CREATE, page_of(line))] == [403, 403, 403]
        assert them.post(page_of(line), {}).status_code == 403
        assert move(them, line).status_code == 403

    def test_is_reached_from_the_administration(self, browse):
        assert LIST in browse("importer").get(reverse("accounts:administration")).text


class TestCreate:
    def test_makes_one_of_a_form_sent_twice(self, browse):
        them, data = browse("importer"), {"name": "Finanzas", "idempotency_key": uuid.uuid4()}
        assert [them.post(CREATE, data)["Location"] for _ in range(2)] == [LIST, LIST]
        assert ThematicLine.objects.get().name == "Finanzas"

    @pytest.mark.parametrize(("name", "said"), [("", "Nombre"), ("genero Y EQUIDAD", "Ya hay una línea temática")])
    def test_keeps_what_was_written_and_says_what_is_wrong(self, browse, line, name, said):
        response = browse("importer").post(CREATE, {"name": name})
        assert response.status_code == 422
        assert said in response.text
        assert name in response.text


class TestRename:
    def test_saves_and_says_so(self, browse, line):
        data = {"name": "Enfoque de género", "seen_name": line.name}
        response = browse("importer").post(page_of(line), data, follow=True)
        assert "quedó guardado" in response.text
        assert "Enfoque de género" in response.text

    def test_shows_the_history(self, browse, line):
        them = browse("importer")
        them.post(page_of(line), {"name": "Enfoque de género", "seen_name": line.name})
        assert "Cambió el nombre de la línea temática" in them.get(page_of(line)).text

    def test_keeps_what_was_written_when_somebody_else_came_first(self, browse, line):
        them = browse("importer")
        data = {"name": "La mía", "seen_name": "Como se llamaba antes"}
        response = them.post(page_of(line), data)
        assert response.status_code == 409
        assert "Otra persona cambió esto" in response.text
        form = response.context["form"]
        assert (form["name"].value(), form["seen_name"].value()) == ("La mía", line.name)

    def test_refuses_the_name_of_another(self, browse, line):
        make.make_line("Finanzas")
        response = browse("importer").post(page_of(line), {"name": "FINANZAS", "seen_name": line.name})
        assert response.status_code == 422
        assert "Ya hay una línea temática" in response.text

    def test_does_not_know_an_unknown_line(self, browse):
        assert browse("importer").get(reverse("portfolio:line", args=[uuid.UUID(int=4)])).status_code == 404


class TestMove:
    def test_retires_with_a_reason_and_takes_up_again(self, browse, line):
        them = browse("importer")
        assert move(them, line, action="retire", reason="Se unió con otra").url == page_of(line)
        page = them.get(page_of(line)).text
        assert "Se unió con otra" in page
        assert "Volver a usarla" in page
        assert move(them, line, action="restore").status_code == 302
        line.refresh_from_db()
        assert line.is_active

    @pytest.mark.parametrize(
        ("values", "said"), [({"action": "retire"}, "necesita un motivo"), ({}, "no es posible en el estado actual")]
    )
    def test_says_what_was_refused_on_the_page(self, browse, line, values, said):
        response = move(browse("importer"), line, **values)
        assert response.status_code == 409
        assert said in response.text
        assert not history.list_events(target=line).exists()
