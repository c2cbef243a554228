"""Milestones of historical plans: what the source says of them counts in the figures of progress, and is undone with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Person
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportedRow
from llegada.imports.services.report import read_bad_rows
from llegada.insights.models import LateSpell, ProgressCell
from llegada.insights.progress_rebuild import find_progress_differences, rebuild_progress
from llegada.insights.selectors.lateness import late_on
from llegada.insights.selectors.progress import By, Cut, list_progress
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.selectors import summarize_progress
from tests.factories import NOW
from tests.imports.makers import Country, carried_out, counts, csv_upload, imported, tried, undone, xlsx_upload

PLAN_HEADINGS = "Id;Plan;DIVIPOLA;Servicio;Vigencia"
PLANS = ("P-1;Catastro de Amagá;05030;Catastro multipropósito;2019", "P-2;Catastro de Medellín;05001;;2019")
HEADINGS = "Id;Plan;Hito;Peso;Programada;Reportado;Reportó;Validado;Validó;Estado"
MILESTONES = (
    "M-1;P-1;Diagnóstico;40;2019-03-01;2019-02-20;Nadie Conocida;2019-03-05;;",
    "M-2;P-1;Base de datos;35;2019-06-01;2019-07-10;;;;",
    "M-3;P-1;Entrega;25;2019-09-01;;;;;",
)


def plans_layout(country: Country) -> Layout:
    fields = {
        "external_id": Source(("Id",)), "title": Source(("Plan",)), "code": Source(("DIVIPOLA",)),
        "service": Source(("Servicio",)), "year": Source(("Vigencia",)), "unit": Source(value=country.unit.name),
    }  # fmt: skip
    return Layout("plans", "", 1, fields)


def milestones_layout(**changes: Source) -> Layout:
    fields = {
        "external_id": Source(("Id",)), "plan": Source(("Plan",)), "name": Source(("Hito",)), "weight": Source(("Peso",)),
        "due_on": Source(("Programada",)), "reported_on": Source(("Reportado",)), "reported_by": Source(("Reportó",)),
        "reviewed_on": Source(("Validado",)), "reviewed_by": Source(("Validó",)), "state": Source(("Estado",)), **changes,
    }  # fmt: skip
    return Layout("milestones", "", 1, {name: one for name, one in fields.items() if one.columns or one.value})


@pytest.fixture
def planned(country) -> Country:
    imported(country, csv_upload(PLAN_HEADINGS, *PLANS), plans_layout(country), target="plans")
    return country


def bring(country: Country, *lines: str, **changes: Source):
    return imported(country, csv_upload(HEADINGS, *lines), milestones_layout(**changes), target="milestones")


def reasons(run) -> list[str]:
    return [issue.reason for bad in read_bad_rows(str(run.public_id)) for issue in bad.issues]


def progress_on(country: Country, on: date):
    (row,), _whole = list_progress(actor=country.actor, by=By.UNIT, cut=Cut(on=on))
    return row.totals


class TestMilestones:
    def test_come_as_their_source_says_without_inventing_a_person(self, planned):
        run = bring(planned, *MILESTONES)

        assert counts(run) == {"created": 3}
        first, second, third = PlanMilestone.objects.order_by("position")
        assert (first.status, second.status, third.status) == ("validated", "reported", "pending")
        assert (first.reported_by, first.reported_name, first.reviewed_by, first.reviewed_name) == (
            None,
            "Nadie Conocida",
            None,
            "",
        )
        assert first.reported_at.astimezone().date() == date(2019, 2, 20)
        assert [one.history.count() for one in (first, second, third)] == [1, 1, 1]
        row = ImportedRow.objects.get(kind="milestones", object_id=second.pk)
        assert (row.row, row.run.file.sha256, row.run.created_by_id) == (3, run.file.sha256, planned.actor.person_id)

    def test_who_has_an_account_is_known_by_name_or_address(self, planned):
        me = Person.objects.get(pk=planned.actor.person_id)

        bring(planned, f"M-1;P-1;Diagnóstico;40;2019-03-01;2019-02-20;{me.email};2019-03-05;Otra Persona;")

        one = PlanMilestone.objects.get()
        assert (one.reported_by, one.reported_name, one.reviewed_by, one.reviewed_name) == (
            me,
            "",
            None,
            "Otra Persona",
        )

    def test_count_in_progress_on_each_day_of_the_past(self, planned):
        bring(planned, *MILESTONES)

        told = {
            day: (told.milestones, told.due, told.reported, told.validated, told.late, told.historical)
            for day in (
                date(2019, 2, 1),
                date(2019, 3, 6),
                date(2019, 6, 15),
                date(2019, 10, 1),
                date(2019, 12, 31),
                date(2020, 1, 1),
            )
            for told in [progress_on(planned, day)]
        }
        assert list(told.values()) == [
            (3, 0, 0, 0, 0, 1),
            (3, 1, 1, 1, 0, 1),
            (3, 2, 1, 1, 1, 1),
            (3, 3, 2, 1, 1, 1),
            (3, 3, 2, 1, 1, 1),
            (3, 3, 2, 1, 0, 1),
        ]
        (row,) = summarize_progress(actor=planned.actor, by="unit", today=NOW.date())
        assert (row.plans, row.milestones, row.progress.done, row.progress.total, row.overdue) == (1, 3, 40, 100, 0)
        assert find_progress_differences() == []
        rebuild_progress()
        assert find_progress_differences() == []
        assert progress_on(planned, date(2019, 6, 15)).late == 1

    def test_the_same_file_twice_changes_nothing_and_a_corrected_one_moves_the_figures(self, planned):
        bring(planned, *MILESTONES)

        again = tried(planned, csv_upload(HEADINGS, *MILESTONES), milestones_layout(), target="milestones")
        assert counts(again) == {"unchanged": 3}
        corrected = [*MILESTONES[:2], "M-3;P-1;Entrega;25;2019-09-01;2019-08-30;;2019-10-01;;"]
        run = bring(planned, *corrected)

        assert counts(run) == {"changed": 1, "unchanged": 2}
        assert progress_on(planned, date(2019, 12, 1)).validated == 2
        assert find_progress_differences() == []
        undone(planned, run)
        last = PlanMilestone.objects.get(name="Entrega")
        assert (last.status, last.reported_at, last.reviewed_at) == ("pending", None, None)
        assert progress_on(planned, date(2019, 12, 1)).validated == 1
        assert find_progress_differences() == []

    def test_a_plan_of_half_a_century_has_them_late_to_its_end(self, country):
        plans = plans_layout(country)
        plans = replace(plans, fields=plans.fields | {"ends_on": Source(("Fin",))})
        line = "P-2;Catastro de Medellín;05001;;1960;2024-12-31"
        imported(country, csv_upload(f"{PLAN_HEADINGS};Fin", line), plans, target="plans")

        run = bring(
            country, "M-1;P-2;Aerofotografía;100;1961-03-01;;;;;", service=Source(value="Catastro multipropósito")
        )

        assert (run.status, counts(run)) == ("done", {"created": 1})
        late = [LateSpell.objects.filter(late_on(date(year, 6, 1))).count() for year in (1960, 1961, 2024, 2025)]
        assert late == [0, 1, 1, 0]
        assert find_progress_differences() == []

    def test_undoing_takes_them_and_their_figures_back(self, planned):
        run = bring(planned, *MILESTONES)
        plans_run = ImportedRow.objects.filter(kind="plans").first().run

        undone(planned, run)

        assert not PlanMilestone.objects.exists()
        assert not LateSpell.objects.exists()
        assert find_progress_differences() == []
        assert {bytes(cell.moves) for cell in ProgressCell.objects.all()} == {b""}
        undone(planned, plans_run)
        assert not WorkPlan.objects.exists()

    def test_a_plan_is_not_undone_under_its_milestones(self, planned):
        bring(planned, *MILESTONES)
        run = ImportedRow.objects.filter(kind="plans").first().run

        with pytest.raises(Exception, match="3 hitos del plan"):
            undone(planned, run)

    def test_a_plan_that_moves_its_dates_moves_its_figures(self, planned):
        bring(planned, *MILESTONES)
        moved = "P-1;Catastro de Amagá;05030;Catastro multipropósito;2018"

        run = imported(planned, csv_upload(PLAN_HEADINGS, moved, PLANS[1]), plans_layout(planned), target="plans")

        assert counts(run) == {"changed": 1, "unchanged": 1}
        assert find_progress_differences() == []
        undone(planned, run)
        assert find_progress_differences() == []

    def test_weights_that_nobody_gives_share_what_is_left(self, planned):
        lines = [f"M-{n};P-1;Hito {n};{'40' if n == 1 else ''};2019-03-0{n};;;;;" for n in range(1, 5)]

        bring(planned, *lines)

        weights = [str(one.weight) for one in PlanMilestone.objects.order_by("position")]
        assert weights == ["40.00", "20.00", "20.00", "20.00"]
        more = csv_upload(HEADINGS, *lines, "M-9;P-1;Uno más;;2019-05-01;;;;;")
        late = tried(planned, more, milestones_layout(), target="milestones")
        assert counts(late) == {"unchanged": 4, "refused": 1}
        assert reasons(late) == ["Los hitos que ese plan ya tiene pesan 100. Escriba el peso de este."]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("M;P-9;Hito;10;2019-03-01;;;;;", "No se ha traído ningún plan con ese identificador."),
            ("M;P-2;Hito;10;2019-03-01;;;;;", "Ese plan no dice qué servicio lleva."),
            ("M;P-1;Hito;110;2019-03-01;;;;;", "No es un porcentaje."),
            ("M;P-1;Hito;10;;;;;;", "Está vacía y hace falta."),
            ("M;P-1;Hito;10;2019-03-01;2031-01-01;;;;", "Es una fecha por venir."),
            ("M;P-1;Hito;10;2019-03-01;2019-03-05;;2019-03-01;;", "Se validó antes de reportarse."),
            ("M;P-1;Hito;10;2019-03-01;;;;;Validado", "Dice «Validado» y no dice cuándo."),
            ("M;P-1;Hito;10;2019-03-01;2019-03-01;;;;Pendiente", "Dice «Pendiente» y trae fecha de reporte"),
            ("M;P-1;Hito;10;2019-03-01;;;;;Raro", "No sabemos qué es «Raro»."),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_way_out(self, planned, line, reason):
        run = tried(planned, csv_upload(HEADINGS, line), milestones_layout(), target="milestones")

        assert counts(run) == {"refused": 1}
        (said,) = reasons(run)
        assert said.startswith(reason)

    def test_a_weight_that_a_spreadsheet_keeps_as_a_part_of_one_is_refused_and_never_guessed(self, planned):
        headings = HEADINGS.split(";")
        rows = [headings, *([f"M-{n}", "P-1", f"Hito {n}", part, "2019-03-01"] for n, part in enumerate((0.125, 1.5)))]

        run = tried(planned, xlsx_upload(rows), replace(milestones_layout(), sheet="Datos"), target="milestones")

        assert counts(run) == {"created": 1, "refused": 1}
        (said,) = reasons(run)
        assert "guarda 12,5 % como 0,125" in said
        assert said.endswith("escriba 12,5.")

    def test_nobody_validates_what_they_reported_not_even_in_the_past(self, planned):
        me = Person.objects.get(pk=planned.actor.person_id)
        line = f"M;P-1;Hito;10;2019-03-01;2019-03-01;{me.email};2019-03-02;{me.full_name};"

        run = tried(planned, csv_upload(HEADINGS, line), milestones_layout(), target="milestones")

        assert reasons(run) == ["Lo reportó y lo validó la misma persona. Deje en blanco a quien no lo hizo."]

    def test_a_living_milestone_still_needs_who_reported_it(self, planned):
        bring(planned, *MILESTONES)
        one = PlanMilestone.objects.get(name="Base de datos")
        one.milestone = planned.version.milestones.first()

        with pytest.raises(IntegrityError), transaction.atomic():
            one.save()

    def test_the_page_of_the_plan_says_who_by_the_source(self, planned, login):
        bring(planned, *MILESTONES)

        page = login(Person.objects.get(pk=planned.actor.person_id)).get(
            WorkPlan.objects.get(title="Catastro de Amagá").get_absolute_url()
        )

        text = page.content.decode()
        assert "Nadie Conocida (según la fuente)" in text
        assert "la fuente no dice quién" in text
        assert "no se firmó en Llegada" in text
        assert "aún sin firmar" not in text

    def test_a_cancelled_or_failed_run_leaves_nothing(self, planned, monkeypatch):
        run = tried(planned, csv_upload(HEADINGS, *MILESTONES), milestones_layout(), target="milestones")
        monkeypatch.setattr("llegada.imports.services.milestones.list_plan_stories", lambda **_: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            carried_out(planned, run)

        assert not PlanMilestone.objects.exists()
