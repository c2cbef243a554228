"""Field material: what may be told outside and who reads it; and the coverage of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Notice
from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.delivery.choices import ImageUse
from llegada.delivery.errors import CoverageAskedAlready, SessionPassed
from llegada.delivery.models import CoverageRequest, SessionEvidence
from llegada.delivery.selectors import material as selectors
from llegada.delivery.services import attach_evidence
from llegada.delivery.services.material import answer_coverage, ask_coverage, say_image_use
from tests.factories import NOW, TODAY, make_actor, make_unit
from tests.records.samples import PDF, upload


@pytest.fixture
def team(cast):
    return make_actor(Role.COMMUNICATIONS, organization=cast.unit.organization)


def attach(cast, session, name="foto.pdf", **said):
    return attach_evidence(
        actor=cast.advisor, public_id=session.public_id, upload=upload(PDF + name.encode(), name), now=NOW, **said
    )


def say(cast, evidence, image_use, who="advisor"):
    session = evidence.session
    return say_image_use(
        actor=getattr(cast, who),
        public_id=session.public_id,
        evidence_id=evidence.public_id,
        image_use=image_use,
        now=NOW,
    )


class TestMaterial:
    def test_is_read_by_the_team_once_it_may_be_published(self, cast, team):
        session = cast.session(status="held")
        told = attach(cast, session, kind="photo", image_use=ImageUse.NOBODY)
        unsaid = attach(cast, session, "b.pdf", kind="photo")
        attach(cast, session, "c.pdf", kind="attendance_list", image_use=ImageUse.AUTHORISED)
        assert list(selectors.list_material(actor=team)) == [told]
        with pytest.raises(NotFound):
            selectors.get_material(actor=team, public_id=unsaid.public_id)
        say(cast, unsaid, ImageUse.AUTHORISED)
        assert selectors.get_material(actor=team, public_id=unsaid.public_id) == unsaid

    def test_is_taken_back_when_an_authorisation_is(self, cast, team):
        evidence = attach(cast, cast.session(status="held"), kind="video", image_use=ImageUse.AUTHORISED)
        type(evidence.session).objects.filter(pk=evidence.session_id).update(no_commitments=True)
        say(cast, evidence, ImageUse.INTERNAL)
        assert not selectors.list_material(actor=team).exists()
        event = history.list_events(target=evidence.session)[0]
        assert (event.verb, event.before, event.after) == ("session.image_use", "authorised", "internal")

    def test_is_found_by_session_and_entity(self, cast, team):
        attach(cast, cast.session(status="held", title="Feria del agua"), kind="photo", image_use=ImageUse.NOBODY)
        material = selectors.list_material(actor=team)
        assert selectors.search_material(material, "agua").count() == 1
        assert selectors.search_material(material, cast.plan.entity.name).count() == 1
        assert selectors.search_material(material, "catastro").count() == 0

    def test_is_of_its_organisation_and_of_nobody_else(self, cast):
        attach(cast, cast.session(status="held"), kind="photo", image_use=ImageUse.NOBODY)
        others = make_actor(Role.COMMUNICATIONS, organization=make_unit().organization)
        assert not selectors.list_material(actor=others).exists()
        assert not selectors.list_material(actor=cast.executive).exists()

    def test_is_said_by_who_records_and_in_the_words_of_the_list(self, cast):
        evidence = attach(cast, cast.session(status="held"), kind="photo")
        with pytest.raises(Invalid):
            say(cast, evidence, "everything")
        with pytest.raises(NotAllowed):
            say(cast, evidence, ImageUse.NOBODY, who="contact")
        with pytest.raises(IntegrityError, match="image_use_known"), transaction.atomic():
            SessionEvidence.objects.update(image_use="everything")


def ask(cast, session, reason=" Vienen cinco alcaldes. ", who="advisor"):
    return ask_coverage(actor=getattr(cast, who), public_id=session.public_id, reason=reason, now=NOW)


class TestCoverage:
    @pytest.fixture
    def session(self, cast):
        return cast.session(held_on=TODAY + timedelta(days=5))

    def test_is_asked_for_once_and_told_to_the_team(self, cast, team, session):
        made = ask(cast, session)
        assert (made.status, made.reason) == ("asked", "Vienen cinco alcaldes.")
        assert [notice.person_id for notice in Notice.objects.all()] == [team.person_id]
        assert list(selectors.list_coverage(actor=team, today=TODAY)) == [made]
        with pytest.raises(CoverageAskedAlready):
            ask(cast, session)

    def test_is_asked_for_before_the_session_by_who_records_it_saying_why(self, cast, session):
        with pytest.raises(SessionPassed):
            ask(cast, cast.session(status="held"))
        with pytest.raises(ReasonRequired):
            ask(cast, session, reason=" ")
        with pytest.raises(NotAllowed):
            ask(cast, session, who="coordinator")
        assert not CoverageRequest.objects.exists()

    def test_is_answered_by_the_team_and_told_to_who_asked(self, cast, team, session):
        made = ask(cast, session)
        done = answer_coverage(actor=team, public_id=made.public_id, action="assign", answer=" Va Ana. ", now=NOW)
        assert (done.status, done.answer) == ("assigned", "Va Ana.")
        assert Notice.objects.filter(person_id=cast.advisor.person_id).count() == 1
        changed = answer_coverage(actor=team, public_id=made.public_id, action="decline", answer="Enfermó.", now=NOW)
        assert changed.status == "declined"

    def test_refuses_who_may_not_what_leads_nowhere_and_silence(self, cast, team, session):
        made = ask(cast, session)
        given = {"public_id": made.public_id, "now": NOW}
        with pytest.raises(NotFound):
            answer_coverage(actor=cast.advisor, action="assign", answer="Voy.", **given)
        with pytest.raises(TransitionNotAllowed):
            answer_coverage(actor=team, action="fly", answer="Voy.", **given)
        with pytest.raises(Invalid):
            answer_coverage(actor=team, action="assign", answer=" ", **given)

    def test_is_answered_once_by_two_at_a_time(self, cast, team, session, monkeypatch):
        made = ask(cast, session)
        stale = selectors.get_coverage(actor=team, public_id=made.public_id)
        answer_coverage(actor=team, public_id=made.public_id, action="assign", answer="Va Ana.", now=NOW)
        monkeypatch.setattr("llegada.delivery.services.material.get_coverage", lambda **_asked: stale)
        with pytest.raises(Conflict):
            answer_coverage(actor=team, public_id=made.public_id, action="decline", answer="Nadie.", now=NOW)

    def test_is_kept_whole_by_the_database(self, cast, session):
        made = ask(cast, session)
        with pytest.raises(IntegrityError, match="answered_whole"), transaction.atomic():
            CoverageRequest.objects.filter(pk=made.pk).update(status="assigned")
