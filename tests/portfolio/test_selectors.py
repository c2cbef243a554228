import pytest

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import NotFound
from llegada.portfolio import selectors, services
from llegada.portfolio.models import Service
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, publish

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


class TestListPublishedVersions:
    def test_holds_what_is_in_force_and_nothing_else(self, cast):
        shown = make.make_service(cast.unit, name="Vigente")
        make.make_service(cast.unit, name="Borrador", is_published=False)
        retired = make.make_service(cast.unit, name="Retirado")
        Service.objects.filter(pk=retired.service_id).update(status="retired")
        assert list(selectors.list_published_versions()) == [shown]

    def test_shows_the_approved_version_while_a_draft_is_edited(self, cast):
        version = make.make_service(cast.unit, name="Aprobado")
        services.edit_draft(
            actor=cast.lead, public_id=version.service.public_id, content=content(name="En edición"), now=make.NOW
        )
        assert [one.name for one in selectors.list_published_versions()] == ["Aprobado"]


class TestSearchVersions:
    @pytest.mark.parametrize(
        "text", ["catastro multiproposito", "MULTIPROPÓSITO catastro", "igp catastro", "", "catas prueba"]
    )
    def test_forgives_order_accents_and_case(self, cast, text):
        service = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
        publish(cast, service)
        assert selectors.search_versions(selectors.list_published_versions(), text).count() == 1

    def test_wants_every_word(self, cast):
        make.make_service(cast.unit, name="Catastro")
        assert not selectors.search_versions(selectors.list_published_versions(), "catastro minero").exists()


class TestGetPublicVersion:
    def test_finds_a_retired_one_too(self, cast):
        version = make.make_service(cast.unit)
        Service.objects.filter(pk=version.service_id).update(status="retired")
        assert selectors.get_public_version(public_id=version.service.public_id) == version

    def test_hides_what_was_never_approved(self, cast):
        version = make.make_service(cast.unit, is_published=False)
        with pytest.raises(NotFound):
            selectors.get_public_version(public_id=version.service.public_id)


class TestSummarizePortfolio:
    def test_counts_each_once(self, cast):
        make.make_service(cast.unit, line=make.make_line("Una"))
        make.make_service(cast.unit, line=make.make_line("Dos"))
        make.make_service(make.make_unit(), line=make.make_line("Dos"))
        assert selectors.summarize_portfolio(selectors.list_published_versions()) == {
            "services": 3,
            "organizations": 2,
            "lines": 2,
        }


class TestListServices:
    def test_holds_the_organisation_of_the_actor(self, cast):
        mine = make.make_service(cast.unit, is_published=False)
        make.make_service(make.make_unit())
        assert [service.pk for service in selectors.list_services(actor=cast.reader)] == [mine.service_id]

    def test_is_empty_for_the_public(self, cast):
        make.make_service(cast.unit)
        assert not selectors.list_services(actor=ANONYMOUS).exists()

    def test_shows_the_approved_name_and_finds_by_the_draft_too(self, cast):
        version = make.make_service(cast.unit, name="Aprobado")
        services.edit_draft(
            actor=cast.lead, public_id=version.service.public_id, content=content(name="Novedad"), now=make.NOW
        )
        found = selectors.search_services(selectors.list_services(actor=cast.reader), "novedad").get()
        assert (found.shown_name, selectors.current_version(found).name) == ("Aprobado", "Aprobado")

    def test_makes_the_same_queries_for_one_as_for_many(self, cast, django_assert_num_queries):
        for number in range(12):
            make.make_service(cast.unit, is_published=bool(number % 2))
        with django_assert_num_queries(2):
            names = [selectors.current_version(one).line.name for one in selectors.list_services(actor=cast.reader)]
        assert len(names) == 12


class TestCurrentVersion:
    def test_is_the_draft_of_what_was_never_published(self, cast):
        version = make.make_service(cast.unit, is_published=False)
        assert selectors.current_version(version.service) == version


class TestGetService:
    def test_shows_a_published_one_to_everybody(self, cast):
        version = make.make_service(cast.unit)
        assert selectors.get_service(actor=ANONYMOUS, public_id=version.service.public_id) == version.service

    def test_hides_a_draft_from_a_stranger(self, cast):
        version = make.make_service(cast.unit, is_published=False)
        with pytest.raises(NotFound):
            selectors.get_service(actor=cast.stranger, public_id=version.service.public_id)


class TestSummarizeServices:
    def test_counts_every_state(self, cast):
        make.make_service(cast.unit)
        make.make_service(make.make_unit())
        assert selectors.summarize_services(actor=cast.reader) == {
            "in_design": 0, "published": 1, "in_operation": 0, "suspended": 0, "in_closure": 0, "retired": 0, "pausing": 0,
        }  # fmt: skip


class TestLists:
    def test_offer_only_units_where_the_actor_designs(self, cast):
        make.make_unit(cast.unit.organization, name="Otra dirección")
        assert list(selectors.list_editable_units(actor=cast.lead)) == [cast.unit]
        assert not selectors.list_editable_units(actor=cast.reader).exists()

    def test_offer_only_organisations_and_lines_with_something_published(self, cast):
        make.make_service(cast.unit, line=make.make_line("Con oferta"))
        make.make_service(make.make_unit(), line=make.make_line("Sin oferta"), is_published=False)
        assert list(selectors.list_offering_organizations()) == [cast.unit.organization]
        assert [line.name for line in selectors.list_offered_lines()] == ["Con oferta"]
