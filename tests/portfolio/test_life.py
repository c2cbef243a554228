from datetime import timedelta

import pytest
from django.db import transaction

from llegada.core import history
from llegada.core.errors import (
    Conflict,
    Invalid,
    LlegadaError,
    NotAllowed,
    NotFound,
    ReasonRequired,
    TransitionNotAllowed,
)
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import ServiceStatus
from llegada.portfolio.errors import DesignerCannotDecide, NoDraft
from llegada.portfolio.models import Service, VersionEditor
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.design_makers import make_operating
from tests.portfolio.makers import content, create_whole, make_cast, make_ready, milestones, publish, retire

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)
CAST = ("lead", "head", "coordinator", "monitor", "reader", "stranger")
HOLDERS = {
    "edit": {"lead", "head"},
    "review": {"coordinator"},
    "publish": {"coordinator"},
    "parametrize": {"monitor"},
    "operate": {"coordinator", "head"},
    "retire": {"coordinator", "head"},
}


cast = made_once(make_cast)


def create(cast, **changes):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


def at(cast, stage, **changes):
    """Return a service whose version in edition, written by the lead, is at `stage`."""
    service = create_whole(cast, **changes)
    make_ready(service, stage)
    return service


def move(actor, service, action, **more):
    return services.move_version(actor=actor, public_id=service.public_id, action=action, now=LATER, **more)


def live(actor, service, action, **more):
    return services.move_service(actor=actor, public_id=service.public_id, action=action, now=LATER, **more)


def tried(work):
    """Return where `work` leads, or the class of its refusal, and undo it."""
    point = transaction.savepoint()
    try:
        return work().status
    except LlegadaError as refusal:
        return type(refusal)
    finally:
        transaction.savepoint_rollback(point)


def expected(who, permission, after):
    if who == "stranger":
        return NotFound
    if who not in HOLDERS[permission]:
        return NotAllowed
    return TransitionNotAllowed if after is None else after


