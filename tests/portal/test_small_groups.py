"""What a page of assistance tells of groups of fewer than five: neither in words, nor by difference, nor by how it is drawn."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from llegada.delivery.models import Session
from llegada.insights.selectors import cell_rows
from llegada.insights.services import rebuild_figures
from llegada.portal.views import explore_detail
from llegada.territory.models import Entity
from tests import factories as make
from tests.counted_world import held_by_two
from tests.portal.test_explore_pages import BASE, text

pytestmark = pytest.mark.django_db
MARCH = "since=2026-03&until=2026-03&metric=people"


def heights(svg: str) -> set[str]:
    """Return how tall the filled columns of a drawing are."""
    return set(re.findall(r'<rect [^>]*height="([0-9.]+)" fill="#2f5fbf"', svg))


class TestMatrix:
    @pytest.mark.parametrize("people", [(1, 3), (3, 1)])
    def test_leaves_small_groups_in_one_order_whatever_they_are(self, client, people):
        held_by_two(people)

        table = client.get(f"{BASE}matriz.json?{MARCH}&rows=organization&cols=department").json()
        assert [row["Organización"] for row in table["filas"]] == ["Primera", "Segunda"]
        assert {row["Total"] for row in table["filas"]} == {"menos de 5"}

    def test_puts_first_what_is_told(self, client):
        held_by_two((2, 8))
        third = make.make_unit(make.make_organization("Tercera", "TER"))
        session = make.make_session(
            make.make_plan(unit=third, entity=Entity.objects.get()), status="held", held_on=date(2026, 3, 3)
        )
        for number in range(7):
            make.make_attendance(session, f"De la tercera {number}", email=f"t{number}@x.example")
        rebuild_figures()

        table = client.get(f"{BASE}matriz.json?{MARCH}&rows=organization&cols=department").json()
        assert [row["Total"] for row in table["filas"]] == [8, "menos de 5", "reservado"]


class TestTime:
    @pytest.mark.parametrize("people", [(1, 3), (3, 1)])
    def test_leaves_small_groups_in_one_order_whatever_they_are(self, client, people):
        held_by_two(people)

        table = client.get(f"{BASE}tiempo.json?{MARCH}&split=organization").json()
        assert [row["Serie"] for row in table["filas"]] == ["Todo", "Primera", "Segunda"]

    def test_keeps_back_the_count_that_would_tell_a_small_one(self, client):
        held_by_two((2, 8))
        asked = f"{MARCH}&split=organization"

        page = text(client.get(f"{BASE}tiempo/?{asked}"))
        table = client.get(f"{BASE}tiempo.json?{asked}").json()
        assert "mar 2026 10 &lt; 5 res." in page
        assert "se publica porque, restado del total" in page
        assert {row["Personas"] for row in table["filas"]} == {10, "reservado", "menos de 5"}
        assert "restado del total" in table["notas"][0]

    def test_draws_every_small_group_alike(self, client):
        held_by_two((2, 0))
        small = Session.objects.order_by("pk")[0]
        large = make.make_session(small.plan, status="held", held_on=date(2026, 4, 7))
        for number in range(9):
            make.make_attendance(large, f"De abril {number}", email=f"{number}@x.example")
        rebuild_figures()
        address = f"{BASE}tiempo.svg?since=2026-03&until=2026-04&metric=people"
        of_two = heights(client.get(address).content.decode())
        make.make_attendance(small, "Otra", email="otra@x.example")
        rebuild_figures()

        assert heights(client.get(address).content.decode()) == of_two != set()


class TestRowsBehindAFigure:
    def test_keep_back_the_count_that_the_figure_before_them_would_take_the_small_one_from(self, client):
        one, _other = held_by_two((2, 1), (8, 1))
        asked = f"since=2026-03&until=2026-03&unit={one.public_id}"

        page = text(client.get(f"{BASE}detalle/?{asked}"))
        rows = client.get(f"{BASE}detalle.json?{asked}").json()

        assert ("menos de 5" in page, "reservado" in page, "restado del total" in page) == (True, True, True)
        assert sorted(row["Personas"] for row in rows["filas"]) == ["menos de 5", "reservado"]
        assert "restado del total" in rows["notas"][0]

    def test_keep_back_nothing_where_no_group_is_small(self, client):
        one, _other = held_by_two((6, 1), (8, 1))

        rows = client.get(f"{BASE}detalle.json?since=2026-03&until=2026-03&unit={one.public_id}").json()
        assert (sorted(row["Personas"] for row in rows["filas"]), rows["notas"]) == ([6, 8], [])

    @pytest.mark.parametrize("asked", ["year=2026", "since=2026-03&until=2026-04"])
    def test_keep_it_back_on_every_page_and_in_the_file_where_they_are_many(self, client, monkeypatch, asked):
        one, _other = held_by_two((2, 1), (8, 1))
        asked = f"{asked}&unit={one.public_id}"
        monkeypatch.setattr(cell_rows, "PAGE", 2)
        monkeypatch.setattr(explore_detail, "PAGE", 2)
        plan = make.make_plan(unit=one, entity=make.make_entity(make.make_municipality("05002")))
        for number in range(9):
            session = make.make_session(plan, status="held", held_on=date(2026, 4, 3))
            make.make_attendance(session, f"Otra {number}", email=f"otra{number}@x.example")
        rebuild_figures()

        pages = [text(client.get(f"{BASE}detalle/?{asked}&page={number}")) for number in (1, 2)]
        told = sorted(str(row["Personas"]) for row in client.get(f"{BASE}detalle.json?{asked}").json()["filas"])

        assert told in (["9", "menos de 5", "reservado"], ["8", "menos de 5", "reservado"])
        for word in ("menos de 5 ", "reservado "):
            assert sum(page.count(word) for page in pages) == 1, word


class TestOnePlace:
    def test_keeps_back_the_count_that_would_tell_a_small_one(self, client):
        held_by_two((2, 8))
        entity = Entity.objects.get()

        for address in (entity.municipality, entity.department, entity):
            page = text(client.get(address.get_absolute_url()))
            assert "1 1 menos de 5" in page
            assert "1 1 reservado" in page
        rows = client.get(reverse("portal:entity_table", args=[entity.public_id, "json"])).json()["filas"]
        assert [row["Personas"] for row in rows] == ["menos de 5", "reservado"]

    def test_keeps_back_its_total_where_nothing_else_is_left(self, client):
        # Eight in two groups of fewer than five are four and four.
        held_by_two((4, 4))
        entity = Entity.objects.get(municipality_id="05001")

        for address in ("/territorio/05001/", reverse("portal:entity", args=[entity.public_id])):
            page = text(client.get(address, follow=True))
            assert ("personas reservado" in page, "personas 8" in page, "restado del total" in page) == (
                True,
                False,
                True,
            )

    def test_of_a_unit_keeps_back_its_total_where_nothing_else_is_left(self, client):
        one, _other = held_by_two((4, 1), (4, 1))

        page = text(client.get(reverse("portal:unit", args=[one.public_id])))
        assert ("personas reservado" in page, "personas 8" in page) == (True, False)

    def test_of_a_unit_keeps_back_the_entity_that_would_tell_another(self, client):
        one, _other = held_by_two((2, 1), (8, 1))

        page = text(client.get(reverse("portal:unit", args=[one.public_id])))
        assert "menos de 5" in page
        assert "reservado" in page
        assert "restado del total" in page
        assert "personas 10" in page


class TestWordsOfFigures:
    """«Menos de 5» and «persona» say that it is one."""

    @pytest.mark.parametrize("attended", [[1], [1, 2]], ids=["one", "two"])
    def test_do_not_tell_one_person_from_several(self, client, world, attended):
        world.hold(world.pasto_plan, *attended)
        rebuild_figures()
        service = world.pasto_plan.plan_services.get().service_version

        for address in ("/territorio/52001/", reverse("portal:service", args=[service.service.public_id, "censo"])):
            page = " ".join(client.get(address, follow=True).content.decode().split())
            assert re.findall(r"#cifra-people\">(\w+)</a></dt> <dd class=\"figure-value\">menos de 5<", page) == [
                "personas"
            ]
