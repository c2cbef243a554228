"""Rules and runs through the API: the same services, the same refusals."""

from __future__ import annotations

from uuid import uuid4

import pytest

from llegada.accounts.models import OrgUnit, Person
from llegada.core.roles import Role
from llegada.targeting import services
from tests import factories as make
from tests.targeting.rule_makers import make_editions, make_lead, make_rule, make_targeting_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    make_editions()
    return make_lead(make_targeting_unit())


@pytest.fixture
def rule(lead):
    return make_rule(OrgUnit.objects.get(name="Dirección de Reglas"), actor=lead)


@pytest.fixture
def browser(lead, login):
    return login(Person.objects.get(pk=lead.person_id))


def run(browser, rule, **headers):
    url = f"/api/v1/targeting-rules/{rule.public_id}/run/"
    return browser.post(url, {"note": "Por la API"}, content_type="application/json", headers=headers)


class TestRules:
    def test_are_listed_and_read_whole(self, rule, browser):
        [listed] = browser.get("/api/v1/targeting-rules/").json()["results"]
        assert (listed["name"], listed["runs"]) == (rule.name, 0)
        whole = browser.get(f"/api/v1/targeting-rules/{rule.public_id}/").json()
        assert [one["index"] for one in whole["content"]["criteria"]] == ["pobreza", "desempeno"]

    def test_are_run_once_for_a_key(self, rule, browser):
        key = {"Idempotency-Key": str(uuid4())}
        first, again = run(browser, rule, **key), run(browser, rule, **key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert [one["code"] for one in first.json()["places"] if one["is_chosen"]] == ["05002", "08001"]
        assert first.json()["places"][-1]["values"] == [90.0, None]

    def test_are_not_run_while_archived(self, rule, lead, browser):
        services.move_rule(actor=lead, public_id=rule.public_id, action="archive", now=make.NOW)
        answer = run(browser, rule)
        assert (answer.status_code, answer.json()["code"]) == (409, "rule-archived")

    def test_are_not_run_by_who_only_reads(self, rule, login):
        reader = make.make_person("Lectora")
        make.assign(reader, Role.EVALUATOR, organization=rule.organization)
        assert run(login(reader), rule).status_code == 403


class TestRuns:
    def test_are_listed_and_read_with_their_editions(self, rule, browser):
        made = run(browser, rule).json()
        [listed] = browser.get("/api/v1/targeting-runs/").json()["results"]
        assert (listed["id"], listed["rule"]) == (made["id"], str(rule.public_id))
        whole = browser.get(f"/api/v1/targeting-runs/{made['id']}/").json()
        assert [one["index"] for one in whole["editions"]] == ["pobreza", "desempeno"]
        assert whole["content_sha256"] == made["content_sha256"]
