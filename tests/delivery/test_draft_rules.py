from __future__ import annotations

from datetime import date, timedelta

import pytest

from llegada.delivery import draft_rules as rules
from llegada.delivery.choices import DraftStatus

DAY = date(2026, 11, 21)
NEXT = timedelta(days=1)


class TestTransitions:
    @pytest.mark.parametrize("action", ["send", "discard", "accept", "return", "fly"])
    @pytest.mark.parametrize("status", DraftStatus.values)
    def test_lead_where_the_table_says_and_nowhere_else(self, status, action):
        expected = {
            ("draft", "send"): "sent",
            ("returned", "send"): "sent",
            ("draft", "discard"): "discarded",
            ("returned", "discard"): "discarded",
            ("sent", "accept"): "accepted",
            ("sent", "return"): "returned",
        }.get((status, action))
        assert rules.next_status(status, action) == expected
        assert (action in rules.available_actions(status)) is (expected is not None)


class TestIsIn:
    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [(DAY, None, True), (DAY, DAY, True), (DAY + NEXT, None, False), (DAY - NEXT, DAY - NEXT, False)],
    )
    def test_counts_both_ends(self, since, until, expected):
        assert rules.is_in(since=since, until=until, today=DAY) is expected


class TestJoined:
    def test_loses_nothing_of_what_there_was(self):
        assert rules.joined("", " Nuevo. ") == "Nuevo."
        assert rules.joined("Viejo.\n", "Nuevo.") == "Viejo.\n\nNuevo."
