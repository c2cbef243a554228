"""Requests through the API: the same services, the same refusals."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from llegada.core.roles import Role
from llegada.delivery.models import AssistanceRequest
from tests.delivery.request_makers import make_desk, make_request
from tests.factories import assign, make_person
from tests.records.samples import PDF, upload

URL = "/api/v1/requests/"
pytestmark = pytest.mark.django_db


class Office:
    """A desk whose people can log in."""

    def __init__(self, login) -> None:
        self.desk, self._login = make_desk(), login

    def browser(self, role: Role, **where) -> Client:
        person = make_person()
        assign(person, role, **(where or {"unit": self.desk.unit}))
        return self._login(person)

    @property
    def coordinator(self) -> Client:
        return self.browser(Role.COORDINATOR, organization=self.desk.unit.organization)

    @property
    def contact(self) -> Client:
        return self.browser(Role.ENTITY_CONTACT, entity=self.desk.entity)


@pytest.fixture
def office(login):
    return Office(login)


def post(browser, url, data=None, **headers):
    return browser.post(url, data or {}, content_type="application/json", **headers)


def act(browser, one, name, **data):
    return post(browser, f"{URL}{one.public_id}/actions/{name}/", data)


def asked(office, **changes):
    return {
        "organization": str(office.desk.unit.organization.public_id),
        "asker": "entity",
        "entity": str(office.desk.entity.public_id),
        "name": "Ana Ruiz",
        "subject": "Apoyo para el catastro",
        "text": "Pedimos que nos ayuden.",
        "email": "ana@alcaldia.example",
    } | changes


class TestList:
    @pytest.mark.usefixtures("at_now")
    def test_shows_its_clock_to_who_may_see_it_and_to_nobody_else(self, office):
        made = make_request(office.desk.unit)
        (found,) = office.coordinator.get(URL).json()["results"]
        assert (found["number"], found["clock"]["level"]) == (made.number, "on_time")
        assert (
            office.browser(Role.COORDINATOR, organization=make_desk().unit.organization).get(URL).json()["results"]
            == []
        )

    def test_costs_the_same_with_many(self, office, django_assert_max_num_queries):
        for _ in range(5):
            make_request(office.desk.unit)
        them = office.coordinator
        with django_assert_max_num_queries(10):
            assert len(them.get(URL, {"status": "assigned"}).json()["results"]) == 5


class TestAsk:
    def test_takes_it_in_once_for_a_key(self, office):
        them, key = office.contact, str(uuid.uuid4())
        first = post(them, URL, asked(office), HTTP_IDEMPOTENCY_KEY=key)
        again = post(them, URL, asked(office), HTTP_IDEMPOTENCY_KEY=key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["number"] == again.json()["number"]
        assert (first.json()["status"], first.json()["assigned_to"]) == ("received", None)

    def test_is_for_whoever_speaks_for_an_entity(self, office):
        assert post(office.coordinator, URL, asked(office)).status_code == 403
        assert not AssistanceRequest.objects.exists()

    def test_says_which_field_is_wrong(self, office):
        answer = post(office.contact, URL, asked(office, municipality="99999", organization=str(uuid.uuid4())))
        assert answer.status_code == 422
        assert list(answer.json()["fields"]) == ["organization"]
        answer = post(office.contact, URL, asked(office, municipality="99999"))
        assert list(answer.json()["fields"]) == ["municipality"]


class TestActions:
    def test_lead_from_receipt_to_the_end(self, office):
        one, desk = make_request(office.desk.unit, "received"), office.coordinator
        assert act(desk, one, "classify", kind="consultation").json()["status"] == "classified"
        answer = act(desk, one, "assign", unit=str(office.desk.unit.public_id))
        assert (answer.json()["status"], "answer" in answer.json()["actions"]) == ("assigned", True)
        with_file = {"text": "Se hace así.", "file": upload(PDF, "guia.pdf")}
        answer = desk.post(f"{URL}{one.public_id}/actions/answer/", with_file)
        assert [sent["file_name"] for sent in answer.json()["answers"]] == ["guia.pdf"]
        assert act(desk, one, "notify", means="in_person", proof="Firmó Ana").json()["status"] == "notified"
        assert act(desk, one, "close", outcome="orientation").json()["status"] == "closed"

    def test_of_whoever_asked_reopen_what_did_not_help(self, office):
        one = make_request(office.desk.unit, "closed", entity=office.desk.entity)
        them = office.contact
        assert them.get(f"{URL}{one.public_id}/").json()["actions"] == ["rate"]
        answer = act(them, one, "rate", is_helpful=False, opinion="Falta el formato.")
        assert (answer.status_code, answer.json()["status"]) == (200, "assigned")

    @pytest.mark.parametrize(
        ("name", "field"), [("classify", "kind"), ("assign", "unit"), ("extend", "due_on"), ("close", "outcome")]
    )
    def test_ask_for_what_they_cannot_do_without(self, office, name, field):
        one = make_request(office.desk.unit, "notified" if name == "close" else "assigned")
        answer = act(office.coordinator, one, name)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])

    def test_are_refused_by_state_role_and_revision(self, office):
        one, desk = make_request(office.desk.unit, "assigned"), office.coordinator
        assert act(desk, one, "close", outcome="orientation").status_code == 409
        assert act(desk, one, "start", revision=9).status_code == 409
        assert act(desk, one, "burn").status_code == 404
        reader = office.browser(Role.INTERNAL_CONTROL, organization=office.desk.unit.organization)
        assert act(reader, one, "start").status_code == 403

    def test_take_nobody_from_another_organisation(self, office):
        one, other = make_request(office.desk.unit, "classified"), make_desk()
        answer = act(office.coordinator, one, "assign", unit=str(other.unit.public_id))
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["unit"])


class TestGuidance:
    def test_is_recorded_answered_and_closed(self, office):
        body = {
            "unit": str(office.desk.unit.public_id),
            "entity": str(office.desk.entity.public_id),
            "channel": "help_desk",
            "name": "Ana Ruiz",
            "subject": "Cómo se radica",
            "said": "Por el portal.",
        }
        answer = post(office.browser(Role.ADVISOR), f"{URL}guidance/", body)
        assert (answer.status_code, answer.json()["status"]) == (201, "closed")
        assert post(office.contact, f"{URL}guidance/", body).status_code == 403
