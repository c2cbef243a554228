import pytest

from llegada.accounts.models import Person
from llegada.portfolio import selectors, services
from llegada.portfolio.models import CycleMoment
from llegada.portfolio.predesign import predesign_of
from llegada.portfolio.predesign_words import SLUGS
from llegada.portfolio.problems import Branch
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, create_whole, make_cast, make_ready

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def service(cast):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


def text_of(response):
    return response.content.decode()


def url(service, key=""):
    return f"/servicios/{service.public_id}/prediseno/" + (f"{SLUGS[key]}/" if key else "")


def send(browser, service, key, data):
    """Send a section as the page shows it now, with what is typed."""
    seen = browser.get(url(service, key)).context["form"].mark()
    return browser.post(url(service, key), {"seen": seen} | data)


def said(service):
    return predesign_of(selectors.find_draft(service))


class TestOverview:
    def test_says_what_each_section_misses_and_where_it_is_mended(self, browse, service):
        text = text_of(browse("lead").get(url(service)))
        assert "Falta enunciar el problema" in text
        assert url(service, "problem") in text

    def test_is_read_by_the_coordination_with_its_drawing_and_its_list(self, browse, cast):
        service = create_whole(cast)
        make_ready(service, "in_feedback")
        text = text_of(browse("coordinator").get(url(service)))
        assert "<svg" in text
        assert "<li>Datos dispersos</li>" in text
        assert "Editar" not in text

    def test_of_what_is_published_is_still_read(self, browse, cast):
        version = make.make_service(cast.unit)
        assert browse("reader").get(url(version.service)).status_code == 200

    def test_is_hidden_from_strangers(self, browse, service):
        assert browse("stranger").get(url(service)).status_code == 404


