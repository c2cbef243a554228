from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.core.text import MOST_TERMS, fold, search_terms


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Medellín", "medellin"),
            ("  PEÑOL,  El ", "penol el"),
            ("Güicán de la Sierra", "guican de la sierra"),
            ("¿Qué?", "que"),
            ("", ""),
            ("05001", "05001"),
        ],
    )
    def test_takes_accents_case_and_marks_away(self, text, folded):
        assert fold(text) == folded

    @given(st.text())
    def test_done_twice_changes_nothing(self, text):
        assert fold(fold(text)) == fold(text)


class TestSearchTerms:
    def test_are_the_words_each_once_in_order(self):
        assert search_terms("Alcaldía de  MEDELLÍN, alcaldia") == ["alcaldia", "de", "medellin"]

    def test_are_no_more_than_a_database_takes(self):
        assert search_terms(" ".join(f"x{number}" for number in range(2000))) == [f"x{n}" for n in range(MOST_TERMS)]
