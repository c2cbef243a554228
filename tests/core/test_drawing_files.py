"""Drawings as files: whoever opens one elsewhere reads what it is of, what its colours mean and when its figures were taken."""

from __future__ import annotations

import re

import pytest

from llegada.core.drawing_files import lay_out, svg_response
from llegada.core.drawings import ACROSS, Column, Drawing, Shape, Text, draw_columns, draw_grid


def words(leaf) -> list[str]:
    return [text.words for text in leaf.texts]


class TestLayOut:
    drawn = draw_columns("", [Column("ene", 3, "3", 2, "2")], before_words="el año anterior")

    def test_says_title_and_subject_above_and_the_rest_below(self):
        leaf = lay_out(
            self.drawn, title="Sesiones por mes", about=["Vigencia 2026 · todo el país"], notes=["Corte: hoy."]
        )

        above = [text.words for text in leaf.texts if text.y < leaf.top]
        below = [text.words for text in leaf.texts if text.y > leaf.top + self.drawn.height]
        assert above == ["Sesiones por mes", "Vigencia 2026 · todo el país"]
        assert below == ["Contorno a rayas: el año anterior.", "Corte: hoy."]
        assert all(text.y < leaf.height for text in leaf.texts)

    def test_gives_a_narrow_drawing_room_for_its_words(self):
        leaf = lay_out(self.drawn, title="Una " * 40)

        assert self.drawn.width < leaf.width < ACROSS
        assert len(words(leaf)) == 4  # three lines of title, one of the outline
        assert leaf.left + self.drawn.width / 2 == leaf.width / 2

    def test_explains_the_colours(self):
        ground = Drawing(
            "", 700, 100, [Shape("path", (("d", "M0 0"),), "#fff")], legend=[("#eee", "1 a 2"), ("#ccc", "3 a 9")]
        )

        leaf = lay_out(ground, title="Mapa")

        assert [shape.fill for shape in leaf.shapes] == ["#eee", "#ccc"]
        assert words(leaf) == ["Mapa", "1 a 2", "3 a 9"]

    @pytest.mark.parametrize("drawn", [None, Drawing("", 300, 40)])
    def test_says_that_there_is_nothing(self, drawn):
        leaf = lay_out(drawn, title="Cruces")

        assert (leaf.drawing, words(leaf)) == (None, ["Cruces", "Sin registros con estos filtros."])


class TestGrid:
    def test_keeps_the_words_above_its_columns_apart(self):
        drawn = draw_grid("", ["Catastro multipropósito", "Ordenamiento territorial"], [("Uno", [("1", 1), ("2", 2)])])
        heads = [text for text in drawn.texts if text.anchor == "middle" and text.size == 11]

        first, second = sorted({text.x for text in heads})
        assert max(len(text.words) for text in heads) * 6.7 <= second - first


class TestResponse:
    def test_says_when_its_figures_were_taken(self, db):
        drawn = draw_columns("", [Column("ene", 3, "3")])

        answer = svg_response(drawn, "llegada-tiempo", title="Sesiones", about=["todo el país"]).content.decode()

        assert answer.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        assert re.search(r">Corte: \d{1,2}\xa0\w{3}\xa0\d{4}, \d\d:\d\d\.</text>", answer)
        assert answer.count("<svg") == 2

    def test_writes_every_word_as_text_within_the_drawing_and_around_it(self, db):
        hostile = "<b>&"
        shape = Shape("rect", (("x", "1.0"),), "#fff", words=hostile)
        drawn = Drawing(hostile, 700, 20, [shape], [Text(1, 2, hostile)], legend=[("#eee", hostile)], foot=[hostile])

        answer = svg_response(drawn, "archivo", about=[hostile], notes=[hostile]).content.decode()

        assert hostile not in answer
        # Label, title and heading of the file, its subject, legend, foot and note; a shape and a text of the drawing.
        assert answer.count("&lt;b&gt;&amp;") == 9
