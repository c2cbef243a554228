from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.reports import rules
from llegada.reports.glyphs import letters_of

LETTERS = frozenset(map(ord, "abcñ¿–"))


class TestFingerprint:
    def test_does_not_depend_on_the_order_of_the_keys(self):
        assert rules.fingerprint({"a": 1, "b": ["ñ"]}) == rules.fingerprint({"b": ["ñ"], "a": 1})

    def test_changes_with_the_content(self):
        assert rules.fingerprint({"a": 1}) != rules.fingerprint({"a": 2})

    def test_refuses_what_is_no_number(self):
        with pytest.raises(ValueError, match="Out of range"):
            rules.fingerprint({"a": float("nan")})


class TestCode:
    def test_is_the_beginning_of_the_fingerprint_in_groups_of_four(self):
        assert rules.code_of("3f2a91bc77d01e4b" + "0" * 48) == "3F2A 91BC 77D0 1E4B"

    @pytest.mark.parametrize("typed", ["3F2A 91BC 77D0 1E4B", "3f2a-91bc-77d0-1e4b", " 3f2a91bc77d01e4b\n"])
    def test_is_read_however_it_is_typed(self, typed):
        assert rules.read_code(typed) == "3f2a91bc77d01e4b"

    @pytest.mark.parametrize("typed", ["", "3F2A", "3F2A 91BC 77D0 1E4G", "a" * 65, "'; DROP TABLE"])
    def test_is_not_read_where_there_is_none(self, typed):
        assert rules.read_code(typed) is None

    @given(st.binary(min_size=32, max_size=32))
    def test_comes_back(self, digest):
        sha256 = digest.hex()
        assert rules.read_code(rules.code_of(sha256)) == sha256[:16]


class TestPrintable:
    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ("abc", "abc"),
            ("n\u0303", "ñ"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("a\tb", "a b"),
            ("a\u200bb\u202ec\x07", "abc"),
            ("a\u00a0ñ", "a ñ"),
            ("a\u2028b", "a\nb"),
            ("a🚀", "a[U+1F680]"),
            ("❤\ufe0f", "[U+2764]"),
            ("\ue000", "[U+E000]"),
        ],
    )
    def test_keeps_what_the_fonts_can_draw(self, written, printed):
        assert rules.printable(written, LETTERS) == printed

    def test_reaches_every_depth(self):
        content = {"a": ["🚀", {"b": ("🚀", 1, None, True)}]}
        assert rules.make_printable(content, LETTERS) == {"a": ["[U+1F680]", {"b": ["[U+1F680]", 1, None, True]}]}

    @given(st.text())
    def test_leaves_nothing_that_no_font_has(self, text):
        allowed = LETTERS | {ord("\n")} | set(range(32, 127))
        assert {ord(one) for one in rules.printable(text, LETTERS)} <= allowed


def font(cmap: bytes, tag: bytes = b"cmap") -> bytes:
    header = struct.pack(">LHHHH", 0x00010000, 1, 16, 0, 0)
    return header + struct.pack(">4sLLL", tag, 0, 28, len(cmap)) + struct.pack(">HHHHL", 0, 1, 3, 1, 12) + cmap


class TestLetters:
    def test_are_read_by_segments(self):
        segments = struct.pack(">7H", 4, 0, 0, 4, 0, 0, 0) + struct.pack(">2H", 66, 0xFFFF) + b"\0\0"
        segments += struct.pack(">2H", 65, 0xFFFF) + struct.pack(">2h", -60, 1) + struct.pack(">2H", 0, 0)
        assert letters_of(font(segments)) == {65, 66}

    def test_are_read_through_an_array_of_glyphs(self):
        segments = struct.pack(">7H", 4, 0, 0, 4, 0, 0, 0) + struct.pack(">2H", 66, 0xFFFF) + b"\0\0"
        segments += struct.pack(">2H", 65, 0xFFFF) + struct.pack(">2h", 0, 1) + struct.pack(">2H", 4, 0)
        assert letters_of(font(segments + struct.pack(">2H", 0, 7))) == {66}

    def test_are_read_by_groups(self):
        groups = struct.pack(">HHLLL", 12, 0, 28, 0, 2) + struct.pack(">6L", 65, 66, 5, 0x1F680, 0x1F681, 0)
        assert letters_of(font(groups)) == {65, 66, 0x1F681}

    def test_are_refused_of_what_is_no_font(self):
        with pytest.raises(ValueError, match="cmap"):
            letters_of(font(b"", tag=b"glyf"))
