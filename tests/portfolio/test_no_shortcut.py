"""No sequence of actions, by whatever cast, publishes what others did not validate and parametrise."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llegada.core.errors import LlegadaError
from llegada.core.roles import Role
from llegada.portfolio import rules, services
from llegada.portfolio.models import ServiceVersion
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION
from tests import factories as make
from tests.portfolio.design_makers import make_whole
from tests.portfolio.makers import content

pytestmark = pytest.mark.django_db
ROLES = (Role.TECHNICAL_LEAD, Role.UNIT_HEAD, Role.COORDINATOR, Role.MONITORING_ADMIN)
people = st.lists(st.sets(st.sampled_from(ROLES), min_size=1), min_size=2, max_size=3)
#: Who tries, and which of the things that the stage admits (writing among them); now and then, anything at all.
steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(0, 9)), min_size=8, max_size=30)


def play(cast, unit, moves):
    """Let the cast try one thing after another, whatever is refused."""
    service = services.create_service(actor=cast[0], unit=unit, content=content(), now=make.NOW)
    make_whole(service.versions.get())
    make.make_predesign(service.versions.get())
    for number, (who, choice, whim) in enumerate(moves):
        version = service.versions.order_by("-number")[0]
        admitted = [*rules.available_actions(rules.VERSION_TRANSITIONS, version.status), "edit"]
        everything = [*FOR_VERSION_ACTION, *FOR_SERVICE_ACTION, "edit"]
        chosen = everything[choice * 2] if whim == 0 else admitted[choice % len(admitted)]
        try:
            with transaction.atomic():
                attempt(cast[who % len(cast)], service, chosen, number)
        except LlegadaError:
            continue


def attempt(actor, service, action, number):
    at = {"actor": actor, "public_id": service.public_id, "now": make.NOW}
    if action == "edit":
        services.edit_draft(content=content(objective=f"Objetivo {number}"), **at)
    elif action == "publish":
        services.publish_service(**at)
    elif action in FOR_SERVICE_ACTION:
        services.move_service(action=action, reason="Sí", **at)
    else:
        services.move_version(action=action, reason="Sí", **at)


class TestPublishedVersion:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(people=people, moves=steps)
    def test_was_always_validated_and_parametrised_by_others(self, people, moves, db):
        unit = make.make_unit()
        cast = []
        for roles in [people[0] | {Role.TECHNICAL_LEAD}, *people[1:]]:
            person = make.make_person()
            for role in roles:
                make.assign(person, role, unit=unit)
            cast.append(make.actor_of_person(person))
        play(cast, unit, moves)
        for version in ServiceVersion.objects.filter(status__in=rules.STANDING):
            designers = set(version.editors.values_list("person", flat=True))
            answers = {version.validated_by_id, version.parametrized_by_id, version.published_by_id}
            assert None not in answers
            assert not answers & designers
            assert version.edited_by_id in designers

    def test_is_reached_by_two_people_who_do_their_parts(self):
        unit = make.make_unit()
        lead = make.make_actor(Role.TECHNICAL_LEAD, unit=unit)
        other = make.make_person()
        for role in (Role.COORDINATOR, Role.MONITORING_ADMIN):
            make.assign(other, role, organization=unit.organization)
        way = [(0, 0, 1), (0, 0, 1), (1, 0, 1), (0, 0, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1)]
        play([lead, make.actor_of_person(other)], unit, way)
        assert ServiceVersion.objects.filter(status="published").count() == 1
