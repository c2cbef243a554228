import io

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core.tabular import read_table
from llegada.portfolio.choices import StrategyAspect
from llegada.portfolio.models import CommitteeSheet, Strategy
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import TEXTS, make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


def enter(login, actor):
    return login(Person.objects.get(pk=actor.person_id))


def typed(**changes):
    """Return what a person types who says everything."""
    goals = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"} | {
        "0-name": "Municipios con planta",
        "0-measure": "municipios",
        "0-target": "1.060,5",
        "0-due_year": "2028",
    }
    return {
        "name": "Planta al día",
        "year": "2027",
        **dict.fromkeys(TEXTS, "Se dice."),
        **dict.fromkeys(("is_determinate", "is_measurable", "is_verifiable"), "on"),
        **dict.fromkeys(StrategyAspect.values, "Se cumple."),
        "scale": "national",
        "capacity_kind": "both",
        "horizon": "implantation",
        "origin": "demand",
        "phase_starts_on": "2027-02-01",
        "phase_ends_on": "2027-11-30",
        "delivery_mode": "mixed",
        "execution_kind": "individual",
        **{f"goals-{name}": value for name, value in goals.items()},
    } | changes


class TestList:
    def test_shows_those_of_the_organisation_and_filters_them(self, cast, login):
        make.make_strategy(cast.unit, name="Planta al día", status="approved")
        make.make_strategy(cast.unit, name="Otra cosa", year=2026)
        make.make_strategy(name="De otra parte")
        browser = enter(login, cast.reader)
        page = browser.get(reverse("strategies:list")).text
        assert "Planta al día" in page
        assert "Otra cosa" in page
        assert "De otra parte" not in page
        found = browser.get(reverse("strategies:list"), {"year": "2026"}).text
        assert "Otra cosa" in found
        assert "Planta al día" not in found
        assert (
            "Planta al día" in browser.get(reverse("strategies:list"), {"q": "PLANTA dia", "status": "approved"}).text
        )
        assert "Ninguna estrategia cumple" in browser.get(reverse("strategies:list"), {"q": "luna"}).text

    def test_goes_out_as_a_sheet(self, cast, login):
        strategy = make.make_strategy(cast.unit, name="Planta al día")
        answer = enter(login, cast.reader).get(reverse("strategies:download"))
        row = read_table(io.BytesIO(answer.getvalue()), name="e.xlsx")[0]
        assert (row.get("Identificador"), row.get("Estado")) == (str(strategy.public_id), "Borrador")
        assert row.get("Metas") == "Municipios: 60,5 municipios (2027)"

    def test_does_not_go_out_if_a_filter_cannot_be_read(self, cast, login):
        answer = enter(login, cast.reader).get(reverse("strategies:download"), {"year": "nunca"})
        assert answer.status_code == 422


