"""Mass events through the API: the same services, the same refusals."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from llegada.delivery.models import MassEvent
from tests.delivery.cast import make_cast
from tests.loaded_once import made_once

URL = "/api/v1/events/"


@made_once
def cast():
    today = timezone.localdate()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


@pytest.fixture
def browser(cast, login):
    return lambda name: login(cast.person(name))


def post(client, body):
    return client.post(URL, body, content_type="application/json")


def body(cast, **changes):
    return {
        "id": str(uuid.uuid4()),
        "service": str(cast.plan.plan_services.get().service_version.service.public_id),
        "title": "Encuentro nacional",
        "kind": "training",
        "modality": "remote",
        "place": "En línea",
        "held_on": timezone.localdate().isoformat(),
        "starts_at": "08:00",
        "ends_at": "12:00",
        "what_was_done": "Se explicó.",
        "attendance": [
            {"name": "Ana Ruiz", "entity_name": cast.plan.entity.name, "has_consented": True},
            {"name": "Luz Gil", "entity_name": "Alcaldía de Otra Parte"},
        ],
    } | changes


class TestEvents:
    def test_are_tried_then_recorded_once(self, cast, browser):
        them, said = browser("advisor"), body(cast)
        tried = post(them, said | {"dry_run": True}).json()
        assert (tried["event"], tried["report"]["created"], tried["report"]["rejected"]) == (None, 1, 1)
        assert [(one["row"], one["column"]) for one in tried["report"]["findings"]] == [(2, "Entidad")]
        assert not MassEvent.objects.exists()
        first, again = post(them, said), post(them, said)
        assert (first.status_code, again.status_code) == (201, 200)
        assert (first.json()["report"], again.json()["report"]) == (tried["report"], None)
        event = first.json()["event"]
        assert (event["people"], event["attendances"], event["entity_count"]) == (1, 1, 1)
        assert [one["plan"] for one in event["sessions"]] == [str(cast.plan.public_id)]
        (listed,) = them.get(URL).json()["results"]
        assert listed["id"] == event["id"]

    def test_refuse_what_is_of_nobody_and_who_may_not(self, cast, browser):
        them = browser("advisor")
        answer = post(them, body(cast, service=str(uuid.uuid4())))
        assert list(answer.json()["fields"]) == ["service"]
        nobody = [{"name": "Luz Gil", "entity_name": "Alcaldía de Otra Parte"}]
        assert post(them, body(cast, attendance=nobody)).status_code == 422
        assert post(browser("executive"), body(cast)).status_code == 403
        assert not MassEvent.objects.exists()
