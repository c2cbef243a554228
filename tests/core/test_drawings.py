"""Drawings: they fill their place, write only what fits, and say by name what each shape is."""

from __future__ import annotations

from datetime import date

from llegada.core.drawings import (
    ACROSS,
    ACROSS_PHONE,
    MOST_BARS,
    Bar,
    Column,
    Dot,
    Lanes,
    draw_bars,
    draw_columns,
    draw_lanes,
    stacked,
)


def months(*values: int | None) -> list[Column]:
    return [Column(f"m{place:02d}", value, str(value)) for place, value in enumerate(values)]


class TestDrawColumns:
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


class TestDrawBars:
    def test_draw_nothing_where_there_is_no_data(self):
        drawn = draw_bars("", [Bar("Uno", None, "sin dato"), Bar("Dos", 0.0, "0 %")])

        assert [shape.words for shape in drawn.shapes] == [""]  # the ground of the one that is known

    def test_hold_as_many_as_can_be_read(self):
        drawn = draw_bars("", [Bar(f"n{one}", 1.0, "1") for one in range(MOST_BARS + 9)], is_share=False)

        assert len(drawn.shapes) == MOST_BARS


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
