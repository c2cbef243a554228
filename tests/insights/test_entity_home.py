"""«Mi entidad»: an entity sees its own assistance, and nothing of another's."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.core.roles import Role
from tests import factories as make
from tests.loaded_once import made_once
from tests.workplans.makers import make_delivery_act


@made_once
def mayors_office():
    plan = make.make_plan()
    mayor = make.make_person("Aurelio Trigal")
    make.assign(mayor, Role.LEGAL_REPRESENTATIVE, entity=plan.entity)
    return plan, mayor


def home_of(login, person) -> str:
    answer = login(person).get("/mi-entidad/")
    assert answer.status_code == 200
    return answer.content.decode()


class TestEntityHome:
    def test_says_what_was_agreed_what_is_next_and_what_it_owes(self, mayors_office, login):
        plan, mayor = mayors_office
        held = make.make_session(plan, status="held")
        make.make_session(plan, title="Mesa de catastro", held_on=date(2099, 1, 15))
        make.make_commitment(held, due_on=date(2020, 1, 1))
        make.make_commitment(held, side="provider", description="Enviar la guía")
        shown = home_of(login, mayor)
        for words in (plan.title, "Mesa de catastro", "Enviar la base predial", "Vencido", "Enviar la guía"):
            assert words in shown, words
        assert "Aurelio Trigal" in shown

    @pytest.mark.parametrize(("status", "is_next"), [("planned", True), ("convened", True), ("cancelled", False)])
    def test_what_is_next_is_what_is_awaited(self, mayors_office, login, status, is_next):
        plan, mayor = mayors_office
        make.make_session(plan, title="Mesa de catastro", held_on=date(2099, 1, 15), status=status)
        assert ("Mesa de catastro" in home_of(login, mayor)) is is_next

    def test_with_nothing_says_where_to_begin(self, db, login):
        mayor = make.make_person()
        make.assign(mayor, Role.ENTITY_CONTACT, entity=make.make_entity())
        shown = home_of(login, mayor)
        assert "Nada pendiente" in shown
        assert "Ver el portafolio" in shown

    def test_shows_nothing_of_another_entity(self, mayors_office, login):
        other = make.make_plan(
            title="Plan de otra entidad", entity=make.make_entity(make.make_municipality("05002", "Otro"))
        )
        make.make_commitment(make.make_session(other, status="held"), description="Promesa ajena")
        shown = home_of(login, mayors_office[1])
        assert "Plan de otra entidad" not in shown
        assert "Promesa ajena" not in shown

    def test_leads_to_the_act_of_what_was_delivered_and_to_its_document(self, mayors_office, login):
        plan, mayor = mayors_office
        make_delivery_act(plan, by=plan.advisor)
        shown = home_of(login, mayor)
        assert f"Acta de entrega: {plan.title}" in shown
        assert f"/acta-de-entrega/{plan.public_id}/1/" in shown

    def test_is_not_for_who_assists(self, mayors_office, login):
        plan, _ = mayors_office
        make.assign(plan.advisor, Role.ADVISOR, unit=plan.unit)
        assert login(plan.advisor).get("/mi-entidad/").status_code == 403
