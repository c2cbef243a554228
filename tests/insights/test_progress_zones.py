"""Progress by zone: each entity where its seat is, or in the groups that name it, and the rest by themselves."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.core.roles import Role
from llegada.insights.selectors.lateness import read_lateness
from llegada.insights.selectors.progress import By, Cut, list_progress
from llegada.insights.selectors.progress_zones import list_zone_kinds, list_zone_progress, read_members
from llegada.territory.models import Entity
from tests import factories as make
from tests.insights.test_progress_selectors import EVERYTHING, ON, plans  # noqa: F401  # a fixture
from tests.targeting.list_makers import make_group
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db
PAGE = reverse("insights:progress")
LATE = reverse("insights:late")


@pytest.fixture
def subregions(plans):  # noqa: F811
    """One subregion, of the municipality of two of the three plans."""
    index = make_index("pdet-subregion", kind="label", short_name="Subregión PDET", categories=("Pacífico", "Urabá"))
    return make_edition(index, {"52001": 0.0}, year=2017)


@pytest.fixture
def client(plans, login):  # noqa: F811
    """Return a browser of somebody who reads the plans of every unit that has them."""
    person = make.make_person()
    make.assign(person, Role.MONITORING_ADMIN)
    return login(person)


class TestListZoneProgress:
    def test_adds_up_the_entities_of_each_zone_and_the_rest(self, plans, subregions):  # noqa: F811
        (kind,) = list_zone_kinds(actor=EVERYTHING)
        cut = Cut(on=ON)
        rows, total = list_zone_progress(actor=EVERYTHING, cut=cut, kind=kind, members=read_members(kind))

        assert [(row.key, row.name, row.totals.followed) for row in rows] == [
            ("pdet-subregion:0", "Pacífico", 2),
            ("pdet-subregion:fuera", "Fuera de estas zonas", 1),
        ]
        by_entity, whole = list_progress(actor=EVERYTHING, by=By.ENTITY, cut=cut)
        assert total.amounts == whole.amounts
        assert sum(row.done for row in rows) == sum(row.done for row in by_entity)

    def test_counts_an_entity_in_each_of_its_groups(self, plans):  # noqa: F811
        unit = plans[0].unit
        pasto = Entity.objects.get(municipality="52001")
        for name in ("Asociación", "Provincia"):
            make_group(unit, pasto, name=name)
        (kind,) = list_zone_kinds(actor=EVERYTHING)
        rows, total = list_zone_progress(actor=EVERYTHING, cut=Cut(on=ON), kind=kind, members=read_members(kind))

        assert {row.key.partition(":")[0] for row in rows} == {"grupo"}
        assert {row.name: row.totals.followed for row in rows} == {
            "Asociación": 2,
            "Provincia": 2,
            "Fuera de estas zonas": 1,
        }
        assert total.followed == 3


class TestPages:
    def test_say_the_zone_its_lag_and_lead_to_its_milestones(self, client, plans, subregions):  # noqa: F811
        rows = client.get(reverse("insights:export_progress", args=["json"]), {"por": "zona", "corte": "2026-08-01"})
        found = {row["Subregión PDET"]: row for row in rows.json()["rows"]}
        pasto = plans[1].entity_id
        lag = read_lateness(actor=EVERYTHING, by=By.ENTITY, cut=Cut(on=ON), groups=[pasto])[pasto].lag

        assert set(found) == {"Pacífico", "Fuera de estas zonas"}
        assert found["Pacífico"]["Mediana de días vencidos"] == lag.median
        late = client.get(
            reverse("insights:export_late", args=["json"]), {"zona": "pdet-subregion:0", "corte": "2026-08-01"}
        )
        assert len(late.json()["rows"]) == found["Pacífico"]["Hitos vencidos"] > 0
        assert "Subregión PDET: Pacífico" in client.get(LATE, {"zona": "pdet-subregion:0"}).content.decode()

    @pytest.mark.parametrize("by", ["dependencia", "servicio", "entidad", "departamento", "asesor", "zona"])
    def test_restrict_to_a_zone_whatever_they_are_added_up_by(self, client, plans, subregions, by):  # noqa: F811
        asked = {"por": by, "zona": "pdet-subregion:0", "corte": "2026-08-01"}
        rows = client.get(reverse("insights:export_progress", args=["json"]), asked).json()["rows"]
        of_zone = client.get(reverse("insights:export_progress", args=["json"]), {"por": "zona", "corte": "2026-08-01"})
        whole = next(row for row in of_zone.json()["rows"] if row["Subregión PDET"] == "Pacífico")

        # One service each of the two plans: no column adds up to more than its total.
        for name in ("Hitos", "Hitos vencidos", "Peso total"):
            assert sum(float(row[name]) for row in rows) == float(whole[name]) > 0, name
        assert f"de {whole['Hitos']}<" in client.get(PAGE, asked).content.decode()
        late = client.get("/api/v1/progress/", asked).json()["results"]
        assert sum(row["late"] for row in late) == whole["Hitos vencidos"]

    def test_say_that_no_zones_are_loaded(self, client, plans):  # noqa: F811
        page = client.get(PAGE, {"por": "zona"})

        assert page.status_code == 200
        assert "no se ha cargado ninguna clase de zonas" in page.content.decode()

    def test_refuse_a_zone_that_is_not_loaded(self, client, subregions):
        for address, asked in ((PAGE, {"por": "zona", "zonas": "barrios"}), (LATE, {"zona": "barrios:1"})):
            response = client.get(address, asked)
            assert response.status_code == 422
            assert "no la puede ver" in response.content.decode()
