"""What the indices say of a place among the others."""

from __future__ import annotations

import pytest

from llegada.core.errors import NotFound
from llegada.targeting.selectors.profile import Country, IndexProfile, get_index_profile
from tests.factories import make_entity, make_municipality
from tests.loaded_once import made_once
from tests.targeting.makers import make_edition, make_index, make_places

pytestmark = pytest.mark.django_db


def profile(code: str = "05001") -> IndexProfile:
    return get_index_profile(country=Country("municipality"), code=code)


@made_once
def places():
    return make_places(12) + make_places(3, "52")


def growing(places, **changes: float) -> dict[str, float]:
    """Return a value for each place, ten more than the one before."""
    return {place.code: 10.0 * number for number, place in enumerate(places, start=1)} | changes


class TestIndexProfile:
    def test_places_it_in_the_country_the_department_and_its_category(self, places):
        make_edition(make_index(), growing(places))
        make_edition(
            make_index("categoria-617", categories=("5", "6")), dict.fromkeys(("05001", "05002", "52001"), 1.0)
        )
        found = profile()
        series = next(one for one in found.series if one.is_measured)
        assert [(one.place, one.among) for one in series.latest.standings] == [(15, 15), (12, 12), (3, 3)]
        assert [group.label for group in found.groups] == ["country", "department", "6"]

    def test_puts_the_least_first_where_more_is_worse(self, places):
        make_edition(make_index(direction="worse"), growing(places))
        assert profile().series[0].latest.standings[0].place == 1

    def test_says_no_data_of_a_place_that_has_none(self, places):
        numbers = growing(places)
        del numbers["05001"]
        make_edition(make_index(), numbers)
        reading = profile().series[0].latest
        assert (reading.value, reading.standings) == (None, (None, None))

    def test_keeps_two_methods_of_one_index_apart(self, places):
        old, new = (make_index(family="IDF", method=one, name=one) for one in ("anterior", "nueva"))
        make_edition(old, growing(places), year=2019)
        make_edition(new, growing(places), year=2020)
        make_edition(new, growing(places), year=2021)
        (family,) = profile().families
        assert [[one.edition.year for one in series.readings] for series in family.series] == [[2019], [2021, 2020]]

    def test_reads_only_editions_in_force(self, places):
        index = make_index()
        make_edition(index, growing(places), status="superseded")
        make_edition(index, growing(places), year=2020, status="withdrawn", withdrawn_reason="Error.")
        assert profile().families == ()

    def test_reads_the_index_of_an_entity_as_its_places(self, places):
        index = make_index(level="entity")
        make_edition(index, {str(place.entities.get().public_id): 5.0 + number for number, place in enumerate(places)})
        make_edition(make_index(level="entity"), {str(make_entity(places[0], kind="other").public_id): 9.0})
        (series,) = profile().series
        assert series.latest.value == 5.0

    def test_names_strengths_and_gaps_within_its_group(self, places):
        make_edition(make_index("mdm-grupo", categories=("G1",)), dict.fromkeys(growing(places[:6]), 0.0))
        make_edition(make_index(name="Bien"), growing(places, **{"05001": 999.0}))
        make_edition(make_index(name="Mal", direction="worse"), growing(places, **{"05001": 999.0}))
        make_edition(make_index(name="Habitantes", direction="neutral"), growing(places))
        found = profile()
        assert [(one.series.index.name, one.group.label, one.standing.among) for one in found.strengths] == [
            ("Bien", "G1", 6)
        ]
        assert [one.series.index.name for one in found.gaps] == ["Mal"]

    def test_names_nothing_of_a_method_that_was_replaced(self, places):
        old, new = (make_index(family="IDF", name="IDF", method=one) for one in ("anterior", "nueva"))
        make_edition(old, growing(places), year=2019)
        make_edition(make_index(family="IDF", parent=old), growing(places), year=2019)
        make_edition(new, growing(places), year=2021)
        assert [one.series.index.method for one in profile().gaps] == ["nueva"]

    def test_finds_who_is_alike_by_three_indices_that_are_no_components(self, places):
        whole = make_index()
        for index in (whole, make_index(), make_index(), make_index(parent=whole)):
            make_edition(index, growing(places))
        found = profile()
        assert [one.place.code for one in found.similar[:2]] == ["05002", "05003"]
        assert len(found.similar) == 10
        assert len(found.similar_by) == 3

    def test_has_nothing_where_nothing_is_loaded(self, places):
        found = profile()
        assert (found.families, found.similar, found.strengths) == ((), (), ())

    def test_is_not_of_a_place_without_a_government(self, places):
        island = make_municipality("88001", "San Andrés")
        type(island).objects.filter(pk=island.pk).update(kind="island")
        with pytest.raises(NotFound):
            profile("88001")


class TestCountry:
    def test_reads_frozen_values_once(self, places, django_assert_num_queries):
        make_edition(make_index(), growing(places))
        Country("municipality")
        with django_assert_num_queries(3):
            Country("municipality")

    def test_of_departments_has_their_own_indices(self, places):
        make_edition(make_index(level="department"), {"05": 1.0, "52": 2.0})
        found = get_index_profile(country=Country("department"), code="05")
        assert [one.place for one in found.series[0].latest.standings] == [2]
