"""What is told of people: from five on, how many; of fewer, only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llegada.insights import told
from llegada.insights.definitions import FIGURES
from llegada.insights.selectors import Figure


class TestTold:
    @pytest.mark.parametrize(("people", "words"), [(None, None), (0, 0), (4, "menos de 5"), (5, 5)])
    def test_hides_fewer_than_five_people(self, people, words):
        assert told.told_people(people) == words

    def test_does_not_tell_what_is_kept_back(self):
        assert told.told_people(8, is_kept=True) == "reservado"


class TestPublished:
    def figures(self, people):
        values = {"people": people, "attendances": 9, "sessions": 3}
        return [Figure(FIGURES[code], value) for code, value in values.items()]

    def test_leaves_out_a_small_group_and_its_attendances(self):
        found = told.published(self.figures(4))

        assert [(one.value, one.fewer_than) for one in found] == [(None, 5), (None, None), (3, None)]

    def test_leaves_out_what_is_kept_back_without_calling_it_small(self):
        found = told.published([replace(one, is_kept=one.definition.code != "sessions") for one in self.figures(8)])

        assert [(one.value, one.fewer_than) for one in found] == [(None, None), (None, None), (3, None)]

    def test_leaves_the_rest_as_it_is(self):
        assert told.published(self.figures(5)) == self.figures(5)
