"""Days that cannot be are refused, and those that may be a slip of the finger are told before anything is brought."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from llegada.accounts.models import Person
from llegada.imports.layout import Source
from llegada.imports.services.report import read_bad_rows
from tests.factories import NOW
from tests.imports.makers import HEADINGS, counts, csv_upload, imported, layout_of, tried, xlsx_upload

TAIL = "Taller;Virtual"
PLAN_FIELDS = {
    "external_id": Source(("Id",)), "code": Source(("DIVIPOLA",)), "title": Source(("Plan",)), "year": Source(("Año",)),
    "held_on": Source(), "service": Source(), "modality": Source(),
}  # fmt: skip


def reasons(run) -> list[tuple[int, str, str, str]]:
    return [
        (one.row, issue.column, issue.value, issue.reason)
        for one in read_bad_rows(str(run.public_id))
        for issue in one.issues
    ]


def notes(run) -> list[str]:
    return [one.replace("\xa0", " ") for one in run.summary["notes"]]


def plans_layout(country):
    return layout_of(country, target="plans", **PLAN_FIELDS)


class TestYearsThatCannotBe:
    @pytest.mark.parametrize("day", ["5/3/1924", "2204-03-05", "5 de marzo de 1924"])
    def test_are_refused_with_row_column_value_and_reason(self, country, day):
        run = tried(country, csv_upload(HEADINGS, f"1;05001;Catastro multipropósito;{day};{TAIL}"))

        row, column, value, reason = reasons(run)[0]
        assert (row, column, value) == (2, "Fecha", day)
        assert f"Dice el año {'2204' if '2204' in day else '1924'}: se admiten del 1950 al 2099" in reason

    def test_are_refused_where_a_workbook_keeps_them_as_days(self, country):
        row = ["1", "05001", "Catastro multipropósito", datetime(1924, 3, 5), "Taller", "Virtual"]
        run = tried(country, xlsx_upload([HEADINGS.split(";"), row]), layout_of(country, sheet="Datos"))

        assert "Dice el año 1924" in reasons(run)[0][3]

    def test_of_half_a_century_ago_go_in(self, country):
        run = imported(country, csv_upload(HEADINGS, f"1;05001;Catastro multipropósito;1974-03-05;{TAIL}"))

        assert counts(run) == {"created": 1}


class TestDaysOfSessions:
    def test_are_told_from_the_first_to_the_last(self, country, login):
        rows = [f"{n};05001;Catastro multipropósito;{day};{TAIL}" for n, day in enumerate(("2019-03-05", "1974-03-05"))]

        run = tried(country, csv_upload(HEADINGS, *rows))

        page = login(Person.objects.get(pk=country.actor.person_id)).get(run.get_absolute_url()).text
        assert "Las sesiones van del 5 mar 1974 (fila 3) al 5 mar 2019 (fila 2)." in page.replace("\xa0", " ")

    def test_beside_their_plan_are_told_and_go_in(self, country):
        imported(
            country, csv_upload("Id;DIVIPOLA;Plan;Año", "P-1;05001;Apoyo;2019"), plans_layout(country), target="plans"
        )
        rows = [f"{n};P-1;Catastro multipropósito;{day};{TAIL}" for n, day in enumerate(("2019-03-05", "2009-03-05"))]
        layout = layout_of(country, code=Source(), plan=Source(("Plan",)), unit=Source())

        run = imported(country, csv_upload(HEADINGS.replace("DIVIPOLA", "Plan"), *rows), layout)

        assert counts(run) == {"created": 2}
        said = "1 sesión es de un día en que su plan no iba (fila 3: 5 mar 2009). Entra así"
        assert any(one.startswith(said) for one in notes(run))


class TestPlans:
    def test_that_are_to_come_are_refused(self, country):
        ahead = NOW.year + 1
        upload = csv_upload("Id;DIVIPOLA;Plan;Año", f"P-1;05001;Apoyo;{ahead}", f"P-2;05001;Apoyo;{NOW.year}")

        run = tried(country, upload, plans_layout(country), target="plans")

        assert counts(run) == {"created": 1, "refused": 1}
        assert reasons(run)[0][:3] == (2, "Año", date(ahead, 1, 1).isoformat())
