from __future__ import annotations

import pytest

from llegada.core import facts


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(facts, "_listeners", {})


class TestAnnounce:
    def test_tells_each_listener_once_what_was_and_what_is(self):
        heard = []

        def listener(before, after):
            heard.append((before, after))

        facts.listen("session", listener)
        facts.listen("session", listener)
        facts.announce("session", before=1, after=2)
        assert heard == [(1, 2)]

    def test_of_what_nobody_listens_to_is_harmless(self):
        facts.announce("nothing", after=1)
