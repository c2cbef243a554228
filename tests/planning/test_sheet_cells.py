from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llegada.planning.sheets.cells import BadValue, plain, read_date, read_days, read_money


class TestReadMoney:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("12.000.000", "12000000"),
            ("12000000,50", "12000000.50"),
            ("12000000.5", "12000000.5"),
            ("$ 12.000.000,5", "12000000.5"),
            ("12,000,000.50", "12000000.50"),
            ("1.000", "1000"),
            ("950", "950"),
            ("COP 7\u00a0500", "7500"),
        ],
    )
    def test_takes_money_as_people_write_it(self, text, amount):
        assert read_money(text) == Decimal(amount)

    def test_takes_a_blank_cell_for_no_data(self):
        assert read_money(" ") is None

    @pytest.mark.parametrize(
        "text", ["doce millones", "12,000", "1.00.000", "-5", "0", "0,00", "1e9", "12.000,123", "1" * 17]
    )
    def test_refuses_what_is_not_money(self, text):
        with pytest.raises(BadValue):
            read_money(text)


class TestReadDays:
    @pytest.mark.parametrize(("text", "days"), [("10", "10"), ("10,5", "10.5"), ("0.5", "0.5")])
    def test_takes_days_with_one_decimal(self, text, days):
        assert read_days(text) == Decimal(days)

    def test_takes_a_blank_cell_for_no_data(self):
        assert read_days("") is None

    @pytest.mark.parametrize("text", ["0", "-1", "diez", "1,25", "99999999"])
    def test_refuses_the_rest(self, text):
        with pytest.raises(BadValue):
            read_days(text)


class TestReadDate:
    @pytest.mark.parametrize("text", ["2027-03-05", "05/03/2027", "5-3-2027", "2027-03-05 00:00:00"])
    def test_takes_a_day(self, text):
        assert read_date(text) == date(2027, 3, 5)

    @pytest.mark.parametrize("text", ["marzo", "2027-02-30", "03/2027", "46000"])
    def test_refuses_the_rest(self, text):
        with pytest.raises(BadValue):
            read_date(text)


class TestPlain:
    @pytest.mark.parametrize(("text", "cell"), [("'=1+1", "=1+1"), ("'hola", "'hola"), ("'", "'"), ("=1", "=1")])
    def test_takes_off_the_apostrophe_of_a_formula_only(self, text, cell):
        assert plain(text) == cell
