"""Consultations: asked by a team, given to an expert or taken, answered in time, closed, reopened once, and useful to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Notice
from llegada.core.days_off import days_off_of
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.core.working_days import add_working_days
from llegada.delivery.models import NonWorkingDay
from llegada.workplans import selectors, services
from llegada.workplans.errors import NothingToShare, NotYourConsultation, OwnConsultation, PlanEnded, ReopenedOnce
from llegada.workplans.models import Consultation, ConsultationAnswer, ConsultationFile
from llegada.workplans.services import ConsultationContent
from tests.factories import NOW, TODAY, make_actor, make_line, make_person
from tests.records.samples import PDF, upload
from tests.workplans.makers import make_consultation


def ask(cast, plan, who="advisor", **values):
    given = {"line": make_line("Rediseño"), "subject": " Planta ", "question": " ¿Cómo? "} | values
    return services.open_consultation(
        actor=cast.actor(who), plan_id=plan.public_id, content=ConsultationContent(**given), now=NOW
    )


def act(cast, one, who, action, reason="Faltó la norma."):
    return services.move_consultation(
        actor=cast.actor(who), public_id=one.public_id, action=action, now=NOW, reason=reason
    )


def answer(cast, one, who="expert", text="Por decreto del alcalde.", **more):
    return services.answer_consultation(actor=cast.actor(who), public_id=one.public_id, text=text, now=NOW, **more)


def assign(cast, one, who="head", expert="expert"):
    person = cast.person(expert)
    return services.assign_consultation(
        actor=cast.actor(who), public_id=one.public_id, person_id=person.public_id, now=NOW
    )


def told(cast, *names):
    return {name for name in names if Notice.objects.filter(person=cast.person(name)).exists()}


class TestOpenConsultation:
    def test_is_due_in_the_working_days_of_the_organisation(self, cast, plan_in):
        head, organization = cast.person("head"), cast.unit.organization
        one = ask(cast, plan_in(), uploads=[upload(PDF, "norma.pdf")])
        assert (one.subject, one.question, one.status) == ("Planta", "¿Cómo?", "open")
        assert one.due_on == add_working_days(TODAY, 3)
        assert one.files.get().name == "norma.pdf"
        assert Notice.objects.get(person=head).event.verb == "consultation.open"
        NonWorkingDay.objects.create(
            organization=organization, day=add_working_days(TODAY, 1), reason="Decreto", declared_by=head
        )
        assert days_off_of([organization.pk])[organization.pk] == {add_working_days(TODAY, 1)}
        assert ask(cast, plan_in()).due_on == add_working_days(TODAY, 4)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("contact", NotAllowed), ("monitor", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_the_team(self, cast, plan_in, who, refusal):
        with pytest.raises(refusal):
            ask(cast, plan_in(), who)

    def test_is_not_for_plans_that_ended(self, cast, plan_in):
        with pytest.raises(PlanEnded):
            ask(cast, plan_in("terminated"))

    def test_says_something_with_a_few_files(self, cast, plan_in):
        plan = plan_in()
        with pytest.raises(Invalid):
            ask(cast, plan, question=" ")
        with pytest.raises(Invalid):
            ask(cast, plan, uploads=[upload(PDF + b"%d" % n, f"{n}.pdf") for n in range(6)])
        assert not Consultation.objects.exists()

    @pytest.mark.parametrize("what", ["question", "delete", "answer", "file", "first_answer"])
    def test_stays_as_it_was_written_in_the_database_too(self, cast, plan_in, what):
        one = ask(cast, plan_in(), uploads=[upload(PDF, "norma.pdf")])
        assign(cast, one)
        answer(cast, one)
        attempts = {
            "question": lambda: Consultation.objects.update(question="Otra"),
            "delete": lambda: Consultation.objects.filter(pk=one.pk)._raw_delete("default"),
            "answer": lambda: ConsultationAnswer.objects.update(text="Otra"),
            "file": lambda: ConsultationFile.objects.update(name="otro.pdf"),
            "first_answer": lambda: Consultation.objects.update(answered_at=NOW - timedelta(days=1)),
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            attempts[what]()


class TestReach:
    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("advisor", True),
            ("head", True),
            ("expert", True),
            ("control", True),
            ("contact", False),
            ("legal", False),
            ("colleague", False),
            ("other_head", False),
            ("stranger", False),
        ],
    )
    def test_is_the_team_its_unit_and_experts_but_never_the_entity(self, cast, plan_in, who, sees):
        make_consultation(plan_in())
        assert selectors.list_consultations(actor=cast.actor(who)).exists() is sees

    @pytest.mark.parametrize(
        ("who", "reads"), [("colleague", True), ("other_head", True), ("contact", False), ("stranger", False)]
    )
    def test_of_what_is_useful_is_the_organisation(self, cast, plan_in, who, reads):
        make_consultation(plan_in(), status="answered")
        assert not selectors.list_shared(actor=cast.actor(who)).exists()
        make_consultation(plan_in(), status="answered", is_shared=True)
        assert (selectors.list_shared(actor=cast.actor(who)).count() == 1) is reads


class TestGivingIt:
    def test_to_an_expert_of_the_organisation_tells_them(self, cast, plan_in):
        one = assign(cast, make_consultation(plan_in()))
        assert (one.status, one.expert) == ("assigned", cast.person("expert"))
        assert assign(cast, one, expert="other_expert").expert == cast.person("other_expert")
        assert told(cast, "expert", "other_expert", "head") == {"expert", "other_expert"}

    @pytest.mark.parametrize("whom", ["colleague", "head"])
    def test_to_who_is_no_expert_is_refused(self, cast, plan_in, whom):
        with pytest.raises(Invalid):
            assign(cast, make_consultation(plan_in()), expert=whom)

    def test_to_who_asked_is_refused(self, cast, plan_in):
        one = make_consultation(plan_in(), asked_by=cast.person("expert"))
        with pytest.raises(Invalid):
            assign(cast, one)
        with pytest.raises(OwnConsultation):
            act(cast, one, "expert", "take")

    @pytest.mark.parametrize("who", ["advisor", "expert", "monitor"])
    def test_is_for_who_leads_the_unit(self, cast, plan_in, who):
        with pytest.raises(NotAllowed):
            assign(cast, make_consultation(plan_in()), who)

    def test_is_not_needed_where_an_expert_takes_it(self, cast, plan_in):
        one = act(cast, make_consultation(plan_in()), "expert", "take")
        assert (one.status, one.expert) == ("assigned", cast.person("expert"))
        with pytest.raises(TransitionNotAllowed):
            act(cast, one, "other_expert", "take")


class TestAnswering:
    def test_tells_who_asked_and_keeps_when_it_was_first(self, cast, plan_in):
        one = make_consultation(plan_in(), status="assigned", expert=cast.person("expert"))
        answer(cast, one, uploads=[upload(PDF, "concepto.pdf")])
        answer(cast, one, text="Y se publica en la gaceta.")
        one.refresh_from_db()
        assert (one.status, one.answered_at, one.answers.count()) == ("answered", NOW, 2)
        assert one.files.get().answer == one.answers.first()
        assert told(cast, "advisor") == {"advisor"}
        found = selectors.search_consultations(Consultation.objects.all(), "GACETA planta")
        assert list(found) == [one]

    def test_is_of_the_expert_to_whom_it_was_given(self, cast, plan_in):
        one = make_consultation(plan_in(), status="assigned", expert=cast.person("expert"))
        with pytest.raises(NotYourConsultation):
            answer(cast, one, "other_expert")
        with pytest.raises(NotAllowed):
            answer(cast, one, "advisor")
        with pytest.raises(Invalid):
            answer(cast, one, text=" ")


class TestEnding:
    def test_is_of_the_team_and_says_who(self, cast, plan_in):
        one = make_consultation(plan_in(), status="answered")
        act(cast, one, "advisor", "close")
        one.refresh_from_db()
        assert (one.status, one.closed_by) == ("closed", cast.person("advisor"))
        with pytest.raises(NotAllowed):
            act(cast, one, "expert", "reopen")

    def test_gives_way_to_reopening_once_with_a_new_date(self, cast, plan_in):
        one = make_consultation(plan_in(), status="closed", expert=cast.person("expert"), due_on=TODAY - timedelta(9))
        with pytest.raises(ReasonRequired):
            act(cast, one, "advisor", "reopen", reason=" ")
        act(cast, one, "advisor", "reopen")
        one.refresh_from_db()
        assert (one.status, one.expert, one.closed_at) == ("assigned", cast.person("expert"), None)
        assert (one.reopen_reason, one.due_on) == ("Faltó la norma.", add_working_days(TODAY, 3))
        assert told(cast, "expert") == {"expert"}
        answer(cast, one)
        with pytest.raises(ReopenedOnce):
            act(cast, one, "advisor", "reopen")

    def test_without_an_answer_is_withdrawing_and_stays_so(self, cast, plan_in):
        one = act(cast, make_consultation(plan_in()), "advisor", "withdraw")
        assert one.status == "closed"
        with pytest.raises(ReopenedOnce):
            act(cast, one, "advisor", "reopen")
        with pytest.raises(NotFound):
            act(cast, one, "advisor", "answer")

    def test_offers_each_what_they_may_do(self, cast, plan_in):
        one = make_consultation(plan_in(), status="assigned", expert=cast.person("expert"))
        offered = {
            name: selectors.list_consultation_actions(actor=cast.actor(name), consultation=one)
            for name in ("advisor", "head", "expert", "other_expert", "control")
        }
        assert offered == {
            "advisor": ["withdraw"],
            "head": ["assign", "withdraw"],
            "expert": ["answer"],
            "other_expert": [],
            "control": [],
        }


class TestSharing:
    def share(self, cast, one, who="expert", is_shared=True):
        services.share_consultation(actor=cast.actor(who), public_id=one.public_id, is_shared=is_shared, now=NOW)
        one.refresh_from_db()
        return one.is_shared

    def test_is_of_the_team_and_of_experts_once_it_is_answered(self, cast, plan_in):
        one = make_consultation(plan_in(), status="answered")
        assert self.share(cast, one) is True
        assert self.share(cast, one) is True
        assert self.share(cast, one, "advisor", is_shared=False) is False
        assert [event.verb for event in list_events(target=one)] == ["consultation.unshare", "consultation.share"]
        with pytest.raises(NotAllowed):
            self.share(cast, one, "control")
        with pytest.raises(NothingToShare):
            self.share(cast, make_consultation(plan_in()))


class TestTerm:
    def test_is_set_by_the_coordination_for_what_comes(self, cast, plan_in):
        organization = cast.unit.organization
        coordinator = make_actor(Role.COORDINATOR, organization=organization)
        setting = {"actor": coordinator, "organization": organization, "now": NOW}
        services.set_consultation_term(**setting, days=5)
        assert ask(cast, plan_in()).due_on == add_working_days(TODAY, 5)
        services.set_consultation_term(**setting, days=1)
        assert ask(cast, plan_in()).due_on == add_working_days(TODAY, 1)
        with pytest.raises(Invalid):
            services.set_consultation_term(**setting, days=31)
        with pytest.raises(NotAllowed):
            services.set_consultation_term(**(setting | {"actor": cast.head}), days=2)


class TestWatching:
    def test_tells_of_what_is_late_once_for_each_date(self, cast, plan_in):
        cast.person("head")
        late = make_consultation(
            plan_in(), status="assigned", expert=cast.person("expert"), due_on=TODAY - timedelta(days=1)
        )
        make_consultation(plan_in(), due_on=TODAY)
        make_consultation(plan_in(), status="answered", due_on=TODAY - timedelta(days=9))
        assert services.watch_consultations(NOW) == 1
        assert services.watch_consultations(NOW) == 0
        assert told(cast, "expert", "advisor", "head") == {"expert", "advisor", "head"}
        Consultation.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=2))
        assert services.watch_consultations(NOW) == 1


class TestWaiting:
    def waits(self, cast, name):
        found = read_waiting(selectors.list_waiting_kinds(actor=cast.actor(name), today=TODAY)).items
        return [(str(item.title), item.severity.value) for item in found if "Planta" in str(item.title)]

    def test_says_to_each_what_is_theirs(self, cast, plan_in):
        plan, expert = plan_in(), cast.person("expert")
        make_consultation(plan, status="assigned", expert=expert, due_on=TODAY - timedelta(days=1))
        assert self.waits(cast, "expert") == [("Responder una consulta: Planta de personal", "bad")]
        assert self.waits(cast, "other_expert") == []
        make_consultation(plan)
        assert self.waits(cast, "other_expert") == [("Tomar una consulta: Planta de personal", "warn")]
        assert self.waits(cast, "head") == [("Asignar una consulta: Planta de personal", "warn")]
        assert self.waits(cast, "advisor") == []
        make_consultation(plan, status="answered")
        assert self.waits(cast, "advisor") == [("Leer la respuesta: Planta de personal", "info")]
        make_consultation(plan, asked_by=make_person(), status="answered")
        assert len(self.waits(cast, "advisor")) == 1


class TestMedian:
    def test_is_of_the_first_answers_of_the_last_year(self, cast, plan_in):
        plan = plan_in()
        none = selectors.median_answer(selectors.list_consultations(actor=cast.head), today=TODAY)
        assert none == (None, 0)
        make_consultation(plan, status="answered")
        long_ago = NOW - timedelta(days=400)
        make_consultation(plan, status="answered", asked_at=long_ago, answered_at=long_ago)
        found = selectors.median_answer(selectors.list_consultations(actor=cast.head), today=TODAY)
        assert found == (0.0, 1)
