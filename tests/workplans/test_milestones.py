from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.records.errors import TypeNotAccepted
from llegada.records.models import StoredFile
from llegada.workplans import rules, selectors
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.errors import OwnReport, PlanNotInCourse
from llegada.workplans.models import MilestoneEvidence, PlanMilestone
from llegada.workplans.services import milestones, report_milestone, review_milestone
from tests.factories import NOW, make_person
from tests.records.samples import HTML, PDF, PNG, upload

LATER = NOW + timedelta(hours=1)


def report(actor, milestone, **values):
    values = {"report": "Se adoptó el manual.", "uploads": [upload()]} | values
    return report_milestone(actor=actor, public_id=milestone.public_id, now=NOW, **values)


def review(actor, milestone, action="validate", observation="Falta la firma."):
    return review_milestone(
        actor=actor, public_id=milestone.public_id, action=action, observation=observation, now=LATER
    )


@pytest.fixture
def milestone(plan_in):
    return plan_in().milestones.order_by("position")[0]


def put(milestone, status, reporter=None):
    values = {"status": status}
    if status == "not_applicable":
        values["weight"] = 0
    elif status != "pending":
        values |= {"reported_at": NOW, "reported_by": reporter or make_person()}
    if status in {"validated", "returned"}:
        values |= {"reviewed_at": NOW, "reviewed_by": make_person()}
    PlanMilestone.objects.filter(pk=milestone.pk).update(**values)


class TestReportMilestone:
    def test_keeps_what_was_achieved_with_its_evidence(self, cast, milestone):
        reported = report(
            cast.advisor, milestone, report="  Se adoptó. ", uploads=[upload(PDF, "C:\\acta"), upload(PNG, "f.png")]
        )
        assert (reported.status, reported.report) == ("reported", "Se adoptó.")
        assert (reported.reported_by_id, reported.reported_at) == (cast.advisor.person_id, NOW)
        assert [(one.name, one.added_by_id) for one in reported.evidence.all()] == [
            ("acta.pdf", cast.advisor.person_id),
            ("f.png", cast.advisor.person_id),
        ]

    def test_writes_the_history_of_milestone_and_plan(self, cast, milestone):
        report(cast.advisor, milestone)
        own, plans = list_events(target=milestone).get(), list_events(target=milestone.plan).get()
        assert (own.verb, own.before, own.after) == ("milestone.report", "pending", "reported")
        assert (plans.verb, plans.after) == ("milestone.report", milestone.name)
        assert plans.data == {"milestone": str(milestone.public_id)}
        assert PlanMilestone.history.filter(id=milestone.pk, status="reported").count() == 1

    def test_of_a_returned_one_counts_earlier_evidence_and_clears_the_review(self, cast, milestone):
        report(cast.advisor, milestone)
        review(cast.head, milestone, "return")
        again = report(cast.advisor, milestone, report="Ya con firma.", uploads=[])
        assert (again.status, again.reviewed_by, again.reviewed_at) == ("reported", None, None)
        assert again.observation == "Falta la firma."
        assert again.evidence.count() == 1

    def test_takes_the_same_bytes_as_one_piece_of_evidence(self, cast, milestone):
        report(cast.advisor, milestone, uploads=[upload(PDF, "a.pdf"), upload(PDF, "b.pdf")])
        assert MilestoneEvidence.objects.get().name == "a.pdf"
        assert StoredFile.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("report", {"report": "  "}),
            ("evidence", {"uploads": []}),
            ("evidence", {"uploads": [upload() for _ in range(11)]}),
        ],
    )
    def test_refuses_what_is_missing_with_its_field(self, cast, milestone, field, values):
        with pytest.raises(Invalid) as refused:
            report(cast.advisor, milestone, **values)
        assert list(refused.value.fields) == [field]
        assert not MilestoneEvidence.objects.exists()

    def test_writes_nothing_if_one_file_is_refused(self, cast, milestone):
        with pytest.raises(TypeNotAccepted):
            report(cast.advisor, milestone, uploads=[upload(), upload(HTML, "informe.pdf")])
        milestone.refresh_from_db()
        assert milestone.status == "pending"
        assert not MilestoneEvidence.objects.exists()
        assert not StoredFile.objects.exists()
        assert not list_events(target=milestone).exists()

    @pytest.mark.parametrize("status", ["signed", "suspended", "finished", "terminated"])
    def test_refuses_a_plan_that_is_not_in_execution(self, cast, plan_in, status):
        with pytest.raises(PlanNotInCourse):
            report(cast.advisor, plan_in(status).milestones.first())

    @pytest.mark.parametrize(
        ("name", "refusal"),
        [
            ("head", NotAllowed),
            ("monitor", NotAllowed),
            ("legal", NotAllowed),
            ("control", NotAllowed),
            ("colleague", NotFound),
            ("stranger", NotFound),
        ],
    )
    def test_is_for_the_advisor_and_the_manager(self, cast, milestone, name, refusal):
        with pytest.raises(refusal):
            report(cast.actor(name), milestone)
        assert report(cast.manager, milestone).status == "reported"


