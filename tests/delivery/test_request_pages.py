import re

import pytest
from django.test import Client
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.delivery.models import AssistanceRequest, NonWorkingDay
from llegada.delivery.request_codes import code_of
from tests.delivery.request_makers import Desk, make_desk, make_request
from tests.factories import assign, make_person
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


desk = made_once(make_desk)


def typed(desk: Desk, **changes: str) -> dict[str, str]:
    good = {
        "organization": str(desk.unit.organization.public_id),
        "who": "mayoralty",
        "municipality": "05001",
        "wanted": "information",
        "subject": "Manual de contratación",
        "text": f"Hola {SCRIPT}",
        "name": "Ana Ruiz",
        "email": "ana@correo.example",
        "contact": "",
        "has_consent": "on",
    }
    return good | changes


def follow(request: AssistanceRequest) -> Client:
    """Return a browser that has proved number and code."""
    browser = Client()
    address = reverse("delivery:request_follow")
    answer = browser.post(address, {"number": request.number, "code": code_of(request.public_id)})
    assert answer.status_code == 302
    return browser


class TestAsk:
    def test_gives_a_number_and_a_code_with_which_it_is_followed(self, desk):
        browser = Client()
        answer = browser.post(reverse("delivery:request_ask"), typed(desk), follow=True)
        made = AssistanceRequest.objects.get()
        assert (made.entity, made.kind, made.status) == (desk.entity, "authorities", "received")
        assert made.number in answer.text
        assert code_of(made.public_id) in answer.text
        assert SCRIPT not in follow(made).get(reverse("delivery:request_follow")).text

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"municipality": ""}, "Escoja el municipio"),
            ({"email": ""}, "Deje un correo"),
            ({"has_consent": ""}, "autorización"),
            ({"who": "governorate"}, "No encontramos esa entidad"),
        ],
    )
    def test_says_what_is_missing_and_keeps_what_was_typed(self, desk, changes, said):
        answer = Client().post(reverse("delivery:request_ask"), typed(desk, **changes))
        assert (answer.status_code, AssistanceRequest.objects.count()) == (422, 0)
        assert said in answer.text
        assert "Manual de contratación" in answer.text

    def test_is_slowed_down_when_too_many_come(self, desk, settings, tmp_path):
        settings.PUBLIC_FORMS_PER_MINUTE, settings.API_COUNTS_DIR = 1, tmp_path
        statuses = [Client().post(reverse("delivery:request_ask"), typed(desk)).status_code for _ in range(3)]
        assert 429 in statuses
        assert AssistanceRequest.objects.count() < 3

    def test_sent_twice_is_made_once(self, desk):
        data = typed(desk) | {"idempotency_key": "0d3c2f0e-6a3c-4a2e-9b1f-2f6c1f0e6a3c"}
        for _ in range(2):
            Client().post(reverse("delivery:request_ask"), data)
        assert AssistanceRequest.objects.count() == 1

    def test_asks_an_entity_nothing_that_is_known(self, desk, login):
        person = make_person("Deyanira Lomas")
        assign(person, Role.LEGAL_REPRESENTATIVE, entity=desk.entity)
        browser, address = login(person), reverse("delivery:request_ask")
        page = browser.get(address).text
        assert ("Deyanira Lomas" in page, "has_consent" in page) == (True, False)
        data = typed(desk) | {"entity": str(desk.entity.public_id)}
        assert desk.entity.name in browser.post(address, data, follow=True).text or AssistanceRequest.objects.get()
        assert AssistanceRequest.objects.get().asker == "entity"

    def test_shows_the_code_to_nobody_with_a_made_up_receipt(self, desk):
        answer = Client().get(reverse("delivery:request_received", args=["inventado"]))
        assert answer["Location"] == reverse("delivery:request_follow")