class TestSection:
    @pytest.mark.parametrize("key", SLUGS)
    def test_shows_its_glossary_note_and_its_example(self, browse, service, key):
        text = text_of(browse("lead").get(url(service, key)))
        assert "Qué es:" in text
        assert "data-draft=" in text
        assert key == "moments" or "Ver un ejemplo diligenciado" in text

    def test_says_which_are_complete(self, browse, service):
        browser = browse("lead")
        tabs = {one["url"]: one for one in browser.get(url(service, "name")).context["tabs"]}
        assert [tabs[url(service, key)]["is_whole"] for key in ("name", "problem", "matrix")] == [True, False, False]
        assert tabs[url(service, "matrix")]["is_optional"]
        send(browser, service, "problem", {"problem": "Las decisiones se toman sin datos"})
        page = browser.get(url(service, "problem"))
        assert [one["is_whole"] for one in page.context["tabs"] if one["is_here"]] == [True]
        assert ">completa<" in text_of(page)

    @pytest.mark.parametrize(("go", "leads"), [("go_on", "tree"), ("stay", "problem"), ("", "")])
    def test_saves_and_goes_where_it_is_told(self, browse, service, go, leads):
        browser = browse("lead")
        seen = browser.get(url(service, "problem")).context["form"].mark()
        data = {"problem": "Se decide a ciegas", "seen": seen, **({go: "1"} if go else {})}
        assert browser.post(url(service, "problem"), data).url == url(service, leads)
        assert said(service).problem == "Se decide a ciegas"

    def test_questions_a_statement_of_what_is_missing(self, browse, service):
        browser = browse("lead")
        response = send(browser, service, "problem", {"problem": "Falta de datos"})
        assert response.status_code == 422
        assert "dice qué falta, no qué pasa" in text_of(response)
        assert "Falta de datos" in text_of(response)
        data = {"problem": "Falta de datos", "is_problem_confirmed": "on"}
        assert send(browser, service, "problem", data).status_code == 302

    def test_shows_the_second_what_the_first_saved_and_loses_nothing(self, browse, cast, service):
        browser = browse("lead")
        seen = browser.get(url(service, "context")).context["form"].mark()
        services.edit_predesign(
            actor=cast.head, public_id=service.public_id, changes={"background": "De la jefa"}, now=make.NOW
        )
        data = {"background": "Del líder", "justification": "Porque sí", "seen": seen}
        response = browser.post(url(service, "context"), data)
        text = text_of(response)
        assert response.status_code == 409
        for words in ("Otra persona cambió esto", "De la jefa", "Del líder", "Porque sí"):
            assert words in text
        assert "Actualice la página" not in text  # what is saved is here already
        again = response.context["form"].mark()
        assert browser.post(url(service, "context"), data | {"seen": again}).status_code == 302
        assert said(service).background == "Del líder"

    def test_builds_the_tree_from_its_rows(self, browse, service):
        rows = [("cause", "Causa", "2"), ("behind_cause", "Detrás", "3"), ("effect", "Efecto", "1")]
        data = {"central": "Central", "boxes-TOTAL_FORMS": 4, "boxes-INITIAL_FORMS": 0, "boxes-3-kind": "cause"}
        for number, (kind, text, order) in enumerate(rows):
            data |= {f"boxes-{number}-kind": kind, f"boxes-{number}-text": text, f"boxes-{number}-ORDER": order}
        assert send(browse("lead"), service, "tree", data).status_code == 302
        assert (said(service).tree.causes, said(service).tree.effects) == (
            (Branch("Causa", ("Detrás",)),),
            (Branch("Efecto"),),
        )

    def test_refuses_an_indirect_cause_without_its_direct_one(self, browse, service):
        data = {"central": "Central", "boxes-TOTAL_FORMS": 1, "boxes-INITIAL_FORMS": 0}
        data |= {"boxes-0-kind": "behind_cause", "boxes-0-text": "Suelta"}
        response = send(browse("lead"), service, "tree", data)
        assert response.status_code == 422
        assert "«Suelta» es indirecto" in text_of(response)

    def test_builds_the_matrix_in_two_steps_and_drops_what_was_left_blank(self, browse, service):
        browser = browse("lead")
        names = {f"problem-{row}": name for row, name in enumerate(("A", "B", "C", "D"))}
        assert send(browser, service, "matrix", names | {"stay": "1"}).status_code == 302
        levels = {f"influence-{row}-{column}": "2" for row in range(4) for column in range(4) if row != column}
        assert send(browser, service, "matrix", names | {"problem-1": ""} | levels).status_code == 302
        matrix = said(service).matrix
        assert (matrix.problems, matrix.missing) == (("A", "C", "D"), 0)
        assert "Crítico" in text_of(browser.get(url(service)))

    def test_builds_the_chain_and_its_links(self, browse, service):
        browser = browse("lead")
        cells = {f"cell-{column}-0": f"Elemento {column}" for column in range(6)}
        assert send(browser, service, "chain", cells | {"stay": "1"}).status_code == 302
        links = {f"link-{column}-0-0": "on" for column in range(5)}
        assert send(browser, service, "chain", cells | links).status_code == 302
        assert said(service).chain.gaps() == ([], [])

    def test_keeps_moments_and_strategies(self, browse, cast, service):
        browser, strategy, moment = browse("lead"), make.make_strategy(cast.unit), CycleMoment.objects.first()
        assert send(browser, service, "moments", {"moments": [moment.pk]}).status_code == 302
        data = {"line": content().line.pk, "strategies": [strategy.pk], "action_plan": "Meta 4"}
        assert send(browser, service, "alignment", data).status_code == 302
        assert (said(service).moments, said(service).strategies) == ((moment.pk,), (strategy.pk,))

    @pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("stranger", 404)])
    def test_is_for_who_designs(self, browse, service, who, status):
        assert browse(who).get(url(service, "chain")).status_code == status

    def test_is_refused_while_the_coordination_reads(self, browse, service):
        make_ready(service, "in_feedback")
        assert browse("lead").get(url(service, "chain")).status_code == 409

    def test_knows_no_other_section(self, browse, service):
        assert browse("lead").get(f"{url(service)}otra/").status_code == 404


class TestQuestion:
    @pytest.mark.parametrize(("statement", "is_questioned"), [("No hay datos", True), ("Se decide a ciegas", False)])
    def test_is_answered_at_once(self, browse, statement, is_questioned):
        response = browse("lead").get("/servicios/prediseno/revisar-enunciado/", {"problem": statement})
        assert ("falta de una solución" in text_of(response)) == is_questioned
