import pytest

from llegada.core.waiting import read_waiting
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.models import Service, VersionEditor
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, make_ready, publish, retire

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


def create(cast, **changes):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


def titles(actor):
    return [str(item.title) for item in read_waiting(selectors.list_waiting_kinds(actor=actor, today=make.TODAY)).items]


def at(cast, stage, **changes):
    service = create(cast, **changes)
    make_ready(service, stage)
    return service


class TestListWaitingFor:
    @pytest.mark.parametrize(
        ("stage", "title", "who"),
        [
            ("returned", "Corregir pre-diseño devuelto: Nuevo", {"lead", "head"}),
            ("protocol_returned", "Corregir protocolo devuelto: Nuevo", {"lead", "head"}),
            ("in_feedback", "Retroalimentar pre-diseño: Nuevo", {"coordinator"}),
            ("protocol_in_review", "Validar protocolo: Nuevo", {"coordinator"}),
            ("protocol_validated", "Parametrizar hitos: Nuevo", {"monitor", "importer"}),
            ("parametrized", "Publicar servicio: Nuevo", {"coordinator"}),
            ("idea", "", set()),
            ("design", "", set()),
        ],
    )
    def test_brings_each_stage_to_whom_it_awaits(self, cast, stage, title, who):
        at(cast, stage, name="Nuevo")
        for one in ("lead", "head", "coordinator", "monitor", "importer", "reader", "stranger"):
            assert titles(getattr(cast, one)) == ([title] if one in who else []), one

    def test_does_not_bring_their_own_work(self, cast):
        service = create(cast)
        VersionEditor.objects.create(version=selectors.find_draft(service), person_id=cast.coordinator.person_id)
        make_ready(service, "protocol_in_review")
        assert titles(cast.coordinator) == []

    def test_brings_what_was_published_to_who_activates_it(self, cast):
        publish(cast, create(cast, name="Nuevo"))
        assert titles(cast.head) == titles(cast.coordinator) == ["Activar la operación: Nuevo"]
        assert titles(cast.lead) == []

    def test_brings_nothing_once_retired(self, cast):
        retire(cast, at(cast, "in_feedback"))
        assert titles(cast.coordinator) == []

    def test_brings_what_lacks_a_unit_to_the_coordination(self, cast):
        for name in ("Uno", "Dos"):
            create(cast, name=name, deliverable="")
        Service.objects.update(unit=None)
        assert titles(cast.coordinator) == ["2 servicios sin dependencia"]

    def test_makes_the_same_queries_whatever_awaits(self, cast, django_assert_max_num_queries):
        for stage in rules.IN_EDITION:
            at(cast, stage)
        with django_assert_max_num_queries(8):
            titles(cast.coordinator)
