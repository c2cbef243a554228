"""People of entities typed in by hand, with the ground to keep them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from llegada.accounts.models import EntityPerson, Person
from llegada.accounts.selectors import list_entity_people
from llegada.accounts.services.entity_people import add_entity_person
from llegada.core.errors import Invalid, NotFound
from llegada.core.models import Event
from llegada.core.roles import Role
from tests.factories import NOW, make_actor, make_entity, make_municipality, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return make_organization("Instituto Catastral", "IC")


@pytest.fixture
def entity():
    return make_entity(make_municipality("05030", "Amagá"))


@pytest.fixture
def actor(organization):
    return make_actor(Role.PLANNING_OFFICE, organization=organization)


def add(actor, organization, entity, **changes):
    said = {
        "full_name": "Rosa Prueba", "post": "Secretaria", "document": "1.020 304", "email": "", "phone": "",
        "ground": "duty", "consented_on": None, **changes,
    }  # fmt: skip
    return add_entity_person(actor=actor, organization=organization, entity=entity, now=NOW, **said)


class TestAdd:
    def test_keeps_somebody_with_ground_and_says_who_did_without_their_data(self, actor, organization, entity):
        person = add(actor, organization, entity, email="Rosa@Amaga.example")

        assert (person.document, person.email, person.ground) == ("1020304", "rosa@amaga.example", "duty")
        event = Event.objects.get(verb="entityperson.add")
        assert (event.actor_id, event.data) == (
            actor.person_id, {"entity": str(entity.public_id), "ground": "duty"},
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"ground": "consent"}, "consented_on", "no dice cuándo"),
            ({"consented_on": date(2020, 1, 1)}, "consented_on", "dice otra razón"),
            ({"ground": "consent", "consented_on": NOW.date() + timedelta(days=2)}, "consented_on", "por venir"),
            ({"document": ""}, "document", "Hace falta el documento o el correo"),
        ],
    )
    def test_refuses_without_what_the_law_and_the_register_ask(
        self, actor, organization, entity, changes, field, words
    ):
        with pytest.raises(Invalid) as refusal:
            add(actor, organization, entity, **changes)

        assert words in refusal.value.fields[field][0]
        assert not EntityPerson.objects.exists()

    @pytest.mark.parametrize("changes", [{"email": "otra@a.example"}, {"document": "99", "email": "ROSA@a.example"}])
    def test_refuses_the_same_person_of_an_entity_twice(self, actor, organization, entity, changes):
        add(actor, organization, entity, email="rosa@a.example")

        with pytest.raises(Invalid, match=r"."):
            add(actor, organization, entity, **changes)

        assert EntityPerson.objects.count() == 1

    def test_is_not_for_another_organisation(self, organization, entity):
        stranger = make_actor(Role.PLANNING_OFFICE, organization=make_organization("Otra", "OT"))

        with pytest.raises(NotFound):
            add(stranger, organization, entity)


class TestPage:
    def post(self, client, **changes):
        said = {
            "entity": "05030", "full_name": "Rosa Prueba", "document": "1020304", "ground": "duty",
            "idempotency_key": "p-1", **changes,
        }  # fmt: skip
        return client.post(reverse("accounts:entity_person_add"), said)

    @pytest.fixture
    def client(self, client, actor, organization):
        client.force_login(Person.objects.get(pk=actor.person_id))
        return client

    @pytest.mark.parametrize("said", ["05030", "Amagá", "amaga"])
    def test_finds_the_entity_by_code_or_name(self, client, organization, entity, said):
        answer = self.post(client, entity=said, organization=organization.pk)

        assert answer.status_code == 302, answer.context["form"].errors
        assert EntityPerson.objects.get().entity == entity

    def test_says_which_entities_a_name_may_mean(self, client, organization, entity):
        make_entity(make_municipality("05031", "Amagá del Norte"))

        answer = self.post(client, entity="amag", organization=organization.pk)

        assert answer.status_code == 422
        assert "Puede ser más de una" in answer.text

    def test_says_that_none_is_called_so(self, client, organization, entity):
        assert "Ninguna entidad se llama así" in self.post(client, entity="xyz", organization=organization.pk).text


class TestList:
    @pytest.mark.parametrize("said", ["íñiguez", "INIGUEZ beatriz", "Planeación", "planeacion amaga"])
    def test_finds_names_and_posts_whatever_their_accents(self, actor, organization, entity, said):
        add(actor, organization, entity, full_name="Beatriz ÍÑIGUEZ", post="Secretaria de planeación")
        add(actor, organization, entity, document="2", full_name="Rosa Prueba", post="Alcaldesa")

        assert [one.full_name for one in list_entity_people(actor=actor, text=said)] == ["Beatriz ÍÑIGUEZ"]


class TestWayBack:
    @pytest.mark.parametrize(("role", "leads"), [(Role.PLANNING_OFFICE, True), (Role.ADVISOR, False)])
    def test_leads_to_administration_only_who_may_open_it(self, client, organization, role, leads):
        reader = make_actor(role, organization=organization)
        client.force_login(Person.objects.get(pk=reader.person_id))
        page = client.get(reverse("accounts:entity_people")).content.decode()
        administration = reverse("accounts:administration")

        assert (f'<a href="{administration}">' in page) is leads
        assert (client.get(administration).status_code == 200) is leads
