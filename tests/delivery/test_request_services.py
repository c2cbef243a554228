from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction

from llegada.accounts.models import Notice, Person, RoleAssignment
from llegada.core.actors import ANONYMOUS
from llegada.core.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ReasonRequired,
    TransitionNotAllowed,
)
from llegada.core.history import list_events
from llegada.delivery.models import AssistanceRequest, RequestAnswer, RequestMail
from llegada.delivery.request_codes import code_of
from llegada.delivery.request_errors import (
    CompletionAskedAlready,
    CompletionNotExpired,
    CompletionTooLate,
    ExtendedAlready,
    MailPending,
    ReopenedAlready,
    TermExpired,
)
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services import request_answers, request_calendar, request_moves
from llegada.delivery.services.request_answers import Ending
from llegada.delivery.services.requests import Guidance, receive_request, record_orientation
from llegada.delivery.tasks import send_request_mail
from tests.delivery.request_makers import MONDAY, asked, make_desk, make_request, receive
from tests.factories import NOW, TODAY, make_plan, make_unit
from tests.loaded_once import made_once
from tests.records.samples import PDF

pytestmark = pytest.mark.django_db


desk = made_once(make_desk)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Return a function that does something and lets its mail leave."""

    def _sent(work):
        with django_capture_on_commit_callbacks(execute=True):
            return work()

    return _sent


def verbs(request: AssistanceRequest) -> list[str]:
    return [event.verb for event in list_events(target=request)][::-1]


class TestReceiveRequest:
    def test_gives_consecutive_numbers_and_the_term_of_the_law(self, desk):
        first, second = receive(desk), receive(desk, wanted="information")
        assert [first.number, second.number] == ["2026-000001", "2026-000002"]
        assert (first.due_on, second.due_on) == (date(2026, 12, 14), date(2026, 12, 4))
        assert first.consent_text is not None

    def test_skips_the_days_on_which_the_organisation_does_not_work(self, desk):
        request_calendar.declare_day_off(
            actor=desk.coordinator,
            organization=desk.unit.organization,
            day=date(2026, 11, 24),
            reason="Resolución 12",
            now=NOW,
        )
        assert receive(desk).due_on == date(2026, 12, 15)

    def test_tells_who_directs_and_mails_number_and_code_once(self, desk, sent):
        request = sent(lambda: receive(desk))
        assert Notice.objects.get().person_id == desk.coordinator.person_id
        assert (mail.outbox[0].to, request.number in mail.outbox[0].body) == (["ana@correo.example"], True)
        assert code_of(request.public_id) in mail.outbox[0].body
        send_request_mail.call(mail_id=RequestMail.objects.get().pk)
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"has_consent": False}, "has_consent"),
            ({"email": ""}, ""),
            ({"subject": "  "}, "subject"),
            ({"email": "no es un correo"}, "email"),
            ({"asker": "entity"}, ""),
        ],
    )
    def test_refuses_what_could_not_be_answered_and_loses_no_number(self, desk, changes, field):
        with pytest.raises(Invalid) as refused:
            receive(desk, **changes)
        assert field in refused.value.fields
        assert receive(desk).number == "2026-000001"

    def test_asks_for_no_authorisation_of_who_acts_for_an_entity_and_only_for_theirs(self, desk):
        new = asked(desk, asker="entity", entity=desk.entity, has_consent=False)
        assert receive_request(actor=desk.contact, new=new, now=NOW).entity == desk.entity
        with pytest.raises(NotFound):
            receive_request(actor=desk.stranger, new=new, now=NOW)


class TestFindFollowed:
    def test_needs_number_and_code_however_they_are_typed(self, desk):
        request = receive(desk)
        code = code_of(request.public_id)
        assert selectors.find_followed(number=request.number, code=code.lower().replace("-", " ")) == request
        assert selectors.find_followed(number=request.number, code="AAAA-AAAA-AAAA") is None
        assert selectors.find_followed(number="2026-999999", code=code) is None


class TestClassifyRequest:
    def test_counts_the_term_of_its_kind_from_receipt(self, desk):
        request = receive(desk)
        moved = request_moves.classify_request(
            actor=desk.coordinator, public_id=request.public_id, kind="consultation", now=MONDAY
        )
        assert (moved.status, moved.due_on) == ("classified", date(2027, 1, 6))

    def test_changes_no_kind_once_the_clock_stopped(self, desk):
        request = make_request(desk.unit, extended_on=TODAY)
        with pytest.raises(Invalid):
            request_moves.classify_request(
                actor=desk.coordinator, public_id=request.public_id, kind="congress", now=NOW
            )

    def test_refuses_who_reads_and_hides_from_others(self, desk):
        request = receive(desk)
        for actor, error in ((desk.reader, NotAllowed), (desk.stranger, NotFound), (desk.advisor, NotFound)):
            with pytest.raises(error):
                request_moves.classify_request(actor=actor, public_id=request.public_id, kind="general", now=NOW)

    def test_refuses_what_somebody_moved_in_between(self, desk):
        request = receive(desk)
        values = {"actor": desk.coordinator, "public_id": request.public_id, "kind": "general", "now": NOW}
        request_moves.classify_request(**values, revision=1)
        with pytest.raises(Conflict):
            request_moves.classify_request(**values, revision=1)


class TestAssignRequest:
    def test_gives_it_to_a_person_who_is_told(self, desk):
        request = make_request(desk.unit, "classified")
        person = selectors.list_people_to_assign(request, today=TODAY).get(pk=desk.advisor.person_id)
        moved = request_moves.assign_request(
            actor=desk.head, public_id=request.public_id, unit=desk.unit, person=person, now=NOW
        )
        assert (moved.status, moved.assigned_to) == ("assigned", person)
        assert Notice.objects.get().person == person
        assert selectors.get_request(actor=desk.advisor, public_id=request.public_id) == request

    def test_refuses_a_unit_and_a_person_from_elsewhere(self, desk):
        request, elsewhere = make_request(desk.unit, "classified"), make_unit()
        stranger = Person.objects.get(pk=desk.stranger.person_id)
        for unit, person, field in ((elsewhere, None, "unit"), (desk.unit, stranger, "person")):
            with pytest.raises(Invalid) as refused:
                request_moves.assign_request(
                    actor=desk.head, public_id=request.public_id, unit=unit, person=person, now=NOW
                )
            assert field in refused.value.fields


class TestCompletion:
    def ask(self, desk, request, now=MONDAY):
        return request_moves.ask_completion(actor=desk.head, public_id=request.public_id, missing="El acta", now=now)

    def test_stops_the_clock_and_gives_a_month(self, desk, sent):
        request = sent(lambda: self.ask(desk, make_request(desk.unit)))
        assert (request.status, request.clock_days, request.completion_due_on) == ("incomplete", 14, date(2026, 12, 23))
        assert "El acta" in mail.outbox[0].body

    def test_goes_on_from_the_next_day_with_what_was_left(self, desk):
        request = self.ask(desk, make_request(desk.unit))
        done = request_moves.complete_request(
            actor=ANONYMOUS,
            public_id=request.public_id,
            text="Aquí va",
            upload=SimpleUploadedFile("acta.pdf", PDF),
            now=MONDAY + timedelta(days=7),
            is_followed=True,
        )
        assert (done.status, done.due_on) == ("completed", date(2026, 12, 21))
        assert [one.name for one in selectors.list_request_files(done)] == ["acta.pdf"]

    def test_is_asked_only_once_and_within_ten_days(self, desk):
        request = make_request(desk.unit, completion_asked_on=TODAY)
        with pytest.raises(CompletionAskedAlready):
            self.ask(desk, request)
        with pytest.raises(CompletionTooLate):
            self.ask(desk, make_request(desk.unit), now=NOW + timedelta(days=14))

    def test_is_given_another_month_once(self, desk):
        request = make_request(desk.unit, "incomplete")
        values = {"actor": desk.head, "public_id": request.public_id, "reason": "Lo pidió", "now": NOW}
        assert request_moves.extend_completion(**values).completion_due_on == date(2027, 1, 21)
        with pytest.raises(ExtendedAlready):
            request_moves.extend_completion(**values)

    def test_ends_it_only_when_the_month_has_passed(self, desk):
        request = make_request(desk.unit, "incomplete")
        values = {"actor": desk.head, "public_id": request.public_id, "action": "desist", "reason": "No completó"}
        with pytest.raises(CompletionNotExpired):
            request_moves.withdraw_request(**values, now=NOW + timedelta(days=30))
        assert request_moves.withdraw_request(**values, now=NOW + timedelta(days=31)).status == "withdrawn"

    def test_is_brought_by_the_entity_and_by_nobody_who_only_reads(self, desk):
        request = make_request(desk.unit, "incomplete", entity=desk.entity)
        with pytest.raises(NotAllowed):
            request_moves.complete_request(actor=desk.reader, public_id=request.public_id, text="Va", now=NOW)
        done = request_moves.complete_request(actor=desk.contact, public_id=request.public_id, text="Va", now=NOW)
        assert done.status == "completed"


class TestExtendTerm:
    def test_moves_the_date_once_and_tells_why(self, desk, sent):
        request = make_request(desk.unit, due_on=date(2026, 12, 14))
        values = {"actor": desk.head, "public_id": request.public_id, "reason": "Falta un concepto", "now": NOW}
        moved = sent(lambda: request_moves.extend_term(**values, due_on=date(2026, 12, 21)))
        assert (moved.due_on, moved.clock_days) == (date(2026, 12, 21), 20)
        assert "Falta un concepto" in mail.outbox[0].body
        with pytest.raises(ExtendedAlready):
            request_moves.extend_term(**values, due_on=date(2026, 12, 22))

    def test_needs_a_reason_a_working_day_and_time(self, desk):
        request = make_request(desk.unit, due_on=date(2026, 12, 14))
        values = {"actor": desk.head, "public_id": request.public_id}
        with pytest.raises(ReasonRequired):
            request_moves.extend_term(**values, due_on=date(2026, 12, 21), reason=" ", now=NOW)
        for day in (date(2026, 12, 19), date(2027, 3, 1), date(2026, 12, 14)):
            with pytest.raises(Invalid):
                request_moves.extend_term(**values, due_on=day, reason="Sí", now=NOW)
        with pytest.raises(TermExpired):
            request_moves.extend_term(**values, due_on=date(2026, 12, 21), reason="Sí", now=NOW + timedelta(days=24))


class TestTransferRequest:
    @pytest.mark.parametrize(("days", "is_late"), [(6, False), (9, True)])
    def test_says_to_whom_and_whether_it_was_late(self, desk, sent, days, is_late):
        request = make_request(desk.unit)
        now = NOW + timedelta(days=days)
        values = {"actor": desk.coordinator, "public_id": request.public_id, "reason": "Es de otro", "now": now}
        moved = sent(lambda: request_moves.transfer_request(**values, to="Ministerio"))
        event = list_events(target=moved).get(verb="request.transfer")
        assert (moved.status, event.data["is_late"]) == ("transferred", is_late)
        assert "Ministerio" in mail.outbox[0].body


class TestAnswerRequest:
    def answer(self, desk, request, now=NOW):
        return request_answers.answer_request(
            actor=desk.head,
            public_id=request.public_id,
            text="Le ayudamos así.",
            upload=SimpleUploadedFile("respuesta.pdf", PDF),
            now=now,
        )

    def test_is_notified_by_the_mail_that_carries_it(self, desk, sent):
        request = sent(lambda: self.answer(desk, make_request(desk.unit)))
        request.refresh_from_db()
        answer, letter = request.answers.get(), RequestMail.objects.get()
        assert (request.status, answer.means) == ("notified", "mail")
        assert letter.sha256 in answer.proof
        assert mail.outbox[0].attachments[0][0] == "respuesta.pdf"
        assert verbs(request) == ["request.answer", "request.notify"]

    def test_stays_unnotified_when_the_mail_does_not_leave(self, desk, sent, monkeypatch):
        def fail(self, *args, **kwargs):
            raise OSError("sin red")

        monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
        request = self.answer(desk, make_request(desk.unit))
        letter = RequestMail.objects.get()
        with pytest.raises(OSError, match="sin red"):
            send_request_mail.call(mail_id=letter.pk)
        letter.refresh_from_db()
        assert (letter.sent_at, selectors.get_followed(public_id=request.public_id).status) == (None, "answered")

    def test_is_notified_by_hand_with_its_proof(self, desk):
        request = self.answer(desk, make_request(desk.unit, email="", contact="Calle 1"))
        values = {"actor": desk.head, "public_id": request.public_id, "now": NOW}
        with pytest.raises(MailPending):
            request_answers.record_notification(**values, means="mail", proof="x")
        for means, proof in (("post", " "), ("paloma", "x")):
            with pytest.raises(Invalid):
                request_answers.record_notification(**values, means=means, proof=proof)
        told = request_answers.record_notification(**values, means="post", proof="Guía 123")
        assert (told.status, told.answers.get().proof) == ("notified", "Guía 123")

    def test_cannot_be_said_again_otherwise(self, desk):
        request = self.answer(desk, make_request(desk.unit))
        for change in (lambda rows: rows.update(text="Otra"), lambda rows: rows.delete()):
            with pytest.raises((IntegrityError, InternalError), match="no se modifica"), transaction.atomic():
                change(RequestAnswer.objects.filter(request=request))


class TestCloseRequest:
    @pytest.mark.parametrize(
        ("ending", "field"),
        [
            (Ending("otra"), "outcome"),
            (Ending("not_applicable"), "note"),
            (Ending("work_plan"), "plan"),
            (Ending("plan_line"), "line"),
        ],
    )
    def test_needs_what_came_of_it(self, desk, ending, field):
        request = make_request(desk.unit, "notified")
        with pytest.raises(Invalid) as refused:
            request_answers.close_request(actor=desk.head, public_id=request.public_id, ending=ending, now=NOW)
        assert field in refused.value.fields

    def test_says_in_which_plan_it_ended(self, desk):
        request, plan = (
            make_request(desk.unit, "notified", entity=desk.entity),
            make_plan(unit=desk.unit, entity=desk.entity),
        )
        closed = request_answers.close_request(
            actor=desk.head, public_id=request.public_id, ending=Ending("work_plan", plan=plan), now=NOW
        )
        assert (closed.status, closed.plan) == ("closed", plan)

    def test_waits_for_the_notification(self, desk):
        request = make_request(desk.unit, "answered")
        with pytest.raises(TransitionNotAllowed):
            request_answers.close_request(
                actor=desk.head, public_id=request.public_id, ending=Ending("orientation"), now=NOW
            )


class TestRateAnswer:
    def rate(self, request, is_helpful, opinion="No dice cómo"):
        return request_answers.rate_answer(
            actor=ANONYMOUS,
            public_id=request.public_id,
            is_helpful=is_helpful,
            opinion=opinion,
            now=MONDAY,
            is_followed=True,
        )

    @pytest.mark.parametrize("status", ["notified", "closed"])
    def test_reopens_with_a_whole_term_at_the_first_no(self, desk, status):
        request = make_request(desk.unit, status)
        reopened = self.rate(request, is_helpful=False)
        assert (reopened.status, reopened.due_on, reopened.outcome) == ("assigned", date(2026, 12, 15), "")
        assert Notice.objects.get().person == request.assigned_to

    def test_keeps_the_second_no_without_reopening(self, desk):
        request = make_request(desk.unit, "notified", reopened_on=TODAY)
        assert (self.rate(request, is_helpful=False).status, request.rated_on) == ("notified", None)
        with pytest.raises(ReopenedAlready):
            self.rate(request, is_helpful=True)

    def test_needs_words_to_reopen_and_none_to_say_yes(self, desk):
        request = make_request(desk.unit, "notified")
        with pytest.raises(Invalid):
            self.rate(request, is_helpful=False, opinion="")
        assert self.rate(request, is_helpful=True, opinion="").was_helpful is True

    def test_is_not_asked_before_there_is_an_answer(self, desk):
        with pytest.raises(TransitionNotAllowed):
            self.rate(make_request(desk.unit), is_helpful=True)


class TestRecordOrientation:
    def guidance(self, desk, **changes):
        values = {"unit": desk.unit, "channel": "help_desk", "entity": desk.entity, "name": "Beto Paz"}
        return Guidance(**(values | {"subject": "Cómo se liquida", "said": "Así se liquida."} | changes))

    def test_is_born_answered_and_closed(self, desk):
        request = record_orientation(actor=desk.advisor, guidance=self.guidance(desk), now=NOW)
        assert (request.status, request.outcome, request.answers.get().means) == ("closed", "orientation", "spoken")

    def test_belongs_to_who_works_in_the_unit(self, desk):
        for actor in (desk.reader, desk.contact):
            with pytest.raises((NotAllowed, NotFound)):
                record_orientation(actor=actor, guidance=self.guidance(desk), now=NOW)
        with pytest.raises(Invalid):
            record_orientation(actor=desk.advisor, guidance=self.guidance(desk, said=" "), now=NOW)


class TestDeclareDayOff:
    def test_moves_the_terms_that_are_running(self, desk):
        running, answered = receive(desk), make_request(desk.unit, "answered", due_on=date(2026, 12, 14), number="x")
        values = {"organization": desk.unit.organization, "day": date(2026, 12, 1), "reason": "Resolución 9"}
        request_calendar.declare_day_off(actor=desk.coordinator, **values, now=NOW)
        running.refresh_from_db()
        answered.refresh_from_db()
        assert (running.due_on, answered.due_on) == (date(2026, 12, 15), date(2026, 12, 14))
        with pytest.raises(Invalid):
            request_calendar.declare_day_off(actor=desk.coordinator, **values, now=NOW)
        with pytest.raises(NotAllowed):
            request_calendar.declare_day_off(actor=desk.head, **values, now=NOW)


class TestWatchRequests:
    def test_tells_once_of_each_thing_that_rests(self, desk):
        late = make_request(desk.unit, due_on=TODAY)
        make_request(desk.unit, "answered", number="otra")
        later = NOW + timedelta(days=4)
        assert request_calendar.watch_requests(later) == 2
        assert request_calendar.watch_requests(later) == 0
        told = set(Notice.objects.filter(event__target_id=str(late.public_id)).values_list("person_id", flat=True))
        assert told == {late.assigned_to_id, desk.coordinator.person_id, desk.head.person_id}

    def test_tells_somebody_where_nobody_directs(self, desk):
        request = make_request(desk.unit, "received")
        RoleAssignment.objects.filter(role="coordinator").update(ends_on=TODAY - timedelta(days=1))
        assert request_calendar.watch_requests(NOW + timedelta(days=4)) == 1
        assert Notice.objects.get(event__target_id=str(request.public_id)).person_id == desk.head.person_id

    def test_sends_again_the_mail_that_did_not_leave(self, desk, sent):
        receive(desk)
        assert mail.outbox == []
        sent(lambda: request_calendar.watch_requests(NOW + timedelta(hours=2)))
        assert len(mail.outbox) == 1
