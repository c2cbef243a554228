"""The test of a training: written, chosen, opened, answered once by each, and told of many alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.delivery import selectors, services
from llegada.delivery.errors import (
    FewResults,
    NotATraining,
    SessionClosed,
    TrainingTestChosen,
    TrainingTestFrozen,
    TrainingTestNotOpen,
)
from llegada.delivery.models import Session, SessionTest, TrainingAnswers, TrainingQuestion, TrainingTest
from llegada.delivery.services import TrainingDraft
from llegada.delivery.training_rules import Question
from tests.delivery.makers import make_answers, make_attendance_code, make_training_test
from tests.factories import NOW, TODAY, make_attendance, make_session

DRAFT = TrainingDraft("Catastro", tuple(Question(f"¿{n}?", ("Sí", "No", "A veces"), 2) for n in range(5)))


@pytest.fixture
def session(cast):
    return cast.session()


def write(cast, session, draft=DRAFT, actor="advisor"):
    return services.write_test(actor=getattr(cast, actor), public_id=session.public_id, draft=draft, now=NOW)


def move(cast, session, action, actor="advisor"):
    return services.move_test(actor=getattr(cast, actor), public_id=session.public_id, action=action, now=NOW)


def answer(session, entry, given=(0, 0, 1, None, 0), wave="pre", today=TODAY):
    services.answer_test(
        code=session.attendance_code.code, entry_id=entry.pk, wave=wave, given=given, now=NOW, today=today
    )


class TestWriteTest:
    def test_puts_it_in_the_bank_and_chooses_it(self, cast, session):
        test = write(cast, session)
        assert (test.unit_id, test.questions.count()) == (session.plan.unit_id, 5)
        assert test.questions.get(position=1).options == ["Sí", "No", "A veces"]
        assert SessionTest.objects.get(session=session).test == test
        assert [event.verb for event in history.list_events(target=session)] == ["session.test_write"]

    @pytest.mark.parametrize(
        "draft",
        [
            TrainingDraft(" ", DRAFT.questions),
            TrainingDraft("Corta", DRAFT.questions[:4]),
            TrainingDraft("Mala", (*DRAFT.questions[:4], Question("¿?", ("Sí", "sí"), 0))),
        ],
    )
    def test_refuses_what_is_wrong_and_keeps_nothing(self, cast, session, draft):
        with pytest.raises(Invalid):
            write(cast, session, draft)
        assert not TrainingTest.objects.exists()

    @pytest.mark.parametrize(("actor", "refusal"), [("coordinator", NotAllowed), ("stranger", NotFound)])
    def test_is_for_who_records(self, cast, session, actor, refusal):
        with pytest.raises(refusal):
            write(cast, session, actor=actor)

    def test_is_for_mechanisms_that_teach(self, cast, session):
        Session.objects.filter(pk=session.pk).update(kind="meeting")
        with pytest.raises(NotATraining):
            write(cast, session)

    def test_is_refused_once_the_session_is_closed(self, cast):
        with pytest.raises(SessionClosed):
            write(cast, cast.session(status="cancelled"))


class TestChooseTest:
    def test_takes_one_of_the_bank_until_it_is_opened(self, cast, session):
        other = make_training_test(cast.session()).test
        write(cast, session)
        chosen = services.choose_test(actor=cast.advisor, public_id=session.public_id, test_id=other.public_id, now=NOW)
        assert chosen.test_id == other.pk
        move(cast, session, "open_pre")
        with pytest.raises(TrainingTestChosen):
            write(cast, session)

    def test_finds_nothing_in_the_bank_of_another_unit(self, cast, session):
        foreign = make_training_test(make_session()).test
        with pytest.raises(NotFound):
            services.choose_test(actor=cast.advisor, public_id=session.public_id, test_id=foreign.public_id, now=NOW)


class TestRewriteTest:
    def rewrite(self, cast, session, revision=1):
        services.rewrite_test(
            actor=cast.advisor,
            public_id=session.public_id,
            draft=TrainingDraft("Otra", DRAFT.questions),
            revision=revision,
            now=NOW,
        )

    def test_corrects_what_nobody_opened(self, cast, session):
        test = make_training_test(session).test
        self.rewrite(cast, session)
        test.refresh_from_db()
        assert (test.title, test.revision, test.questions.first().right) == ("Otra", 2, 2)
        with pytest.raises(Conflict):
            self.rewrite(cast, session)

    def test_is_refused_once_any_session_opened_it(self, cast, session):
        test = make_training_test(session).test
        elsewhere = cast.session()
        services.choose_test(actor=cast.advisor, public_id=elsewhere.public_id, test_id=test.public_id, now=NOW)
        move(cast, elsewhere, "open_pre")
        with pytest.raises(TrainingTestFrozen):
            self.rewrite(cast, session)

    def test_of_nothing_finds_nothing(self, cast, session):
        with pytest.raises(NotFound):
            self.rewrite(cast, session)

    @pytest.mark.parametrize("what", ["title", "question", "delete", "insert"])
    def test_is_held_by_the_database(self, session, what):
        test = make_training_test(session, stage="pre_open").test
        attempts = {
            "title": lambda: TrainingTest.objects.filter(pk=test.pk).update(title="Otra"),
            "question": lambda: test.questions.update(right=1),
            "delete": lambda: test.questions.all().delete(),
            "insert": lambda: TrainingQuestion.objects.create(
                test=test, position=9, text="¿?", option_a="a", option_b="b", right=0
            ),
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            attempts[what]()


class TestMoveTest:
    def test_opens_and_closes_with_its_history(self, cast, session):
        make_training_test(session)
        for action in ("open_pre", "close_pre", "open_post", "close_post"):
            move(cast, session, action)
        verbs = [event.verb for event in history.list_events(target=session)]
        assert verbs[::-1] == [f"session.test_{one}" for one in ("open_pre", "close_pre", "open_post", "close_post")]
        with pytest.raises(TransitionNotAllowed):
            move(cast, session, "open_pre")


class TestAnswerTest:
    @pytest.fixture
    def entry(self, session):
        make_training_test(session, stage="pre_open")
        make_attendance_code(session)
        return make_attendance(session)

    def test_keeps_the_first_answers_and_says_nothing_of_the_second(self, session, entry):
        answer(session, entry)
        answer(session, entry, given=(0, 0, 0, 0, 0))
        kept = TrainingAnswers.objects.get()
        assert (kept.given, kept.right, kept.questions, kept.channel) == ("aab-a", 3, 5, "self")
        with pytest.raises(IntegrityError), transaction.atomic():
            TrainingAnswers.objects.update(right=5)

    @pytest.mark.parametrize(("wave", "days"), [("post", 0), ("pre", 1), ("pre", -1)])
    def test_is_refused_while_it_is_not_open(self, session, entry, wave, days):
        with pytest.raises(TrainingTestNotOpen):
            answer(session, entry, wave=wave, today=TODAY + timedelta(days=days))

    def test_is_refused_once_the_session_is_closed(self, session, entry):
        Session.objects.filter(pk=session.pk).update(status="cancelled", cancel_reason="Llovió")
        with pytest.raises(TrainingTestNotOpen):
            answer(session, entry)

    @pytest.mark.parametrize("given", [(None,) * 5, (0, 1)])
    def test_asks_for_an_answer_to_its_questions(self, session, entry, given):
        with pytest.raises(Invalid):
            answer(session, entry, given=given)

    def test_is_for_who_is_on_the_list(self, session, entry):
        with pytest.raises(NotFound):
            answer(session, make_attendance(make_session()))

    def test_goes_away_with_the_person_taken_off_the_list(self, cast, session, entry):
        answer(session, entry)
        services.remove_attendance(actor=cast.advisor, public_id=session.public_id, entry_id=entry.pk, now=NOW)
        assert not TrainingAnswers.objects.exists()


class TestRecordOnPaper:
    def note(self, cast, session, **results):
        return services.record_on_paper(
            actor=cast.advisor,
            public_id=session.public_id,
            results={(int(key[1:]), wave): right for key, (wave, right) in results.items()},
            now=NOW,
        )

    def test_writes_and_corrects_paper_but_not_what_came_by_phone(self, cast, session):
        make_training_test(session, stage="pre_open")
        make_attendance_code(session)
        by_phone, on_paper = make_attendance(session), make_attendance(session)
        answer(session, by_phone)
        results = {f"e{by_phone.pk}": ("pre", 5), f"e{on_paper.pk}": ("pre", 2)}
        assert self.note(cast, session, **results) == 1
        assert self.note(cast, session, **(results | {f"e{on_paper.pk}": ("pre", 4)})) == 1
        assert self.note(cast, session, **(results | {f"e{on_paper.pk}": ("pre", 4)})) == 0
        kept = dict(TrainingAnswers.objects.values_list("entry", "right"))
        assert kept == {by_phone.pk: 3, on_paper.pk: 4}

    @pytest.mark.parametrize(
        ("result", "refusal"), [(("post", 2), TrainingTestNotOpen), (("pre", 6), Invalid), (("pre", -1), Invalid)]
    )
    def test_refuses_what_cannot_be(self, cast, session, result, refusal):
        make_training_test(session, stage="pre_closed")
        with pytest.raises(refusal):
            self.note(cast, session, **{f"e{make_attendance(session).pk}": result})

    def test_is_of_people_on_the_list(self, cast, session):
        make_training_test(session, stage="pre_open")
        with pytest.raises(NotFound):
            self.note(cast, session, **{f"e{make_attendance(make_session()).pk}": ("pre", 1)})


class TestResults:
    def test_pair_each_person_with_themselves_and_tell_nothing_of_few(self, session):
        test = make_training_test(session, stage="post_closed")
        for _number in range(4):
            make_answers(test, make_attendance(session), pre=2, post=4)
        make_answers(test, make_attendance(session), pre=None, post=5)
        few = selectors.summarize_results(test=test)
        assert (few.answered_pre, few.answered_post, few.pairs, few.gain) == (4, 5, 4, None)
        make_answers(test, make_attendance(session), pre=2, post=4)
        enough = selectors.summarize_results(test=test)
        assert (enough.pairs, enough.gain.pre, enough.gain.post) == (5, 0.4, 0.8)

    def test_name_nobody_when_they_are_downloaded(self, session):
        test = make_training_test(session, stage="post_closed")
        for pre, post in ((3, 4), (1, None), (None, 2)):
            make_answers(test, make_attendance(session), pre=pre, post=post)
        assert selectors.list_anonymous(test=test) == [(None, 2, 5), (1, None, 5), (3, 4, 5)]

    def test_go_to_the_evidence_when_there_are_enough(self, cast, session):
        test = make_training_test(session, stage="post_closed")
        attach = {"actor": cast.advisor, "public_id": session.public_id, "now": NOW}
        with pytest.raises(FewResults):
            services.attach_results(**attach)
        for _number in range(5):
            make_answers(test, make_attendance(session))
        evidence = services.attach_results(**attach)
        assert (evidence.name, evidence.kind) == ("prueba-inicial-y-final.xlsx", "other")