class TestCreateAndEdit:
    def test_go_from_a_bare_draft_to_the_coordination(self, cast, login):
        browser = enter(login, cast.lead)
        bare = {"unit": cast.unit.pk, "name": "Planta al día", "year": "2027"}
        bare |= {"goals-TOTAL_FORMS": "1", "goals-INITIAL_FORMS": "0"}
        browser.post(reverse("strategies:create"), bare)
        strategy = Strategy.objects.get()
        page = browser.get(strategy.get_absolute_url()).text
        assert "Para seguir falta:" in page
        assert f"{reverse('strategies:edit', args=[strategy.public_id])}#inputs" in page
        assert "Enviar a la coordinación" not in page
        answer = browser.post(
            reverse("strategies:edit", args=[strategy.public_id]),
            typed(revision="1", technical_lead=cast.lead.person_id),
        )
        assert answer.status_code == 302
        link = {"name": "Índice", "url": "https://ejemplo.gov.co/indice"}
        browser.post(reverse("strategies:link_add", args=[strategy.public_id]), link)
        assert strategy.goals.get().target == make.Decimal("1060.5")
        page = browser.get(strategy.get_absolute_url()).text
        assert "Para seguir falta:" not in page
        assert "1.060,5" in page
        browser.post(reverse("strategies:move", args=[strategy.public_id]), {"action": "submit"})
        strategy.refresh_from_db()
        assert strategy.status == "in_review"

    def test_keep_what_was_typed_when_something_is_wrong(self, cast, login):
        strategy = make.make_strategy(cast.unit)
        answer = enter(login, cast.lead).post(
            reverse("strategies:edit", args=[strategy.public_id]),
            typed(revision="1", objective="Lo que escribí", **{"goals-0-target": "muchos"}),
        )
        assert answer.status_code == 422
        assert "Lo que escribí" in answer.text
        assert "Escriba un número" in answer.text

    def test_show_what_somebody_else_saved_and_lose_nothing(self, cast, login):
        strategy = make.make_strategy(cast.unit)
        browser, url = enter(login, cast.lead), reverse("strategies:edit", args=[strategy.public_id])
        browser.post(url, typed(revision="1", evidence="Lo de ella"))
        answer = enter(login, cast.head).post(url, typed(revision="1", evidence="Lo de él"))
        assert answer.status_code == 409
        assert "Lo de ella" in answer.text
        assert "Lo de él" in answer.text
        again = enter(login, cast.head).post(url, typed(revision="2", evidence="Lo de él"))
        assert again.status_code == 302

    def test_open_the_closing_only_in_implementation(self, cast, login):
        browser = enter(login, cast.lead)
        draft = make.make_strategy(cast.unit)
        assert browser.get(reverse("strategies:closing", args=[draft.public_id])).status_code == 409
        running = make.make_strategy(cast.unit, status="in_implementation")
        assert "Para cerrar falta:" in browser.get(running.get_absolute_url()).text
        said = {"objectives_review": "Se logró.", "management_report": "Se informa.", "revision": "1"}
        browser.post(reverse("strategies:closing", args=[running.public_id]), said)
        browser.post(reverse("strategies:move", args=[running.public_id]), {"action": "close"})
        running.refresh_from_db()
        assert running.status == "closed"


class TestDetail:
    def test_offers_the_secretary_what_the_state_admits(self, cast, login):
        strategy = make.make_strategy(cast.unit, status="in_review")
        page = enter(login, cast.coordinator).get(strategy.get_absolute_url()).text
        assert "Presentar al comité" in page
        assert "Devolver a la dependencia" in page
        assert "Presentar al comité" not in enter(login, cast.lead).get(strategy.get_absolute_url()).text

    def test_keeps_the_reason_of_a_move_that_was_refused(self, cast, login):
        strategy = make.make_strategy(cast.unit, status="in_review")
        url = reverse("strategies:move", args=[strategy.public_id])
        answer = enter(login, cast.coordinator).post(url, {"action": "archive", "reason": "Ya no va"})
        assert answer.status_code == 409
        assert "Ya no va" in answer.text


class TestCommittee:
    def test_decides_from_one_page(self, cast, login):
        strategy = make.make_strategy(cast.unit, status="presented")
        page, sheet = (reverse(f"strategies:{name}", args=[strategy.public_id]) for name in ("committee", "sheet"))
        close = reverse("strategies:close_round", args=[strategy.public_id])
        secretary, act = enter(login, cast.coordinator), {"met_on": str(timezone.localdate()), "act_number": "CD-07"}
        first = enter(login, cast.members[0])
        assert "Sin quórum" in first.get(page).text
        assert first.post(sheet, {"decision": "return", "comments": ""}).status_code == 422
        assert first.post(sheet, {"decision": "approve"}).status_code == 302
        assert "Su planilla" not in first.get(page).text
        refused = secretary.post(close, act)
        assert refused.status_code == 409
        assert "No hay quórum" in refused.text
        assert "CD-07" in refused.text
        enter(login, cast.members[1]).post(sheet, {"decision": "approve", "comments": "Bien"})
        assert "Hay quórum" in secretary.get(page).text
        assert secretary.post(close, act).status_code == 302
        late = enter(login, cast.members[2]).post(sheet, {"decision": "reject", "comments": "Tarde"})
        strategy.refresh_from_db()
        assert (late.status_code, strategy.status, CommitteeSheet.objects.count()) == (409, "approved", 2)
        assert all(words in late.text for words in ("la ronda ya se cerró", "Usted había escrito", "Tarde"))
        assert "acta CD-07" in secretary.get(strategy.get_absolute_url()).text
