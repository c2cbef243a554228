from __future__ import annotations

import pytest

from llegada.core import facts


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(facts, "_listeners", {})
    monkeypatch.setattr(facts, "_batch_forms", {})


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

    def test_tells_several_together_to_who_can_take_them_so_and_one_by_one_to_the_others(self):
        one_by_one, together = [], []

        def patient(before, after):
            one_by_one.append((before, after))

        def quick(before, after):
            raise AssertionError("its batch form is the one to tell")

        facts.listen("session", patient)
        facts.listen("session", quick, many=together.append)
        facts.announce_many("session", [(None, 1), (2, 3)])
        assert one_by_one == [(None, 1), (2, 3)]
        assert together == [[(None, 1), (2, 3)]]