class TestFollow:
    def test_says_the_same_whichever_of_the_two_is_wrong(self, desk):
        request = make_request(desk.unit)
        said = set()
        for number, code in ((request.number, "AAAA"), ("2026-999999", code_of(request.public_id))):
            answer = Client().post(reverse("delivery:request_follow"), {"number": number, "code": code})
            said.add((answer.status_code, "No hay una solicitud" in answer.text))
        assert said == {(422, True)}

    def test_shows_answers_and_no_name_of_who_works(self, desk):
        worker = make_person("Rigoberto Interno")
        request = make_request(desk.unit, "notified", assigned_to=worker)
        page = follow(request).get(reverse("delivery:request_follow")).text
        assert "Se hace así." in page
        assert "Rigoberto Interno" not in page

    def test_reopens_with_a_no(self, desk):
        request = make_request(desk.unit, "notified")
        browser, address = follow(request), reverse("delivery:request_follow_rate")
        refused = browser.post(address, {"is_helpful": "no"})
        assert (refused.status_code, "Cuéntenos qué faltó" in refused.text) == (422, True)
        browser.post(address, {"is_helpful": "no", "opinion": "No dice cómo"})
        request.refresh_from_db()
        assert request.status == "assigned"

    def test_completes_what_was_missing(self, desk):
        request = make_request(desk.unit, "incomplete")
        browser = follow(request)
        assert "El acto de nombramiento" in browser.get(reverse("delivery:request_follow")).text
        browser.post(reverse("delivery:request_follow_complete"), {"text": "Aquí está"})
        request.refresh_from_db()
        assert (request.status, request.completed_text) == ("completed", "Aquí está")

    def test_is_left(self, desk):
        browser = follow(make_request(desk.unit))
        browser.post(reverse("delivery:request_follow"), {"action": "forget"})
        assert "2026-000001" not in browser.get(reverse("delivery:request_follow")).text


class TestMoveRequest:
    def test_carries_out_the_whole_life_by_hand(self, desk, login):
        browser = login(Person.objects.get(pk=desk.head.person_id))
        request = make_request(desk.unit, "received", email="", contact="Calle 1")
        address = reverse("delivery:request_move", args=[request.public_id])
        for action, data in (
            ("classify", {"kind": "consultation"}),
            ("assign", {"unit": str(desk.unit.public_id)}),
            ("start", {}),
            ("answer", {"text": "Así se hace."}),
            ("notify", {"means": "in_person", "proof": "Firmó"}),
            ("close", {"outcome": "orientation"}),
        ):
            page = browser.get(request.get_absolute_url()).text
            revision = re.search(r"revision=(\d+)", page)
            assert revision is not None
            answer = browser.post(f"{address}?revision={revision[1]}", {"action": action, **data})
            assert answer.status_code == 302, (action, answer.text)
        request.refresh_from_db()
        assert request.status == "closed"

    def test_keeps_what_was_written_when_it_is_refused(self, desk, login):
        browser = login(Person.objects.get(pk=desk.head.person_id))
        request = make_request(desk.unit)
        address = reverse("delivery:request_move", args=[request.public_id])
        answer = browser.post(f"{address}?revision=9", {"action": "answer", "text": f"Así {SCRIPT}"})
        assert (answer.status_code, "Otra persona cambió" in answer.text) == (409, True)
        assert "Así &lt;script&gt;" in answer.text
        late = browser.post(address, {"action": "extend", "due_on": "2020-01-01", "reason": "Sí"})
        assert (late.status_code, "posterior al vencimiento" in late.text or "ya venció" in late.text) in {
            (422, True),
            (409, True),
        }


class TestLists:
    def test_narrow_and_download_what_is_seen(self, desk, login):
        browser = login(Person.objects.get(pk=desk.head.person_id))
        make_request(desk.unit, subject="Catastro", search_text="catastro")
        make_request(desk.unit, "closed", subject="Contratos", search_text="contratos")
        for query, found in (("", {"Catastro"}), ("?estado=todas", {"Catastro", "Contratos"}), ("?q=contratos", set())):
            page = browser.get(reverse("delivery:requests") + query).text
            assert {name for name in ("Catastro", "Contratos") if f">{name}</a>" in page} == found
        for extension in ("csv", "xlsx"):
            answer = browser.get(reverse("delivery:requests_export", args=[extension]))
            assert b"".join(answer) if answer.streaming else answer.content

    def test_record_guidance_in_one_form(self, desk, login):
        browser = login(Person.objects.get(pk=desk.advisor.person_id))
        data = {"unit": str(desk.unit.public_id), "channel": "help_desk", "municipality": "05001", "name": "Beto"}
        answer = browser.post(reverse("delivery:orientation"), data | {"subject": "Cómo", "said": "Así"})
        assert (answer.status_code, AssistanceRequest.objects.get().status) == (302, "closed")

    def test_declare_a_day_off(self, desk, login):
        browser = login(Person.objects.get(pk=desk.coordinator.person_id))
        data = {"organization": desk.unit.organization.pk, "day": "2026-12-24", "reason": "Resolución 9"}
        assert browser.post(reverse("delivery:days_off"), data).status_code == 302
        again = browser.post(reverse("delivery:days_off"), data)
        assert (again.status_code, "ya está declarado" in again.text) == (422, True)
        assert NonWorkingDay.objects.count() == 1
