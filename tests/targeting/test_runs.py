"""Runs: what they freeze, what they measure, and that nobody changes them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import NotAllowed, NotFound
from llegada.core.roles import Role
from llegada.targeting import errors, selectors, services
from llegada.targeting.models import RunEdition, RunPlace, TargetingRun
from llegada.targeting.rule_content import content_from, fingerprint
from llegada.targeting.scoring import answer
from tests import factories as make
from tests.targeting.rule_makers import content, make_editions, make_lead, make_rule, make_targeting_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_targeting_unit()


@pytest.fixture
def lead(unit):
    return make_lead(unit)


@pytest.fixture
def run(unit, lead):
    make_editions()
    rule = make_rule(unit, actor=lead)
    return services.run_rule(actor=lead, public_id=rule.public_id, now=make.NOW, note="Para el comité")


class TestRunRule:
    def test_freezes_rule_editions_and_result(self, run):
        assert content_from(run.content) == content()
        assert run.content_sha256 == fingerprint(run.content)
        assert len(run.result_sha256) == 64
        assert (run.universe_count, run.ranked_count, run.chosen_count) == (5, 4, 2)
        assert [one.sha256 for one in run.editions.all()] == [one.edition.file.sha256 for one in run.editions.all()]
        places = selectors.list_run_places(run)
        assert [(one.code, one.rank, one.is_chosen) for one in places] == [
            ("05002", 1, True),
            ("08001", 2, True),
            ("08078", 3, False),
            ("05001", 4, False),
            ("05004", None, False),
        ]
        assert sum(places[0].parts) == pytest.approx(places[0].score)
        assert places[-1].values == [90.0, None]
        assert places[-1].score is None

    def test_measures_how_firm_each_place_is(self, run):
        first, second, third, fourth, _lacking = selectors.list_run_places(run)
        assert (first.standing, first.stay_share, first.sensitive_to) == ("safe", 1.0, None)
        assert (fourth.standing, fourth.stay_share, fourth.rank_low, fourth.rank_high) == ("out", 0.0, 4, 4)
        assert {second.standing, third.standing} <= {"safe", "out", "doubtful"}
        assert run.summary["draws"] == 10_000

    def test_comes_out_the_same_again_from_its_own_data(self, unit, lead, run):
        places = selectors.in_tie_order(run, selectors.list_run_places(run))
        again = answer(selectors.problem_of_run(run, places))
        kept = [place.score for place in places if place.score is not None]
        assert again.scored.scores.tolist() == pytest.approx(kept, abs=1e-9)
        other = services.run_rule(actor=lead, public_id=run.rule.public_id, now=make.NOW)
        assert (other.number, other.result_sha256) == (2, run.result_sha256)

    def test_is_of_those_who_edit_the_rule(self, unit, run):
        reader = make.make_actor(Role.INTERNAL_CONTROL, organization=unit.organization)
        with pytest.raises(NotAllowed):
            services.run_rule(actor=reader, public_id=run.rule.public_id, now=make.NOW)

    def test_refuses_an_archived_rule(self, lead, run):
        services.move_rule(actor=lead, public_id=run.rule.public_id, action="archive", now=make.NOW)
        with pytest.raises(errors.RuleArchived):
            services.run_rule(actor=lead, public_id=run.rule.public_id, now=make.NOW)

    @pytest.mark.parametrize(
        "change",
        [
            lambda run: TargetingRun.objects.filter(pk=run.pk).update(note="Otra"),
            lambda run: TargetingRun.objects.filter(pk=run.pk).update(result_sha256=""),
            lambda run: RunPlace.objects.filter(run=run, position=3).update(is_chosen=True),
            lambda run: RunPlace.objects.filter(run=run, position=3).delete(),
            lambda run: RunPlace.objects.filter(run=run, position=3).update(run=run.pk + 1),
            lambda run: RunEdition.objects.filter(run=run).delete(),
            lambda run: RunPlace.objects.create(
                run=run, municipality_id="05001", code="x", name="x", position=99, is_chosen=False
            ),
        ],
    )
    def test_is_changed_by_nobody(self, run, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(run)


class TestGetRun:
    def test_hides_those_of_other_organisations(self, run):
        with pytest.raises(NotFound):
            selectors.get_run(actor=make_lead(make.make_unit()), public_id=run.public_id)

    def test_says_which_editions_no_longer_stand(self, lead, run):
        edition = run.editions.first().edition
        assert selectors.list_stale(selectors.list_run_editions(run)) == []
        type(edition).objects.filter(pk=edition.pk).update(status="withdrawn", withdrawn_reason="Error")
        assert [one.edition for one in selectors.list_stale(selectors.list_run_editions(run))] == [edition]
        assert list(selectors.list_runs(actor=lead)) == [run]
