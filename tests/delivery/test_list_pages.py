"""The agenda, the quick record, the correction of a session and the list of commitments."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta

import pytest
import python_calamine
from django.urls import reverse
from django.utils import timezone

from llegada.delivery.filters import week_of
from llegada.delivery.models import Session
from tests.delivery.cast import make_cast
from tests.factories import make_attendance, make_commitment, make_plan, make_session, settle
from tests.loaded_once import made_once


@made_once
def cast():
    today = timezone.localdate()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


@pytest.fixture
def browser(cast, login):
    return lambda name: login(cast.person(name))


def grid(answer):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    return book.get_sheet_by_index(0).to_python()


class TestAgenda:
    URL = "/agenda/"

    def test_shows_the_week_of_today(self, cast, browser):
        today = timezone.localdate()
        cast.session(held_on=today, title="De hoy")
        cast.session(held_on=today + timedelta(days=7), title="De otra semana")
        text = browser("advisor").get(self.URL).content.decode()
        assert "De hoy" in text
        assert "De otra semana" not in text

    def test_goes_to_another_week(self, cast, browser):
        cast.session(held_on=timezone.localdate() + timedelta(days=7), title="De otra semana")
        start, end = week_of(timezone.localdate() + timedelta(days=7))
        answer = browser("advisor").get(self.URL, {"desde": start.isoformat(), "hasta": end.isoformat()})
        assert "De otra semana" in answer.content.decode()

    def test_shows_all_the_sessions_of_a_plan(self, cast, browser):
        cast.session(held_on=timezone.localdate() - timedelta(days=60), title="De antes")
        other = make_plan(unit=cast.unit, advisor=cast.plan.advisor)
        make_session(other, title="De otro plan")
        text = browser("advisor").get(self.URL, {"plan": str(cast.plan.public_id)}).content.decode()
        assert "De antes" in text
        assert "De otro plan" not in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [({"estado": "held"}, {"Hecha"}), ({"q": "hecha"}, {"Hecha"}), ({"q": "MEDELLIN"}, {"Hecha", "Por hacer"})],
    )
    def test_narrows(self, cast, browser, query, found):
        today = timezone.localdate()
        cast.session(held_on=today, title="Hecha", status="held")
        cast.session(held_on=today, title="Por hacer")
        answer = browser("advisor").get(self.URL, query)
        assert {one.title for one in answer.context["page_obj"].object_list} == found

    @pytest.mark.parametrize(
        "words", ["diagnostico catastral", "CATASTRAL diagnóstico", "revision capitulo", "medellin revisión"]
    )
    def test_finds_words_whatever_their_accents(self, cast, browser, words):
        cast.plan.title = "Diagnóstico catastral"
        cast.plan.save()
        cast.session(held_on=timezone.localdate(), title="REVISIÓN del capítulo")
        answer = browser("advisor").get(self.URL, {"q": words})
        assert [one.title for one in answer.context["page_obj"].object_list] == ["REVISIÓN del capítulo"]
        assert not browser("advisor").get(self.URL, {"q": f"{words} otra"}).context["page_obj"].object_list

    def test_narrows_by_advisor(self, cast, browser):
        today, colleague = timezone.localdate(), cast.person("other_advisor")
        cast.session(held_on=today, title="Propia")
        cast.session(held_on=today, title="De la colega").advisors.set([colleague])
        answer = browser("coordinator").get(self.URL, {"asesor": str(colleague.public_id)})
        assert [one.title for one in answer.context["page_obj"].object_list] == ["De la colega"]

    def test_offers_to_record_only_to_who_records(self, cast, browser):
        cast.session(held_on=timezone.localdate())
        assert "Registrar" in browser("advisor").get(self.URL).content.decode()
        assert "Registrar" not in browser("coordinator").get(self.URL).content.decode()

    def test_of_a_stranger_is_empty_and_says_the_way_out(self, cast, browser):
        cast.session(held_on=timezone.localdate(), title="Ajena")
        text = browser("stranger").get(self.URL).content.decode()
        assert "Ajena" not in text
        assert "No hay sesiones en esta semana" in text

    def test_survives_nonsense_in_the_address(self, cast, browser):
        query = {"desde": "ayer", "hasta": "2026-13-45", "estado": "x", "asesor": "x", "plan": "x", "page": "x"}
        assert browser("advisor").get(self.URL, query).status_code == 200

    @pytest.mark.parametrize("days", [("9999-12-27", "9999-12-31"), ("0001-01-01", "0001-01-07")])
    def test_ends_with_the_calendar(self, cast, browser, days):
        answer = browser("advisor").get(self.URL, dict(zip(("desde", "hasta"), days, strict=True)))
        assert (answer.status_code, answer.context["week"]) == (200, None)

    def test_hides_the_plan_of_others(self, cast, browser):
        assert browser("stranger").get(self.URL, {"plan": str(cast.plan.public_id)}).status_code == 404

    @pytest.mark.parametrize("name", ["agenda_export", "commitments_export"])
    def test_is_not_downloaded_with_a_filter_that_cannot_be_read(self, cast, browser, name):
        assert browser("executive").get(reverse(f"delivery:{name}"), {"estado": "zz"}).status_code == 422

    def test_downloads_numbers_of_people_and_no_names(self, cast, browser):
        make_attendance(cast.session(held_on=timezone.localdate(), title="=1+1"), "Ana Ruiz")
        rows = grid(browser("executive").get(reverse("delivery:agenda_export")))
        assert rows[0][0] == "Fecha"
        assert (rows[1][7], rows[1][13]) == ("=1+1", 1)
        assert not any("Ana Ruiz" in str(cell) for row in rows for cell in row)

    def test_costs_the_same_with_many_sessions(self, cast, browser, django_assert_max_num_queries):
        for _ in range(8):
            make_attendance(cast.session(held_on=timezone.localdate()))
        them = browser("advisor")
        with django_assert_max_num_queries(15):
            them.get(self.URL)


class TestQuickRecord:
    URL = "/sesiones/nueva/"

    def page(self, cast):
        return f"{self.URL}?plan={cast.plan.public_id}"

    def given(self, **changes):
        today = timezone.localdate().isoformat()
        return {
            "public_id": str(uuid.uuid4()),
            "title": "Taller",
            "held_on": today,
            "starts_at": "08:00",
            "ends_at": "12:00",
            "place": "Alcaldía",
            "kind": "workshop",
            "modality": "in_person",
            "what_was_done": "Se revisó.",
            "asistentes-TOTAL_FORMS": "2",
            "asistentes-INITIAL_FORMS": "0",
            "asistentes-0-name": "Ana Ruiz",
            "asistentes-0-entity_name": "Alcaldía",
            "asistentes-0-has_consented": "on",
            "asistentes-1-entity_name": "Alcaldía de Medellín",
            "compromisos-TOTAL_FORMS": "1",
            "compromisos-INITIAL_FORMS": "0",
            "compromisos-0-description": "Enviar la base",
            "compromisos-0-side": "entity",
            "compromisos-0-responsible": "Planeación",
            "compromisos-0-due_on": today,
            **changes,
        }

    def test_goes_straight_to_the_only_plan(self, cast, browser):
        answer = browser("advisor").get(self.URL)
        assert answer.status_code == 302
        assert answer["Location"].endswith(self.page(cast))

    def test_offers_the_plans_when_there_are_several(self, cast, browser):
        make_plan(unit=cast.unit, advisor=cast.plan.advisor, title="Otro plan en marcha")
        them = browser("advisor")
        assert "Otro plan en marcha" in them.get(self.URL).content.decode()
        assert "Otro plan en marcha" not in them.get(self.URL, {"q": cast.plan.title}).content.decode()

    def test_offers_the_day_and_the_usual_place(self, cast, browser):
        cast.session(held_on=timezone.localdate() - timedelta(days=7))
        form = browser("advisor").get(self.page(cast)).context["form"]
        assert form.initial["held_on"] == timezone.localdate()
        assert form.initial["place"] == "Casa de la Cultura"

    def test_records_everything_in_one_go(self, cast, browser):
        answer = browser("advisor").post(self.page(cast), self.given())
        session = Session.objects.get()
        assert answer["Location"] == session.get_absolute_url()
        assert (session.status, session.title) == ("held", "Taller")
        assert session.attendance.get().consent_text.version == "2026-1"
        assert session.commitments.get().description == "Enviar la base"

    def test_sent_twice_records_once(self, cast, browser):
        them, given = browser("advisor"), self.given()
        first, again = (them.post(self.page(cast), given)["Location"] for _ in range(2))
        assert first == again
        assert Session.objects.count() == 1

    def test_only_plans_if_asked(self, cast, browser):
        tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
        browser("advisor").post(self.page(cast), self.given(held_on=tomorrow, then="plan"))
        session = Session.objects.get()
        assert session.status == "planned"
        assert not session.attendance.exists()

    def test_keeps_the_proof_of_who_authorised_last_time(self, cast, browser):
        them = browser("advisor")
        them.post(self.page(cast), self.given())
        before = Session.objects.get().attendance.get()
        given = self.given(again=[str(before.pk)])
        del given["asistentes-0-name"], given["asistentes-0-has_consented"]
        given["asistentes-0-entity_name"] = "Alcaldía de Medellín"
        them.post(self.page(cast), given)
        entry = Session.objects.order_by("-pk").first().attendance.get()
        assert (entry.name, entry.consented_at) == ("Ana Ruiz", before.consented_at)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"held_on": "2999-01-01"}, "fuera del plan"),
            ({"ends_at": "07:00"}, "La hora de fin debe ser posterior"),
            ({"title": ""}, "requerido"),
            ({"asistentes-0-email": "x"}, "correo"),
            ({"asistentes-1-name": "ana RUIZ", "asistentes-1-entity_name": "Alcaldia"}, "ya está en la lista"),
            ({"compromisos-0-due_on": "2020-01-01"}, "anterior a la sesión"),
            ({"no_commitments": "on"}, "no puede decir que no hubo"),
            ({"milestones": [str(uuid.uuid4())]}, "Elija hitos de este plan"),
        ],
    )
    def test_says_what_is_wrong_keeps_the_rest_and_writes_nothing(self, cast, browser, changes, words):
        answer = browser("advisor").post(self.page(cast), self.given(**changes))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert "Se revisó." in text
        assert "Enviar la base" in text
        assert not Session.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("contact", 403), ("stranger", 404)])
    def test_is_for_who_records(self, cast, browser, who, status):
        assert browser(who).get(self.page(cast)).status_code == status

    def test_needs_a_plan_in_execution(self, cast, browser):
        signed = make_plan(unit=cast.unit, advisor=cast.plan.advisor, status="signed")
        answer = browser("advisor").get(f"{self.URL}?plan={signed.public_id}")
        assert answer.status_code == 409
        assert "no está en ejecución" in answer.content.decode()


class TestEdit:
    def given(self, cast, session, **changes):
        return {
            "title": "Mesa de catastro",
            "held_on": session.held_on.isoformat(),
            "starts_at": "09:00",
            "ends_at": "11:00",
            "place": "Alcaldía",
            "kind": "meeting",
            "modality": "remote",
            "advisors": [str(cast.plan.advisor.public_id)],
            "revision": session.revision,
            **changes,
        }

    def test_corrects_the_data(self, cast, browser):
        session = cast.session(held_on=timezone.localdate())
        url = reverse("delivery:session_edit", args=[session.public_id])
        assert browser("advisor").get(url).status_code == 200
        assert browser("advisor").post(url, self.given(cast, session)).status_code == 302
        session.refresh_from_db()
        assert (session.title, session.kind, session.modality) == ("Mesa de catastro", "meeting", "remote")

    def test_after_a_conflict_shows_both_and_lets_one_choose(self, cast, browser):
        session, them = cast.session(held_on=timezone.localdate()), browser("advisor")
        url = reverse("delivery:session_edit", args=[session.public_id])
        them.post(url, self.given(cast, session, title="De la otra persona"))
        answer = them.post(url, self.given(cast, session, title="Lo mío"))
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "De la otra persona" in text
        assert "Lo mío" in text
        session.refresh_from_db()
        them.post(url, self.given(cast, session, title="Lo mío"))
        session.refresh_from_db()
        assert session.title == "Lo mío"

    def test_says_what_is_wrong_at_its_field(self, cast, browser):
        session = cast.session(held_on=timezone.localdate())
        url = reverse("delivery:session_edit", args=[session.public_id])
        answer = browser("advisor").post(url, self.given(cast, session, ends_at="08:00"))
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {"ends_at"}

    def test_is_closed_with_the_minutes(self, cast, browser):
        session = cast.session(status="minutes_approved")
        url = reverse("delivery:session_edit", args=[session.public_id])
        assert browser("advisor").get(url).status_code == 409


class TestCommitments:
    URL = "/compromisos/"

    @pytest.fixture
    def owed(self, cast):
        return make_commitment(cast.session(status="held"), due_on=date(2020, 1, 1), description="Lo vencido")

    def move(self, them, commitment, action, **words):
        url = reverse("delivery:commitment_move", args=[commitment.public_id])
        return them.post(url, {"action": action, **words})

    def test_show_first_what_is_pending(self, cast, browser, owed):
        done = make_commitment(owed.session, description="Lo verificado")
        settle(done, "verified")
        text = browser("contact").get(self.URL).content.decode()
        assert "Lo vencido" in text
        assert "Vencido" in text
        assert "Lo verificado" not in text
        assert "Lo verificado" in browser("contact").get(self.URL, {"estado": "todos"}).content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"estado": "vencidos"}, {"Lo vencido"}),
            ({"lado": "provider"}, {"De quien asiste"}),
            ({"q": "medellín"}, {"Lo vencido", "De quien asiste"}),
            ({"q": "quien asiste"}, {"De quien asiste"}),
            ({"q": "quién ASÍSTE"}, {"De quien asiste"}),
            ({"plan": str(uuid.uuid4())}, set()),
        ],
    )
    def test_are_narrowed(self, cast, browser, owed, query, found):
        make_commitment(owed.session, side="provider", due_on=date(2999, 1, 1), description="De quien asiste")
        answer = browser("advisor").get(self.URL, query)
        assert {row["commitment"].description for row in answer.context["rows"]} == found

    def test_of_others_are_not_there(self, browser, owed):
        text = browser("stranger").get(self.URL).content.decode()
        assert "Lo vencido" not in text
        assert "No hay compromisos con esos filtros" in text

    def test_are_fulfilled_by_the_entity_and_verified_by_the_advisor(self, cast, browser, owed):
        answer = self.move(browser("contact"), owed, "fulfill", outcome="Se envió", next="/compromisos/?lado=entity")
        assert answer["Location"] == "/compromisos/?lado=entity"
        self.move(browser("advisor"), owed, "verify")
        owed.refresh_from_db()
        assert (owed.status, owed.outcome) == ("verified", "Se envió")

    def test_never_send_to_another_site(self, browser, owed):
        answer = self.move(browser("contact"), owed, "fulfill", outcome="x", next="https://otra.example/")
        assert "otra.example" not in answer["Location"]

    def test_verified_by_the_doer_are_refused_with_a_sentence(self, browser, owed):
        them = browser("advisor")
        self.move(them, owed, "fulfill", outcome="x")
        answer = self.move(them, owed, "verify")
        assert answer.status_code == 409
        assert "no puede verificarlo" in answer.content.decode()

    def test_refused_keep_what_was_typed(self, browser, owed):
        them = browser("advisor")
        self.move(them, owed, "cancel", reason="Ya no hace falta")
        answer = self.move(them, owed, "cancel", reason="Otra vez este motivo")
        assert answer.status_code == 409
        answer = self.move(browser("contact"), make_commitment(owed.session), "fulfill", outcome="")
        assert answer.status_code == 422
        assert "Diga cómo se cumplió." in answer.content.decode()

    @pytest.mark.parametrize(("who", "status"), [("executive", 403), ("stranger", 404)])
    def test_are_not_moved_by_who_only_reads(self, browser, owed, who, status):
        assert self.move(browser(who), owed, "fulfill", outcome="x").status_code == status

    def test_are_downloaded(self, browser, owed):
        rows = grid(browser("contact").get(reverse("delivery:commitments_export")))
        assert (rows[1][0], rows[1][6]) == ("Lo vencido", "sí")

    def test_cost_the_same_with_many(self, browser, owed, django_assert_max_num_queries):
        for _ in range(8):
            make_commitment(owed.session)
        them = browser("advisor")
        with django_assert_max_num_queries(15):
            them.get(self.URL)
