"""Two versions of a service side by side."""

import pytest

from llegada.accounts.models import Person
from llegada.portfolio import selectors, services
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, create_whole, make_cast, milestones, publish

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def service(cast):
    """Return a service with a published version and another in edition."""
    made = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
    publish(cast, made)
    other = content(objective="Que el municipio lo use.", modalities=("onsite_ta",), milestones=milestones(20, 30, 50))
    services.edit_draft(actor=cast.lead, public_id=made.public_id, content=other, now=make.NOW)
    return made


@pytest.fixture
def browser(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


def address(service, query=""):
    return f"/servicios/{service.public_id}/comparar/{query}"


class TestCompareVersions:
    def test_says_all_of_both_and_marks_what_changed(self, service):
        newer, older = selectors.list_comparable(service)
        rows = {str(row.label): row for row in selectors.compare_versions(older, newer)}
        assert {label for label, row in rows.items() if row.is_changed} == {
            "objetivo",
            "modalidades",
            "Hito 1",
            "Hito 2",
            "Hito 3",
        }
        assert (rows["objetivo"].before, rows["objetivo"].after) == (
            "Que el municipio mantenga su catastro.",
            "Que el municipio lo use.",
        )
        assert (
            rows["Hito 1"].before
            == "Hito 1\nPeso: 30 %\nPunto de control: Se revisó\nEvidencia: Acta\nDuración usual: 30 días"
        )
        assert (rows["Hito 3"].before, rows["Hito 3"].after.splitlines()[1]) == ("", "Peso: 50 %")
        assert rows["nombre"].before == rows["nombre"].after == content().name

    def test_says_what_changed_in_the_pre_design(self, cast):
        made = publish(cast, create_whole(cast))
        act = {"actor": cast.lead, "public_id": made.public_id, "now": make.NOW}
        services.open_draft(**act)
        services.move_version(action="reconsider", reason="Otro problema", **act)
        services.edit_predesign(changes={"background": "Otra historia", "moments": ()}, **act)
        newer, older = selectors.list_comparable(made)
        rows = {str(row.label): row for row in selectors.compare_versions(older, newer)}
        assert {label for label, row in rows.items() if row.is_changed} == {"antecedentes", "momentos a los que aporta"}
        assert rows["momentos a los que aporta"].before == "Planeación"

    def test_of_a_version_with_itself_marks_nothing(self, service):
        version = selectors.list_comparable(service)[1]
        assert not any(row.is_changed for row in selectors.compare_versions(version, version))


class TestPage:
    def test_begins_with_the_newest_beside_the_one_before(self, browser, service):
        page = browser("reader").get(address(service))
        assert (page.context["older"].number, page.context["newer"].number) == (1, 2)
        assert "Que el municipio lo use." in page.text
        assert "Cambió" in page.text

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [("?anterior=2&nueva=1", (2, 1)), ("?anterior=x&nueva=99", (1, 2)), ("?anterior=1&nueva=1", (1, 1))],
    )
    def test_compares_those_that_are_asked_for(self, browser, service, query, numbers):
        page = browser("reader").get(address(service, query))
        assert (page.context["older"].number, page.context["newer"].number) == numbers

    def test_counts_what_changed_and_can_show_only_that(self, browser, service):
        whole, short = (browser("reader").get(address(service, query)) for query in ("", "?ver=cambios"))
        assert 0 < whole.context["changed"] < whole.context["total"] == len(whole.context["rows"])
        assert [row.is_changed for row in short.context["rows"]] == [True] * whole.context["changed"]
        assert "cosas." in whole.text
        assert ">igual<" in whole.text
        assert ">igual<" not in short.text

    def test_says_that_nothing_changed(self, browser, service):
        page = browser("reader").get(address(service, "?anterior=1&nueva=1&ver=cambios"))
        assert "No cambió nada" in page.text
        assert "<table" not in page.text

    def test_says_when_there_is_only_one(self, browser, cast):
        made = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
        page = browser("reader").get(address(made))
        assert "Solo hay una versión" in page.text
        assert "Comparar versiones" not in browser("reader").get(f"/servicios/{made.public_id}/").text

    def test_is_offered_on_the_page_of_the_service(self, browser, service):
        assert address(service) in browser("reader").get(f"/servicios/{service.public_id}/").text

    def test_hides_drafts_from_the_other_organisation(self, browser, service):
        assert browser("stranger").get(address(service)).status_code == 404
