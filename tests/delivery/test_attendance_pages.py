"""The public page of attendance, the code on the wall, the table and the photo of a paper list, as they are used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from llegada.core.roles import Role
from llegada.core.tabular import Table, xlsx_bytes
from llegada.delivery import checkin_rules
from llegada.delivery.models import AttendanceEntry, PreRegistration, SensitiveAnswers, SessionEvidence
from tests.delivery.cast import Cast, make_cast
from tests.delivery.makers import make_attendance_code
from tests.factories import assign, make_consent_text, make_person
from tests.loaded_once import made_once
from tests.records.samples import PDF, upload

ME = {"name": "Ana Ruiz", "entity_name": "Alcaldía", "email": "ana@a.gov.co", "has_consented": "on"}


@made_once
def cast() -> Cast:
    today = timezone.localdate()
    make_consent_text()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


def session_in(cast, days, **values):
    session = cast.session(held_on=timezone.localdate() + timedelta(days=days), **values)
    return session, reverse("delivery:check_in", args=[make_attendance_code(session).code])


class TestCheckIn:
    def test_on_the_day_needs_no_account_and_thanks(self, cast):
        session, url = session_in(cast, 0)
        answer = Client().post(url, ME, follow=True)
        assert answer.status_code == 200
        assert "Quedó en la lista" in answer.content.decode()
        assert session.attendance.get().name == "Ana Ruiz"

    def test_keeps_what_is_sensitive_only_with_its_own_authorisation(self, cast):
        session, url = session_in(cast, 0)
        answer = Client().post(url, {**ME, "sex": "female"})
        assert answer.status_code == 422
        assert "hace falta su autorización" in answer.content.decode()
        assert not session.attendance.exists()
        Client().post(url, {**ME, "sex": "female", "authorizes_sensitive": "on"})
        assert SensitiveAnswers.objects.get().sex == "female"

    def test_says_that_nobody_is_obliged(self, cast):
        _session, url = session_in(cast, 0)
        text = Client().get(url).content.decode()
        assert "Usted no está obligado a darlos" in text
        assert "S-2026-1" in text

    def test_before_the_day_takes_who_will_come_and_asks_nothing_sensitive(self, cast):
        _session, url = session_in(cast, 3)
        assert "Datos sensibles" not in Client().get(url).content.decode()
        answer = Client().post(url, ME, follow=True)
        assert "Quedó preinscrito" in answer.content.decode()
        assert PreRegistration.objects.count() == 1

    @pytest.mark.parametrize("status", ["planned", "held"])
    def test_after_the_day_says_that_it_closed(self, cast, status):
        _session, url = session_in(cast, -1, status=status)
        assert "ya cerró" in Client().get(url).content.decode()
        answer = Client().post(url, ME)
        assert (answer.status_code, AttendanceEntry.objects.count()) == (409, 0)

    def test_without_authorisation_keeps_what_was_typed(self, cast):
        _session, url = session_in(cast, 0)
        answer = Client().post(url, {**ME, "has_consented": ""})
        assert answer.status_code == 422
        assert "Ana Ruiz" in answer.content.decode()

    def test_tires_of_who_tries_codes(self, cast, monkeypatch):
        monkeypatch.setattr(checkin_rules, "CODES_PER_MINUTE", 2)
        browser = Client(REMOTE_ADDR="203.0.113.9")
        found = [browser.get(reverse("delivery:check_in", args=[f"NADA{n}"])).status_code for n in range(4)]
        assert found[0] == 404
        assert found[-1] == 429

    def test_is_reached_by_typing_the_code(self, cast):
        session, url = session_in(cast, 0)
        code = session.attendance_code.code.lower()
        assert Client().get(reverse("delivery:check_in_code"), {"codigo": f" {code} "})["Location"] == url
        assert Client().get(reverse("delivery:check_in_code"), {"codigo": "NADA"}).status_code == 404


class TestDoor:
    def test_is_opened_shown_as_a_qr_and_shut(self, cast, login):
        session = cast.session(held_on=timezone.localdate())
        browser, page = login(cast.person("advisor")), reverse("delivery:door", args=[session.public_id])
        browser.post(reverse("delivery:door_move", args=[session.public_id]), {"action": "open"})
        text = browser.get(page).content.decode()
        assert session.attendance_code.code in text
        assert "<svg" in text
        browser.post(reverse("delivery:door_move", args=[session.public_id]), {"action": "shut"})
        assert "no admite a nadie" in browser.get(page).content.decode()

    def test_lets_the_advisor_mark_who_came(self, cast, login):
        session, url = session_in(cast, 1)
        Client().post(url, ME)
        type(session).objects.filter(pk=session.pk).update(held_on=timezone.localdate())
        browser = login(cast.person("advisor"))
        came = {"came": [PreRegistration.objects.get().pk, "x"]}
        browser.post(reverse("delivery:expected_admit", args=[session.public_id]), came)
        assert session.attendance.get().name == "Ana Ruiz"


class TestTable:
    def test_is_tried_and_then_confirmed(self, cast, login):
        session = cast.session(held_on=timezone.localdate())
        browser, url = login(cast.person("advisor")), reverse("delivery:attendance_import", args=[session.public_id])
        table = Table("x", ["Nombre", "Correo"], [["Ana", "ana@a.co"], ["Beto", "mal"]])
        tried = browser.post(url, {"file": upload(xlsx_bytes(table), "lista.xlsx")})
        assert "Beto" not in session.attendance.values_list("name", flat=True)
        assert "mal" in tried.content.decode()
        browser.post(url, {"token": tried.context["held"].token})
        assert [entry.name for entry in session.attendance.all()] == ["Ana"]


class TestPaperList:
    def test_waits_until_somebody_transcribes_it(self, cast, login):
        session = cast.session(held_on=timezone.localdate())
        browser = login(cast.person("advisor"))
        browser.post(
            reverse("delivery:evidence_add", args=[session.public_id]),
            {"file": upload(PDF, "lista.pdf"), "kind": "attendance_list"},
        )
        page = reverse("delivery:session", args=[session.public_id])
        assert "por transcribir" in browser.get(page).content.decode()
        done = reverse(
            "delivery:evidence_transcribed", args=[session.public_id, SessionEvidence.objects.get().public_id]
        )
        browser.post(done)
        assert "Lista en papel por transcribir" not in browser.get(page).content.decode()
        assert browser.post(done).status_code == 409


class TestSensitivePage:
    def test_is_of_the_officer_who_erases_on_request(self, cast, login):
        _session, url = session_in(cast, 0)
        Client().post(url, {**ME, "sex": "female", "authorizes_sensitive": "on"})
        officer = make_person()
        assign(officer, Role.DATA_PROTECTION_OFFICER, organization=cast.unit.organization)
        browser, page = login(officer), reverse("delivery:sensitive")
        assert "Mujer" in browser.get(page, {"q": "ÁNA"}).content.decode()
        assert "Mujer" in browser.get(page, {"q": ME["email"]}).content.decode()
        assert "Mujer" not in browser.get(page, {"q": "ana nadie"}).content.decode()
        erase = reverse("delivery:sensitive_erase", args=[SensitiveAnswers.objects.get().pk])
        assert browser.post(erase, {"reason": ""}).status_code == 409
        browser.post(erase, {"reason": "Escribió el 3 de noviembre"})
        assert not SensitiveAnswers.objects.exists()


class TestReschedule:
    def test_keeps_what_was_typed_when_something_is_wrong_and_then_says_from_when(self, cast, login):
        session = cast.session(held_on=timezone.localdate())
        browser, page = login(cast.person("advisor")), reverse("delivery:session", args=[session.public_id])
        move = reverse("delivery:session_move", args=[session.public_id])
        day = (timezone.localdate() + timedelta(days=2)).isoformat()
        given = {
            "action": "reschedule",
            "held_on": day,
            "starts_at": "10:00",
            "ends_at": "09:00",
            "reason": "Vía cerrada",
        }
        refused = browser.post(move, given)
        assert refused.status_code == 422
        assert "Vía cerrada" in refused.content.decode()
        browser.post(move, {**given, "ends_at": "11:00"})
        assert "Sesión reprogramada." in browser.get(page).content.decode()
