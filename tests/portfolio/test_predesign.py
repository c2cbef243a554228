from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound
from llegada.portfolio import selectors, services
from llegada.portfolio.errors import NoDraft, NotBeingWritten
from llegada.portfolio.models import CycleMoment, Predesign, ThematicLine
from llegada.portfolio.predesign import predesign_of, said_in_predesign, seen_mark
from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix
from llegada.portfolio.value_chain import ValueChain
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, create_whole, make_cast, make_ready, publish

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


cast = made_once(make_cast)


@pytest.fixture
def service(cast):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)


def edit(actor, service, seen=None, **changes):
    return services.edit_predesign(actor=actor, public_id=service.public_id, changes=changes, now=LATER, seen=seen)


def said(service):
    return predesign_of(selectors.find_draft(service))


class TestEditPredesign:
    def test_keeps_each_section_and_says_in_the_history_what_changed(self, cast, service):
        strategy = make.make_strategy(cast.unit)
        moment = CycleMoment.objects.first()
        tree = ProblemTree("Central", (Branch("Causa", ("Detrás",)),), (Branch("Efecto"),))
        changes = {
            "name": "Otro nombre",
            "problem": "Se decide a ciegas",
            "tree": tree,
            "matrix": VesterMatrix(("A", "B"), ((None, 1), (None, None))),
            "strategies": (strategy.pk,),
            "chain": ValueChain((("a",), ("b",), (), (), (), ()), ((0, 0, 0),)),
            "moments": (moment.pk,),
            "background": "Hubo un piloto",
        }
        edit(cast.head, service, **changes)
        found = said(service)
        assert {name: getattr(found, name) for name in changes} == changes
        event = history.list_events(target=service)[0]
        assert event.verb == "service.edit_predesign"
        assert event.data["changes"]["problem"] == ["", "Se decide a ciegas"]
        assert selectors.is_designer(selectors.find_draft(service), person_id=cast.head.person_id)

    def test_changes_nothing_if_it_says_the_same(self, cast, service):
        edit(cast.lead, service, problem="Se decide a ciegas")
        edit(cast.head, service, problem=" Se decide a ciegas ")
        service.refresh_from_db()
        assert service.revision == 2

    def test_refuses_a_statement_of_what_is_missing_until_it_is_confirmed(self, cast, service):
        with pytest.raises(Invalid) as refused:
            edit(cast.lead, service, problem="Falta de seguimiento")
        assert list(refused.value.fields) == ["problem"]
        edit(cast.lead, service, problem="Falta de seguimiento", is_problem_confirmed=True)
        assert said(service).is_problem_confirmed

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"strategies": (999999,)}, "strategies"),
            ({"moments": (999999,)}, "moments"),
            ({"chain": ValueChain((("x" * 301,), (), (), (), (), ()))}, "chain"),
            ({"matrix": VesterMatrix(("A",) * 16, ((None,) * 16,) * 16)}, "matrix"),
        ],
    )
    def test_refuses_bad_input_naming_the_field(self, cast, service, changes, field):
        with pytest.raises(Invalid) as refused:
            edit(cast.lead, service, **changes)
        assert list(refused.value.fields) == [field]

    def test_refuses_a_line_that_is_no_longer_used(self, cast, service):
        with pytest.raises(Invalid) as refused:
            edit(cast.lead, service, line=ThematicLine.objects.create(name="Vieja", is_active=False))
        assert list(refused.value.fields) == ["line"]

    def test_refuses_who_saw_an_older_section_and_not_who_wrote_in_another(self, cast, service):
        seen = seen_mark(said(service), ["background"])
        edit(cast.head, service, problem="Se decide a ciegas")
        edit(cast.lead, service, seen=seen, background="Hubo un piloto")
        with pytest.raises(Conflict):
            edit(cast.head, service, seen=seen, background="Otra cosa")

    @pytest.mark.parametrize("stage", ["in_feedback", "returned", "design", "protocol_in_review", "parametrized"])
    def test_is_refused_while_it_is_not_being_written(self, cast, service, stage):
        make_ready(service, stage)
        with pytest.raises(NotBeingWritten):
            edit(cast.lead, service, problem="x")

    def test_is_for_who_designs(self, cast, service):
        with pytest.raises(NotAllowed):
            edit(cast.coordinator, service, problem="x")
        with pytest.raises(NotFound):
            edit(cast.stranger, service, problem="x")

    def test_needs_a_version_in_edition(self, cast, service):
        publish(cast, service)
        with pytest.raises(NoDraft):
            edit(cast.lead, service, problem="x")


class TestGate:
    def test_lets_nothing_be_sent_that_does_not_say_all(self, cast, service):
        make_ready(service, "predesign")
        with pytest.raises(Invalid) as refused:
            services.move_version(actor=cast.lead, public_id=service.public_id, action="send_predesign", now=LATER)
        assert set(refused.value.fields) == {
            "problem", "analysis", "alignment", "chain", "links", "moments", "background", "justification",
        }  # fmt: skip

    def test_takes_the_matrix_for_the_tree(self, cast):
        service = create_whole(cast)
        whole = VesterMatrix(("A", "B", "C"), ((None, 1, 1), (1, None, 1), (1, 1, None)))
        edit(cast.lead, service, tree=ProblemTree("Central"))
        assert "analysis" not in said_in_predesign(said(service))
        edit(cast.lead, service, matrix=whole)
        assert "analysis" in said_in_predesign(said(service))


class TestNewVersion:
    def test_begins_with_the_pre_design_of_the_former(self, cast):
        service = create_whole(cast)
        edit(cast.lead, service, strategies=(make.make_strategy(cast.unit).pk,))
        before = said(service)
        publish(cast, service)
        services.open_draft(actor=cast.lead, public_id=service.public_id, now=LATER)
        assert said(service) == before


class TestDatabase:
    def test_freezes_the_pre_design_with_its_version(self, cast):
        service = create_whole(cast)
        make_ready(service, "in_feedback")
        with pytest.raises((IntegrityError, InternalError), match="no se modifica"), transaction.atomic():
            Predesign.objects.update(problem="Otro")