class TestReviewMilestone:
    def test_validates_with_who_and_when(self, cast, milestone):
        report(cast.advisor, milestone)
        found = review(cast.head, milestone, observation="")
        assert (found.status, found.reviewed_by_id, found.reviewed_at) == ("validated", cast.head.person_id, LATER)
        assert [one.verb for one in list_events(target=milestone.plan)] == ["milestone.validate", "milestone.report"]

    def test_returns_with_an_observation(self, cast, milestone):
        report(cast.advisor, milestone)
        found = review(cast.monitor, milestone, "return", " Falta la firma. ")
        assert (found.status, found.observation) == ("returned", "Falta la firma.")
        assert list_events(target=milestone)[0].reason == "Falta la firma."

    def test_asks_why_it_is_returned(self, cast, milestone):
        report(cast.advisor, milestone)
        with pytest.raises(ReasonRequired):
            review(cast.head, milestone, "return", "  ")

    @pytest.mark.parametrize("action", ["validate", "return"])
    def test_is_never_for_whoever_reported_it(self, cast, milestone, action):
        put(milestone, "reported", reporter=cast.person("head"))
        with pytest.raises(OwnReport):
            review(cast.head, milestone, action)
        assert review(cast.coordinator, milestone, action).reviewed_by_id == cast.coordinator.person_id

    def test_by_the_reporter_is_refused_by_the_database_too(self, cast, milestone):
        put(milestone, "reported", reporter=cast.person("head"))
        change = {"status": "validated", "reviewed_by": cast.person("head"), "reviewed_at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanMilestone.objects.filter(pk=milestone.pk).update(**change)

    @pytest.mark.parametrize("status", ["finished", "closed", "terminated"])
    def test_refuses_a_plan_that_is_over(self, cast, plan_in, status):
        milestone = plan_in(status).milestones.first()
        put(milestone, "reported")
        with pytest.raises(PlanNotInCourse):
            review(cast.head, milestone)

    def test_goes_on_while_the_plan_rests(self, cast, plan_in):
        milestone = plan_in("suspended").milestones.first()
        put(milestone, "reported")
        assert review(cast.head, milestone).status == "validated"

    @pytest.mark.parametrize(
        ("name", "refusal"), [("advisor", NotAllowed), ("legal", NotAllowed), ("other_head", NotFound)]
    )
    def test_is_for_those_who_review(self, cast, milestone, name, refusal):
        put(milestone, "reported")
        with pytest.raises(refusal):
            review(cast.actor(name), milestone)

    @pytest.mark.parametrize("action", ["report", "delete"])
    def test_refuses_other_actions(self, cast, milestone, action):
        with pytest.raises(TransitionNotAllowed):
            review(cast.head, milestone, action)


class TestMilestoneTransitions:
    @pytest.mark.parametrize("status", MilestoneStatus.values)
    @pytest.mark.parametrize("action", ["report", "validate", "return"])
    def test_hold_in_the_services_as_in_the_table(self, cast, milestone, status, action):
        put(milestone, status)
        expected = rules.MILESTONE_TRANSITIONS.get((status, action))

        def run():
            return report(cast.advisor, milestone) if action == "report" else review(cast.head, milestone, action)

        if expected is None:
            with pytest.raises(TransitionNotAllowed):
                run()
            assert not list_events(target=milestone).exists()
        else:
            assert run().status == expected

    def test_refuse_what_was_read_before_somebody_else_moved_it(self, cast, milestone, monkeypatch):
        report(cast.advisor, milestone)
        seen = selectors.get_milestone(actor=cast.head, public_id=milestone.public_id)
        review(cast.monitor, milestone, "return")
        monkeypatch.setattr(milestones, "find_milestone", lambda **_: seen)
        with pytest.raises(Conflict):
            review(cast.head, milestone)
