"""More time for a commitment, evidence of it, what the entity reports by its link, and reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from llegada.accounts.models import Notice
from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.delivery import services
from llegada.delivery.due import remind_of_commitments
from llegada.delivery.errors import LinkClosed, OwnCommitment
from llegada.delivery.models import Commitment, CommitmentExtension, CommitmentLink
from llegada.delivery.selectors import list_waiting_kinds
from llegada.delivery.selectors.commitment_parts import get_commitment_evidence, link_token, list_owed
from tests.factories import NOW, TODAY, make_actor, make_commitment, settle
from tests.records.samples import PDF


@pytest.fixture
def owed(cast) -> Commitment:
    """A commitment of the entity, due in a week."""
    return make_commitment(cast.session(status="held"))


def proof(name: str = "soporte.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


class TestExtendCommitment:
    def extend(self, cast, owed, actor="advisor", **changes):
        values = {"due_on": date(2026, 12, 15), "reason": "El sistema estuvo caído."} | changes
        return services.extend_commitment(
            actor=getattr(cast, actor), public_id=owed.public_id, now=NOW, today=TODAY, **values
        )

    def test_moves_the_date_and_keeps_the_one_it_had_with_the_reason(self, cast, owed):
        assert self.extend(cast, owed).due_on == date(2026, 12, 15)
        kept = owed.extensions.get()
        assert (kept.before_on, kept.after_on, kept.reason) == (
            date(2026, 11, 28),
            date(2026, 12, 15),
            "El sistema estuvo caído.",
        )
        event = history.list_events(target=owed).get()
        assert (event.verb, event.before, event.after) == ("commitment.extend", "2026-11-28", "2026-12-15")
        assert [one.due_on for one in owed.history.all()] == [date(2026, 12, 15), date(2026, 11, 28)]

    @pytest.mark.parametrize("due_on", [date(2026, 11, 28), date(2026, 11, 27)])
    def test_names_a_date_that_is_not_later(self, cast, owed, due_on):
        with pytest.raises(Invalid) as refused:
            self.extend(cast, owed, due_on=due_on)
        assert "due_on" in refused.value.fields

    def test_names_a_date_that_passed(self, cast, owed):
        Commitment.objects.update(due_on=TODAY - timedelta(days=9))
        with pytest.raises(Invalid, match="ya pasó"):
            self.extend(cast, owed, due_on=TODAY - timedelta(days=1))

    def test_asks_for_the_reason(self, cast, owed):
        with pytest.raises(ReasonRequired):
            self.extend(cast, owed, reason="  ")

    def test_is_only_of_what_is_open(self, cast, owed):
        settle(owed, "fulfilled")
        with pytest.raises(TransitionNotAllowed):
            self.extend(cast, owed)

    @pytest.mark.parametrize(("actor", "refusal"), [("contact", NotAllowed), ("stranger", NotFound)])
    def test_is_given_by_who_assists(self, cast, owed, actor, refusal):
        with pytest.raises(refusal):
            self.extend(cast, owed, actor)

    def test_stays_as_it_was_given(self, cast, owed):
        self.extend(cast, owed)
        with pytest.raises(DatabaseError), transaction.atomic():
            CommitmentExtension.objects.update(reason="Otra")

    def test_the_database_refuses_one_that_goes_back(self, cast, owed):
        made = self.extend(cast, owed).extensions.get()
        made.pk, made.after_on = None, made.before_on
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)


class TestFulfillCommitment:
    def test_keeps_the_files_that_prove_it_once(self, cast, owed):
        done = services.fulfill_commitment(
            actor=cast.contact, public_id=owed.public_id, outcome="Enviada.", uploads=[proof(), proof("b.pdf")], now=NOW
        )
        kept = done.evidence.get()
        assert (done.status, kept.name, kept.added_by_id) == ("fulfilled", "soporte.pdf", cast.contact.person_id)
        assert get_commitment_evidence(actor=cast.advisor, public_id=kept.public_id) == kept
        with pytest.raises(NotAllowed):
            get_commitment_evidence(actor=cast.executive, public_id=kept.public_id)
        with pytest.raises(NotFound):
            get_commitment_evidence(actor=cast.stranger, public_id=kept.public_id)

    def test_with_too_many_files_changes_nothing(self, cast, owed):
        with pytest.raises(Invalid, match="como máximo"):
            services.fulfill_commitment(
                actor=cast.contact, public_id=owed.public_id, outcome="Sí.", uploads=[proof()] * 6, now=NOW
            )
        owed.refresh_from_db()
        assert owed.status == "open"


@pytest.fixture
def link(cast, owed) -> CommitmentLink:
    return services.share_commitments(actor=cast.advisor, public_id=owed.public_id, now=NOW, today=TODAY)


def report(link, owed, **changes):
    values = {
        "token": link_token(link),
        "public_id": owed.public_id,
        "name": "Rosa Díaz",
        "post": "Secretaria",
        "words": "Se envió.",
        "uploads": [proof()],
        "now": NOW,
        "today": TODAY,
    }
    return services.report_by_link(**values | changes)


class TestShareCommitments:
    def test_gives_the_same_link_while_it_serves(self, cast, owed, link):
        again = services.share_commitments(actor=cast.coordinator, public_id=owed.public_id, now=NOW, today=TODAY)
        assert again == link
        assert link.expires_on == date(2026, 11, 28) + timedelta(days=90)

    def test_is_mailed_to_the_counterpart(self, cast, owed, mailoutbox, django_capture_on_commit_callbacks):
        owed.plan.counterpart_email = "planeacion@alcaldia.gov.co"
        owed.plan.save()
        with django_capture_on_commit_callbacks(execute=True):
            made = services.share_commitments(actor=cast.advisor, public_id=owed.public_id, now=NOW, today=TODAY)
        (mail,) = mailoutbox
        assert mail.to == ["planeacion@alcaldia.gov.co"]
        assert link_token(made) in mail.body
        assert "Enviar la base predial" in mail.body

    def test_is_of_who_assists(self, cast, owed):
        with pytest.raises(NotAllowed):
            services.share_commitments(actor=cast.contact, public_id=owed.public_id, now=NOW, today=TODAY)

    def test_of_a_link_that_expired_makes_another(self, cast, owed, link):
        later = link.expires_on + timedelta(days=1)
        other = services.share_commitments(actor=cast.advisor, public_id=owed.public_id, now=NOW, today=later)
        assert other != link


class TestReportByLink:
    def test_fulfils_nothing_until_somebody_accepts_it(self, cast, owed, link):
        made = report(link, owed)
        owed.refresh_from_db()
        assert (owed.status, made.status) == ("open", "pending")
        assert Notice.objects.get().person_id == cast.advisor.person_id
        waiting = [str(item.title) for item in read_waiting(list_waiting_kinds(actor=cast.advisor, today=TODAY)).items]
        assert any("La entidad informó que cumplió" in title for title in waiting)

    def test_accepted_is_fulfilled_and_still_verified_by_somebody_else(self, cast, owed, link):
        made = report(link, owed)
        services.review_report(actor=cast.advisor, public_id=made.public_id, action="accept", now=NOW)
        owed.refresh_from_db()
        assert (owed.status, owed.fulfilled_by_id) == ("fulfilled", cast.advisor.person_id)
        assert owed.outcome == "Se envió. (informó Rosa Díaz, Secretaria)"
        assert owed.evidence.get().report == made
        verify = {"public_id": owed.public_id, "action": "verify", "now": NOW}
        with pytest.raises(OwnCommitment):
            services.change_commitment(actor=cast.advisor, **verify)
        assert services.change_commitment(actor=cast.coordinator, **verify).status == "verified"

    def test_returned_says_why_and_may_be_reported_again(self, cast, owed, link):
        made = report(link, owed)
        with pytest.raises(ReasonRequired):
            services.review_report(actor=cast.advisor, public_id=made.public_id, action="return", now=NOW)
        services.review_report(
            actor=cast.advisor, public_id=made.public_id, action="return", now=NOW, observation="Falta la firma."
        )
        assert report(link, owed).status == "pending"

    def test_twice_at_once_is_refused_in_words(self, owed, link):
        report(link, owed)
        with pytest.raises(Invalid, match="Ya se informó"):
            report(link, owed)

    @pytest.mark.parametrize("field", ["name", "post", "words"])
    def test_names_what_is_missing(self, owed, link, field):
        with pytest.raises(Invalid) as refused:
            report(link, owed, **{field: " "})
        assert list(refused.value.fields) == [field]

    def test_reaches_only_what_the_entity_owes_under_that_plan(self, cast, link):
        ours = make_commitment(cast.session(status="held"), side="provider")
        with pytest.raises(NotFound):
            report(link, ours)
        assert list(list_owed(plan=link.plan)) == [link.plan.commitments.get(side="entity")]

    def test_with_a_link_that_was_changed_finds_nothing(self, owed, link):
        with pytest.raises(NotFound):
            report(link, owed, token=link_token(link)[:-1])

    def test_with_a_link_that_was_revoked_or_expired_says_so(self, cast, owed, link):
        with pytest.raises(LinkClosed):
            report(link, owed, today=link.expires_on + timedelta(days=1))
        services.revoke_link(actor=cast.advisor, public_id=owed.public_id, now=NOW, today=TODAY)
        services.revoke_link(actor=cast.advisor, public_id=owed.public_id, now=NOW, today=TODAY)
        with pytest.raises(LinkClosed):
            report(link, owed)

    @pytest.mark.parametrize(("actor", "refusal"), [("contact", NotAllowed), ("stranger", NotFound)])
    def test_is_reviewed_by_who_assists(self, cast, owed, link, actor, refusal):
        made = report(link, owed)
        with pytest.raises(refusal):
            services.review_report(actor=getattr(cast, actor), public_id=made.public_id, action="accept", now=NOW)

    def test_reviewed_by_two_the_second_is_told(self, cast, owed, link):
        made = report(link, owed)
        review = {"public_id": made.public_id, "action": "accept", "now": NOW}
        services.review_report(actor=cast.advisor, **review)
        with pytest.raises((TransitionNotAllowed, Conflict)):
            services.review_report(actor=cast.coordinator, **review)


class TestReminders:
    def test_tell_each_side_once_for_each_date(self, cast, owed):
        Commitment.objects.update(due_on=TODAY + timedelta(days=2))
        assert [remind_of_commitments(NOW), remind_of_commitments(NOW)] == [1, 0]
        told = {notice.person_id for notice in Notice.objects.filter(event__verb="commitment.due_soon")}
        assert cast.advisor.person_id in told
        Commitment.objects.update(due_on=TODAY + timedelta(days=3))
        assert remind_of_commitments(NOW) == 1

    def test_of_what_is_overdue_go_to_who_heads_the_unit_too(self, cast, owed):
        Commitment.objects.update(due_on=TODAY - timedelta(days=1))
        head = make_actor(Role.UNIT_HEAD, unit=cast.unit)
        remind_of_commitments(NOW)
        told = set(Notice.objects.filter(event__verb="commitment.overdue").values_list("person_id", flat=True))
        assert told == {person.person_id for person in (cast.advisor, cast.contact, cast.coordinator, head)}

    def test_say_nothing_of_what_is_far_fulfilled_or_in_a_plan_that_rests(self, cast, owed):
        assert remind_of_commitments(NOW) == 0
        Commitment.objects.update(due_on=TODAY)
        cast.plan.status = "suspended"
        cast.plan.save()
        assert remind_of_commitments(NOW) == 0
