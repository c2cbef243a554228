"""The pages of prioritised lists, as each person uses them."""

from __future__ import annotations

import pytest
from django.test import Client

from llegada.core.roles import Role
from llegada.targeting.models import EntityGroup, PrioritizedList
from tests import factories as make
from tests.targeting.list_makers import make_change, make_group, make_list, make_sealed_run
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto de Prueba", "IP"))


@pytest.fixture
def browser(unit, login):
    def _browser(role):
        person = make.make_person(str(role.label))
        make.assign(person, role, organization=unit.organization, unit=unit)
        return login(person)

    return _browser


def town(code="05001", name="Medellín"):
    return make.make_entity(make.make_municipality(code, name))


class TestCreate:
    def test_from_a_run_asks_what_the_rule_already_says(self, unit, browser):
        run = make_sealed_run(unit, {"municipality": town().municipality})
        asked = browser(Role.TECHNICAL_LEAD)
        address = f"/focalizacion/listas/nueva/?corrida={run.public_id}"

        page = asked.get(address).content.decode()
        asked.post(address, {"unit": unit.public_id, "name": "Primeros", "year": 2027})

        assert run.rule.name in page
        assert PrioritizedList.objects.get().entities.get().rank == 1

    def test_offers_the_next_version_of_a_list_that_stands(self, unit, browser):
        former, other = make_list(unit, town(), status="approved"), town("52001", "Pasto")
        run = make_sealed_run(unit, {"municipality": other.municipality})
        asked = browser(Role.TECHNICAL_LEAD)
        address = f"/focalizacion/listas/{former.public_id}/version/?corrida={run.public_id}"

        page = asked.get(f"/focalizacion/listas/nueva/?corrida={run.public_id}").content.decode()
        asked.post(address)

        assert address in page
        assert PrioritizedList.objects.get(number=2).entities.get().entity == other

    def test_of_a_run_of_another_unit_is_not_found(self, unit, browser):
        other = make_sealed_run(make.make_unit(), {"municipality": town().municipality})

        answer = browser(Role.TECHNICAL_LEAD).get(f"/focalizacion/listas/nueva/?corrida={other.public_id}")

        assert answer.status_code == 404

    def test_keeps_what_was_typed_with_a_bad_year(self, unit, browser):
        answer = browser(Role.TECHNICAL_LEAD).post(
            "/focalizacion/listas/nueva/", {"unit": unit.public_id, "name": "Primeros", "year": 27}
        )

        assert answer.status_code == 422
        assert 'value="Primeros"' in answer.content.decode()


class TestDetail:
    def test_tells_the_public_who_is_in_and_not_who_decided(self, unit):
        one = make_list(unit, town(), status="approved")

        page = Client().get(one.get_absolute_url()).content.decode()

        assert "Alcaldía de Medellín" in page
        assert "Quien aprueba" not in page

    def test_leads_to_its_run_only_who_may_read_it(self, unit, browser, login):
        run = make_sealed_run(unit, {"municipality": town().municipality})
        one = make_list(unit, status="approved", run=run)
        contact = make.make_person("Persona de la alcaldía")
        make.assign(contact, Role.ENTITY_CONTACT, entity=make.make_entity(make.make_municipality("52001", "Pasto")))

        for reader, leads in ((browser(Role.TECHNICAL_LEAD), True), (login(contact), False), (Client(), False)):
            page = reader.get(one.get_absolute_url()).content.decode()
            assert (run.get_absolute_url() in page, run.rule.name in page) == (leads, True)

    def test_filters_by_entity_and_answer(self, unit):
        one = make_list(unit, town(), town("52001", "Pasto"), status="approved")
        one.entities.filter(rank=2).update(acceptance="accepted", acceptance_on=make.TODAY)

        rows = [
            Client().get(one.get_absolute_url(), asked, headers={"HX-Request": "true"}).content.decode()
            for asked in ({"q": "pasto"}, {"acceptance": "pending"})
        ]

        assert ["Alcaldía de Pasto" in rows[0], "Alcaldía de Medellín" in rows[0]] == [True, False]
        assert ["Alcaldía de Pasto" in rows[1], "Alcaldía de Medellín" in rows[1]] == [False, True]

    def test_offers_the_decision_to_who_did_not_ask(self, unit, browser, login):
        person = make.make_person("Jefa que pide")
        make.assign(person, Role.UNIT_HEAD, organization=unit.organization, unit=unit)
        one = make_list(unit, town())
        make_change(one, town("52001", "Pasto"), by=person)

        own, others = (
            asked.get(one.get_absolute_url()).content.decode() for asked in (login(person), browser(Role.UNIT_HEAD))
        )

        assert ("Desistir" in own, 'value="approve"' in own) == (True, False)
        assert ("Desistir" in others, 'value="approve"' in others) == (False, True)


