"""Exact sets as bytes, and put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from llegada.insights.sets import count_members, join, pack, unpack


class TestJoin:
    @given(st.lists(st.sets(st.integers(0, (1 << 32) - 1), max_size=20), max_size=9))
    def test_has_what_is_in_any_of_several(self, some):
        found = join([unpack(pack(BitMap(one))) for one in some])

        assert set(found) == set().union(*some)
        assert sum(count_members(found)) == len(set().union(*some))
