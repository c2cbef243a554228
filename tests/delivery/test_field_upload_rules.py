"""Rules of a file that travels in pieces: whatever the order and the repetitions, the same file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from llegada.delivery import field_upload_rules as rules

MB = 1024 * 1024


def put(whole: bytes, arrived: bytes, offset: int, length: int) -> bytes:
    piece = whole[offset : offset + length]
    start = rules.fresh_part(received=len(arrived), offset=offset, length=len(piece))
    return arrived if start is None else arrived + piece[start:]


class TestFreshPart:
    def test_is_the_whole_of_the_piece_that_follows(self):
        assert rules.fresh_part(received=4, offset=4, length=2) == 0

    def test_is_the_end_of_a_piece_that_came_in_part(self):
        assert rules.fresh_part(received=5, offset=4, length=2) == 1

    def test_is_nothing_of_a_piece_repeated_ahead_or_empty(self):
        assert [rules.fresh_part(received=4, offset=at, length=n) for at, n in ((0, 4), (5, 2), (4, 0))] == [None] * 3

    @given(whole=st.binary(max_size=60), pieces=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20))))
    def test_never_puts_a_byte_where_it_does_not_go(self, whole, pieces):
        arrived = b""
        for offset, length in pieces:
            arrived = put(whole, arrived, offset, length)
        assert whole.startswith(arrived)
        while len(arrived) < len(whole):  # the device goes on from where it is told
            arrived = put(whole, arrived, len(arrived), 7)
        assert arrived == whole


class TestToDrop:
    def test_is_nothing_while_there_is_room(self):
        assert rules.to_drop([(1, 30 * MB)], coming=34 * MB) == []

    def test_is_what_nobody_touched_for_the_longest(self):
        assert rules.to_drop([(1, 30 * MB), (2, 20 * MB), (3, 14 * MB)], coming=MB) == [1]

    def test_is_all_the_rest_before_one_that_needs_all_the_room(self):
        assert rules.to_drop([(1, MB), (2, MB)], coming=90 * MB) == [1, 2]
