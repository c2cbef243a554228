"""The rows of the table of progress: drawn by expressions, they are what the components draw, and no name is markup."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

from llegada.core.templatetags.llegada import progress
from llegada.insights.lateness_rules import Lag
from llegada.insights.progress_rows import ProgressRow
from llegada.insights.progress_rules import AT, MEASURES, SCALE, Totals
from llegada.insights.progress_words import make_entries
from llegada.insights.selectors.lateness import NO_REASON, Lateness
from llegada.insights.templatetags.progress_rows import drawn_progress

NAME = '<b>Alcaldía</b> & "sede"'


def entry_of(lateness=None, **measures):
    amounts = tuple(measures.get(name, 0) for name in AT)
    assert len(amounts) == len(MEASURES)
    row = ProgressRow(7, "05", NAME, Totals(amounts, date(2026, 6, 15)))
    (entry,) = make_entries(
        [row], {7: lateness} if lateness else {}, name="departamento", filters={"corte": "2026-06-15"}
    )
    return entry


def plain(markup):
    return re.sub(r"[ \n]+", " ", markup).strip()


class TestDrawnProgress:
    def test_draws_the_bar_of_a_group(self):
        entry = entry_of(weight=20_000, validated_weight=4050, expected_base=6000 * SCALE)
        bar = progress(entry.row.done, entry.row.total, label=NAME, note=entry.expected)
        assert "20,3" in bar
        assert entry.expected in bar
        assert bar in drawn_progress([entry])

    def test_says_what_a_group_has(self):
        lateness = Lateness(Lag(3, 8.5, 1029), ((NO_REASON, 2), ("staff", 1)))
        entry = entry_of(lateness, weight=100, in_execution=1200, terminated=2, due=3, late=3)
        said = re.sub(r"<[^>]+>", " ", drawn_progress([entry]).replace("\xa0", " "))
        assert "1.200 planes en seguimiento: en ejecución: 1.200" in plain(said)
        assert "Además, terminados antes: 2" in plain(said)
        assert "mediana 8,5, máximo 1.029 Sin razón registrada (2)" in plain(said)

    def test_writes_every_word_as_text_whatever_it_comes_to_say(self):
        words = ("into", "name", "expected", "states", "besides", "main_reason", "word")
        said = {word: f"\"'><b>{word}</b>&" for word in words}
        row = entry_of(weight=100).row._replace(name=said.pop("name"))
        lateness = Lateness(Lag(3, 8.5, 1029), ())

        markup = drawn_progress([SimpleNamespace(row=row, lateness=lateness, kind="warn", **said)])

        assert "<b>" not in markup
        # The name is a link and the label of a bar; the pill is drawn by the component.
        found = re.findall(r"&quot;&#x27;&gt;&lt;b&gt;(\w+)&lt;/b&gt;&amp;", markup)
        assert sorted(found) == sorted([*words, "name"])

    def test_says_what_each_cell_is(self):
        markup = drawn_progress([entry_of(weight=100, due=1, reported=2, validated=3, late=4)])

        assert markup.startswith('<tr>\n  <th scope="row">')
        cells = dict(re.findall(r'<td(?: class="num")? data-label="([^"]*)">(.*?)</td>', markup, re.DOTALL))
        assert {label: cells[label] for label in ("Con fecha cumplida", "Reportados", "Validados", "Vencidos")} == {
            "Con fecha cumplida": "1", "Reportados": "2", "Validados": "3", "Vencidos": "4",
        }  # fmt: skip
        assert list(cells)[:2] == ["Avance", "Ritmo"]
        assert '<span class="pill ' in cells["Ritmo"]
        assert cells["Días vencido"] == "–"

    def test_writes_names_and_addresses_as_text(self):
        drawn = drawn_progress([entry_of(weight=100, signed=1)])
        assert "<b>" not in drawn
        assert drawn.count("&lt;b&gt;Alcaldía&lt;/b&gt; &amp; &quot;sede&quot;") == 2
        assert "?corte=2026-06-15&amp;departamento=05" in drawn
        assert "1 plan en seguimiento: firmados: 1" in drawn
        assert "–" in drawn
