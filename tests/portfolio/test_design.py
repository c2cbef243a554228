from datetime import timedelta
from decimal import Decimal

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.portfolio import selectors, services
from llegada.portfolio.content import MilestoneContent, content_of
from llegada.portfolio.errors import NoDraft, OnlyVersion
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, milestones, publish, retire

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


cast = made_once(make_cast)


def create(cast, **changes):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


class TestCreateService:
    def test_writes_the_service_its_draft_and_the_history(self, cast):
        service = create(cast)
        draft = selectors.find_draft(service)
        assert (service.status, service.organization, draft.number, draft.status) == (
            "in_design",
            cast.unit.organization,
            1,
            "idea",
        )
        assert content_of(draft) == content()
        assert draft.edited_by_id == cast.lead.person_id
        event = history.list_events(target=service).get()
        assert (event.verb, event.after, event.actor_id) == ("service.create", "in_design", cast.lead.person_id)

    def test_is_searched_without_accents_by_its_line_and_organisation_too(self, cast):
        draft = selectors.find_draft(create(cast))
        for word in ("multiproposito", "ordenamiento", "igp", "catastral"):
            assert word in draft.search_text

    def test_accepts_a_draft_with_only_a_name_and_a_line(self, cast):
        service = create(cast, kind="", objective="", deliverable="", modalities=(), milestones=())
        assert selectors.find_draft(service).milestones.count() == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "x" * 251}, "name"),
            ({"kind": "consulting"}, "kind"),
            ({"website": "javascript:alert(1)"}, "website"),
            ({"modalities": ("by-pigeon",)}, "modalities"),
            ({"milestones": milestones(0)}, "milestones"),
            ({"milestones": milestones(101)}, "milestones"),
            ({"milestones": milestones("33.333")}, "milestones"),
            ({"milestones": (MilestoneContent("", Decimal(10)),)}, "milestones"),
        ],
    )
    def test_refuses_bad_input_naming_the_field_and_writes_nothing(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            create(cast, **changes)
        assert list(refused.value.fields) == [field]
        assert not Service.objects.exists()

    def test_refuses_a_unit_that_is_closed(self, cast):
        cast.unit.is_active = False
        cast.unit.save()
        with pytest.raises(Invalid) as refused:
            create(cast)
        assert "unit" in refused.value.fields

    def test_refuses_a_line_that_is_no_longer_used(self, cast):
        line = ThematicLine.objects.create(name="Vieja", is_active=False)
        with pytest.raises(Invalid) as refused:
            create(cast, line=line)
        assert "line" in refused.value.fields

    def test_hides_the_unit_from_a_stranger(self, cast):
        with pytest.raises(NotFound):
            services.create_service(actor=cast.stranger, unit=cast.unit, content=content(), now=make.NOW)

    def test_is_not_for_those_who_only_read(self, cast):
        with pytest.raises(NotAllowed):
            services.create_service(actor=cast.reader, unit=cast.unit, content=content(), now=make.NOW)


class TestOpenDraft:
    def test_returns_the_one_there_is(self, cast):
        service = create(cast)
        draft = services.open_draft(actor=cast.lead, public_id=service.public_id, now=LATER)
        assert draft.number == 1
        assert history.list_events(target=service).count() == 1

    def test_copies_the_published_version_with_the_next_number(self, cast):
        service = create(cast)
        publish(cast, service)
        draft = services.open_draft(actor=cast.lead, public_id=service.public_id, now=LATER)
        assert (draft.number, draft.status, content_of(draft)) == (2, "design", content())
        assert history.list_events(target=service)[0].verb == "service.open_draft"

    def test_is_refused_once_retired(self, cast):
        service = create(cast)
        retire(cast, service)
        with pytest.raises(TransitionNotAllowed):
            services.open_draft(actor=cast.lead, public_id=service.public_id, now=LATER)


class TestEditDraft:
    def edit(self, cast, service, *, actor=None, revision=None, **changes):
        return services.edit_draft(
            actor=actor or cast.lead,
            public_id=service.public_id,
            content=content(**changes),
            now=LATER,
            revision=revision,
        )

    def test_changes_fields_and_milestones_in_one(self, cast):
        service = create(cast)
        draft = self.edit(cast, service, actor=cast.head, name="Otro nombre", milestones=milestones(10, 20, 70))
        assert (draft.name, draft.edited_by_id) == ("Otro nombre", cast.head.person_id)
        assert [one.weight for one in draft.milestones.all()] == [10, 20, 70]

    def test_keeps_in_the_history_what_stood_before(self, cast):
        service = create(cast)
        self.edit(cast, service, deliverable="Otro entregable")
        event = history.list_events(target=service)[0]
        assert event.verb == "service.edit"
        assert event.data["changes"] == {"deliverable": ["Base catastral actualizada", "Otro entregable"]}

    def test_changes_nothing_when_it_says_the_same(self, cast):
        service = create(cast)
        self.edit(cast, service, actor=cast.head)
        service.refresh_from_db()
        assert service.revision == 1
        assert selectors.find_draft(service).edited_by_id == cast.lead.person_id
        assert history.list_events(target=service).count() == 1

    def test_opens_a_version_and_leaves_the_published_one_alone(self, cast):
        service = create(cast)
        publish(cast, service)
        draft = self.edit(cast, service, name="Versión dos")
        service.refresh_from_db()
        assert (draft.number, service.status, service.published_version.name) == (
            2,
            "published",
            content().name,
        )

    def test_opens_no_version_when_it_says_what_is_published(self, cast):
        service = create(cast)
        publish(cast, service)
        self.edit(cast, service)
        assert selectors.find_draft(service) is None

    def test_refuses_the_second_of_two_people_and_keeps_the_first(self, cast):
        service = create(cast)
        self.edit(cast, service, name="El primero", revision=1)
        with pytest.raises(Conflict):
            self.edit(cast, service, actor=cast.head, name="El segundo", revision=1)
        assert selectors.find_draft(service).name == "El primero"

    def test_refuses_somebody_late_even_if_they_change_nothing(self, cast):
        service = create(cast)
        self.edit(cast, service, name="El primero", revision=1)
        with pytest.raises(Conflict):
            self.edit(cast, service, name="El primero", revision=1)

    def test_refuses_bad_input_and_keeps_what_stood(self, cast):
        service = create(cast)
        with pytest.raises(Invalid):
            self.edit(cast, service, name="Nuevo", milestones=milestones(-1))
        service.refresh_from_db()
        assert service.revision == 1
        assert content_of(selectors.find_draft(service)) == content()

    def test_keeps_a_line_that_was_closed_afterwards(self, cast):
        service = create(cast)
        ThematicLine.objects.update(is_active=False)
        assert self.edit(cast, service, name="Otro").name == "Otro"

    def test_refuses_to_move_to_a_closed_line(self, cast):
        service = create(cast)
        with pytest.raises(Invalid) as refused:
            self.edit(cast, service, line=ThematicLine.objects.create(name="Vieja", is_active=False))
        assert "line" in refused.value.fields

    def test_hides_the_service_from_a_stranger(self, cast):
        with pytest.raises(NotFound):
            self.edit(cast, create(cast), actor=cast.stranger)

    def test_tells_a_stranger_that_a_public_one_is_read_only(self, cast):
        service = create(cast)
        publish(cast, service)
        with pytest.raises(NotAllowed):
            self.edit(cast, service, actor=cast.stranger)

    def test_is_refused_once_retired(self, cast):
        service = create(cast)
        retire(cast, service)
        with pytest.raises(TransitionNotAllowed):
            self.edit(cast, service, name="Otro")


class TestDiscardDraft:
    def test_leaves_the_published_version_and_keeps_what_was_said(self, cast):
        service = create(cast)
        publish(cast, service)
        services.edit_draft(
            actor=cast.lead, public_id=service.public_id, content=content(name="Versión dos"), now=LATER
        )
        services.discard_draft(actor=cast.lead, public_id=service.public_id, now=LATER, reason="Se aplazó")
        assert selectors.find_draft(service) is None
        event = history.list_events(target=service)[0]
        assert (event.verb, event.reason, event.data["content"]["name"]) == (
            "service.discard_draft",
            "Se aplazó",
            "Versión dos",
        )

    def test_needs_a_draft(self, cast):
        service = create(cast)
        publish(cast, service)
        with pytest.raises(NoDraft):
            services.discard_draft(actor=cast.lead, public_id=service.public_id, now=LATER)

    def test_spares_the_only_version(self, cast):
        service = create(cast)
        with pytest.raises(OnlyVersion):
            services.discard_draft(actor=cast.lead, public_id=service.public_id, now=LATER)
        assert ServiceVersion.objects.count() == 1


class TestAssignUnit:
    def assign(self, cast, service, unit, actor=None):
        return services.assign_unit(
            actor=actor or cast.coordinator, public_id=service.public_id, unit=unit, now=LATER, reason="Reparto"
        )

    def orphan(self, cast):
        service = create(cast)
        Service.objects.filter(pk=service.pk).update(unit=None)
        return service

    def test_lets_the_unit_edit_what_came_without_one(self, cast):
        service = self.orphan(cast)
        with pytest.raises(NotAllowed):
            services.edit_draft(actor=cast.lead, public_id=service.public_id, content=content(), now=LATER)
        self.assign(cast, service, cast.unit)
        services.edit_draft(actor=cast.lead, public_id=service.public_id, content=content(name="Mío"), now=LATER)
        event = history.list_events(target=service)[1]
        assert (event.verb, event.before, event.after, event.reason) == (
            "service.assign_unit",
            "",
            cast.unit.name,
            "Reparto",
        )

    def test_does_nothing_twice(self, cast):
        service = create(cast)
        self.assign(cast, service, cast.unit)
        assert history.list_events(target=service).count() == 1

    def test_refuses_a_unit_of_another_organisation(self, cast):
        with pytest.raises(Invalid):
            self.assign(cast, self.orphan(cast), make.make_unit())

    def test_is_for_the_coordination(self, cast):
        with pytest.raises(NotAllowed):
            self.assign(cast, create(cast), cast.unit, actor=cast.lead)


class TestCreateLine:
    def test_tidies_its_blanks_and_says_who(self, cast):
        line = services.create_line(actor=cast.importer, name="  Finanzas   públicas ", now=make.NOW)
        assert line.name == "Finanzas públicas"
        assert history.list_events(target=line).get().verb == "line.create"

    @pytest.mark.parametrize("name", ["", "Finanzas públicas", "FINANZAS PUBLICAS", "x" * 121])
    def test_refuses_none_long_or_the_same(self, cast, name):
        make.make_line("Finanzas públicas")
        with pytest.raises(Invalid) as refused:
            services.create_line(actor=cast.importer, name=name, now=make.NOW)
        assert list(refused.value.fields) == ["name"]

    def test_is_not_for_those_who_design(self, cast):
        with pytest.raises(NotAllowed):
            services.create_line(actor=cast.lead, name="Otra", now=make.NOW)
