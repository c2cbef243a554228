from __future__ import annotations

import pytest
from django.db import transaction

from llegada.core.errors import Conflict
from llegada.core.states import keep_versions, move, move_many
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestMove:
    def test_changes_the_state_with_what_goes_along(self):
        plan = make.make_plan(status="draft")
        move(plan, before="draft", after="socialized", title="Otro título")
        plan.refresh_from_db()
        assert (plan.status, plan.title) == ("socialized", "Otro título")

    def test_keeps_a_version_of_the_row(self):
        plan = make.make_plan(status="draft")
        move(plan, before="draft", after="socialized")
        assert plan.history.first().status == "socialized"

    def test_refuses_when_somebody_moved_it_meanwhile(self):
        plan = make.make_plan(status="draft")
        type(plan).objects.filter(pk=plan.pk).update(status="socialized")
        with pytest.raises(Conflict):
            move(plan, before="draft", after="terminated")
        plan.refresh_from_db()
        assert plan.status == "socialized"


class TestMoveMany:
    def test_moves_all_and_counts_each_from_where_it_was(self):
        sessions = [make.make_session(revision=number) for number in (1, 4)]
        reason = "Vía cerrada"
        move_many(sessions, before="planned", after="cancelled", counters=("revision",), cancel_reason=reason)
        for session, revision in zip(sessions, (2, 5), strict=True):
            assert (session.status, session.revision) == ("cancelled", revision)
            session.refresh_from_db()
            assert (session.status, session.revision, session.cancel_reason) == ("cancelled", revision, reason)
            assert session.history.first().revision == revision

    def test_of_none_is_harmless(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            move_many([], before="planned", after="held")

    def test_refuses_all_when_somebody_moved_one_meanwhile(self):
        sessions = [make.make_session(), make.make_session()]
        type(sessions[1]).objects.filter(pk=sessions[1].pk).update(status="cancelled", cancel_reason="Vía cerrada")
        with pytest.raises(Conflict), transaction.atomic():
            move_many(sessions, before="planned", after="cancelled", cancel_reason="Vía cerrada")
        sessions[0].refresh_from_db()
        assert sessions[0].status == "planned"


class TestKeepVersions:
    def test_tells_new_rows_from_changed_ones_and_skips_what_has_no_history(self):
        session = make.make_session()
        keep_versions([session], is_update=False)
        keep_versions([session], is_update=True)
        assert list(session.history.order_by("pk").values_list("history_type", flat=True))[-2:] == ["+", "~"]
        keep_versions([make.make_department()], is_update=True)
