"""The doors of the field: what travels to the device, what it sends, and what a person is asked."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from llegada.core.waiting import read_waiting
from llegada.delivery import selectors
from llegada.delivery.models import FieldDevice, FieldItem, Session
from llegada.delivery.services import field as field_services
from tests.delivery.field_cast import session_body
from tests.delivery.field_makers import make_field_conflict, make_field_device
from tests.factories import TODAY, actor_of_person, make_attendance

DOWNLOAD, RECEIVE = "/campo/datos/", "/campo/envios/"


def as_sent(cast, **changes):
    return {
        "id": str(uuid.uuid4()),
        "kind": "session",
        "target": str(uuid.uuid4()),
        "base": None,
        "captured_at": timezone.now().isoformat(),
        "body": session_body(cast, held_on=str(cast.plan.starts_on)),
        **changes,
    }


def parcel(*items, ask=(), drop=(), ahead=timedelta(), unsent=0):
    now = timezone.now() + ahead
    device = {"id": str(uuid.UUID(int=7)), "label": "Android", "unsent": unsent, "sent_at": now.isoformat()}
    return {"lote": json.dumps({"device": device, "items": items, "ask": list(ask), "drop": list(drop)})}


@pytest.fixture
def phone(cast, login):
    return login(cast.person("advisor"))


@pytest.mark.django_db
class TestShell:
    def test_is_the_same_for_everybody_and_names_nobody(self, client, phone, cast):
        page = client.get("/campo/")
        assert page.status_code == 200
        assert cast.advisor.name not in phone.get("/campo/").text

    def test_says_that_it_is_a_demonstration(self, client, monkeypatch):
        assert "Datos de demostración" not in client.get("/campo/").text
        monkeypatch.setattr("llegada.config.context.is_demo_loaded", lambda: True)
        assert "Datos de demostración" in client.get("/campo/").text

    def test_is_installed_from_its_own_folder(self, client):
        manifest = client.get("/campo/app.webmanifest").json()
        assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/campo/", "/campo/", "standalone")

    def test_has_a_worker_of_its_own_that_names_what_it_keeps(self, client):
        worker = client.get("/campo/sw.js")
        assert worker["Content-Type"] == "text/javascript"
        kept = json.loads(worker.text.split("self.LLEGADA=", 1)[1].split(";\n", 1)[0])
        assert kept["home"] == "/campo/"
        assert any(one.endswith("field.js") for one in kept["assets"])

    def test_is_allowed_by_the_policy_of_content(self, client):
        policy = client.get("/campo/")["Content-Security-Policy"]
        assert "worker-src 'self'" in policy
        assert "manifest-src 'self'" in policy


class TestDownload:
    def test_brings_my_plans_and_the_sessions_around_and_no_addresses(self, cast, phone):
        today = timezone.localdate()
        near, far = cast.session(held_on=today), cast.session(held_on=today + timedelta(days=40))
        make_attendance(near, "Ana Ruiz", email="ana@alcaldia.gov.co")
        answer = phone.get(DOWNLOAD)
        (plan,) = answer.json()["plans"]
        assert [one["id"] for one in plan["sessions"]] == [str(near.public_id)] != [str(far.public_id)]
        assert [one["name"] for one in plan["people"]] == ["Ana Ruiz"]
        assert "ana@alcaldia" not in answer.text
        assert answer["Cache-Control"] == "no-store"
        assert {one["revision"] for one in plan["milestones"]} == {1}

    def test_sends_who_lost_the_login_to_log_in(self, client):
        assert client.get(DOWNLOAD)["Location"].startswith("/cuenta/login/")


class TestReceive:
    def test_tells_what_became_of_each_and_remembers_the_device(self, cast, phone):
        sent = as_sent(cast)
        (answer,) = phone.post(RECEIVE, parcel(sent, unsent=4)).json()["answers"]
        assert (answer["id"], answer["outcome"]) == (sent["id"], "applied")
        assert FieldDevice.objects.get().unsent_count == 4

    def test_goes_on_after_a_bad_record_and_after_a_fault(self, cast, phone, monkeypatch):
        good, bad, broken = as_sent(cast), as_sent(cast, kind="otra cosa"), as_sent(cast)
        receive = field_services.receive_item

        def faulty(*, submission, **given):
            if str(submission.public_id) == broken["id"]:
                raise RuntimeError("disk")
            return receive(submission=submission, **given)

        monkeypatch.setattr(field_services, "receive_item", faulty)
        answers = phone.post(RECEIVE, parcel(bad, broken, good)).json()["answers"]
        assert {one["id"]: one["outcome"] for one in answers} == {
            bad["id"]: "refused",
            broken["id"]: "failed",
            good["id"]: "applied",
        }

    def test_does_not_wait_for_a_database_that_is_held_with_each_record(self, cast, phone, monkeypatch):
        tried = []

        def held(*, submission, **given):
            tried.append(submission)
            raise OperationalError("the server closed the connection")

        monkeypatch.setattr(field_services, "receive_item", held)
        phone.raise_request_exception = False
        answer = phone.post(RECEIVE, parcel(as_sent(cast), as_sent(cast)))
        assert (answer.status_code, len(tried)) == (503, 1)

    def test_answers_what_it_is_asked_about(self, cast, phone):
        item = make_field_conflict(cast.session(), cast.person("advisor"))
        (answer,) = phone.post(RECEIVE, parcel(ask=[str(item.public_id), "no"])).json()["answers"]
        assert (answer["outcome"], answer["url"]) == ("conflict", f"/campo/versiones/{item.public_id}/")

    def test_tells_that_the_clock_is_a_day_ahead(self, cast, phone):
        told = phone.post(RECEIVE, parcel(ahead=timedelta(days=1))).json()
        assert told["is_clock_wrong"] is True

    def test_tells_another_person_that_it_is_not_theirs(self, cast, phone, login):
        sent = as_sent(cast)
        phone.post(RECEIVE, parcel(sent))
        (answer,) = login(cast.person("other_advisor")).post(RECEIVE, parcel(sent)).json()["answers"]
        assert answer["code"] == "field-of-somebody-else"

    @pytest.mark.parametrize(
        "body", ["", "[]", "{", json.dumps({"items": [{}] * 51}), json.dumps({"drop": 7}), json.dumps({"items": []})]
    )
    def test_says_that_it_does_not_understand(self, cast, phone, body):
        answer = phone.post(RECEIVE, {"lote": body})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    @pytest.mark.parametrize(
        ("where", "value"),
        [
            ("id", "7"), ("target", None), ("base", -1), ("base", True), ("captured_at", "ayer"),
            ("captured_at", "2026-11-21T10:00:00"), ("body", []), ("file", "abc"),
        ],
    )  # fmt: skip
    def test_refuses_a_record_that_it_cannot_read(self, cast, phone, where, value):
        (answer,) = phone.post(RECEIVE, parcel(as_sent(cast, **{where: value}))).json()["answers"]
        assert (answer["outcome"], answer["code"]) == ("refused", "invalid")
        assert not FieldItem.objects.exists()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("plan", "x"), ("held_on", "mañana"), ("title", 7), ("people", {}), ("people", [1]), ("milestones", [1])],
    )
    def test_refuses_a_session_that_it_cannot_read(self, cast, phone, name, value):
        sent = as_sent(cast)
        sent["body"][name] = value
        (answer,) = phone.post(RECEIVE, parcel(sent)).json()["answers"]
        assert (answer["outcome"], answer["code"]) == ("refused", "invalid")
        assert not Session.objects.exists()

    def test_is_closed_to_who_records_nothing(self, cast, login):
        assert login(cast.person("coordinator")).post(RECEIVE, parcel()).status_code == 403


class TestReceivePiece:
    def address(self):
        return reverse("delivery:field_piece", args=[uuid.UUID(int=3)])

    def piece(self, **changes):
        device = str(uuid.UUID(int=7))
        said = {"device": device, "name": "foto.png", "sha256": "a" * 64, "size": "900", "offset": "0"}
        return {**said, **changes}

    def test_says_how_much_is_here(self, cast, phone):
        assert phone.post(self.address(), self.piece()).json() == {"received": 0, "is_whole": False}
        sent = self.piece(piece=SimpleUploadedFile("p", b"1" * 300))
        assert phone.post(self.address(), sent).json() == {"received": 300, "is_whole": False}

    @pytest.mark.parametrize(
        "change", [{"sha256": "x"}, {"size": "mucho"}, {"size": "-1"}, {"offset": ""}, {"device": "7"}, {"name": "\0"}]
    )
    def test_refuses_what_it_cannot_read(self, cast, phone, change):
        answer = phone.post(self.address(), self.piece(**change))
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    def test_says_that_the_file_is_too_large(self, cast, phone):
        answer = phone.post(self.address(), self.piece(size=str(10**9)))
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")

    def test_goes_on_later_with_a_record_whose_file_is_not_whole(self, cast, phone):
        sent = as_sent(cast, kind="evidence", body={}, file="a" * 64)
        (answer,) = phone.post(RECEIVE, parcel(sent)).json()["answers"]
        assert (answer["outcome"], answer["code"]) == ("failed", "field-file-missing")

    def test_drops_what_was_discarded_and_says_so_each_time(self, cast, phone):
        sent = as_sent(cast, kind="evidence", body={})
        for _ in range(2):
            (answer,) = phone.post(RECEIVE, parcel(drop=[sent, {"id": "no"}])).json()["answers"]
            assert (answer["id"], answer["outcome"]) == (sent["id"], "withdrawn")

    def test_tells_another_person_that_what_they_discard_is_not_theirs(self, cast, phone, login):
        sent = as_sent(cast)
        phone.post(RECEIVE, parcel(sent))
        (answer,) = login(cast.person("other_advisor")).post(RECEIVE, parcel(drop=[sent])).json()["answers"]
        assert answer["code"] == "field-of-somebody-else"


class TestVersions:
    def test_are_shown_side_by_side_and_settled_by_a_button(self, cast, phone):
        session = cast.session(title="Cambió la coordinación")
        item = make_field_conflict(session, cast.person("advisor"))
        page = phone.get(reverse("delivery:field_conflict", args=[item.public_id]))
        assert "Taller en la vereda" in page.text
        assert "Cambió la coordinación" in page.text

        address = reverse("delivery:field_resolve", args=[item.public_id])
        old = phone.post(f"{address}?revision=99", {"choice": "theirs"})
        assert old.status_code == 409
        assert phone.post(f"{address}?revision={session.revision}", {"choice": "theirs"}).status_code == 302
        item.refresh_from_db()
        assert item.outcome == "discarded"

    def test_wait_in_the_work_of_who_may_choose(self, cast):
        make_field_conflict(cast.session(), cast.person("advisor"))
        told = [
            str(one.title) for one in read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items
        ]
        assert "Dos versiones por elegir: Taller en la vereda" in told


class TestDevices:
    def test_with_unsent_work_wait_for_who_leads_the_unit(self, cast, login):
        make_field_device(cast.person("advisor"), cast.unit)
        head = cast.person("coordinator")
        told = read_waiting(selectors.list_waiting_kinds(actor=actor_of_person(head), today=TODAY)).items
        (one,) = [item for item in told if "sin enviar" in str(item.title)]
        assert str(one.title) == "Luz Marina Ortiz tiene 3 registros del campo sin enviar"
        assert one.severity == "bad"
        page = login(head).get("/campo/equipos/")
        assert "Atrasado" in page.text
