"""How «Mi trabajo» says when things are due and how plans go."""

from datetime import date
from decimal import Decimal

import pytest

from llegada.core.waiting import Severity, WaitingItem
from llegada.insights.selectors import PaceRow
from llegada.insights.worklist import make_entries, make_pace_entries, when_words

TODAY = date(2026, 11, 21)


def item(severity: Severity, due: date | None) -> WaitingItem:
    return WaitingItem(severity=severity, due=due, title="Hito", detail="", url="/", action="Ver")


def row(name: str, done: str, expected: str, total: str = "100") -> PaceRow:
    return PaceRow(name, name, 1, Decimal(done), Decimal(total), Decimal(expected), 0)


class TestWhenWords:
    @pytest.mark.parametrize(
        ("severity", "due", "words"),
        [
            (Severity.LATE, date(2026, 11, 18), "Vencido hace 3 días"),
            (Severity.LATE, date(2026, 11, 20), "Vencido hace 1 día"),
            (Severity.LATE, date(2026, 11, 21), "Vence hoy"),
            (Severity.SOON, date(2026, 11, 22), "Vence mañana"),
            (Severity.SOON, date(2026, 11, 24), "24\u00a0nov"),
            (Severity.SOON, date(2026, 11, 2), "2\u00a0nov"),
            (Severity.SOON, date(2027, 1, 24), "24\u00a0ene\u00a02027"),
            (Severity.READY, date(2026, 11, 21), "Hoy"),
            (Severity.READY, date(2026, 11, 22), "Mañana"),
            (Severity.READY, date(2026, 11, 24), "24\u00a0nov"),
            (Severity.READY, date(2026, 5, 15), "Desde el 15\u00a0may"),
            (Severity.READY, None, "Sin fecha"),
        ],
    )
    def test_say_how_near_it_is(self, severity, due, words):
        assert when_words(item(severity, due), today=TODAY) == words


class TestMakeEntries:
    def test_mark_what_has_no_date_as_such(self):
        entries = make_entries([item(Severity.LATE, TODAY), item(Severity.READY, None)], today=TODAY)

        assert [entry.kind for entry in entries] == ["bad", "none"]


class TestMakePaceEntries:
    def test_put_the_most_delayed_first_with_its_word(self):
        rows = [
            row("Al día", "72", "70"),
            row("Vacío", "0", "0", "0"),
            row("Mal", "40", "66"),
            row("Regular", "50", "68"),
        ]

        entries = make_pace_entries(rows)

        assert [(entry.row.name, entry.kind, str(entry.word), entry.expected) for entry in entries] == [
            ("Mal", "bad", "Rezagado", "esperado 66\u00a0%"),
            ("Regular", "warn", "En riesgo", "esperado 68\u00a0%"),
            ("Al día", "ok", "Al día", "esperado 70\u00a0%"),
            ("Vacío", "none", "Sin dato", ""),
        ]
