import pytest

from llegada.accounts.models import Notice
from llegada.portfolio import rules, services
from llegada.portfolio.models import Service
from llegada.portfolio.services.service_notices import TOLD
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.design_makers import make_whole
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


def told_of(action):
    return {notice.person_id for notice in Notice.objects.filter(event__verb=f"service.{action}")}


class TestTold:
    def test_names_every_action_of_both_lives(self):
        actions = {action for _, action in (*rules.VERSION_TRANSITIONS, *rules.SERVICE_TRANSITIONS)}
        assert TOLD.keys() == actions - {"supersede"}


class TestTellOfService:
    @pytest.mark.parametrize(
        ("stage", "action", "who", "told"),
        [
            ("predesign", "send_predesign", "lead", {"coordinator"}),
            ("in_feedback", "return_predesign", "coordinator", {"lead", "head"}),
            ("protocol_in_review", "validate_protocol", "coordinator", {"lead", "head", "monitor"}),
            ("protocol_validated", "parametrize", "monitor", {"coordinator"}),
        ],
    )
    def test_tells_who_has_the_next_step_or_waited(self, cast, stage, action, who, told):
        version = make.make_service(cast.unit, is_published=False)
        make_whole(version)
        make.make_predesign(version)
        make.put_in_stage(version, stage)
        service = version.service
        services.move_version(
            actor=getattr(cast, who), public_id=service.public_id, action=action, now=make.NOW, reason="Porque sí."
        )
        assert told_of(action) == {getattr(cast, one).person_id for one in told}

    def test_tells_who_advises_that_it_is_suspended(self, cast):
        service = make.make_service(cast.unit).service
        Service.objects.update(status="in_operation")
        services.move_service(
            actor=cast.head, public_id=service.public_id, action="suspend", now=make.NOW, reason="Sin recursos"
        )
        assert told_of("suspend") == {one.person_id for one in (cast.lead, cast.coordinator, cast.reader)}
