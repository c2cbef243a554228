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


class TestReadCode:
    def test_takes_a_whole_code(self):
        assert rules.read_code("05001", length=5) == ("05001", False, None)
        assert rules.read_code("05", length=2) == ("05", False, None)

    def test_puts_back_a_lost_zero(self):
        assert rules.read_code("5001", length=5) == ("05001", True, None)
        assert rules.read_code("5", length=2) == ("05", True, None)

    @pytest.mark.parametrize(
        ("text", "proposal"),
        [("5.001", "05001"), ("5,001", "05001"), ("5.03", "05030"), ("25.1", "25100"), ("05.001", "05001")],
    )
    def test_only_proposes_what_thousands_points_may_have_been(self, text, proposal):
        assert rules.read_code(text, length=5) == (None, False, proposal)

    @pytest.mark.parametrize("text", ["", "501", "050010", "O5001", "\u0660\u0665\u0660\u0660\u0661", "5 001"])
    def test_makes_nothing_of_the_rest(self, text):
        assert rules.read_code(text, length=5) == (None, False, None)

    def test_proposes_nothing_for_a_department(self):
        assert rules.read_code("5.0", length=2) == (None, False, None)


class TestReadNit:
    @pytest.mark.parametrize("text", ["899999061", "8999990619", "899.999.061-9", " 899 999 061 - 9"])
    def test_reads_nine_digits_or_ten_however_written(self, text):
        assert rules.read_nit(text) == ("899999061", "9", None)

    def test_says_which_check_digit_was_expected(self):
        assert rules.read_nit("8999990618") == (None, "9", rules.NitProblem.WRONG_CHECK_DIGIT)

    @pytest.mark.parametrize("text", ["89999906", "89999906199", "9"])
    def test_refuses_another_length(self, text):
        assert rules.read_nit(text).problem == rules.NitProblem.WRONG_LENGTH

    def test_knows_a_filler(self):
        assert rules.read_nit("999999999").problem == rules.NitProblem.FILLER

    @pytest.mark.parametrize("text", ["89999906X", "\u0668" * 9, "NIT 899999061"])
    def test_refuses_what_is_not_digits(self, text):
        assert rules.read_nit(text).problem == rules.NitProblem.NOT_DIGITS


class TestNamesAgree:
    @pytest.mark.parametrize(
        ("given", "official"),
        [
            ("CALI", "Santiago de Cali"),
            ("Vista Hermosa", "Vistahermosa"),
            ("BOGOTÁ. D.C.", "Bogotá, D.C."),
            ("San Pedro de los Milagros", "San Pedro"),
        ],
    )
    def test_forgives_what_people_leave_out(self, given, official):
        assert rules.names_agree(given, official)

    def test_tells_two_places_apart(self):
        assert not rules.names_agree("Gachetá", "Machetá")
        assert not rules.names_agree("", "Machetá")


class TestFindPlaceNamed:
    PLACES = {"76111": "Guadalajara de Buga", "76001": "Santiago de Cali", "76109": "Buenaventura", "76113": "Buga"}

    def test_prefers_the_same_letters(self):
        assert rules.find_place_named("BUGA", self.PLACES) == "76113"

    def test_takes_the_only_one_with_those_words(self):
        assert rules.find_place_named("CALI", self.PLACES) == "76001"

    def test_chooses_none_among_several(self):
        assert rules.find_place_named("de", self.PLACES) is None
        assert rules.find_place_named("Tuluá", self.PLACES) is None


class TestFindOtherPlace:
    PLACES = {"25426": "Machetá", "25297": "Gachetá", "25483": "Nariño"}

    def other(self, body, own="25426"):
        return rules.find_other_place(body, own=own, department="Cundinamarca", places=self.PLACES)

    def test_finds_the_place_that_the_name_says(self):
        assert self.other("ALCALDIA DE GACHETA") == "25297"
        assert self.other("PERSONERIA MUNICIPAL DE NARIÑO (CENTRO)") == "25483"
        assert self.other("CONCEJO DE GACHETA - CUNDINAMARCA") == "25297"

    def test_is_content_with_its_own_place_however_spelt(self):
        assert self.other("ALCALDIA DE MACHETA - CUNDINAMARCA") is None
        assert self.other("ALCALDIA DE MACHETTA") is None

    def test_asks_nothing_of_other_bodies(self):
        assert self.other("HOSPITAL DE GACHETA") is None


class TestReadableName:
    @pytest.mark.parametrize(
        ("raw", "readable"),
        [
            ("EMPRESA SOCIAL DEL ESTADO  CENTRO DE SALUD SUESCA", "Empresa Social del Estado Centro de Salud Suesca"),
            ("SERVIPULI S.A. E.S.P.", "Servipuli S.A. E.S.P."),
            ("AGUAS DEL SUR SAS ESP", "Aguas del Sur SAS ESP"),
            ("HOSPITAL SAN JOSE-MAICAO (GUAJIRA)", "Hospital San Jose-Maicao (Guajira)"),
            ("LA PREVISORA", "La Previsora"),
            ("DNP", "DNP"),
            ("Instituto del Mar", "Instituto del Mar"),
        ],
    )
    def test_changes_case_only(self, raw, readable):
        assert rules.readable_name(raw) == readable
        assert rules.readable_name(raw).upper() == " ".join(raw.upper().split())


class TestStated:
    def test_takes_no_aplica_as_nothing(self):
        assert rules.stated("NO APLICA") == rules.stated(" No disponible ") == ""
        assert rules.stated(" SALUD  PÚBLICA ") == "SALUD PÚBLICA"


class TestReadWebsite:
    def test_completes_an_address(self):
        assert rules.read_website("www.bogota.gov.co") == "http://www.bogota.gov.co"
        assert rules.read_website("https://bogota.gov.co/hacienda") == "https://bogota.gov.co/hacienda"

    @pytest.mark.parametrize("text", ["", "NO DISPONIBLE", "http://www.nodisponible.com"])
    def test_knows_when_there_is_none(self, text):
        assert rules.read_website(text) == ""

    @pytest.mark.parametrize("text", ["javascript:alert(1)", "alcaldia", "a@b.gov.co", "javascript://x.co/%0Aalert(1)"])
    def test_refuses_what_cannot_be_a_link(self, text):
        assert rules.read_website(text) is None
