from datetime import timedelta

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.portfolio import selectors, services
from llegada.portfolio.errors import DesignerCannotPublish, NoDraft
from llegada.portfolio.models import Service
from tests import factories as make
from tests.portfolio.makers import content, make_cast, milestones

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


@pytest.fixture
def cast():
    return make_cast()


def create(cast, **changes):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


def publish(actor, service, **more):
    return services.publish_service(actor=actor, public_id=service.public_id, now=LATER, **more)


class TestPublishService:
    @pytest.mark.parametrize("approver", ["head", "coordinator"])
    def test_freezes_the_draft_and_shows_it(self, cast, approver):
        actor = getattr(cast, approver)
        service = publish(actor, create(cast))
        version = service.published_version
        assert (service.status, version.status, version.published_at, version.published_by_id) == (
            "published",
            "published",
            LATER,
            actor.person_id,
        )
        event = history.list_events(target=service)[0]
        assert (event.verb, event.before, event.after, event.data) == (
            "service.publish",
            "draft",
            "published",
            {"version": 1},
        )

    def test_replaces_the_former_version_and_leaves_it_to_plans_in_course(self, cast):
        service = publish(cast.head, create(cast))
        former = service.published_version
        plan = make.make_plan(unit=cast.unit, versions=[former])
        services.edit_draft(
            actor=cast.lead, public_id=service.public_id, content=content(milestones=milestones(100)), now=LATER
        )
        service = publish(cast.head, service)
        former.refresh_from_db()
        assert (former.status, service.published_version.number) == ("superseded", 2)
        assert plan.plan_services.get().service_version == former
        assert [one.weight for one in plan.milestones.all()] == [30, 70]

    def test_is_refused_to_who_edited_last(self, cast):
        service = create(cast)
        services.edit_draft(
            actor=cast.head, public_id=service.public_id, content=content(name="Retocado"), now=make.NOW
        )
        with pytest.raises(DesignerCannotPublish):
            publish(cast.head, service)
        service.refresh_from_db()
        assert service.status == "draft"

    @pytest.mark.parametrize(
        ("weights", "sentence"),
        [
            ((50, 35), "suman 85 y deben sumar exactamente 100: faltan 15."),
            ((60, 60), "suman 120 y deben sumar exactamente 100: sobran 20."),
            (("33.33", "33.33", "33.33"), "suman 99,99 y deben sumar exactamente 100: faltan 0,01."),
            ((), "Agregue al menos un hito"),
        ],
    )
    def test_is_refused_unless_the_weights_add_up_and_names_the_sum(self, cast, weights, sentence):
        with pytest.raises(Invalid) as refused:
            publish(cast.head, create(cast, milestones=milestones(*weights)))
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
    def test_is_refused_while_something_is_missing(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            publish(cast.head, create(cast, **changes))
        assert list(refused.value.fields) == [field]

    def test_is_refused_without_a_unit(self, cast):
        service = create(cast)
        Service.objects.filter(pk=service.pk).update(unit=None)
        with pytest.raises(Invalid) as refused:
            publish(cast.coordinator, service)
        assert list(refused.value.fields) == ["unit"]

    def test_needs_a_draft(self, cast):
        service = publish(cast.head, create(cast))
        with pytest.raises(NoDraft):
            publish(cast.coordinator, service)

    def test_is_refused_if_the_draft_changed_after_it_was_read(self, cast):
        service = create(cast)
        services.edit_draft(actor=cast.lead, public_id=service.public_id, content=content(name="Otro"), now=make.NOW)
        with pytest.raises(Conflict):
            publish(cast.head, service, revision=1)
        assert selectors.find_draft(service).status == "draft"

    def test_is_not_for_the_lead(self, cast):
        with pytest.raises(NotAllowed):
            publish(cast.lead, create(cast))

    def test_hides_the_draft_from_a_stranger(self, cast):
        with pytest.raises(NotFound):
            publish(cast.stranger, create(cast))


class TestRetireService:
    def test_says_why_and_keeps_what_was_published(self, cast):
        service = publish(cast.head, create(cast))
        services.retire_service(
            actor=cast.coordinator, public_id=service.public_id, reason=" Cambió la norma ", now=LATER
        )
        service.refresh_from_db()
        event = history.list_events(target=service)[0]
        assert (service.status, service.published_version.status) == ("retired", "published")
        assert (event.before, event.after, event.reason) == ("published", "retired", "Cambió la norma")

    def test_needs_a_reason(self, cast):
        service = publish(cast.head, create(cast))
        with pytest.raises(ReasonRequired):
            services.retire_service(actor=cast.head, public_id=service.public_id, reason="  ", now=LATER)

    def test_happens_once(self, cast):
        service = create(cast)
        services.retire_service(actor=cast.head, public_id=service.public_id, reason="Sin demanda", now=LATER)
        with pytest.raises(TransitionNotAllowed):
            services.retire_service(actor=cast.head, public_id=service.public_id, reason="Otra vez", now=LATER)

    def test_does_not_make_public_what_never_was(self, cast):
        service = create(cast)
        services.retire_service(actor=cast.head, public_id=service.public_id, reason="No se hará", now=LATER)
        with pytest.raises(NotFound):
            selectors.get_service(actor=cast.stranger, public_id=service.public_id)
