"""Which municipalities share a border, as a file says it."""

from __future__ import annotations

import io

import pytest

from llegada.core.actors import ANONYMOUS, SYSTEM
from llegada.core.errors import NotAllowed
from llegada.core.tabular import MissingColumns
from llegada.territory.errors import NoKnownPairs
from llegada.territory.models import Adjacency
from llegada.territory.selectors import list_neighbour_codes
from llegada.territory.services import import_neighbours
from tests.factories import NOW, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places():
    for code in ("05001", "05002", "05004"):
        make_municipality(code)


def load(text: str, actor=SYSTEM):
    return import_neighbours(actor=actor, source=io.BytesIO(text.encode()), name="vecinos.csv", now=NOW)


class TestImportNeighbours:
    def test_takes_a_pair_once_whichever_way_round_it_comes(self):
        report = load("a,b\n05001,05002\n05002,05001\n5001,05004\n")
        assert (report.loaded, report.repaired, report.unknown) == (2, ["05001"], [])
        assert list_neighbour_codes(code="05001") == ["05002", "05004"]
        assert list_neighbour_codes(code="05002") == ["05001"]

    def test_replaces_what_was_and_says_what_it_left_out(self):
        load("a,b\n05001,05002\n")
        report = load("a,b\n05002,05004\n05001,99999\n05001,\n05001,05001\n")
        assert report.unknown == ["fila 3, columna b: 99999", "fila 4, columna b: vacío"]
        assert list(Adjacency.objects.values_list("one_id", "other_id")) == [("05002", "05004")]

    def test_refuses_what_is_not_such_a_table(self):
        with pytest.raises(MissingColumns):
            load("x,y\n05001,05002\n")
        with pytest.raises(NoKnownPairs):
            load("a,b\n99998,99999\n")

    def test_is_not_for_everybody(self):
        with pytest.raises(NotAllowed):
            load("a,b\n05001,05002\n", actor=ANONYMOUS)
