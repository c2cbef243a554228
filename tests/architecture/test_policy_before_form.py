"""Who may is asked before what was sent is read: who only reads gets 403 whatever they send, never a word about its fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from llegada.core.roles import Role
from tests.architecture.endpoints import ENDPOINTS
from tests.architecture.permissions import WORK

pytestmark = pytest.mark.django_db
#: Sees every plan, session and draft of the organisation, and changes nothing.
READER = Role.INTERNAL_CONTROL
#: Door → what is sent beside nothing: the ones that carry out several actions must be told which.
SENT: dict[str, dict[str, Any]] = {
    "portfolio:move": {"action": "publish"},
    "indicators:move": {"action": "put_in_force"},
    "strategies:move": {"action": "submit"},
    "planning:analysis_move": {"action": "send"},
    "planning:move": {"action": "send"},
    "planning:line_move": {"action": "start"},
    "targeting:list_move": {"action": "send"},
    "targeting:rule_move": {"action": "archive"},
    "targeting:list_change_decide": {"action": "approve"},
    "workplans:move": {"action": "suspend"},
    "workplans:amendment_move": {"action": "approve"},
    "delivery:request_move": {"action": "classify"},
    "delivery:session_move": {"action": "hold", "what_was_done": "Se hizo.", "revision": "ninguna"},
}
FORMS = sorted(name for name, door in WORK.items() if door.is_action)
CREATED = (
    "api:service-list",
    "api:strategy-list",
    "api:indicator-sheet-list",
    "api:session-list",
    "api:work-plan-list",
    "api:amendment-list",
    "api:obstacle-list",
    "api:commitment-list",
    "api:event-list",
    "api:request-list",
    "api:import-list",
)
CHANGED = sorted(name for name, endpoint in ENDPOINTS.items() if endpoint.method != "get")


class TestPolicyBeforeForm:
    def test_closes_every_form_to_who_only_reads(self, world, login):
        browser = login(world.here.people[READER])
        answers = {
            name: browser.post(reverse(name, kwargs=WORK[name].arguments(world)), SENT.get(name, {})).status_code
            for name in FORMS
        }
        assert {name: status for name, status in answers.items() if status != 403} == {}

    def test_closes_every_endpoint_to_who_only_reads(self, world, login):
        browser = login(world.here.people[READER])
        answers = {name: browser.post(reverse(name), "[]", "application/json").status_code for name in CREATED}
        for name in CHANGED:
            endpoint = ENDPOINTS[name]
            url = reverse(name, kwargs=endpoint.arguments(world) if endpoint.arguments else None)
            if endpoint.method == "upload":
                answers[name] = browser.post(url, {}).status_code
            else:
                answers[name] = getattr(browser, endpoint.method)(url, "[]", "application/json").status_code
        assert {name: status for name, status in answers.items() if status != 403} == {}
