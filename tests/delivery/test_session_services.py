"""Planning, correcting, writing, holding and cancelling sessions."""

from __future__ import annotations

import uuid
from datetime import date, time

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.delivery import selectors, services
from llegada.delivery.errors import PlanNotInCourse, RecordedElsewhere, SessionClosed
from llegada.delivery.models import Session
from tests.delivery.cast import details, make_cast
from tests.factories import NOW, TODAY, make_commitment, make_person, make_plan, make_service


def plan(cast, actor="advisor", **changes):
    public_id = changes.pop("public_id", None)
    return services.plan_session(
        actor=getattr(cast, actor),
        plan_id=cast.plan.public_id,
        details=details(**changes),
        now=NOW,
        today=TODAY,
        public_id=public_id,
    )


class TestPlanSession:
    def test_keeps_it_planned_with_the_plan_s_service_and_advisor(self, cast):
        session = plan(cast, held_on=date(2026, 11, 25))

        assert session.status == "planned"
        assert session.year == 2026
        assert session.service_version == cast.plan.plan_services.get().service_version
        assert list(session.advisors.all()) == [cast.plan.advisor]
        event = history.list_events(target=session).get()
        assert (event.verb, event.after, event.actor_id) == ("session.plan", "planned", cast.advisor.person_id)

    @pytest.mark.parametrize("actor", ["coordinator", "contact", "executive"])
    def test_is_not_for_who_only_reads(self, cast, actor):
        with pytest.raises(NotAllowed):
            plan(cast, actor)

    @pytest.mark.parametrize("actor", ["stranger", "other_advisor"])
    def test_hides_the_plans_of_others(self, cast, actor):
        with pytest.raises(NotFound):
            plan(cast, actor)

    @pytest.mark.parametrize("status", ["draft", "agreed", "signed", "suspended", "finished", "closed", "terminated"])
    def test_needs_a_plan_in_execution(self, db, status):
        cast = make_cast(status=status)
        with pytest.raises(PlanNotInCourse):
            plan(cast)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"ends_at": time(7)}, "ends_at"),
            ({"held_on": date(2026, 1, 31)}, "held_on"),
            ({"held_on": date(2026, 12, 16)}, "held_on"),
            ({"kind": "other"}, "other_kind"),
            ({"kind": "party"}, "kind"),
            ({"modality": "by post"}, "modality"),
            ({"title": ""}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"place": ""}, "place"),
            ({"service": uuid.uuid4()}, "service"),
            ({"advisors": (uuid.uuid4(),)}, "advisors"),
        ],
    )
    def test_names_the_field_that_is_wrong_and_writes_nothing(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            plan(cast, **changes)
        assert field in refused.value.fields
        assert not Session.objects.exists()

    def test_asks_which_service_when_the_plan_has_several(self, db):
        cast = make_cast(versions=[make_service(), make_service()])
        chosen = cast.plan.plan_services.last().service_version
        with pytest.raises(Invalid) as refused:
            plan(cast)
        assert "service" in refused.value.fields
        assert plan(cast, service=chosen.public_id).service_version == chosen

    def test_takes_advisors_of_the_unit(self, cast):
        colleague = cast.person("other_advisor")
        session = plan(cast, advisors=(colleague.public_id,))
        assert list(session.advisors.all()) == [colleague]

    def test_refuses_advisors_of_another_organisation(self, cast):
        with pytest.raises(Invalid) as refused:
            plan(cast, advisors=(cast.person("stranger").public_id,))
        assert "advisors" in refused.value.fields

    def test_sent_again_with_its_identifier_returns_the_same(self, cast):
        public_id = uuid.uuid4()
        first = plan(cast, public_id=public_id)
        again = plan(cast, public_id=public_id, title="Otro tema")
        assert (again.pk, again.title) == (first.pk, first.title)

    def test_refuses_the_identifier_of_another_plan_s_session(self, cast):
        other = make_plan(unit=cast.unit, advisor=cast.plan.advisor)
        public_id = uuid.uuid4()
        plan(cast, public_id=public_id)
        with pytest.raises(RecordedElsewhere):
            services.plan_session(
                actor=cast.advisor,
                plan_id=other.public_id,
                details=details(),
                now=NOW,
                today=TODAY,
                public_id=public_id,
            )

    def test_does_not_say_whose_an_identifier_is(self, cast):
        public_id = uuid.uuid4()
        plan(make_cast(), public_id=public_id)
        with pytest.raises(RecordedElsewhere):
            plan(cast, public_id=public_id)


class TestEditSession:
    def edit(self, cast, session, revision=None, actor="advisor", **changes):
        return services.edit_session(
            actor=getattr(cast, actor),
            public_id=session.public_id,
            details=details(**changes),
            revision=session.revision if revision is None else revision,
            now=NOW,
            today=TODAY,
        )

    def test_corrects_the_data_and_keeps_a_version(self, cast):
        session = cast.session()
        edited = self.edit(cast, session, title="Mesa de catastro", held_on=date(2026, 11, 20))
        assert (edited.title, edited.held_on, edited.revision) == ("Mesa de catastro", date(2026, 11, 20), 2)
        assert edited.history.first().title == "Mesa de catastro"
        assert history.list_events(target=edited)[0].verb == "session.edit"

    def test_is_refused_if_somebody_else_wrote_in_between(self, cast):
        session = cast.session()
        self.edit(cast, session, title="Lo de la otra persona")
        with pytest.raises(Conflict):
            self.edit(cast, session, revision=1, title="Lo mío")
        session.refresh_from_db()
        assert session.title == "Lo de la otra persona"

    def test_changes_the_advisors_only_when_they_are_said(self, cast):
        session = cast.session()
        colleague = cast.person("other_advisor")
        self.edit(cast, session, advisors=(colleague.public_id,))
        session.refresh_from_db()
        self.edit(cast, session, title="Otra vez")
        assert list(session.advisors.all()) == [colleague]

    def test_says_in_the_history_what_was_corrected(self, cast):
        session = cast.session()
        colleague, before = cast.person("other_advisor"), session.advisors.get()
        self.edit(cast, session, place="Otro sitio", advisors=(colleague.public_id,))
        told = history.list_events(target=session)[0].data
        assert "place" in told["fields"]
        assert told["advisors"] == [[str(before.public_id)], [str(colleague.public_id)]]

    def test_said_again_alike_changes_nothing(self, cast):
        session = cast.session()
        edited = self.edit(cast, session, title="Mesa de catastro")
        again = self.edit(cast, session, revision=1, title="Mesa de catastro")
        assert (again.revision, history.list_events(target=session).count()) == (edited.revision, 1)

    def test_keeps_who_gave_it_even_if_their_role_has_ended(self, cast):
        session = cast.session()
        gone = make_person("Quien ya no está")
        session.advisors.add(gone)
        both = (cast.person("advisor").public_id, gone.public_id)
        self.edit(cast, session, title="Otro tema", advisors=both)
        assert gone in session.advisors.all()
        with pytest.raises(Invalid):
            plan(cast, advisors=(gone.public_id,))

    def test_never_leaves_a_held_session_in_the_future(self, cast):
        session = cast.session(status="held")
        with pytest.raises(Invalid) as refused:
            self.edit(cast, session, held_on=date(2026, 11, 22))
        assert "held_on" in refused.value.fields

    @pytest.mark.parametrize("status", ["minutes_approved", "cancelled"])
    def test_is_refused_once_closed(self, cast, status):
        with pytest.raises(SessionClosed):
            self.edit(cast, cast.session(status=status))

    @pytest.mark.parametrize(
        ("actor", "refusal"), [("coordinator", NotAllowed), ("contact", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_who_records(self, cast, actor, refusal):
        with pytest.raises(refusal):
            self.edit(cast, cast.session(), actor=actor)


class TestWriteMinutes:
    def write(self, cast, session, **changes):
        given = {"what_was_done": "Se revisó.", "agenda": "", "no_commitments": False, "revision": session.revision}
        return services.write_minutes(actor=cast.advisor, public_id=session.public_id, now=NOW, **{**given, **changes})

    def test_keeps_what_was_done(self, cast):
        session = self.write(cast, cast.session(), what_was_done=" Se revisó la base. ", no_commitments=True)
        assert (session.what_was_done, session.no_commitments, session.revision) == ("Se revisó la base.", True, 2)

    def test_does_not_say_that_there_were_none_where_there_are_commitments(self, cast):
        session = cast.session()
        make_commitment(session)
        with pytest.raises(Invalid) as refused:
            self.write(cast, session, no_commitments=True)
        assert "no_commitments" in refused.value.fields

    def test_tells_two_people_who_write_at_once(self, cast):
        session = cast.session()
        self.write(cast, session)
        with pytest.raises(Conflict):
            self.write(cast, session, revision=1, what_was_done="Lo mío")


class TestSetMilestones:
    def set(self, cast, session, *milestones):
        return services.set_milestones(
            actor=cast.advisor,
            public_id=session.public_id,
            milestones=[one.public_id for one in milestones],
            now=NOW,
        )

    def test_replaces_them(self, cast):
        session = cast.session()
        first, second, _third = cast.plan.milestones.order_by("position")
        self.set(cast, session, first)
        self.set(cast, session, second)
        assert list(session.milestones.all()) == [second]
        assert history.list_events(target=session)[0].after == second.name

    def test_are_not_taken_back_by_who_read_before_they_were_marked(self, cast):
        session = cast.session()
        first = cast.plan.milestones.first()
        self.set(cast, session, first)
        with pytest.raises(Conflict):
            services.write_minutes(
                actor=cast.advisor,
                public_id=session.public_id,
                what_was_done="",
                agenda="",
                no_commitments=False,
                revision=1,
                milestones=[],
                now=NOW,
            )
        assert list(session.milestones.all()) == [first]

    def test_refuses_those_of_another_plan(self, cast):
        session = cast.session()
        foreign = make_plan(unit=cast.unit, advisor=cast.plan.advisor).milestones.first()
        with pytest.raises(Invalid) as refused:
            self.set(cast, session, foreign)
        assert "milestones" in refused.value.fields
        assert not session.milestones.exists()


class TestHoldSession:
    def hold(self, cast, session, actor="advisor", **values):
        return services.hold_session(
            actor=getattr(cast, actor), public_id=session.public_id, now=NOW, today=TODAY, **values
        )

    def test_marks_it_held_with_what_was_done_and_who_recorded_it(self, cast):
        milestone = cast.plan.milestones.first()
        session = self.hold(cast, cast.session(), what_was_done="Se revisó.", milestones=[milestone.public_id])
        assert (session.status, session.what_was_done) == ("held", "Se revisó.")
        assert session.recorded_by_id == cast.advisor.person_id
        assert list(session.milestones.all()) == [milestone]
        event = history.list_events(target=session)[0]
        assert (event.verb, event.before, event.after) == ("session.hold", "planned", "held")

    def test_leaves_what_is_not_said_as_it_was(self, cast):
        session = cast.session(what_was_done="Ya escrito", no_commitments=True)
        held = self.hold(cast, session)
        assert (held.what_was_done, held.no_commitments) == ("Ya escrito", True)

    def test_refuses_a_future_date(self, cast):
        with pytest.raises(Invalid) as refused:
            self.hold(cast, cast.session(held_on=date(2026, 11, 22)))
        assert "held_on" in refused.value.fields

    def test_refuses_milestones_of_another_plan_and_stays_planned(self, cast):
        session = cast.session()
        with pytest.raises(Invalid):
            self.hold(cast, session, milestones=[make_plan().milestones.first().public_id])
        session.refresh_from_db()
        assert session.status == "planned"

    @pytest.mark.parametrize("status", ["held", "minutes_approved", "cancelled"])
    def test_is_refused_from_other_states(self, cast, status):
        with pytest.raises(TransitionNotAllowed):
            self.hold(cast, cast.session(status=status))

    def test_needs_the_plan_still_in_execution(self, db):
        cast = make_cast(status="suspended")
        with pytest.raises(PlanNotInCourse):
            self.hold(cast, cast.session())

    @pytest.mark.parametrize(
        ("actor", "refusal"), [("coordinator", NotAllowed), ("executive", NotAllowed), ("other_advisor", NotFound)]
    )
    def test_is_for_who_records(self, cast, actor, refusal):
        with pytest.raises(refusal):
            self.hold(cast, cast.session(), actor=actor)


class TestCancelSession:
    def cancel(self, cast, session, reason="Vía cerrada"):
        return services.cancel_session(actor=cast.advisor, public_id=session.public_id, reason=reason, now=NOW)

    def test_keeps_the_reason(self, cast):
        session = self.cancel(cast, cast.session())
        assert (session.status, session.cancel_reason) == ("cancelled", "Vía cerrada")
        assert history.list_events(target=session)[0].reason == "Vía cerrada"

    def test_asks_for_it(self, cast):
        with pytest.raises(ReasonRequired):
            self.cancel(cast, cast.session(), reason="  ")

    def test_is_refused_once_held(self, cast):
        with pytest.raises(TransitionNotAllowed):
            self.cancel(cast, cast.session(status="held"))


def test_a_person_without_role_is_not_possible_as_advisor(cast):
    with pytest.raises(Invalid):
        plan(cast, advisors=(make_person().public_id,))


class TestGivenInAColleaguesPlan:
    def test_is_read_and_recorded_by_who_gives_it_and_by_no_other_advisor(self, cast):
        given, other = cast.session(), cast.session()
        with pytest.raises(NotFound):
            selectors.get_session(actor=cast.other_advisor, public_id=given.public_id)
        given.advisors.add(cast.person("other_advisor"))
        assert selectors.get_session(actor=cast.other_advisor, public_id=given.public_id) == given
        services.hold_session(actor=cast.other_advisor, public_id=given.public_id, now=NOW, today=given.held_on)
        with pytest.raises(NotFound):
            selectors.get_session(actor=cast.other_advisor, public_id=other.public_id)

    def test_opens_nothing_else_of_the_plan(self, cast):
        cast.session().advisors.add(cast.person("other_advisor"))
        with pytest.raises(NotFound):
            selectors.get_plan(actor=cast.other_advisor, public_id=cast.plan.public_id)
