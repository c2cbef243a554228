import pytest

from llegada.portfolio.value_chain import COLUMNS, ValueChain, read_chain, too_long

FULL = ValueChain((("a", "b"), ("c",), ("d",), ("e",), ("f",), ("g",)), ((0, 0, 0), (0, 1, 0)))


class TestValueChain:
    def test_squares_its_columns_and_keeps_links_between_what_is_said(self):
        chain = ValueChain((("a", " b  b "), ("c", ""), (), (), (), ()), ((0, 0, 0), (0, 1, 1), (4, 0, 0), (5, 0, 0)))
        assert chain.cells[:2] == (("a", "b b"), ("c", ""))
        assert chain.links == ((0, 0, 0),)

    def test_closes_up_empty_rows_and_carries_their_links(self):
        chain = ValueChain((("", "a"), ("", "b"), (), (), (), ()), ((0, 1, 1),))
        assert (chain.rows, chain.links) == (1, ((0, 0, 0),))

    def test_says_what_is_empty_and_what_leads_nowhere(self):
        assert ValueChain().gaps() == (list(COLUMNS), list(COLUMNS[:-1]))
        assert FULL.gaps() == ([], list(COLUMNS[1:-1]))

    def test_comes_back_from_where_it_is_stored(self):
        assert read_chain(FULL.plain()) == FULL
        assert read_chain({}).is_empty

    @pytest.mark.parametrize(
        "stored",
        [{"cells": [[]]}, {"cells": [[1], [], [], [], [], []]}, {"cells": [[], [], [], [], [], []], "links": [[1, 2]]}],
    )
    def test_refuses_what_is_no_chain(self, stored):
        with pytest.raises(ValueError, match=r"cells|links"):
            read_chain(stored)

    def test_knows_what_is_too_long(self):
        assert too_long([["x" * 301], ["y"]]) == ["x" * 301]
