"""The catalogue in the API."""

import uuid

import pytest

from llegada.core.api import PROBLEM_JSON
from llegada.territory.models import Entity
from tests.factories import make_entity, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def medellin():
    return make_municipality("05001", "Medellín")


@pytest.fixture
def mayoralty(medellin):
    return make_entity(medellin, nit="890905211", nit_check_digit="1")


def get(client, address: str, **query):
    return client.get(f"/api/v1/{address}", query)


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def refused(answer, status: int) -> dict:
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM_JSON)
    return answer.json()


class TestDepartments:
    def test_are_public_and_carry_their_denominator(self, client, medellin):
        assert get(client, "departments/05/").json() == {
            "code": "05",
            "name": "Antioquia",
            "latitude": 6.9,
            "longitude": -75.6,
            "municipalities": 1,
        }
        assert codes(get(client, "departments/")) == ["05"]

    def test_a_lost_zero_says_which_was_meant(self, client, medellin):
        body = refused(get(client, "departments/5/"), 404)

        assert (body["code"], "¿Busca 05, Antioquia?" in body["detail"]) == ("lost-zero", True)


class TestMunicipalities:
    def test_are_read_by_their_code(self, client, medellin):
        body = get(client, "municipalities/05001/").json()

        assert (body["name"], body["department"], body["department_name"]) == ("Medellín", "05", "Antioquia")
        assert body["valid_from"] is None

    def test_a_lost_zero_says_which_was_meant(self, client, medellin):
        assert "¿Busca 05001, Medellín?" in refused(get(client, "municipalities/5001/"), 404)["detail"]

    def test_a_code_that_does_not_exist_says_how_codes_are(self, client, medellin):
        assert refused(get(client, "municipalities/99999/"), 404)["code"] == "unknown-code"

    def test_come_in_the_order_of_their_codes_page_by_page(self, client):
        for code in ("05003", "05001", "05002"):
            make_municipality(code, f"Lugar {code}")

        first = get(client, "municipalities/", page_size=2)
        second = client.get(first.json()["next"])

        assert codes(first) + codes(second) == ["05001", "05002", "05003"]

    def test_are_filtered(self, client, medellin):
        make_municipality("52001", "Pasto")

        assert codes(get(client, "municipalities/", department="52")) == ["52001"]
        assert codes(get(client, "municipalities/", search="ANTIOQUIA medellín")) == ["05001"]
        assert codes(get(client, "municipalities/", kind="island")) == []

    def test_have_no_page_at_a_cursor_that_was_never_given(self, client, medellin):
        refused(get(client, "municipalities/", cursor="cD0lMDA="), 404)  # p=%00

    def test_a_filter_with_a_damaged_code_is_refused_by_name(self, client, medellin):
        body = refused(get(client, "municipalities/", department="5"), 422)

        assert body["fields"] == {"department": ["No hay un departamento con ese código. Lleva sus ceros: 05."]}


class TestEntities:
    def test_are_public_and_say_null_for_what_is_not_known(self, client, mayoralty):
        body = get(client, f"entities/{mayoralty.public_id}/").json()

        assert (body["nit"], body["nit_check_digit"], body["municipality"]) == ("890905211", "1", "05001")
        assert (body["sector"], body["website"], body["source_code"]) == (None, None, None)
        assert body["page"] == mayoralty.get_absolute_url()

    def test_without_nit_have_no_check_digit_and_without_seat_no_place(self, client):
        entity = Entity.objects.create(name="X", order="national", kind="national_entity", search_text="x")

        body = get(client, f"entities/{entity.public_id}/").json()

        assert (body["nit"], body["nit_check_digit"], body["department"], body["municipality"]) == (None,) * 4

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"municipality": "05001"}, ["Alcaldía de Medellín"]),
            ({"department": "52"}, ["Alcaldía de Pasto"]),
            ({"kind": "mayoralty", "search": "pasto"}, ["Alcaldía de Pasto"]),
            ({"order": "national"}, []),
            ({"nit": "890.905.211-1"}, ["Alcaldía de Medellín"]),
            ({"is_active": "false"}, []),
        ],
    )
    def test_are_filtered(self, client, mayoralty, query, found):
        make_entity(make_municipality("52001", "Pasto"))

        assert names(get(client, "entities/", **query)) == found

    def test_a_nit_with_a_wrong_digit_is_refused_by_name(self, client, mayoralty):
        assert list(refused(get(client, "entities/", nit="890905211-2"), 422)["fields"]) == ["nit"]

    def test_an_unknown_seat_is_refused_by_name(self, client, mayoralty):
        body = refused(get(client, "entities/", municipality="5001"), 422)

        assert body["fields"] == {"municipality": ["No hay un municipio con ese código. Lleva sus ceros: 05001."]}

    def test_one_that_does_not_exist_is_a_404(self, client):
        assert refused(get(client, f"entities/{uuid.uuid4()}/"), 404)["code"] == "not-found"

    def test_are_read_only(self, client, mayoralty):
        assert client.delete(f"/api/v1/entities/{mayoralty.public_id}/").status_code == 405

    def test_a_page_asks_the_same_however_many_rows(self, client, django_assert_max_num_queries):
        for code in range(1, 31):
            make_entity(make_municipality(f"05{code:03}", f"Lugar {code}"))

        with django_assert_max_num_queries(2):
            assert len(names(get(client, "entities/"))) == 30
