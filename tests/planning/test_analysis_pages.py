from datetime import date

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.planning import selectors
from llegada.planning.models import AnnualAnalysis
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_analysis, make_cast, make_cycle

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def browser(login, cast):
    """Return a function that gives a browser of somebody of the cast."""
    return lambda who="liaison": login(Person.objects.get(pk=getattr(cast, who).person_id))


def part_url(analysis, slug="resultados-anteriores"):
    return reverse("planning:analysis_edit", args=[analysis.public_id, slug])


def rows(prefix, *said):
    data = {f"{prefix}-TOTAL_FORMS": len(said), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{at}-{name}": value for at, one in enumerate(said) for name, value in one.items()}


def write(client, url, data):
    """Send a part as its page would: with the mark of what it showed."""
    return client.post(url, data | {"seen": client.get(url).context["form"]["seen"].value()})


def read(analysis):
    return AnnualAnalysis.objects.get(pk=analysis.pk)


class TestYear:
    def test_lets_the_unit_begin_and_shows_who_is_late(self, browser, cast):
        cycle = make_cycle(
            cast.unit.organization,
            units=[cast.unit],
            opens_on=date(2026, 1, 1),
            strategies_due_on=None,
            analysis_due_on=date(2026, 1, 2),
        )
        client = browser("head")
        page = client.get(reverse("planning:analyses")).text
        assert ("días de atraso" in page, "todavía no ha comenzado su análisis" in page) == (True, True)
        data = {"unit": cast.unit.public_id}
        answer = client.post(reverse("planning:analysis_create", args=[cycle.public_id]), data)
        assert answer.url == AnnualAnalysis.objects.get().get_absolute_url()
        wrong = client.post(reverse("planning:analysis_create", args=[cycle.public_id]), {"unit": "nadie"})
        assert wrong.status_code == 404

    def test_gathers_what_was_sent_and_not_the_drafts(self, browser, cast):
        draft = make_analysis(make.make_unit(cast.unit.organization, name="Otra"), status="draft")
        make_analysis(cast.unit, cycle=draft.cycle, status="sent")
        client = browser("coordinator")
        page = client.get(reverse("planning:analyses")).text
        assert page.count("Los que pidieron") == 1
        url = reverse("planning:analyses_export", args=[draft.cycle.public_id, "csv"])
        table = b"".join(client.get(url).streaming_content).decode("utf-8-sig").splitlines()
        assert (
            len(table) == 1 + 8 + 1
        )  # the titles, six sections with a scenario and a priority, and the unit that owes
        assert sum(line.startswith("Otra,Borrador,") for line in table) == 1
        assert client.get(url.replace("csv", "xlsx")).status_code == 200
        assert client.get(url.replace("csv", "docx")).status_code == 404

    def test_opens_with_no_cycle(self, browser):
        assert "Todavía no se abre" in browser().get(reverse("planning:analyses")).text


class TestDetail:
    def test_says_what_is_missing_with_where_it_is_written(self, browser, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        page = browser("head").get(analysis.get_absolute_url()).text
        assert part_url(analysis, "pqrs") in page
        assert "Falta al menos una prioridad" in page
        assert 'value="send"' not in page
        assert f'href="{part_url(analysis)}"' not in browser("reader").get(analysis.get_absolute_url()).text

    def test_is_sent_returned_with_a_reason_and_accepted(self, browser, cast):
        analysis = make_analysis(cast.unit)
        url = reverse("planning:analysis_move", args=[analysis.public_id])
        head, coordinator = browser("head"), browser("coordinator")
        assert 'value="send"' in head.get(analysis.get_absolute_url()).text
        assert head.post(url, {"action": "send"}).status_code == 302
        refused = coordinator.post(url, {"action": "send_back", "reason": " "})
        assert (refused.status_code, "No se pudo" in refused.text) == (409, True)
        assert coordinator.post(url, {"action": "accept"}).status_code == 302
        assert read(analysis).status == "accepted"

    def test_leads_to_a_strategy_that_cites_it(self, browser, cast):
        analysis = make_analysis(cast.unit, status="accepted")
        client = browser("head")
        page = client.get(analysis.get_absolute_url())
        url = page.context["propose_url"]
        assert url.replace("&", "&amp;") in page.text
        form = client.get(url).context["form"]
        assert analysis.get_absolute_url() in form["evidence"].value()
        assert (form["year"].value(), form["unit"].value()) == (2027, cast.unit.pk)


class TestEditing:
    def test_saves_a_section_with_its_sources_and_goes_on(self, browser, cast):
        analysis, client = make_analysis(cast.unit, is_whole=False), browser()
        source = {"name": "Informe", "url": "https://datos.example/i", "year": "2026"}
        data = rows("sources", source, {}) | {"text": "41 de 50.", "go_on": "1"}
        assert write(client, part_url(analysis), data).url == part_url(analysis, "furag")
        seen = selectors.get_analysis(actor=cast.head, public_id=analysis.public_id)
        finding = seen.findings.get()
        assert (finding.text, finding.sources.get().year) == ("41 de 50.", 2026)
        page = client.get(part_url(analysis)).text
        assert "Lo que ya se sabe de la vigencia 2026" in page
        assert "https://datos.example/i" in page

    def test_says_what_is_wrong_and_loses_nothing(self, browser, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        source = {"name": "Informe", "url": "http://datos.example/i"}
        answer = browser().post(part_url(analysis), rows("sources", source) | {"text": "41 de 50."})
        assert answer.status_code == 422
        assert "Escriba una dirección que empiece por https://" in answer.text
        assert "41 de 50." in answer.text

    def test_puts_priorities_in_the_order_of_their_numbers(self, browser, cast):
        analysis = make_analysis(cast.unit, is_whole=False)
        said = [
            {"name": "B", "reason": "x", "ORDER": "2"},
            {"name": "C", "reason": "x"},
            {"name": "A", "reason": "x", "ORDER": "1"},
            {"name": "D", "reason": "x", "DELETE": "on"},
        ]
        write(browser(), part_url(analysis, "prioridades"), rows("priorities", *said))
        assert [one.name for one in analysis.priorities.all()] == ["A", "B", "C"]

    def test_shows_what_somebody_else_saved_first(self, browser, cast):
        analysis, client = make_analysis(cast.unit, is_whole=False), browser()
        mark = client.get(part_url(analysis)).context["form"]["seen"].value()
        first = rows("sources") | {"text": "Lo primero.", "seen": mark}
        assert client.post(part_url(analysis), first).status_code == 302
        late = client.post(part_url(analysis), first | {"text": "Lo segundo."})
        assert late.status_code == 409
        assert ("Lo primero." in late.text, "Lo segundo." in late.text) == (True, True)
        again = late.context["form"]["seen"].value()
        assert client.post(part_url(analysis), first | {"text": "Lo segundo.", "seen": again}).status_code == 302

    def test_is_closed_once_it_was_sent_and_where_there_is_no_such_part(self, browser, cast):
        analysis, client = make_analysis(cast.unit, status="sent"), browser()
        assert client.get(part_url(analysis)).status_code == 409
        assert client.get(part_url(analysis, "chismes")).status_code == 404
