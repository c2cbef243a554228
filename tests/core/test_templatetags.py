from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from llegada.core.history import VERB_LABELS
from llegada.core.templatetags import llegada as tags

NBSP = "\u00a0"
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with override("es-co"):
        yield


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (0, "0"),
            (1508, "1.508"),
            (1234567, "1.234.567"),
            (1234.5, "1.234,5"),
            (Decimal("37.40"), "37,4"),
            (Decimal("2.000"), "2"),
            (2.25, "2,3"),
            (0.05, "0,1"),
            (-1234.5, "-1.234,5"),
            (-0.04, "0,0"),
            ("12.5", "12,5"),
            (None, "sin dato"),
            ("", "sin dato"),
            ("n/a", "n/a"),
            (float("nan"), "nan"),
        ],
    )
    def test_writes_the_colombian_way(self, value: object, written: str) -> None:
        assert tags.number(value) == written

    def test_takes_the_decimals_it_is_told(self) -> None:
        assert tags.number(2, 2) == "2,00"
        assert tags.number(Decimal("2.345"), 0) == "2"

    def test_stays_colombian_for_who_reads_english(self) -> None:
        with override("en"):
            assert tags.number(1234.5) == "1.234,5"


class TestPercent:
    @pytest.mark.parametrize(
        ("numerator", "denominator", "written"),
        [
            (412, 1103, f"37,4{NBSP}%"),
            (71, 100, f"71{NBSP}%"),
            (0, 7, f"0{NBSP}%"),
            (Decimal("33.3"), Decimal(100), f"33,3{NBSP}%"),
            (5, 0, "sin dato"),
            (5, None, "sin dato"),
            (None, 5, "sin dato"),
        ],
    )
    def test_is_numerator_over_denominator_and_silence_is_not_zero(
        self, numerator: object, denominator: object, written: str
    ) -> None:
        assert tags.percent(numerator, denominator) == written


class TestUnlocalized:
    @pytest.mark.parametrize(
        ("value", "written"), [(12.5, "12.5"), (Decimal("1E+2"), "100"), (None, ""), (1234, "1234")]
    )
    def test_writes_for_a_machine(self, value: object, written: str) -> None:
        assert tags.unlocalized(value) == written


class TestDates:
    def test_writes_a_day_with_its_short_month(self) -> None:
        assert tags.short_date(TODAY) == f"21{NBSP}nov{NBSP}2026"
        assert tags.short_date(None) == "sin dato"

    def test_takes_an_instant_to_bogota(self) -> None:
        just_after_midnight_in_london = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
        assert tags.short_date(just_after_midnight_in_london) == f"21{NBSP}nov{NBSP}2026"
        assert tags.short_datetime(just_after_midnight_in_london) == f"21{NBSP}nov{NBSP}2026, 19:30"

    def test_leaves_an_instant_without_zone_as_it_is(self) -> None:
        assert tags.short_datetime(datetime(2026, 1, 5, 8, 5)) == f"5{NBSP}ene{NBSP}2026, 08:05"
        assert tags.short_datetime(None) == "sin dato"

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (date(2026, 11, 21), "hoy"),
            (date(2026, 11, 22), "mañana"),
            (date(2026, 11, 20), "ayer"),
            (date(2026, 11, 18), "hace 3 días"),
            (date(2026, 11, 24), "en 3 días"),
            (date(2026, 12, 21), "en 30 días"),
            (date(2026, 2, 13), "hace 281 días"),
            (None, "sin dato"),
        ],
    )
    def test_says_a_day_as_seen_from_today(self, day: date | None, said: str) -> None:
        assert tags.relative_day(day, TODAY) == said


class TestFilesize:
    @pytest.mark.parametrize(
        ("size", "written"),
        [
            (0, f"0{NBSP}bytes"),
            (512, f"512{NBSP}bytes"),
            (86_016, f"84{NBSP}kB"),
            (2_516_582, f"2,4{NBSP}MB"),
            (20 * 1024**2, f"20{NBSP}MB"),
            (3_328_599_654, f"3,1{NBSP}GB"),
            (5000 * 1024**3, f"5.000{NBSP}GB"),
            (None, "sin dato"),
        ],
    )
    def test_writes_the_unit_that_reads_best(self, size: object, written: str) -> None:
        assert tags.filesize(size) == written


class TestNoData:
    def test_keeps_a_value_and_zero(self) -> None:
        assert tags.no_data(0) == 0
        assert tags.no_data("x") == "x"

    def test_says_so_when_there_is_none(self) -> None:
        assert tags.no_data(None) == tags.no_data("") == '<span class="no-data">sin dato</span>'


class TestWords:
    def test_finds_the_words_of_a_verb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(VERB_LABELS, "plan.agree", "Concertó el plan")
        assert tags.verb_label("plan.agree") == "Concertó el plan"
        assert tags.verb_label("plan.unknown") == "plan.unknown"

    def test_finds_the_words_of_a_value_in_choices_or_in_a_mapping(self) -> None:
        assert tags.label_in("draft", [("draft", "Borrador")]) == "Borrador"
        assert tags.label_in("draft", {"draft": "Borrador"}) == "Borrador"
        assert tags.label_in("draft", None) == "draft"


class TestWidgetKind:
    def test_tells_the_controls_apart(self) -> None:
        class Sample(forms.Form):
            yes = forms.BooleanField()
            text = forms.CharField(widget=forms.Textarea)
            paper = forms.FileField()
            name = forms.CharField()

        assert [tags.widget_kind(field) for field in Sample()] == ["checkbox", "textarea", "file", "input"]


class TestPageNumbers:
    def test_offers_the_ends_and_the_neighbours(self) -> None:
        assert tags.page_numbers(Paginator(range(450), 10).page(7)) == [1, None, 6, 7, 8, None, 45]


class TestTags:
    def test_gives_each_form_its_own_key(self) -> None:
        first, second = tags.idempotency_key(), tags.idempotency_key()
        assert first != second
        assert uuid.UUID(first.split('value="')[1].split('"')[0])

    def test_asset_is_silent_when_the_file_is_not_there(self, settings: Any, tmp_path: Path) -> None:
        strict = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        settings.STATIC_ROOT = str(tmp_path)
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": strict}}
        assert tags.asset("llegada/app.css") == ""

    def test_asset_gives_the_address_of_a_file(self) -> None:
        assert tags.asset("llegada/app.css").endswith("static/llegada/app.css")

    def test_pill_refuses_a_kind_that_has_no_shape(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="unknown kind"):
            tags.pill("green", "Al día")

    def test_progress_draws_no_bar_without_a_denominator(self) -> None:
        html = Template("{% progress 3 total %}").render(Context({"total": None}))
        assert "sin dato" in html
        assert "<progress" not in html

    def test_progress_says_the_bar_in_words(self) -> None:
        html = Template('{% progress done 8 note="esperado 50 %" %}').render(Context({"done": Decimal("3.0")}))
        assert 'max="8" value="3.0"' in html
        assert f"37,5{NBSP}% · esperado 50 %" in html

    def test_figure_says_that_there_is_no_data(self) -> None:
        html = Template('{% figure value "personas" %}').render(Context({"value": None}))
        assert "sin dato" in html