class TestMoveVersion:
    @pytest.mark.parametrize("stage", rules.IN_EDITION)
    def test_allows_each_action_to_each_role_in_each_stage_as_the_tables_say(self, cast, stage):
        """Stage × action × role, one by one; only the lead wrote in the version, and nothing is missing."""
        service = at(cast, stage)
        for action, permission in FOR_VERSION_ACTION.items():
            for who in CAST:
                actor = getattr(cast, who)
                if action == "publish":
                    found = tried(
                        lambda actor=actor: services.publish_service(
                            actor=actor, public_id=service.public_id, now=LATER
                        )
                    )
                else:
                    found = tried(lambda actor=actor, action=action: move(actor, service, action, reason="Porque sí"))
                assert found == expected(who, permission, rules.next_stage(stage, action)), (action, who)

    @pytest.mark.parametrize(
        ("stage", "action", "who"),
        [
            ("in_feedback", "return_predesign", "coordinator"),
            ("protocol_in_review", "return_protocol", "coordinator"),
            ("design", "reconsider", "lead"),
        ],
    )
    def test_needs_a_reason_where_something_goes_back(self, cast, stage, action, who):
        service = at(cast, stage)
        with pytest.raises(ReasonRequired):
            move(getattr(cast, who), service, action, reason="  ")
        version = move(getattr(cast, who), service, action, reason=" Falta la línea de base ")
        event = history.list_events(target=service)[0]
        assert (event.verb, event.before, event.after, event.reason, event.data) == (
            f"service.{action}",
            stage,
            version.status,
            "Falta la línea de base",
            {"version": 1},
        )

    @pytest.mark.parametrize(
        ("stage", "action"),
        [("in_feedback", "accept_predesign"), ("protocol_in_review", "validate_protocol")],
    )
    def test_is_not_for_who_ever_wrote_in_the_version(self, cast, stage, action):
        service = create(cast)
        VersionEditor.objects.create(version=selectors.find_draft(service), person_id=cast.coordinator.person_id)
        make_ready(service, stage)
        with pytest.raises(DesignerCannotDecide):
            move(cast.coordinator, service, action)

    def test_does_not_let_who_wrote_parametrise(self, cast):
        service = create(cast)
        VersionEditor.objects.create(version=selectors.find_draft(service), person_id=cast.monitor.person_id)
        make_ready(service, "protocol_validated")
        with pytest.raises(DesignerCannotDecide):
            move(cast.monitor, service, "parametrize")

    def test_writes_who_answers_and_forgets_it_when_the_protocol_goes_back(self, cast):
        service = at(cast, "protocol_in_review")
        version = move(cast.coordinator, service, "validate_protocol")
        assert (version.validated_by_id, version.validated_at) == (cast.coordinator.person_id, LATER)
        version = move(cast.monitor, service, "parametrize")
        assert (version.parametrized_by_id, version.parametrized_at) == (cast.monitor.person_id, LATER)
        version = move(cast.coordinator, service, "return_protocol", reason="Cambió la norma")
        version.refresh_from_db()
        assert (version.validated_by, version.validated_at, version.parametrized_by) == (None, None, None)

    @pytest.mark.parametrize(
        ("weights", "sentence"),
        [
            ((50, 35), "suman 85 y deben sumar exactamente 100: faltan 15."),
            ((60, 60), "suman 120 y deben sumar exactamente 100: sobran 20."),
            (("33.33", "33.33", "33.33"), "suman 99,99 y deben sumar exactamente 100: faltan 0,01."),
            ((), "Agregue al menos un hito"),
        ],
    )
    def test_sends_no_protocol_unless_the_weights_add_up_and_names_the_sum(self, cast, weights, sentence):
        with pytest.raises(Invalid) as refused:
            move(cast.head, at(cast, "design", milestones=milestones(*weights)), "send_protocol")
        assert list(refused.value.fields) == ["milestones"]
        assert sentence in refused.value.fields["milestones"][0]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": ""}, "kind"),
            ({"objective": ""}, "objective"),
            ({"deliverable": "  "}, "deliverable"),
            ({"modalities": ()}, "modalities"),
        ],
    )
    def test_sends_no_protocol_while_something_is_missing(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            move(cast.head, at(cast, "design", **changes), "send_protocol")
        assert list(refused.value.fields) == [field]

    def test_sends_no_protocol_while_a_section_of_the_design_is_missing(self, cast):
        service = at(cast, "idea")
        make.put_in_stage(service.versions.get(), "design")
        with pytest.raises(Invalid) as refused:
            move(cast.lead, service, "send_protocol")
        assert list(refused.value.fields) == ["gaps", "objectives", "delivery", "indicators", "costs"]
        assert refused.value.fields["gaps"] == ["Brechas de capacidad: Falta al menos una brecha de capacidad."]

    def test_needs_a_version_in_edition(self, cast):
        with pytest.raises(NoDraft):
            move(cast.lead, publish(cast, create(cast)), "start")

    def test_is_refused_once_the_service_is_retired(self, cast):
        with pytest.raises(TransitionNotAllowed):
            move(cast.lead, retire(cast, create(cast)), "start")

    def test_is_refused_if_somebody_changed_it_meanwhile(self, cast):
        with pytest.raises(Conflict):
            move(cast.lead, at(cast, "design"), "send_protocol", revision=7)

    @pytest.mark.parametrize("action", ["publish", "supersede", "activate", "invented"])
    def test_knows_no_other_action(self, cast, action):
        with pytest.raises(NotFound):
            move(cast.coordinator, at(cast, "parametrized"), action)


class TestPublishService:
    def test_freezes_the_version_and_shows_it(self, cast):
        service = publish(cast, create(cast), now=LATER)
        version = service.published_version
        assert (service.status, version.status, version.published_at, version.published_by_id) == (
            "published",
            "published",
            LATER,
            cast.coordinator.person_id,
        )
        event = history.list_events(target=service)[0]
        assert (event.verb, event.before, event.after, event.data) == (
            "service.publish",
            "in_design",
            "published",
            {"version": 1},
        )

    def test_replaces_the_former_version_and_leaves_it_to_plans_in_course(self, cast):
        service = publish(cast, create(cast))
        live(cast.head, service, "activate")
        former = service.published_version
        plan = make.make_plan(unit=cast.unit, versions=[former])
        services.edit_draft(
            actor=cast.lead, public_id=service.public_id, content=content(milestones=milestones(100)), now=LATER
        )
        service = publish(cast, service)
        former.refresh_from_db()
        assert (service.status, former.status, service.published_version.number) == ("in_operation", "superseded", 2)
        assert plan.plan_services.get().service_version == former
        assert [one.weight for one in plan.milestones.all()] == [30, 70]

    def test_is_refused_to_who_wrote_in_it(self, cast):
        service = create(cast)
        VersionEditor.objects.create(version=selectors.find_draft(service), person_id=cast.coordinator.person_id)
        with pytest.raises(DesignerCannotDecide):
            publish(cast, service)
        service.refresh_from_db()
        assert service.status == "in_design"

    def test_is_refused_without_a_unit(self, cast):
        service = create(cast)
        Service.objects.filter(pk=service.pk).update(unit=None)
        with pytest.raises(Invalid) as refused:
            publish(cast, service)
        assert list(refused.value.fields) == ["unit"]

    def test_is_refused_if_it_changed_after_it_was_read(self, cast):
        service = at(cast, "parametrized")
        with pytest.raises(Conflict):
            services.publish_service(actor=cast.coordinator, public_id=service.public_id, now=LATER, revision=7)
        assert selectors.find_draft(service).status == "parametrized"


class TestMoveService:
    @pytest.mark.parametrize(
        ("status", "action", "sections"),
        [("published", "activate", ["actors", "governance", "activation"]), ("in_closure", "retire", ["closure"])],
    )
    def test_asks_for_the_operation_or_the_closure_to_be_written(self, cast, status, action, sections):
        service = make.make_service(cast.unit).service
        Service.objects.filter(pk=service.pk).update(status=status)
        with pytest.raises(Invalid) as refused:
            live(cast.head, service, action, reason="Sí")
        assert list(refused.value.fields) == sections

    @pytest.mark.parametrize("status", ServiceStatus.values)
    def test_allows_each_action_to_each_role_in_each_state_as_the_table_says(self, cast, status):
        """State × action × role, one by one."""
        service = make.make_service(cast.unit).service
        make_operating(service)
        Service.objects.filter(pk=service.pk).update(status=status)
        for action, permission in FOR_SERVICE_ACTION.items():
            for who in CAST:
                after = rules.next_status(status, action)
                found = tried(lambda who=who, action=action: live(getattr(cast, who), service, action, reason="Sí"))
                is_seen = who == "stranger" and found is NotAllowed  # what was published is public
                assert is_seen or found == expected(who, permission, after), (action, who)

    def test_says_why_and_keeps_what_was_published(self, cast):
        service = publish(cast, create(cast))
        live(cast.coordinator, service, "start_closure", reason=" Cambió la norma ")
        event = history.list_events(target=service)[0]
        assert (event.before, event.after, event.reason) == ("published", "in_closure", "Cambió la norma")
        service = live(cast.coordinator, service, "retire", reason="Terminó")
        assert (service.status, service.published_version.status) == ("retired", "published")

    @pytest.mark.parametrize("action", ["suspend", "start_closure"])
    def test_needs_a_reason(self, cast, action):
        service = publish(cast, create(cast))
        live(cast.head, service, "activate")
        with pytest.raises(ReasonRequired):
            live(cast.head, service, action, reason="  ")

    def test_does_not_make_public_what_never_was(self, cast):
        service = retire(cast, create(cast))
        with pytest.raises(NotFound):
            selectors.get_service(actor=cast.stranger, public_id=service.public_id)

    def test_knows_no_other_action(self, cast):
        with pytest.raises(NotFound):
            live(cast.coordinator, publish(cast, create(cast)), "publish")
