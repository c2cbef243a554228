from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest

from llegada.accounts.models import Person
from llegada.core.tabular import read_table
from llegada.indicators import selectors, services
from llegada.indicators.chart import draw
from llegada.indicators.content import content_of
from llegada.indicators.forms import MeasureField
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.tables import TEMPLATE_COLUMNS
from llegada.indicators.templatetags.indicators import measure
from tests import factories as make
from tests.indicators.makers import make_cast, targets
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
LIST = "/indicadores/"


cast = made_once(make_cast)


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


@pytest.fixture
def draft(cast):
    return create(cast)


def create(cast, **changes):
    return services.create_sheet(actor=cast.lead, unit=cast.unit, content=cast.content(**changes), now=make.NOW)


def typed(*rows, **changes):
    """Return what a browser sends: the fields, and rows of targets (year, value)."""
    fields = {
        "name": "Días de respuesta",
        "level": "management",
        "accumulation": "reduction",
        "direction": "less",
        "baseline_value": "1.024,5",
        "baseline_year": "2025",
        "cremas_clear": "yes",
        "cremas_clear_why": "Se entiende.",
        "targets-TOTAL_FORMS": len(rows),
        "targets-INITIAL_FORMS": 0,
    }
    for index, (year, value) in enumerate(rows):
        fields |= {f"targets-{index}-year": year, f"targets-{index}-value": value}
    return fields | changes


class TestList:
    def test_shows_the_sheets_of_the_organisation_only(self, browse, draft):
        assert draft.name in browse("reader").get(LIST).text
        assert draft.name not in browse("stranger").get(LIST).text

    @pytest.mark.parametrize(
        ("query", "is_there"),
        [
            ("?q=adoptado", True),
            ("?q=catastro", False),
            ("?status=draft", True),
            ("?status=retired", False),
            ("?level=impact", False),
        ],
    )
    def test_is_narrowed_by_its_filters(self, browse, draft, query, is_there):
        page = browse("reader").get(LIST + query).text
        assert (draft.name in page) is is_there
        assert ("Ninguna ficha cumple esos filtros" in page) is not is_there

    def test_says_what_to_do_when_there_is_nothing(self, browse):
        assert "Escriba la primera" in browse("lead").get(LIST).text
        assert "Aparecerán cuando" in browse("planner").get(LIST).text

    def test_says_no_data_where_there_is_no_baseline(self, browse, cast):
        create(cast, baseline_value=None, baseline_year=None, baseline_gap="never_measured", targets=())
        assert browse("reader").get(LIST).text.count("sin dato") == 2

    def test_goes_out_in_the_columns_of_the_template(self, browse, draft, cast):
        create(cast, name="Sin base", description="", baseline_value=None, baseline_year=None, baseline_gap="new_offer")
        answer = browse("reader").get(f"{LIST}descargar.xlsx?q=adoptado")
        (row,) = read_table(BytesIO(answer.getvalue()), name="fichas.xlsx", required=TEMPLATE_COLUMNS)
        assert (row.get("Línea base"), row.get("Meta 2028"), row.get("Tipo de acumulación")) == (
            "40",
            "80",
            "Capacidad",
        )
        assert row.get("CREMAS: Claro") == "Sí. Sí, por esto."
        blank = read_table(BytesIO(browse("reader").get(f"{LIST}descargar.xlsx?q=base").getvalue()), name="f.xlsx")[0]
        assert (blank.get("Línea base"), blank.get("Motivo sin línea base")) == ("", "Lo que mide no existía antes")

    def test_does_not_go_out_with_a_filter_that_cannot_be_read(self, browse):
        assert browse("reader").get(f"{LIST}descargar.xlsx?status=ninguno").status_code == 422


