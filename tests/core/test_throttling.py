"""The limits of the API: who is counted, together with whom, and what the one beyond is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.utils import timezone

from llegada.accounts.services import issue_token
from llegada.core.throttling import RequestsPerMinute, count_request
from tests import factories as make

ADDRESS = "/api/v1/departments/"
NOON = 1_800_000_000.0 + 20  # twenty seconds after a minute began


@pytest.fixture
def counts(settings, tmp_path, monkeypatch):
    """Limit to two requests of nobody and three of a person, at an hour that does not move."""
    settings.API_COUNTS_DIR = tmp_path / "counts"
    settings.API_ANONYMOUS_PER_MINUTE, settings.API_PERSON_PER_MINUTE = 2, 3
    monkeypatch.setattr(RequestsPerMinute, "clock", staticmethod(lambda: NOON))
    return settings.API_COUNTS_DIR


def statuses(client: Client, times: int, **headers: str) -> list[int]:
    return [client.get(ADDRESS, **headers).status_code for _ in range(times)]


def with_token() -> Client:
    person = make.make_person()
    today = timezone.localdate()
    _, text = issue_token(actor=make.actor_of_person(person), name="prueba", expires_on=today, now=timezone.now())
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.mark.django_db
class TestRequestsPerMinute:
    def test_refuses_the_one_beyond_and_says_when_to_come_back(self, counts):
        assert statuses(Client(), 2) == [200, 200]

        answer = Client().get(ADDRESS)

        assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
        assert answer["Retry-After"] == "40"
        assert answer.json()["code"] == "throttled"
        assert "Espere" in answer.json()["detail"]

    def test_begins_anew_with_the_minute(self, counts, monkeypatch):
        assert statuses(Client(), 3) == [200, 200, 429]
        monkeypatch.setattr(RequestsPerMinute, "clock", staticmethod(lambda: NOON + 40))
        assert statuses(Client(), 1) == [200]

    def test_counts_each_address_apart_and_a_line_of_ipv6_together(self, counts):
        assert statuses(Client(), 2, REMOTE_ADDR="192.0.2.1") == [200, 200]
        assert statuses(Client(), 2, REMOTE_ADDR="192.0.2.2") == [200, 200]
        assert statuses(Client(), 1, REMOTE_ADDR="::ffff:192.0.2.1") == [429]
        assert statuses(Client(), 2, REMOTE_ADDR="2001:db8::1") == [200, 200]
        assert statuses(Client(), 1, REMOTE_ADDR="2001:db8::ffff") == [429]
        assert statuses(Client(), 1, REMOTE_ADDR="2001:db8:0:1::1") == [200]

    def test_believes_no_forwarded_address(self, counts):
        addresses = ("192.0.2.1", "192.0.2.2", "192.0.2.3")
        answers = [Client().get(ADDRESS, headers={"X-Forwarded-For": one}).status_code for one in addresses]
        assert answers == [200, 200, 429]

    def test_counts_a_person_apart_from_the_address(self, counts):
        assert statuses(with_token(), 4) == [200, 200, 200, 429]
        assert statuses(with_token(), 1) == [200]
        assert statuses(Client(), 1) == [200]

    def test_counts_a_wrong_token_as_nobodys(self, counts):
        guessing = Client(headers={"Authorization": "Bearer llegada_no"})
        assert statuses(guessing, 3) == [401, 401, 429]

    def test_limits_nobody_with_zero(self, counts, settings):
        settings.API_ANONYMOUS_PER_MINUTE = 0
        assert statuses(Client(), 4) == [200] * 4
        assert not counts.exists()


class TestCountRequest:
    def test_adds_up_what_several_do_at_once(self, counts):
        with ThreadPoolExecutor(4) as together:
            list(together.map(lambda _: count_request("x", minute=7), range(40)))
        assert count_request("x", minute=7) == 41

    def test_names_nobody_and_forgets_the_minutes_that_passed(self, counts):
        count_request("address 192.0.2.1", minute=7)
        assert "192" not in next((counts / "7").iterdir()).name
        count_request("address 192.0.2.1", minute=8)
        assert [folder.name for folder in counts.iterdir()] == ["8"]

    def test_lets_pass_what_it_cannot_count(self, counts, caplog):
        counts.parent.mkdir(exist_ok=True)
        counts.write_text("a file where the folder should be")
        assert count_request("x", minute=7) == 0
        assert "api_request_not_counted" in caplog.text
