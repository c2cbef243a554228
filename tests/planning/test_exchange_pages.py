from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.tabular import read_table
from llegada.planning.models import AnnualPlanLine
from llegada.planning.sheets import columns
from llegada.portfolio.models import Service, ThematicLine
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast, make_cycle, put_in

cast = made_once(make_cast)


@pytest.fixture
def plan(cast):
    return make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, units=[cast.unit]))


@pytest.fixture
def browser(cast, login):
    return login(Person.objects.get(pk=cast.liaison.person_id))


def address(name, plan):
    return reverse(f"planning:{name}", args=[plan.public_id])


def csv_of(row):
    """Return one row as a CSV with its titles."""
    lines = (";".join(row.cells), ";".join(row.cells.values()))
    return SimpleUploadedFile("plan.csv", "\n".join(lines).encode(), content_type="text/csv")


class TestWorkbook:
    def test_costs_the_same_when_its_lines_say_what_is_no_longer_offered(
        self, browser, plan, django_assert_max_num_queries
    ):
        ThematicLine.objects.update(is_active=False)
        Service.objects.update(status="suspended")
        with django_assert_max_num_queries(15):
            answer = browser.get(address("workbook", plan))
        row = read_table(io.BytesIO(answer.content), name="plan.xlsx")[0]
        assert row.get(columns.TOPIC) == AnnualPlanLine.objects.get().topic.name


class TestImportPage:
    def test_tries_the_file_and_then_carries_it_out(self, browser, plan):
        answer = browser.get(address("workbook", plan))
        row = read_table(io.BytesIO(answer.content), name="plan.xlsx")[0]
        row.cells[columns.DESCRIPTION] = "Editada fuera"
        tried = browser.post(address("import_lines", plan), {"file": csv_of(row)})
        assert tried.context["report"].updated == 1
        assert not AnnualPlanLine.objects.filter(description="Editada fuera").exists()
        done = browser.post(address("import_lines", plan), {"token": tried.context["held"].token})
        assert "Lo que se importó de" in done.content.decode()
        assert AnnualPlanLine.objects.get().description == "Editada fuera"
        assert [event.data["file"] for event in done.context["past_imports"]] == ["plan.csv"]

    def test_says_of_each_bad_row_its_column_its_value_and_why(self, browser, plan):
        row = read_table(io.BytesIO(browser.get(address("workbook", plan)).content), name="plan.xlsx")[0]
        row.cells[columns.BUDGET["own"]] = "doce millones"
        page = browser.post(address("import_lines", plan), {"file": csv_of(row)}).content.decode()
        assert "doce millones" in page
        assert "No es un valor en pesos" in page

    def test_refuses_the_lines_of_a_plan_that_left_its_unit(self, browser, plan):
        row = read_table(io.BytesIO(browser.get(address("workbook", plan)).content), name="plan.xlsx")[0]
        put_in(plan, "sent")
        answer = browser.post(address("import_lines", plan), {"file": csv_of(row)})
        assert answer.status_code == 409
        assert "ya salió de la dependencia" in browser.get(address("import_lines", plan)).content.decode()

    def test_gives_a_template_with_its_instructions_and_lists(self, browser, plan):
        answer = browser.get(address("workbook_template", plan))
        assert f"plantilla-plan-anual-{plan.cycle.year}.xlsx" in answer["Content-Disposition"]
        assert read_table(io.BytesIO(answer.content), name="p.xlsx")[0].get(columns.IDENTIFIER) == columns.EXAMPLE

    def test_says_nothing_to_those_who_only_read(self, cast, plan, login):
        reader = login(Person.objects.get(pk=cast.reader.person_id))
        assert reader.get(address("workbook", plan)).status_code == 200
        assert reader.get(address("workbook_template", plan)).status_code == 403
