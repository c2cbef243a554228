"""What each person sees of sessions, people, places and work that awaits them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from llegada.accounts.models import ConsentText
from llegada.core.errors import NotFound
from llegada.core.waiting import read_waiting
from llegada.delivery import selectors, services
from llegada.delivery.models import Session, SessionEvidence
from llegada.records.models import StoredFile
from tests.delivery.cast import make_cast
from tests.factories import NOW, TODAY, make_attendance, make_commitment, make_plan, make_session


class TestGetSession:
    @pytest.mark.parametrize("actor", ["advisor", "coordinator", "contact", "executive"])
    def test_finds_it_for_those_around_the_plan(self, cast, actor):
        session = cast.session()
        assert selectors.get_session(actor=getattr(cast, actor), public_id=session.public_id) == session

    @pytest.mark.parametrize("actor", ["other_advisor", "stranger"])
    def test_hides_it_from_everybody_else(self, cast, actor):
        with pytest.raises(NotFound):
            selectors.get_session(actor=getattr(cast, actor), public_id=cast.session().public_id)


class TestListAttendance:
    @pytest.mark.parametrize("actor", ["advisor", "coordinator", "contact"])
    def test_names_people_to_those_who_work_with_them(self, cast, actor):
        session = cast.session()
        make_attendance(session, "Ana Ruiz")
        assert [e.name for e in selectors.list_attendance(actor=getattr(cast, actor), session=session)] == ["Ana Ruiz"]

    def test_names_nobody_to_who_reads_figures(self, cast):
        session = cast.session()
        make_attendance(session)
        assert not selectors.list_attendance(actor=cast.executive, session=session)
        assert selectors.count_attendance(sessions=[session]) == {session.pk: 1}


class TestListLastAttendees:
    def test_offers_those_of_the_latest_session_with_a_list(self, cast):
        for day, name in [(date(2026, 10, 1), "Antes"), (date(2026, 11, 1), "Ahora")]:
            make_attendance(cast.session(status="held", held_on=day), name)
        cast.session(held_on=TODAY)
        make_attendance(cast.session(status="cancelled", held_on=TODAY), "Nadie")
        assert [e.name for e in selectors.list_last_attendees(actor=cast.advisor, plan=cast.plan)] == ["Ahora"]

    def test_offers_nobody_to_who_reads_figures(self, cast):
        make_attendance(cast.session(status="held"))
        assert selectors.list_last_attendees(actor=cast.executive, plan=cast.plan) == []


class TestPlansAndPlaces:
    def test_offer_only_plans_in_execution_of_the_advisor(self, cast):
        make_plan(unit=cast.unit, advisor=cast.plan.advisor, status="agreed")
        make_plan(unit=cast.unit)
        assert list(selectors.list_plans_to_record(actor=cast.advisor)) == [cast.plan]
        assert not selectors.list_plans_to_record(actor=cast.coordinator)

    def test_remember_each_place_once_latest_first(self, cast):
        for day, place in [(1, "Alcaldía"), (2, "Casa de la Cultura"), (3, "Alcaldía")]:
            Session.objects.filter(pk=cast.session(held_on=date(2026, 10, day)).pk).update(place=place)
        assert selectors.list_known_places(plan=cast.plan) == ["Alcaldía", "Casa de la Cultura"]


class TestMinutesFacts:
    def test_next_session_is_the_first_one_planned_later(self, cast):
        session = cast.session()
        cast.session(held_on=TODAY + timedelta(days=9))
        coming = cast.session(held_on=TODAY + timedelta(days=2))
        cast.session(held_on=TODAY + timedelta(days=1), status="cancelled")
        assert selectors.find_next_session(session=session) == coming
        assert selectors.find_next_session(session=make_session(make_plan())) is None


class TestConsentText:
    def test_is_the_latest_in_force(self, db):
        ConsentText.objects.create(version="2027-1", text="x", valid_from=date(2027, 1, 1))
        assert selectors.find_consent_text(today=TODAY).version == "2026-1"
        assert selectors.find_consent_text(today=date(2027, 1, 1)).version == "2027-1"
        assert selectors.find_consent_text(today=date(2025, 1, 1)) is None

    def test_of_the_house_names_purpose_will_rights_and_law(self, db):
        text = ConsentText.objects.get(version="2026-1").text
        for words in ("para qué", "voluntario", "derechos", "Ley 1581 de 2012", "Decreto 1377 de 2013"):
            assert words in text


class TestGetEvidence:
    @pytest.fixture
    def evidence(self, cast):
        stored = StoredFile.objects.create(sha256="a" * 64, size=1, media_type="application/pdf", stored_at=NOW)
        return SessionEvidence.objects.create(
            session=cast.session(), file=stored, name="lista.pdf", added_by=cast.plan.advisor, added_at=NOW
        )

    def test_is_for_who_may_see_names(self, cast, evidence):
        assert selectors.get_evidence(actor=cast.contact, public_id=evidence.public_id) == evidence
        for actor in (cast.executive, cast.stranger):
            with pytest.raises(NotFound):
                selectors.get_evidence(actor=actor, public_id=evidence.public_id)


class TestListWaitingFor:
    def waiting(self, cast, actor):
        return [
            (item.severity, str(item.title), item.due)
            for item in read_waiting(selectors.list_waiting_kinds(actor=getattr(cast, actor), today=TODAY)).items
        ]

    def test_tells_the_advisor_what_to_record_and_what_comes(self, cast):
        late, today, soon = (TODAY + timedelta(days=days) for days in (-3, 0, 7))
        for day, title in [(soon, "Luego"), (late, "Tarde"), (today, "Hoy"), (TODAY + timedelta(days=8), "Lejos")]:
            cast.session(held_on=day, title=title)
        assert self.waiting(cast, "advisor") == [
            ("bad", "Tarde", late),
            ("warn", "Hoy", today),
            ("info", "Luego", soon),
        ]

    def test_tells_the_coordinator_which_minutes_await_except_their_own(self, cast):
        cast.session(status="held", title="Ajena")
        own = cast.session(status="held", title="Propia")
        own.advisors.add(cast.person("coordinator"))
        assert self.waiting(cast, "coordinator") == [("info", "Acta por aprobar: Ajena", TODAY)]

    def test_tells_the_entity_what_it_owes(self, cast):
        session = cast.session(status="held")
        make_commitment(session, due_on=date(2026, 11, 20), description="Vencido")
        make_commitment(session, due_on=date(2026, 11, 28), description="Pronto")
        make_commitment(session, due_on=date(2026, 11, 29), description="Lejos")
        make_commitment(session, due_on=date(2026, 11, 20), side="provider", description="De quien asiste")
        assert self.waiting(cast, "contact") == [
            ("bad", "Compromiso: Vencido", date(2026, 11, 20)),
            ("warn", "Compromiso: Pronto", date(2026, 11, 28)),
        ]
        assert self.waiting(cast, "advisor") == [("bad", "Compromiso: De quien asiste", date(2026, 11, 20))]

    def test_tells_the_advisor_what_to_verify_but_not_what_they_fulfilled(self, cast):
        session = cast.session(status="held")
        theirs, own = make_commitment(session, description="A"), make_commitment(session, description="B")
        for commitment, actor in ((theirs, cast.contact), (own, cast.advisor)):
            services.change_commitment(
                actor=actor, public_id=commitment.public_id, action="fulfill", now=NOW, outcome="x"
            )
        assert [title for _, title, _ in self.waiting(cast, "advisor")] == ["Compromiso cumplido, por verificar: A"]

    def test_leads_to_each_commitment_itself_since_a_list_has_pages(self, cast):
        owed = make_commitment(cast.session(status="held"), due_on=TODAY)
        found = read_waiting(selectors.list_waiting_kinds(actor=cast.contact, today=TODAY)).items

        assert [item.url for item in found] == [owed.get_absolute_url()]

    def test_tells_nothing_to_who_has_nothing_to_do(self, cast):
        make_commitment(cast.session(status="held"), due_on=date(2026, 11, 1))
        assert self.waiting(cast, "executive") == []
        assert self.waiting(cast, "stranger") == []

    def test_takes_one_query_whatever_awaits(self, cast, django_assert_num_queries):
        for _ in range(4):
            make_commitment(cast.session(status="planned"), side="provider", due_on=TODAY)
        self.waiting(cast, "advisor")  # Django asks once what the database can do
        with django_assert_num_queries(1):
            assert len(read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items) == 8


def test_two_casts_do_not_see_each_other(cast):
    other = make_cast()
    other.session()
    assert not selectors.list_sessions(actor=cast.advisor)
