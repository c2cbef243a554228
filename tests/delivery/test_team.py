"""Students in the team of a plan: what they write counts for nothing until a professional accepts it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.delivery.errors import DraftThereAlready, NotInTheTeam, SessionClosed
from llegada.delivery.models import PlanStudent, StudentDraft
from llegada.delivery.selectors import team
from llegada.delivery.services.team import add_student, end_student, move_draft, start_draft, write_draft
from tests.factories import NOW, TODAY, make_actor, make_unit
from tests.records.samples import PDF, upload

DAY = timedelta(days=1)


@pytest.fixture
def student(cast):
    return make_actor(Role.STUDENT, unit=cast.unit)


def join(cast, student, who="advisor", **values):
    person = Person.objects.get(pk=student.person_id)
    given = {"person": person, "since": TODAY} | values
    return add_student(actor=getattr(cast, who), plan_id=cast.plan.public_id, now=NOW, today=TODAY, **given)


@pytest.fixture
def session(cast, student):
    join(cast, student)
    return cast.session(status="held")


def start(student, text=" Se explicó. ", **target):
    return start_draft(actor=student, text=text, now=NOW, today=TODAY, **target)


def act(actor, draft, action, **given):
    later = NOW + timedelta(hours=1)
    return move_draft(actor=actor, public_id=draft.public_id, action=action, now=later, today=TODAY, **given)


class TestTeam:
    def test_takes_a_student_of_the_organisation_once_and_tells_them(self, cast, student):
        added = join(cast, student)
        assert list(team.list_own_places(actor=student, today=TODAY)) == [added]
        assert Notice.objects.filter(person_id=student.person_id).count() == 1
        with pytest.raises(Invalid):
            join(cast, student)

    def test_takes_nobody_else(self, cast):
        for other in (make_actor(Role.STUDENT, unit=make_unit()), cast.other_advisor):
            with pytest.raises(Invalid):
                join(cast, other)

    def test_is_of_who_accompanies_or_heads_the_plan(self, cast, student):
        for who in ("executive", "other_advisor", "stranger"):
            with pytest.raises(NotFound):
                join(cast, student, who=who)
        assert join(cast, student, who="coordinator").pk

    def test_ends_from_today_and_may_begin_again(self, cast, student):
        added = join(cast, student)
        end_student(actor=cast.advisor, public_id=added.public_id, now=NOW, today=TODAY)
        assert team.list_own_places(actor=student, today=TODAY).exists()
        assert not team.list_own_places(actor=student, today=TODAY + DAY).exists()
        with pytest.raises(Conflict):
            end_student(actor=cast.advisor, public_id=added.public_id, now=NOW, today=TODAY)
        assert join(cast, student, since=TODAY + DAY).pk

    def test_is_kept_by_the_database(self, cast, student):
        added = join(cast, student)
        with pytest.raises(IntegrityError, match="until_after_since"), transaction.atomic():
            PlanStudent.objects.filter(pk=added.pk).update(until=added.since - DAY)


class TestWriting:
    def test_counts_for_nothing(self, student, session):
        draft = start(student, session_id=session.public_id)
        session.refresh_from_db()
        assert (draft.text, draft.status, session.what_was_done, session.revision) == ("Se explicó.", "draft", "", 1)

    def test_is_of_what_is_of_their_plans_today(self, cast, student, session):
        with pytest.raises(NotInTheTeam):
            start(student, session_id=cast.session(held_on=TODAY + DAY).public_id)
        with pytest.raises(NotInTheTeam):
            start(student)
        with pytest.raises(NotInTheTeam):
            start(make_actor(Role.STUDENT, unit=cast.unit), session_id=session.public_id)
        with pytest.raises(NotAllowed):
            start(cast.advisor, session_id=session.public_id)
        with pytest.raises(Invalid):
            start(student, text=" ", session_id=session.public_id)
        assert not StudentDraft.objects.exists()

    def test_is_one_a_thing(self, cast, student, session):
        start(student, session_id=session.public_id)
        start(student, milestone_id=cast.plan.milestones.first().public_id)
        with pytest.raises(DraftThereAlready):
            start(student, session_id=session.public_id)

    def test_goes_on_while_it_is_theirs(self, cast, student, session):
        draft = start(student, session_id=session.public_id)
        written = write_draft(actor=student, public_id=draft.public_id, text="Otra cosa.", now=NOW + DAY)
        assert written.text == "Otra cosa."
        with pytest.raises(NotAllowed):
            write_draft(actor=cast.advisor, public_id=draft.public_id, text="Mía.", now=NOW)
        act(student, draft, "send")
        with pytest.raises(TransitionNotAllowed):
            write_draft(actor=student, public_id=draft.public_id, text="Tarde.", now=NOW)


class TestReview:
    @pytest.fixture
    def sent(self, student, session):
        draft = start(student, session_id=session.public_id)
        return act(student, draft, "send")

    def test_is_told_to_who_accompanies_the_plan(self, cast, sent):
        (notice,) = Notice.objects.filter(person_id=cast.advisor.person_id)
        assert (notice.event.verb, notice.event.target_id) == ("draft.send", str(sent.public_id))

    def test_writes_the_minutes_after_what_there_was_and_names_both(self, cast, sent, session):
        type(session).objects.filter(pk=session.pk).update(what_was_done="Se saludó.")
        act(cast.advisor, sent, "accept")
        session.refresh_from_db()
        assert session.what_was_done == "Se saludó.\n\nSe explicó."
        event = next(one for one in history.list_events(target=session) if one.verb == "draft.accept")
        author = Person.objects.get(pk=sent.author_id).full_name
        assert (event.actor_id, author in event.reason) == (cast.advisor.person_id, True)

    def test_reports_the_milestone_in_the_name_of_who_accepts(self, cast, student, session):
        milestone = cast.plan.milestones.first()
        draft = act(student, start(student, milestone_id=milestone.public_id), "send")
        with pytest.raises(Invalid):
            act(cast.advisor, draft, "accept")
        act(cast.advisor, draft, "accept", uploads=[upload(PDF, "acta.pdf")])
        milestone.refresh_from_db()
        assert (milestone.status, milestone.reported_by_id) == ("reported", cast.advisor.person_id)

    def test_leaves_everything_as_it_was_when_it_is_refused(self, cast, sent, session):
        type(session).objects.filter(pk=session.pk).update(status="cancelled", cancel_reason="No fueron.")
        with pytest.raises(SessionClosed):
            act(cast.advisor, sent, "accept")
        assert StudentDraft.objects.get().status == "sent"

    def test_comes_back_with_what_is_missing(self, cast, student, sent):
        with pytest.raises(ReasonRequired):
            act(cast.advisor, sent, "return", observation=" ")
        back = act(cast.advisor, sent, "return", observation="Falta quién vino.")
        assert (back.status, back.observation) == ("returned", "Falta quién vino.")
        assert Notice.objects.filter(person_id=student.person_id).count() == 2
        assert act(student, back, "send").status == "sent"

    def test_is_not_of_the_author_nor_of_who_only_heads(self, cast, student, sent):
        for actor in (student, cast.coordinator):
            with pytest.raises(NotAllowed):
                act(actor, sent, "accept")
        with pytest.raises(NotFound):
            act(cast.stranger, sent, "accept")
        with pytest.raises(TransitionNotAllowed):
            act(cast.advisor, sent, "fly")

    def test_is_not_sent_by_who_left_the_team(self, cast, student, session):
        draft = start(student, session_id=session.public_id)
        PlanStudent.objects.update(since=TODAY - DAY, until=TODAY - DAY)
        with pytest.raises(NotInTheTeam):
            act(student, draft, "send")
        assert act(student, draft, "discard").status == "discarded"

    def test_is_held_by_the_database(self, sent):
        own = {"reviewed_by_id": sent.author_id, "reviewed_at": NOW, "status": "accepted"}
        with pytest.raises(IntegrityError, match="reviewer_not_author"), transaction.atomic():
            StudentDraft.objects.filter(pk=sent.pk).update(**own)
        with pytest.raises(IntegrityError, match="of_one_thing"), transaction.atomic():
            StudentDraft.objects.filter(pk=sent.pk).update(session=None)
