"""What notices are about is named in one query, whatever the kinds of the decisions."""

import uuid

import pytest
from django.apps import apps
from django.utils import timezone

from llegada.core import history
from llegada.core.packing import MOST_VALUES
from llegada.core.roles import Role
from llegada.core.subjects import find_subjects, kind_of
from tests import factories as make
from tests.delivery.request_makers import make_request
from tests.planning.makers import make_annual_plan

pytestmark = pytest.mark.django_db


def decide(verb: str, target):
    actor = make.make_actor(Role.COORDINATOR, organization=make.make_organization())
    return history.record(actor=actor, verb=verb, target=target, now=timezone.now())


class TestFindSubjects:
    def test_names_every_kind_in_one_query(self, django_assert_num_queries):
        unit = make.make_unit(name="Dirección de Prueba")
        version = make.make_service(unit, name="Hacienda al día")
        plan = make.make_plan(unit=unit, versions=[version], title="Plan de Tunja")
        session = make.make_session(plan, title="Taller de cierre")
        commitment = make.make_commitment(session, description="Enviar el acuerdo " * 9)
        request = make_request(unit, subject="Cómo se cobra el predial")
        annual = make_annual_plan(unit)
        events = [
            decide("service.publish", version.service),
            decide("work_plan.agree", plan),
            decide("session.hold", session),
            decide("commitment.fulfill", commitment),
            decide("request.assign", request),
            decide("annual_plan.send", annual),
        ]
        find_subjects(events)  # Django asks once what the database can do
        with django_assert_num_queries(1):
            found = find_subjects(events)
        told = [found[event.target_kind, event.target_id] for event in events]
        assert [one.name for one in told] == [
            "Hacienda al día",
            "Plan de Tunja",
            "Taller de cierre",
            str(commitment),
            f"{request.number} · Cómo se cobra el predial",
            f"Plan anual {annual.cycle.year} · Dirección de Prueba",
        ]
        targets = (version.service, plan, session, commitment, request, annual)
        assert [one.url for one in told] == [target.get_absolute_url() for target in targets]

    def test_leaves_out_what_is_gone_and_whole_tables(self, django_assert_num_queries):
        event = decide("strategy.send_back", make.make_strategy())
        event.target_id = str(uuid.uuid4())
        assert find_subjects([event]) == {}
        event.target_id = history.EVERY_ROW
        with django_assert_num_queries(0):
            assert find_subjects([event]) == {}

    def test_reads_of_no_model_more_than_every_database_packs(self):
        named = [model._meta.label_lower for model in apps.get_models() if hasattr(model, "public_id")]
        assert max(len(kind_of(name).reads) for name in named) < MOST_VALUES
