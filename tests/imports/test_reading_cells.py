"""What a cell says where offices write words for nothing, and what a text of a list most likely means."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.core.text import fold
from llegada.imports.cell_rules import read_day, says_nothing
from llegada.imports.fields import Field, Kind
from llegada.imports.matching_rules import Index, likeness
from llegada.imports.services.columns import Bad, reader_of


@pytest.mark.parametrize(
    "text", ["N/A", "n.a.", "No tiene", "NO APLICA", "-", "—", "...", "s/d", "Sin información", "Ninguno"]
)
def test_words_for_nothing_say_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["0", "5", "no@correo.example", "Nariño", "2024-03-05", "Sin Fronteras", "日"])
def test_other_words_say_something(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    "kind",
    [Kind.EMAIL, Kind.DATE, Kind.TIME, Kind.YEAR, Kind.SHARE, Kind.NIT, Kind.CODE, Kind.KEY, Kind.PLAN, Kind.SESSION],
)  # fmt: skip
def test_a_field_with_a_word_for_nothing_is_blank_and_not_wrong(kind):
    read = reader_of(Field("one", "Uno", kind), None, date_order="dmy")

    assert read(["no tiene", "-", "", None]) == [None] * 4
    (bad,) = read(["#N/D"])
    assert isinstance(bad, Bad)


def test_a_field_that_is_wrong_is_still_refused():
    (bad,) = reader_of(Field("email", "Correo", Kind.EMAIL), None, date_order="dmy")(["no tiene correo aún"])

    assert isinstance(bad, Bad)


def test_an_identifier_that_is_no_word_for_nothing_is_kept():
    read = reader_of(Field("id", "Id", Kind.KEY), None, date_order="dmy")

    assert read(["NA-7", "n/a 2019", "PENDIENTE-A", 7.0]) == ["NA-7", "n/a 2019", "PENDIENTE-A", "7"]


def test_a_text_keeps_its_words():
    assert reader_of(Field("topic", "Tema", Kind.TEXT), None, date_order="dmy")(["No aplica"]) == ["No aplica"]


@pytest.mark.parametrize(
    "cell",
    ["martes 5 de 2024", "5 martes 2024", "mar-24", "30 de febrero de 2024", "2023¹", "4535²", float("nan"), float("inf")],
)  # fmt: skip
def test_what_is_no_day_is_not_taken_for_one(cell):
    assert read_day(cell) is None


@pytest.mark.parametrize("cell", [45356, 45356.75, "45356", "45356.0"])
def test_the_number_of_a_day_in_a_spreadsheet_is_that_day(cell):
    assert read_day(cell) == date(2024, 3, 5)


def known(*names):
    return Index({fold(name): name for name in names})


def test_whole_words_go_before_words_that_begin_alike():
    found = known("Calima", "Calarcá", "Santiago de Cali", "California").suggest("cali")

    assert [name for name, _score in found][:2] == ["Santiago de Cali", "Calima"]


def test_what_is_nearly_written_alike_goes_before_what_has_its_words():
    (first, _score), *_others = known("San Juan de Betulia", "San Juan Nepomuceno", "San Juanes").suggest("san juane")

    assert first == "San Juanes"


def test_an_ending_alone_is_little():
    assert likeness("informacion", "formacion") < 0.5 < likeness("formaciones", "formacion")
