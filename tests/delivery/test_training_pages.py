"""The test of a training as it is used: written, opened, answered on a phone, written down from paper, and read."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from llegada.core.tabular import read_table
from llegada.delivery.models import SessionTest, TrainingAnswers
from tests.delivery.cast import Cast, make_cast
from tests.delivery.makers import make_answers, make_attendance_code, make_training_test
from tests.factories import make_attendance, make_consent_text, make_session
from tests.loaded_once import made_once

ME = {"name": "Ana Ruiz", "entity_name": "Alcaldía", "email": "ana@a.gov.co", "has_consented": "on"}
MINE = {"q1": "0", "q2": "0", "q3": "1"}


@made_once
def cast() -> Cast:
    today = timezone.localdate()
    make_consent_text()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


@pytest.fixture
def session(cast):
    return cast.session(held_on=timezone.localdate())


def page(session, name="training", **more):
    return reverse(f"delivery:{name}", kwargs={"public_id": session.public_id, **more})


def written(questions=5, **changes):
    data = {
        "title": "Catastro",
        "preguntas-TOTAL_FORMS": str(questions),
        "preguntas-INITIAL_FORMS": "0",
        "preguntas-MIN_NUM_FORMS": "0",
        "preguntas-MAX_NUM_FORMS": "20",
    }
    for n in range(questions):
        data |= {f"preguntas-{n}-{name}": said for name, said in (("text", f"¿{n}?"), ("right", "0"))}
        data |= {f"preguntas-{n}-option_a": "Sí", f"preguntas-{n}-option_b": "No"}
    return data | changes


class TestWriting:
    def test_keeps_a_test_and_opens_it(self, cast, session, login):
        browser = login(cast.person("advisor"))
        assert browser.post(page(session, "training_new"), written()).status_code == 302
        text = browser.get(page(session)).text
        assert "Abrir la prueba inicial" in text
        browser.post(page(session, "training_move"), {"action": "open_pre"})
        assert SessionTest.objects.get().stage == "pre_open"

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (written(4), "de 5 a 20 preguntas"),
            (written(**{"preguntas-2-right": "3"}), "debe ser una de las opciones escritas"),
            (written(**{"preguntas-2-option_b": "sí"}), "Dos opciones dicen lo mismo"),
            (written(**{"preguntas-2-option_d": "Tal vez"}), "sin dejar huecos"),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(self, cast, session, login, data, sentence):
        answer = login(cast.person("advisor")).post(page(session, "training_new"), data)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Catastro"' in answer.text

    def test_begins_from_one_of_the_bank_and_corrects_it(self, cast, session, login):
        bank = make_training_test(cast.session()).test
        browser = login(cast.person("advisor"))
        assert "¿Pregunta 5?" in browser.get(f"{page(session, 'training_new')}?desde={bank.public_id}").text
        assert browser.post(page(session, "training_choose"), {"test": str(bank.public_id)}).status_code == 302
        browser.post(page(session, "training_edit"), written(title="Otra", revision="1"))
        bank.refresh_from_db()
        assert bank.title == "Otra"
        assert browser.post(page(session, "training_choose"), {"test": "x"}).status_code == 422

    def test_is_not_offered_where_nothing_is_taught(self, cast, session, login):
        type(session).objects.filter(pk=session.pk).update(kind="meeting")
        browser = login(cast.person("advisor"))
        assert "Solo las capacitaciones y los talleres" in browser.get(page(session)).text
        assert browser.post(page(session, "training_new"), written()).status_code == 409
        assert browser.get(page(session, "training_edit")).status_code == 404
        assert browser.post(page(session, "training_paper")).status_code == 404
        assert browser.get(f"{page(session, 'training_new')}?desde=x").status_code == 404


class TestAnswering:
    def test_is_done_once_on_the_phone_that_registered(self, session):
        test = make_training_test(session, stage="pre_open")
        code = make_attendance_code(session).code
        phone, url = Client(), reverse("delivery:training_answer", args=[code])
        door = reverse("delivery:check_in", args=[code])
        assert phone.get(url)["Location"] == door
        assert "Responder la prueba inicial" in phone.post(door, ME, follow=True).text
        assert "Elija una respuesta" in phone.get(url).text
        assert phone.post(url, {}).status_code == 422
        assert "Sus respuestas están guardadas" in phone.post(url, MINE, follow=True).text
        assert "Responder la prueba inicial" not in phone.get(door).text
        kept = TrainingAnswers.objects.get()
        assert (kept.entry.name, kept.given, kept.right) == ("Ana Ruiz", "aab--", 2)
        SessionTest.objects.filter(pk=test.pk).update(stage="post_open")
        assert "Responder la prueba final" in phone.get(door).text

    def test_of_somebody_who_answered_already_hears_the_same(self, session):
        make_training_test(session, stage="pre_open")
        code = make_attendance_code(session).code
        url = reverse("delivery:training_answer", args=[code])
        for answers in (MINE, {"q1": "1"}):
            phone = Client()
            phone.post(reverse("delivery:check_in", args=[code]), ME)
            assert "Sus respuestas están guardadas" in phone.post(url, answers, follow=True).text
        assert TrainingAnswers.objects.get().given == "aab--"

    def test_waits_until_it_is_open(self, session):
        make_training_test(session)
        code = make_attendance_code(session).code
        phone = Client()
        phone.post(reverse("delivery:check_in", args=[code]), ME)
        assert "La prueba no está abierta" in phone.get(reverse("delivery:training_answer", args=[code])).text

    def test_does_not_take_the_mark_of_another_session(self, cast, session):
        make_training_test(session, stage="pre_open")
        here, there = (make_attendance_code(one) for one in (session, cast.session(held_on=timezone.localdate())))
        phone = Client()
        phone.post(reverse("delivery:check_in", args=[there.code]), ME)
        phone.cookies["asistencia"]["path"] = "/"
        assert phone.get(reverse("delivery:training_answer", args=[here.code])).status_code == 302


class TestReading:
    def test_shows_the_team_each_person_and_others_figures_alone(self, cast, session, login):
        test = make_training_test(session, stage="post_closed")
        for number in range(5):
            make_answers(test, make_attendance(session, f"Quien vino {number}"))
        team, other = login(cast.person("advisor")), login(cast.person("contact"))
        assert "Quien vino 3" in team.get(page(session)).text
        seen = other.get(page(session)).text
        assert "Quien vino 3" not in seen
        assert "¿Pregunta 1?" not in seen
        assert "0,75" in seen  # (80 − 20) / (100 − 20)
        assert "+60,0" in seen
        assert other.get(page(session, "training_export", extension="csv")).status_code == 403
        assert "Ganancia normalizada" in other.get(session.get_absolute_url()).text

    def test_tells_nothing_of_few(self, cast, session, login):
        test = make_training_test(session, stage="post_closed")
        make_answers(test, make_attendance(session))
        assert "sin dato suficiente" in login(cast.person("contact")).get(session.get_absolute_url()).text

    def test_takes_what_came_on_paper(self, cast, session, login):
        make_training_test(session, stage="post_open")
        entry = make_attendance(session)
        browser = login(cast.person("advisor"))
        url = page(session, "training_paper")
        wrong = browser.post(url, {f"pre_{entry.pk}": "9"})
        assert wrong.status_code == 422
        assert 'value="9"' in wrong.text
        browser.post(url, {f"pre_{entry.pk}": "2", f"post_{entry.pk}": "4"})
        browser.post(url, {f"pre_{entry.pk}": "3", f"post_{entry.pk}": ""})
        assert list(TrainingAnswers.objects.values_list("wave", "right")) == [("pre", 3), ("post", 4)]

    def test_is_downloaded_without_names_and_kept_as_evidence(self, cast, session, login):
        test = make_training_test(session, stage="post_closed")
        for number in range(5):
            make_answers(test, make_attendance(session, f"Quien vino {number}"))
        browser = login(cast.person("advisor"))
        content = browser.get(page(session, "training_export", extension="xlsx")).getvalue()
        rows = read_table(io.BytesIO(content), name="x.xlsx")
        assert [row.cells["Correctas en la final"] for row in rows] == ["4"] * 5
        assert b"Quien vino 3" not in content
        answer = browser.post(page(session, "training_attach"))
        assert answer["Location"].endswith("#evidencias")
        assert session.evidence.get().name == "prueba-inicial-y-final.xlsx"
        assert browser.get(page(session, "training_export", extension="pdf")).status_code == 404

    def test_of_another_organisation_is_hidden(self, session, login, cast):
        assert login(cast.person("stranger")).get(page(session)).status_code == 404
        assert login(cast.person("advisor")).get(page(make_session())).status_code == 404

    def test_offers_no_form_to_roles_that_only_read(self, session, login, cast):
        make_training_test(session)
        assert "Abrir la prueba inicial" not in login(cast.person("coordinator")).get(page(session)).text
