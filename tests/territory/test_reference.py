"""The load of places, alcaldías and gobernaciones."""

import pytest
from django.core.management import call_command

from llegada.core.actors import ANONYMOUS, SYSTEM
from llegada.core.errors import NotAllowed
from llegada.core.roles import Role
from llegada.territory.models import Department, Entity, Municipality
from llegada.territory.services import load_reference
from tests.factories import NOW, make_actor, make_organization

pytestmark = pytest.mark.django_db


class TestLoadReference:
    def test_loads_every_place_and_its_government(self, reference):
        assert Department.objects.count() == 33
        assert Municipality.objects.count() == 1122
        assert Entity.objects.filter(kind="mayoralty").count() == 1103
        assert Entity.objects.filter(kind="governorate").count() == 32
        assert reference.created == 33 + 1122 + 1103 + 32

    def test_gives_no_alcaldia_to_the_island_nor_gobernacion_to_bogota(self, reference):
        assert not Entity.objects.filter(kind="mayoralty", municipality="88001").exists()
        assert Entity.objects.filter(kind="mayoralty", municipality="88564").exists()
        assert not Entity.objects.filter(kind="governorate", department="11").exists()

    def test_names_bodies_as_people_do(self, reference):
        names = set(Entity.objects.values_list("name", flat=True))

        assert {"Alcaldía de Medellín", "Alcaldía Mayor de Bogotá, D.C.", "Gobernación del Cauca"} <= names
        assert {"Gobernación de Antioquia", "Gobernación de La Guajira"} <= names

    def test_seats_the_gobernacion_of_cundinamarca_in_bogota(self, reference):
        assert Entity.objects.get(kind="governorate", department="25").municipality_id == "11001"

    def test_keeps_a_first_version_of_each_body(self, reference):
        assert Entity.history.count() == Entity.objects.count()

    def test_run_again_writes_nothing(self, reference, django_assert_num_queries):
        before = Entity.history.count()

        with django_assert_num_queries(5):  # three readings between the two ends of the savepoint
            again = load_reference(actor=SYSTEM, now=NOW)

        assert (again.created, again.updated, again.unchanged) == (0, 0, reference.created)
        assert Entity.history.count() == before

    def test_mends_what_differs_and_keeps_what_an_import_added(self, reference):
        Municipality.objects.filter(code="05001").update(name="Medellin")
        Department.objects.filter(code="05").update(latitude=0)
        Entity.objects.filter(kind="mayoralty", municipality="05001").update(nit="890905211", nit_check_digit="1")

        again = load_reference(actor=SYSTEM, now=NOW)

        assert (again.created, again.updated) == (0, 2)
        assert Municipality.objects.get(code="05001").name == "Medellín"
        assert Entity.objects.get(kind="mayoralty", municipality="05001").nit == "890905211"

    def test_is_for_those_who_administer(self):
        advisor = make_actor(Role.ADVISOR, organization=make_organization())

        for actor in (ANONYMOUS, advisor):
            with pytest.raises(NotAllowed):
                load_reference(actor=actor, now=NOW)


class TestCommand:
    def test_says_what_it_wrote(self, capsys):
        call_command("load_reference")
        call_command("load_reference")

        first, second = (line for line in capsys.readouterr().out.splitlines() if "(territorio)" in line)
        assert first == "Datos de referencia (territorio): 2290 nuevos, 0 actualizados, 0 sin cambios."
        assert second == "Datos de referencia (territorio): 0 nuevos, 0 actualizados, 2290 sin cambios."

    def test_says_nothing_when_asked_for_silence(self, capsys):
        call_command("load_reference", verbosity=0)

        assert capsys.readouterr().out == ""
