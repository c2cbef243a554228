"""The plane of the map."""

import math

import pytest

from llegada.territory import rules

MEDELLIN = (6.2466, -75.5818)
LETICIA = (-4.2155, -69.9406)
PUERTO_BOLIVAR = (12.2, -71.98)
SAN_ANDRES = (12.5781, -81.7072)
PROVIDENCIA = (13.3732, -81.3684)


def holds(frame: tuple[int, int, int, int], point: tuple[float, float]) -> bool:
    left, top, width, height = frame
    return left < point[0] < left + width and top < point[1] < top + height


class TestProject:
    def test_puts_the_north_west_corner_at_the_origin(self):
        corner = rules.project(rules.MAP_NORTH_LATITUDE, rules.MAP_WEST_LONGITUDE)

        assert corner == pytest.approx((0, 0))

    def test_grows_to_the_east_and_to_the_south(self):
        medellin, leticia = rules.project(*MEDELLIN), rules.project(*LETICIA)

        assert leticia[0] > medellin[0]
        assert leticia[1] > medellin[1]

    def test_makes_a_degree_of_longitude_fifty_units_wide(self):
        one, other = rules.project(4.0, -74.0), rules.project(4.0, -73.0)

        assert other[0] - one[0] == pytest.approx(50)
        assert other[1] == one[1]

    def test_stretches_latitude_as_mercator_does(self):
        """Near a parallel, a degree of latitude is 1/cos(latitude) degrees of longitude long."""
        south, north = rules.project(9.995, -74.0), rules.project(10.005, -74.0)

        assert south[1] - north[1] == pytest.approx(0.01 * 50 / math.cos(math.radians(10)), rel=1e-5)

    @pytest.mark.parametrize("place", [MEDELLIN, LETICIA, PUERTO_BOLIVAR, SAN_ANDRES, PROVIDENCIA])
    def test_keeps_every_corner_of_the_country_inside_the_view_box(self, place):
        assert holds(rules.MAP_VIEWBOX, rules.project(*place))

    def test_draws_both_islands_inside_the_inset_and_providencia_on_top(self):
        san_andres, providencia = rules.project(*SAN_ANDRES), rules.project(*PROVIDENCIA)

        assert holds(rules.INSET_FRAME, san_andres)
        assert holds(rules.INSET_FRAME, providencia)
        assert providencia[1] < san_andres[1]

    def test_draws_an_island_twelve_times_as_large_as_the_mainland(self):
        west, east = rules.project(12.55, -81.72), rules.project(12.55, -81.70)

        assert east[0] - west[0] == pytest.approx(0.02 * 50 * 12)


class TestIsInInset:
    @pytest.mark.parametrize("place", [SAN_ANDRES, PROVIDENCIA])
    def test_holds_for_the_archipelago(self, place):
        assert rules.is_in_inset(*place)

    def test_does_not_hold_for_the_mainland_nor_for_malpelo(self):
        malpelo = (4.0, -81.61)

        assert not rules.is_in_inset(*malpelo)
        assert not rules.is_in_inset(*PUERTO_BOLIVAR)


class TestUnproject:
    @pytest.mark.parametrize("place", [MEDELLIN, LETICIA, PUERTO_BOLIVAR])
    def test_undoes_project_on_the_mainland(self, place):
        assert rules.unproject(*rules.project(*place)) == pytest.approx(place)


class TestNames:
    def test_say_de_or_del_as_each_gobernacion_does(self):
        assert rules.governorate_name("19", "Cauca") == "Gobernación del Cauca"
        assert rules.governorate_name("44", "La Guajira") == "Gobernación de La Guajira"

    def test_call_the_capital_by_its_rank(self):
        assert rules.mayoralty_name("11001", "Bogotá, D.C.") == "Alcaldía Mayor de Bogotá, D.C."
        assert rules.mayoralty_name("05001", "Medellín") == "Alcaldía de Medellín"

    def test_seat_cundinamarca_in_bogota(self):
        assert rules.capital_code("25") == "11001"
        assert rules.capital_code("05") == "05001"


class TestSearchText:
    def test_holds_what_an_entity_is_found_by_folded(self):
        text = rules.entity_search_text(
            "Alcaldía de Peñol", municipality="El Peñol", department="Antioquia", nit="890980917", check_digit="1"
        )

        assert text == "alcaldia de penol el penol antioquia 8909809171"

    def test_fits_its_column(self):
        assert len(rules.entity_search_text("x" * 900)) == rules.SEARCH_TEXT_LENGTH

    def test_holds_the_place_its_department_and_its_code(self):
        assert rules.place_search_text("Medellín", "Antioquia", "05001") == "medellin antioquia 05001"
