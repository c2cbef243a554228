"""Work plans and milestones through the API: the same services, the same refusals."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from llegada.workplans.models import PlanMilestone, WorkPlan
from tests.factories import NOW, make_entity, make_municipality, make_plan, make_service
from tests.records.samples import HTML, PDF, upload

PLANS, MILESTONES = "/api/v1/work-plans/", "/api/v1/milestones/"


#: An identifier that nothing has, the same in every test process.
UNKNOWN = UUID(int=4)


@pytest.fixture
def browser(cast, login):
    return lambda name: login(cast.person(name))


def post(client, url, data=None):
    return client.post(url, data or {}, content_type="application/json")


def body(cast, **values):
    return {
        "unit": str(cast.unit.public_id),
        "entity": str(cast.entity.public_id),
        "title": "Plan de archivo",
        "objectives": "Ordenar el archivo.",
        "starts_on": "2026-02-01",
        "ends_on": "2026-12-01",
        "unplanned_reason": "no_annual_plan",
        **values,
    }


class TestWorkPlans:
    @pytest.mark.parametrize("url", [PLANS, f"{PLANS}{UNKNOWN}/", MILESTONES])
    def test_ask_who_is_asking(self, client, db, url):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")

    def test_show_each_what_is_theirs_with_progress(self, plan_in, browser):
        plan = plan_in()
        milestone = plan.milestones.get(position=1)
        PlanMilestone.objects.filter(pk=milestone.pk).update(
            status="validated", reported_at=NOW, reported_by=plan.advisor, reviewed_at=NOW, reviewed_by=plan.signed_by
        )
        (found,) = browser("head").get(PLANS).json()["results"]
        assert found["id"] == str(plan.public_id)
        assert found["progress"] == {"done": "20.00", "total": "100.00", "percent": 20.0}
        assert found["entity"]["municipality"] == "05001"
        assert browser("stranger").get(PLANS).json()["results"] == []

    def test_give_no_percentage_without_milestones(self, plan_in, browser):
        plan_in(versions=[])
        (found,) = browser("head").get(PLANS).json()["results"]
        assert found["progress"] == {"done": None, "total": None, "percent": None}

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({"status": "draft"}, 1),
            ({"department": "52"}, 1),
            ({"municipality": "05001"}, 2),
            ({"overdue": "true"}, 1),
            ({"overdue": "false"}, 2),
        ],
    )
    def test_are_narrowed_by_their_filters(self, plan_in, browser, query, count):
        PlanMilestone.objects.filter(plan=plan_in()).update(due_on="2020-01-01")
        plan_in("draft")
        plan_in("agreed", entity=make_entity(make_municipality("52001", "Pasto")))
        assert len(browser("head").get(PLANS, query).json()["results"]) == count

    @pytest.mark.parametrize(("name", "code", "right"), [("department", "5", "05"), ("municipality", "5001", "05001")])
    def test_say_that_a_code_of_a_filter_lost_its_zero(self, plan_in, browser, name, code, right):
        plan_in()
        answer = browser("head").get(PLANS, {name: code})
        assert answer.status_code == 422
        assert f"Lleva sus ceros: {right}." in answer.json()["fields"][name][0]

    def test_show_one_with_milestones_versions_and_open_actions(self, plan_in, browser):
        plan = plan_in("agreed")
        found = browser("legal").get(f"{PLANS}{plan.public_id}/").json()
        assert [one["weight"] for one in found["milestones"]] == ["20.00", "50.00", "30.00"]
        assert [one["number"] for one in found["versions"]] == [1]
        assert found["versions"][0]["is_intact"] is False  # the factory's hash is made up
        assert found["actions"] == ["request_changes", "sign"]

    @pytest.mark.parametrize("public_id", [UNKNOWN, "no-es-uuid"])
    def test_hide_what_does_not_exist(self, browser, public_id):
        answer = browser("head").get(f"{PLANS}{public_id}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")

    def test_take_few_queries_whatever_the_number(self, plan_in, browser, django_assert_max_num_queries):
        for _ in range(4):
            plan_in()
        client = browser("head")
        client.get(PLANS)
        with django_assert_max_num_queries(9):
            client.get(PLANS)


class TestCreate:
    def test_makes_a_plan_with_its_services_and_dates(self, cast, browser):
        version = make_service(cast.unit)
        first = version.milestones.get(position=1)
        data = body(cast, services=[str(version.service.public_id)], due_on={str(first.public_id): "2026-03-03"})
        answer = post(browser("advisor"), PLANS, data)
        assert answer.status_code == 201
        assert answer.json()["milestones"][0]["due_on"] == "2026-03-03"
        assert WorkPlan.objects.get().advisor == cast.person("advisor")

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("ends_on", {"starts_on": "2026-12-02"}),
            ("starts_on", {"starts_on": "ayer"}),
            ("title", {"title": ""}),
            ("entity", {"entity": str(uuid4())}),
            ("unit", {"unit": str(uuid4())}),
            ("services", {"services": [str(uuid4())]}),
            ("advisor", {"advisor": str(uuid4())}),
            ("due_on", {"due_on": {"primero": "2026-03-03"}}),
            ("counterpart_email", {"counterpart_email": "no"}),
        ],
    )
    def test_names_the_field_that_is_wrong(self, cast, browser, field, values):
        answer = post(browser("advisor"), PLANS, body(cast, **values))
        assert answer.status_code == 422
        assert field in answer.json()["fields"]
        assert not WorkPlan.objects.exists()

    def test_asks_a_head_for_the_advisor(self, cast, browser):
        cast.person("advisor")
        answer = post(browser("head"), PLANS, body(cast))
        assert answer.json()["fields"].keys() == {"advisor"}
        chosen = body(cast, advisor=str(cast.person("advisor").public_id))
        assert post(browser("head"), PLANS, chosen).status_code == 201

    def test_with_a_key_makes_one_plan_however_often_it_is_sent(self, cast, browser):
        client, key = browser("advisor"), {"Idempotency-Key": str(uuid4())}
        answers = [client.post(PLANS, body(cast), content_type="application/json", headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]
        assert answers[0].json()["id"] == answers[1].json()["id"] == str(WorkPlan.objects.get().public_id)

    def test_leaves_the_key_free_after_a_refusal(self, cast, browser):
        client, key = browser("advisor"), {"Idempotency-Key": str(uuid4())}
        given = {"content_type": "application/json", "headers": key}
        assert client.post(PLANS, body(cast, title=""), **given).status_code == 422
        assert client.post(PLANS, body(cast), **given).status_code == 201

    def test_does_not_take_a_key_that_served_for_something_else(self, cast, browser):
        key = uuid4()
        form = body(cast) | {"advisor": cast.person("advisor").public_id, "idempotency_key": key}
        page = f"{reverse('workplans:create')}?entidad={cast.entity.public_id}"
        assert browser("advisor").post(page, form).status_code == 302
        given = {"content_type": "application/json", "headers": {"Idempotency-Key": str(key)}}
        assert browser("advisor").post(PLANS, body(cast), **given).status_code == 409
        assert browser("manager").post(PLANS, body(cast), **given).status_code in {409, 422}
        assert WorkPlan.objects.count() == 1

    def test_refuses_a_key_that_is_none(self, cast, browser):
        given = {"content_type": "application/json", "headers": {"Idempotency-Key": "uno"}}
        answer = browser("advisor").post(PLANS, body(cast), **given)
        assert (answer.status_code, answer.json()["fields"].keys()) == (422, {"Idempotency-Key"})

    def test_is_for_those_who_make_plans(self, cast, browser):
        assert post(browser("legal"), PLANS, body(cast)).status_code == 403


class TestActions:
    def test_move_the_plan_to_its_signature(self, plan_in, browser):
        plan = plan_in("draft")
        url = f"{PLANS}{plan.public_id}/actions/"
        shown = post(browser("advisor"), f"{url}socialize/").json()
        assert post(browser("contact"), f"{url}agree/").json()["status"] == "agreed"
        (version,) = shown["versions"]
        assert version["is_intact"] is True
        signed = post(browser("legal"), f"{url}sign/", {"version": version["id"], "consent": True})
        assert signed.json()["status"] == "signed"

    @pytest.mark.parametrize(
        ("status", "name", "action", "code", "problem"),
        [
            ("draft", "advisor", "fly", 409, "transition-not-allowed"),
            ("agreed", "advisor", "socialize", 409, "transition-not-allowed"),
            ("agreed", "advisor", "sign", 403, "not-allowed"),
            ("agreed", "legal", "sign", 409, "consent-required"),
            ("in_execution", "head", "terminate", 409, "reason-required"),
            ("draft", "stranger", "socialize", 404, "not-found"),
        ],
    )
    def test_are_refused_as_on_the_pages(self, plan_in, browser, status, name, action, code, problem):
        answer = post(browser(name), f"{PLANS}{plan_in(status).public_id}/actions/{action}/")
        assert (answer.status_code, answer.json()["code"]) == (code, problem)
        assert answer["Content-Type"] == "application/problem+json"


class TestMilestones:
    @pytest.fixture
    def milestone(self, plan_in):
        return plan_in().milestones.order_by("position")[0]

    def report(self, client, milestone, *files):
        data = {"report": "Se adoptó", "evidence": list(files or [upload()])}
        return client.post(f"{MILESTONES}{milestone.public_id}/report/", data)

    def test_are_reported_and_validated_by_another(self, milestone, browser):
        answer = self.report(browser("advisor"), milestone, upload(), upload(PDF + b"2", "b.pdf"))
        assert answer.json()["status"] == "reported"
        assert [one["name"] for one in answer.json()["evidence"]] == ["acta.pdf", "b.pdf"]
        found = post(browser("head"), f"{MILESTONES}{milestone.public_id}/validate/").json()
        assert (found["status"], found["reviewed_by"]["name"]) == ("validated", "Head de Prueba")

    def test_are_returned_with_an_observation(self, milestone, browser):
        self.report(browser("advisor"), milestone)
        url = f"{MILESTONES}{milestone.public_id}/return/"
        assert post(browser("head"), url).json()["code"] == "reason-required"
        assert post(browser("head"), url, {"observation": "Falta"}).json()["observation"] == "Falta"

    @pytest.mark.parametrize(
        ("file", "code"),
        [(upload(HTML, "acta.pdf"), "file-type-not-accepted"), (upload(b"", "acta.pdf"), "file-empty")],
    )
    def test_take_only_evidence_that_is_what_it_says(self, milestone, browser, file, code):
        answer = self.report(browser("advisor"), milestone, file)
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_are_never_validated_by_whoever_reported_them(self, cast, milestone, browser):
        PlanMilestone.objects.filter(pk=milestone.pk).update(
            status="reported", reported_at=NOW, reported_by=cast.person("head")
        )
        answer = post(browser("head"), f"{MILESTONES}{milestone.public_id}/validate/")
        assert (answer.status_code, answer.json()["code"]) == (409, "own-report")

    @pytest.mark.parametrize(
        ("query", "count"), [({"status": "pending"}, 3), ({"overdue": "true"}, 1), ({"overdue": "false"}, 2), ({}, 3)]
    )
    def test_are_narrowed_by_their_filters(self, milestone, browser, query, count):
        PlanMilestone.objects.update(due_on="2099-01-01")
        PlanMilestone.objects.filter(pk=milestone.pk).update(due_on="2020-01-01")
        make_plan()
        found = browser("head").get(MILESTONES, query | {"plan": milestone.plan.public_id}).json()["results"]
        assert len(found) == count
        assert {one["is_overdue"] for one in found} <= {True, False}
