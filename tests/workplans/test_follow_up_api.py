"""Amendments, obstacles, rounds and signatures through the API: the same services, the same refusals."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from llegada.workplans.models import PlanMilestone, PlanObstacle, WorkPlan, WorkPlanAmendment
from tests.factories import make_service
from tests.workplans.makers import make_obstacle, make_plan_amendment

AMENDMENTS, OBSTACLES = "/api/v1/amendments/", "/api/v1/obstacles/"


def post(client, url, data=None, **headers):
    return client.post(url, data or {}, content_type="application/json", **headers)


@pytest.fixture
def plan(plan_in):
    """Return a plan in execution that may still move: its dates are ahead of today."""
    plan, ahead = plan_in(), timezone.localdate() + timedelta(days=60)
    WorkPlan.objects.filter(pk=plan.pk).update(ends_on=ahead)
    PlanMilestone.objects.filter(plan=plan).update(due_on=ahead)
    plan.refresh_from_db()
    return plan


def proposal(plan, **values):
    later = (plan.ends_on + timedelta(days=30)).isoformat()
    return {"plan": str(plan.public_id), "kind": "dates", "reason": "Cerraron la vía.", "ends_on": later} | values


class TestAmendments:
    def test_are_seen_by_who_sees_their_plan(self, cast, plan, browser, django_assert_max_num_queries):
        for number, milestone in enumerate(plan.milestones.all(), start=1):
            make_plan_amendment(milestone, by=cast.person("advisor"), number=number)
        them = browser("head")
        with django_assert_max_num_queries(8):
            found = them.get(AMENDMENTS, {"plan": str(plan.public_id), "status": "proposed"}).json()["results"]
        assert len(found) == plan.milestones.count() > 2
        assert found[0]["changes"][0]["field"] == "weight"
        assert browser("stranger").get(AMENDMENTS).json()["results"] == []

    def test_are_proposed_accepted_and_approved(self, plan, browser):
        key = str(uuid4())
        made = post(browser("advisor"), AMENDMENTS, proposal(plan), HTTP_IDEMPOTENCY_KEY=key)
        again = post(browser("advisor"), AMENDMENTS, proposal(plan), HTTP_IDEMPOTENCY_KEY=key)
        assert (made.status_code, again.status_code) == (201, 200)
        one = made.json()
        assert [(change["field"], change["before"]) for change in one["changes"]] == [
            ("ends_on", plan.ends_on.isoformat())
        ]
        assert one["actions"] == ["withdraw"]
        moves = f"{AMENDMENTS}{one['id']}/actions/"
        assert post(browser("contact"), f"{moves}accept/").json()["status"] == "accepted"
        answer = post(browser("head"), f"{moves}approve/").json()
        assert (answer["status"], answer["done_after"]) == ("applied", "0.00")
        assert WorkPlan.objects.get(pk=plan.pk).ends_on == plan.ends_on + timedelta(days=30)

    def test_of_people_leave_what_is_not_sent(self, cast, plan, browser):
        body = proposal(
            plan, kind="people", counterpart_post="Secretaria", advisor=str(cast.person("colleague").public_id)
        )
        changes = post(browser("advisor"), AMENDMENTS, body).json()["changes"]
        assert [change["field"] for change in changes] == ["advisor", "counterpart_post"]

    def test_of_services_take_only_what_the_unit_offers(self, cast, plan, browser):
        kept = str(plan.plan_services.get().service_version.service.public_id)
        new, other = make_service(cast.unit), make_service()
        for version, status in ((other, 422), (new, 201)):
            body = proposal(plan, kind="services", services=[kept, str(version.service.public_id)])
            assert post(browser("advisor"), AMENDMENTS, body).status_code == status

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": "not_applicable"}, "milestone"),
            ({"due_on": {"x": "2026-01-01"}}, "due_on"),
            ({"ends_on": "2020-01-01"}, "ends_on"),
            ({"kind": "people", "advisor": str(uuid4())}, "advisor"),
            ({"reason": ""}, "reason"),
        ],
    )
    def test_say_which_field_is_wrong(self, plan, browser, changes, field):
        answer = post(browser("advisor"), AMENDMENTS, proposal(plan, **changes))
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
        assert not WorkPlanAmendment.objects.exists()

    def test_are_refused_by_role_state_and_side(self, cast, plan, browser):
        one = make_plan_amendment(plan.milestones.first(), by=cast.person("advisor"))
        moves = f"{AMENDMENTS}{one.public_id}/actions/"
        assert post(browser("control"), f"{moves}approve/").status_code == 403
        assert post(browser("head"), f"{moves}refuse/").json()["code"] == "reason-required"
        assert post(browser("stranger"), f"{moves}approve/").status_code == 404
        assert post(browser("contact"), AMENDMENTS, proposal(plan)).status_code == 403


def hindrance(plan, **values):
    today = timezone.localdate().isoformat()
    given = {"kind": "information", "what": "No llega la nómina.", "since": today, "side": "entity", "due_on": today}
    return {"plan": str(plan.public_id)} | given | values


class TestObstacles:
    def test_are_recorded_and_resolved(self, cast, plan, browser):
        them = browser("advisor")
        milestone = plan.milestones.first()
        made = post(them, OBSTACLES, hindrance(plan, milestone=str(milestone.public_id)))
        assert (made.status_code, made.json()["milestone"]) == (201, str(milestone.public_id))
        assert made.json()["actions"] == ["start", "resolve", "discard"]
        moves = f"{OBSTACLES}{made.json()['id']}/actions/"
        assert post(them, f"{moves}start/").json()["status"] == "in_resolution"
        assert post(them, f"{moves}resolve/").json()["code"] == "reason-required"
        done = post(them, f"{moves}resolve/", {"reason": "Llegó por correo."}).json()
        assert (done["status"], done["resolution"], done["actions"]) == ("resolved", "Llegó por correo.", [])

    def test_are_listed_with_whether_they_are_late(self, cast, plan, browser, django_assert_max_num_queries):
        for _ in range(4):
            make_obstacle(plan, by=cast.person("advisor"), since=date(2026, 1, 1), due_on=date(2026, 1, 2))
        them = browser("control")
        with django_assert_max_num_queries(8):
            found = them.get(OBSTACLES, {"plan": str(plan.public_id)}).json()["results"]
        assert [(one["is_late"], one["actions"]) for one in found] == [(True, [])] * 4
        assert browser("stranger").get(OBSTACLES).json()["results"] == []

    def test_are_refused_by_field_role_and_name(self, cast, plan, browser):
        answer = post(browser("advisor"), OBSTACLES, hindrance(plan, responsible=str(uuid4())))
        assert list(answer.json()["fields"]) == ["responsible"]
        assert post(browser("control"), OBSTACLES, hindrance(plan)).status_code == 403
        assert not PlanObstacle.objects.exists()
        one = make_obstacle(plan, by=cast.person("advisor"))
        assert post(browser("advisor"), f"{OBSTACLES}{one.public_id}/actions/burn/").status_code == 404
        assert post(browser("contact"), f"{OBSTACLES}{one.public_id}/actions/discard/").status_code == 403


class TestAgreement:
    def test_keeps_its_rounds(self, plan_in, browser):
        plan = plan_in("socialized")
        url = f"/api/v1/work-plans/{plan.public_id}/rounds/"
        body = {"held_on": timezone.localdate().isoformat(), "means": "visit", "participants": ["Rafael, planeación"]}
        assert post(browser("contact"), url, body).status_code == 403
        assert list(post(browser("advisor"), url, body | {"participants": []}).json()["fields"]) == ["participants"]
        assert post(browser("advisor"), url, body).status_code == 201
        (held,) = browser("contact").get(url).json()
        assert (held["number"], held["participants"]) == (1, ["Rafael, planeación"])

    def test_is_signed_by_the_head_on_the_version_that_was_read(self, plan_in, browser):
        plan = plan_in("agreed")
        url = f"/api/v1/work-plans/{plan.public_id}/signatures/"
        version = plan.versions.latest("number")
        assert post(browser("advisor"), url, {"version": str(version.public_id)}).status_code == 403
        assert post(browser("head"), url, {"version": str(uuid4())}).json()["code"] == "stale-version"
        assert post(browser("head"), url, {"version": str(version.public_id)}).status_code == 201
        (signed,) = browser("contact").get(url).json()
        assert (signed["party"], signed["sha256"]) == ("provider", version.sha256)
