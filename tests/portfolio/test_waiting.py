import pytest

from llegada.portfolio import selectors, services
from llegada.portfolio.models import Service
from tests import factories as make
from tests.portfolio.makers import content, make_cast, milestones

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def create(cast, **changes):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


def titles(actor):
    return [str(item.title) for item in selectors.list_waiting_for(actor=actor, today=make.TODAY)]


class TestListWaitingFor:
    def test_brings_the_complete_drafts_of_others_to_who_approves(self, cast):
        create(cast, name="Completo")
        create(cast, name="Sin entregable", deliverable="")
        create(cast, name="Sin modalidad", modalities=())
        create(cast, name="Con 90", milestones=milestones(90))
        assert titles(cast.head) == titles(cast.coordinator) == ["Aprobar servicio: Completo"]

    def test_does_not_bring_their_own_work(self, cast):
        service = create(cast)
        services.edit_draft(actor=cast.head, public_id=service.public_id, content=content(name="Mío"), now=make.NOW)
        assert titles(cast.head) == []

    def test_brings_nothing_once_published_or_retired(self, cast):
        services.publish_service(actor=cast.head, public_id=create(cast).public_id, now=make.NOW)
        retired = create(cast, name="Retirado")
        services.retire_service(actor=cast.head, public_id=retired.public_id, reason="No va", now=make.NOW)
        assert titles(cast.head) == []

    def test_brings_what_lacks_a_unit_to_the_coordination(self, cast):
        for name in ("Uno", "Dos"):
            create(cast, name=name, deliverable="")
        Service.objects.update(unit=None)
        assert titles(cast.coordinator) == ["2 servicios sin dependencia"]

    def test_brings_nothing_to_the_others(self, cast):
        create(cast)
        assert titles(cast.lead) == titles(cast.reader) == titles(cast.stranger) == []