class TestMove:
    def test_says_why_not_and_keeps_the_reason(self, unit, browser):
        one = make_list(unit, town(), status="approved")

        answer = browser(Role.UNIT_HEAD).post(
            f"/focalizacion/listas/{one.public_id}/mover/", {"action": "send_back", "reason": "Falta revisar"}
        )

        assert answer.status_code == 409
        assert "Falta revisar" in answer.content.decode()


class TestAskChange:
    def test_of_one_in_the_list_asks_to_leave_it_out(self, unit, browser):
        entity = town()
        one, asked = make_list(unit, entity), browser(Role.LIAISON)
        address = f"/focalizacion/listas/{one.public_id}/cambio/?entidad={entity.public_id}"

        page = asked.get(address).content.decode()
        asked.post(address, {"entity": entity.public_id, "reason": "Está intervenida."})

        assert "Excluir: Alcaldía de Medellín" in page
        assert one.changes.get().kind == "exclude"

    def test_without_reason_says_so_and_writes_nothing(self, unit, browser):
        one, entity = make_list(unit), town()

        answer = browser(Role.LIAISON).post(
            f"/focalizacion/listas/{one.public_id}/cambio/?entidad={entity.public_id}", {"entity": entity.public_id}
        )

        assert (answer.status_code, one.changes.count()) == (422, 0)


class TestAnswer:
    def test_asks_for_the_date_and_for_the_reason_of_a_refusal(self, unit, browser):
        row = make_list(unit, town(), status="approved").entities.get()

        page = browser(Role.ADVISOR).post(
            f"/focalizacion/listas/entidades/{row.public_id}/respuesta/", {"acceptance": "declined"}
        )

        assert page.status_code == 422
        assert "Escriba la fecha" in page.content.decode()
        assert "Escriba por qué" in page.content.decode()


class TestGroups:
    def test_are_made_of_codes_and_say_those_that_are_none(self, unit, browser):
        town()
        town("52001", "Pasto")
        asked = browser(Role.TECHNICAL_LEAD)
        typed = {"unit": unit.public_id, "name": "Dos", "kind": "own", "source": "Acuerdo 1"}

        wrong = asked.post("/focalizacion/grupos/nuevo/", {**typed, "entities": "05001\n5001"})
        right = asked.post("/focalizacion/grupos/nuevo/", {**typed, "entities": "05001 Medellín\n52001"}, follow=True)

        assert wrong.status_code == 422
        assert "5001" in wrong.content.decode()
        assert "Alcaldía de Pasto" in right.content.decode()

    def test_are_not_edited_over_somebody_elses_change(self, unit, browser):
        group = make_group(unit, town(), town("52001", "Pasto"))
        typed = {"name": "Otro", "kind": "own", "source": "x", "entities": "05001\n52001", "is_active": "on"}
        asked, address = browser(Role.TECHNICAL_LEAD), f"/focalizacion/grupos/{group.public_id}/editar/"
        asked.post(address, {**typed, "revision": 1})

        again = asked.post(address, {**typed, "name": "Tercero", "revision": 1})

        group.refresh_from_db()
        assert (again.status_code, group.name) == (409, "Otro")

    def test_of_an_index_are_one_for_each_category_that_has_two(self, unit, browser):
        index = make_index("pdet-subregion", categories=("Catatumbo", "Arauca", "Putumayo"), kind="label")
        for code in ("05001", "05002", "05003"):
            town(code, f"Lugar {code}")
        make_edition(index, {"05001": 0, "05002": 0, "05003": 1})
        asked, address = browser(Role.TECHNICAL_LEAD), "/focalizacion/grupos/desde-un-indice/"
        typed = {"unit": unit.public_id, "index": index.code}

        asked.post(address, typed)
        again = asked.post(address, typed, follow=True)

        group = EntityGroup.objects.get()
        assert (group.name, group.kind, group.entities.count()) == ("Catatumbo", "pdet_subregion", 2)
        assert "No se creó ninguno" in again.content.decode()
