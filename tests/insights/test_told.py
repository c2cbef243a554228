"""What is told of people: from five on, how many; of fewer, only that."""

from __future__ import annotations

import pytest

from llegada.insights import told
from llegada.insights.definitions import FIGURES
from llegada.insights.selectors import Figure


class TestTold:
    @pytest.mark.parametrize(("people", "words"), [(None, None), (0, 0), (4, "menos de 5"), (5, 5)])
    def test_hides_fewer_than_five_people(self, people, words):
        assert told.told_people(people) == words

    @pytest.mark.parametrize(("people", "words"), [(None, 8), (4, "reservado"), (5, 8)])
    def test_keeps_back_the_attendances_of_those_people(self, people, words):
        assert told.told_attendances(8, people) == words


class TestPublished:
    def figures(self, people):
        values = {"people": people, "attendances": 9, "sessions": 3}
        return [Figure(FIGURES[code], value) for code, value in values.items()]

    def test_leaves_out_a_small_group_and_its_attendances(self):
        found = told.published(self.figures(4))

        assert [(one.value, one.fewer_than) for one in found] == [(None, 5), (None, None), (3, None)]

    def test_leaves_the_rest_as_it_is(self):
        assert told.published(self.figures(5)) == self.figures(5)
