"""Drawings: they fill their place, write only what fits, and say by name what each shape is."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.test.html import parse_html

from llegada.core.drawings import (
    ACROSS,
    ACROSS_PHONE,
    BLUE,
    DEEP,
    LINE,
    MOST_BARS,
    SOFT_INK,
    Bar,
    Column,
    Dot,
    Drawing,
    Lanes,
    Shape,
    Text,
    draw_bars,
    draw_columns,
    draw_grid,
    draw_lanes,
    line,
    stacked,
)
from llegada.core.templatetags.drawings import svg


def months(*values: int | None) -> list[Column]:
    return [Column(f"m{place:02d}", value, str(value)) for place, value in enumerate(values)]


class TestDrawColumns:
    @pytest.mark.parametrize("count", [1, 2, 7, 9, 10, 23, 24])
    def test_keep_their_labels_inside_and_apart(self, count):
        columns = [Column(f"nov {2000 + place}", 1, "1") for place in range(count)]
        drawing = draw_columns("", columns, across=ACROSS_PHONE)
        ends = [(text.x - 26.8, text.x + 26.8) for text in drawing.texts if text.words.startswith("nov")]

        assert ends[0][0] >= -0.01
        assert ends[-1][1] <= drawing.width + 0.01
        assert all(before[1] <= after[0] + 0.01 for before, after in itertools.pairwise(ends))

    def test_fill_their_place_however_many_they_are(self):
        for count in (12, 36, 120):
            assert round(draw_columns("", months(*range(1, count + 1))).width) == ACROSS

    def test_are_no_wider_than_can_be_compared(self):
        assert draw_columns("", months(1, 2)).width < ACROSS / 3

    def test_write_their_values_only_where_they_do_not_run_into_each_other(self):
        columns = months(*[12_345] * 12)
        wide, narrow = (draw_columns("", columns, across=across) for across in (ACROSS, ACROSS_PHONE))

        assert sum(text.words == "12345" for text in wide.texts) == 12
        assert sum(text.words == "12345" for text in narrow.texts) == 0
        assert sum(text.words.startswith("m") for text in narrow.texts) < 12

    def test_are_not_kept_from_writing_by_the_words_of_what_has_no_data(self):
        columns = [Column("ene", None, "sin dato"), *months(*[7] * 11)]

        assert sum(text.words == "7" for text in draw_columns("", columns, across=ACROSS_PHONE).texts) == 11

    def test_write_a_zero_and_a_dash_only_for_what_is_not_known(self):
        written = [text.words for text in draw_columns("", months(7, 0, None)).texts]

        assert written.count("0") == 1
        assert written.count("–") == 1


class TestDrawBars:
    def test_draw_nothing_where_there_is_no_data(self):
        drawn = draw_bars("", [Bar("Uno", None, "sin dato"), Bar("Dos", 0.0, "0 %")])

        assert [shape.words for shape in drawn.shapes] == [""]  # the ground of the one that is known

    def test_hold_as_many_as_can_be_read(self):
        drawn = draw_bars("", [Bar(f"n{one}", 1.0, "1") for one in range(MOST_BARS + 9)], is_share=False)

        assert len(drawn.shapes) == MOST_BARS

    def test_begin_where_the_longest_label_ends_and_cut_none(self):
        long = "Población de los municipios asistidos (2026, proyección del censo)"
        short = draw_bars("", [Bar("Uno", 0.5, "50 %")])
        drawn = draw_bars("", [Bar("Uno", 0.5, "50 %"), Bar(long, 1.0, "100 %")])

        assert long in [text.words for text in drawn.texts]
        begins = {float(dict(shape.attributes)["x"]) for shape in drawn.shapes}
        assert min(begins) >= 8 + 6.5 * len(long)
        ends = [max(text.x for text in one.texts) for one in (short, drawn)]
        assert ends[0] == ends[1] < drawn.width


class TestDrawGrid:
    def test_writes_the_longest_name_of_a_department_whole(self):
        name = "Archipiélago de San Andrés, Providencia y Santa Catalina"

        drawn = draw_grid("", ["Sesiones"], [(name, [("7", 1)])])

        assert name in [text.words for text in drawn.texts]


class TestDrawLanes:
    visits = Lanes(
        "Alcaldía",
        [
            ("Uno", [Dot(date(2026, 6, 1), "1 jun"), Dot(date(2026, 6, 11), "11 jun", is_coming=True)]),
            ("Dos", [Dot(date(2026, 6, 6), "6 jun")]),
        ],
        mark=date(2026, 6, 11),
        mark_words="Juntos",
    )

    def test_put_each_day_where_it_falls(self):
        drawn = draw_lanes(self.visits, across=1028)
        at = {shape.words: dict(shape.attributes) for shape in drawn.shapes if shape.kind == "circle"}

        assert [float(at[day]["cx"]) for day in ("1 jun", "6 jun", "11 jun")] == [14, 514, 1014]
        assert float(at["6 jun"]["cy"]) > float(at["1 jun"]["cy"])

    def test_stand_one_below_the_other_in_a_file(self):
        drawn = stacked("Cruces", [draw_lanes(self.visits), draw_lanes(self.visits)])
        lows = [float(dict(shape.attributes)["cy"]) for shape in drawn.shapes if shape.words == "6 jun"]

        assert lows[1] - lows[0] == draw_lanes(self.visits).height + 38


class TestDrawn:
    def test_writes_shapes_and_texts_with_their_words_escaped(self):
        shape = Shape("rect", (("x", "1.0"), ("y", "2.0")), BLUE, stroke=DEEP, dash="3 2", words="<b>A & 'B'</b>")
        drawing = Drawing("Uno", 10, 20, [shape, line(0, 0, 5, 5)], [Text(1.5, 2, 'Dos "y" <tres>', 11, "middle", 600)])

        written = svg(drawing)

        assert parse_html(written) == parse_html(
            '<svg width="10" height="20" viewBox="0 0 10 20" role="img" aria-label="Uno" '
            'font-family="Work Sans, Segoe UI, Arial, sans-serif">'
            f'<rect x="1.0" y="2.0" fill="{BLUE}" stroke="{DEEP}" stroke-dasharray="3 2">'
            "<title>&lt;b&gt;A &amp; &#x27;B&#x27;&lt;/b&gt;</title></rect>"
            f'<line x1="0.0" y1="0.0" x2="5.0" y2="5.0" fill="none" stroke="{LINE}"></line>'
            f'<text x="1.5" y="2" font-size="11" text-anchor="middle" font-weight="600" fill="{SOFT_INK}">'
            "Dos &quot;y&quot; &lt;tres&gt;</text></svg>"
        )
        assert "<b>" not in written
        assert "<tres>" not in written

    def test_writes_its_title_and_the_rest_of_its_words_as_text(self):
        hostile = '"><script>'
        shape = Shape("rect", (), hostile, stroke=hostile, dash=hostile)

        written = svg(Drawing(hostile, 10, 20, [shape], [Text(0, 0, "", anchor=hostile, fill=hostile)], hostile))

        assert "<script" not in written
        assert written.count("&quot;&gt;&lt;script&gt;") == 7
