"""The figures in the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
URL = "/api/v1/figures/"


def values(response) -> dict[str, int | None]:
    return {one["code"]: one["value"] for one in response.json()["results"]}


class TestFigures:
    def test_are_read_without_a_key_each_with_its_definition(self, client, world):
        response = client.get(URL)

        assert values(response)["sessions"] == 6
        first = response.json()["results"][0]
        assert (first["code"], first["value"], first["of"]) == ("municipalities", 2, 4)
        assert first["definition"] == "Municipios donde tiene su sede al menos una entidad asistida."
        assert response.json()["cut_at"]

    def test_take_the_filters_of_the_page(self, client, world):
        chosen = {
            "organization": world.one.public_id,
            "line": world.finance.public_id,
            "department": "05",
            "year": 2026,
        }

        assert values(client.get(URL, chosen))["sessions"] == 2

    def test_give_null_where_nothing_is_registered(self, client, world):
        assert values(client.get(URL, {"year": 1999}))["sessions"] is None

    def test_refuse_bad_filters_naming_each(self, client, world):
        response = client.get(URL, {"department": "5", "year": "26", "line": "x"})

        assert response.status_code == 422
        assert response["Content-Type"] == "application/problem+json"
        assert set(response.json()["fields"]) == {"department", "year", "line"}

    def test_cost_a_few_queries(self, client, world):
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)

        assert len(queries) <= 8