class TestForm:
    URL = f"{LIST}nueva/"

    def test_saves_what_was_typed_the_colombian_way(self, browse, cast):
        answer = browse("lead").post(self.URL, typed(("2026", "900"), ("2027", "850,5"), ("", ""), unit=cast.unit.pk))
        sheet = IndicatorSheet.objects.get()
        assert answer.url == sheet.get_absolute_url()
        assert (str(sheet.baseline_value), content_of(sheet).targets) == ("1024.5000", targets("900", "850.5"))
        assert [(one.criterion, one.holds) for one in sheet.answers.all()] == [("clear", True)]

    def test_says_at_once_that_it_is_not_calculable_and_saves_nothing(self, browse, cast):
        data = typed(("2026", "1.024,5"), unit=cast.unit.pk, check="1", name="")
        page = browse("lead").post(self.URL, data, headers={"HX-Request": "true"})
        assert "Avance de 2026, no calculable" in page.text
        assert "<h1" not in page.text
        assert not IndicatorSheet.objects.exists()

    def test_says_how_it_is_calculated_when_it_can_be(self, browse, cast):
        page = browse("lead").post(self.URL, typed(("2026", "900"), unit=cast.unit.pk, check="1"))
        assert "(línea base − logro) ÷ (línea base − meta)" in page.text

    def test_says_on_saving_that_it_is_not_calculable(self, browse, cast):
        data = typed(("2026", "1024,5"), unit=cast.unit.pk)
        page = browse("lead").post(self.URL, data, follow=True).text
        assert "el avance no se puede calcular bien" in page
        assert "Avance de 2026, no calculable" in page

    @pytest.mark.parametrize(
        ("rows", "changes", "sentence"),
        [
            ([("2026", "1"), ("2026", "2")], {}, "Hay dos metas del mismo año"),
            ([("2026", "doce")], {}, "Revise las metas"),
            ([("2026", "12")], {"baseline_value": "mucho"}, "Línea base"),
            ([("2026", "12")], {"baseline_gap": "new_offer"}, "quite el motivo"),
            ([("2026", "12")], {"cremas_clear": ""}, "Responda sí o no"),
        ],
    )
    def test_loses_nothing_of_what_is_to_be_mended(self, browse, cast, rows, changes, sentence):
        page = browse("lead").post(self.URL, typed(*rows, unit=cast.unit.pk, **changes))
        assert page.status_code == 422
        assert sentence in page.text
        assert 'value="Días de respuesta"' in page.text

    def test_of_a_draft_that_somebody_changed_shows_both(self, browse, cast, draft):
        services.edit_sheet(
            actor=cast.head, public_id=draft.public_id, content=cast.content(source="La de ella"), now=make.NOW
        )
        data = typed(("2026", "900"), source="La mía", revision=1)
        page = browse("lead").post(f"{draft.get_absolute_url()}editar/", data)
        assert page.status_code == 409
        assert "La de ella" in page.text
        assert 'value="La mía"' in page.text
        again = browse("lead").post(f"{draft.get_absolute_url()}editar/", data | {"revision": 2})
        assert again.status_code == 302

    @pytest.mark.parametrize(
        ("text", "value"),
        [("1.234,5", "1234.5"), ("1.234", "1234"), ("33.34", "33.34"), ("0.125", "0.125"), ("-5", "-5"), ("0", "0")],
    )
    def test_reads_numbers_as_people_write_them(self, text, value):
        assert str(MeasureField(required=False).clean(text)) == value

    def test_takes_a_blank_for_no_data(self):
        assert MeasureField(required=False).clean("") is None


class TestDetail:
    def test_shows_figures_in_a_chart_and_in_a_table(self, browse, draft):
        page = browse("reader").get(draft.get_absolute_url()).text
        assert (page.count('class="chart-bar"'), page.count('class="chart-base"')) == (3, 1)
        assert "Meta y avance esperado al cierre de cada año" in page
        assert "25\u00a0%" in page

    def test_says_what_is_missing_and_offers_nothing_that_cannot_be_done(self, browse, cast):
        sheet = create(cast, answers=())
        page = browse("planner").get(sheet.get_absolute_url()).text
        assert "falta responder «Claro»" in page
        assert "Desde ahora la ficha no cambia" not in page

    def test_puts_in_force_and_then_offers_a_correction_to_who_writes(self, browse, cast, draft):
        url = draft.get_absolute_url()
        page = browse("planner").post(f"{url}mover/?revision=1", {"action": "put_in_force"}, follow=True)
        assert "En vigor. Desde ahora esta versión no cambia." in page.text
        answer = browse("lead").post(f"{url}mover/", {"action": "correct"})
        correction = selectors.find_version(draft, "draft")
        assert answer.url == f"{correction.get_absolute_url()}editar/"
        assert "Hay una corrección en borrador" in browse("lead").get(url).text

    def test_keeps_the_refusal_on_screen_with_what_was_written(self, browse, draft):
        page = browse("lead").post(f"{draft.get_absolute_url()}mover/", {"action": "retire", "reason": "Porque sí"})
        assert page.status_code == 403
        assert "Porque sí" in page.text

    def test_refuses_an_action_that_does_not_exist(self, browse, draft):
        assert browse("planner").post(f"{draft.get_absolute_url()}mover/", {"action": "borrar"}).status_code == 404


class TestMeasure:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("40.0000", "40"),
            ("0.1250", "0,125"),
            ("1234.5000", "1.234,5"),
            ("-3.2", "-3,2"),
            ("0.0000", "0"),
            ("1E+3", "1.000"),
        ],
    )
    def test_loses_no_decimal_and_adds_none(self, value, words):
        assert measure(Decimal(value)) == words

    def test_of_nothing_is_no_data(self):
        assert measure(None) == "sin dato"


class TestChart:
    def test_draws_nothing_for_a_baseline_that_is_not_there(self):
        chart = draw(None, targets(10, 20))
        assert (chart.baseline_y, len(chart.bars)) == (None, 2)
        assert draw(None, ()) is None

    def test_stands_on_zero_and_hangs_below_it(self):
        chart = draw((2025, targets("-10")[0][1]), targets(20))
        below, above = chart.bars
        assert below.y == chart.zero_y == above.y + above.height
        assert below.height * 2 == above.height
