from __future__ import annotations

import pytest

from llegada.core import administration
from llegada.core.actors import ANONYMOUS
from llegada.core.administration import Door, doors_for, register_door


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(administration, "_doors", {})


def door(name: str, order: int = 100, is_open: bool = True) -> Door:
    return Door(url_name=name, title=name, text="", may_open=lambda actor: is_open, order=order)


class TestDoorsFor:
    def test_gives_those_that_open_in_their_order(self):
        for one in (door("b", 2), door("a", 1), door("c", is_open=False)):
            register_door(one)
        assert [one.url_name for one in doors_for(ANONYMOUS)] == ["a", "b"]

    def test_gives_one_for_each_address(self):
        register_door(door("a", 1))
        register_door(door("a", 2))
        assert [one.order for one in doors_for(ANONYMOUS)] == [2]
