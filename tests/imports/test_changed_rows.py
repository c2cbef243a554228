"""Rows that an earlier import brought and that say something else now: what changes, what cannot, and what undoing gives back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.imports.layout import Layout, Source
from llegada.imports.services.report import read_bad_rows
from llegada.insights.progress_rebuild import find_progress_differences
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import assign, make_person, make_service
from tests.imports.makers import HEADINGS, Country, counts, csv_upload, imported, layout_of, tried, undone
from tests.imports.test_milestones import PLAN_HEADINGS, PLANS, milestones_layout, plans_layout

ROW = "A-1;05001;Catastro multipropósito;2019-03-05;Taller de avalúos;Presencial"


def columns(**headings: str) -> dict[str, Source]:
    return {name: Source((heading,)) for name, heading in headings.items()}


def reasons(run) -> list[tuple[str, str]]:
    return [(issue.column, issue.reason) for bad in read_bad_rows(str(run.public_id)) for issue in bad.issues]


@pytest.fixture
def planned(country: Country) -> Country:
    imported(country, csv_upload(PLAN_HEADINGS, *PLANS), plans_layout(country), target="plans")
    return country


class TestSessions:
    @pytest.mark.parametrize(
        ("was", "says", "column"), [("05001", "05030", "DIVIPOLA"), ("multipropósito", "rural", "Servicio")]
    )
    def test_of_whom_and_what_they_are_is_not_changed_in_silence(self, country, was, says, column):
        make_service(country.unit, name="Catastro rural")
        imported(country, csv_upload(HEADINGS, ROW))
        other = ROW.replace(was, says).replace("avalúos", "predios")

        run = tried(country, csv_upload(HEADINGS, other))

        assert counts(run) == {"refused": 1}
        ((said, reason),) = reasons(run)
        assert said.startswith(column) or said == "Entidad asistida, o su municipio"
        assert "Deshaga la importación" in reason
        assert Session.objects.get().title == "Taller de avalúos"

    def test_take_an_advisor_only_when_they_come(self, country):
        layout = layout_of(country, advisor=Source(("Asesor",)))
        ana = make_person("Ana Ruiz")
        assign(ana, "advisor", unit=country.unit)
        imported(country, csv_upload(f"{HEADINGS};Asesor", f"{ROW};"), layout)

        run = tried(country, csv_upload(f"{HEADINGS};Asesor", f"{ROW};Ana Ruiz"), layout)

        assert (counts(run), reasons(run)[0][0]) == ({"refused": 1}, "Asesor")

    def test_change_their_hours_and_get_them_back(self, country):
        layout = layout_of(country, **columns(starts_at="Desde", ends_at="Hasta"))
        imported(country, csv_upload(f"{HEADINGS};Desde;Hasta", f"{ROW};08:00;10:00"), layout)

        run = imported(country, csv_upload(f"{HEADINGS};Desde;Hasta", f"{ROW};14:00;16:30"), layout)

        assert counts(run) == {"changed": 1}
        assert (str(Session.objects.get().starts_at), str(Session.objects.get().ends_at)) == ("14:00:00", "16:30:00")
        undone(country, run)
        assert str(Session.objects.get().starts_at) == "08:00:00"

    def test_keep_a_long_title_whole(self, country):
        layout = layout_of(country, done=Source(("Desarrollo",)))
        title = "Mesa " + "de datos " * 30
        imported(
            country, csv_upload(f"{HEADINGS};Desarrollo", f"{ROW.replace('Taller de avalúos', title)};Uno."), layout
        )

        imported(
            country, csv_upload(f"{HEADINGS};Desarrollo", f"{ROW.replace('Taller de avalúos', title)};Dos."), layout
        )

        one = Session.objects.get()
        assert one.title.endswith("…")
        assert one.what_was_done == f"{title.strip()}\n\nDos."

    def test_of_another_plan_are_refused(self, planned):
        fields = {name: one for name, one in layout_of(planned).fields.items() if name not in ("code", "unit")}
        layout = Layout("sessions", "", 1, fields | columns(plan="DIVIPOLA"))
        imported(planned, csv_upload(HEADINGS, ROW.replace("05001", "P-1")), layout)
        assert counts(tried(planned, csv_upload(HEADINGS, ROW.replace("05001", "P-1")), layout)) == {"unchanged": 1}

        run = tried(planned, csv_upload(HEADINGS, ROW.replace("05001", "P-2")), layout)

        assert counts(run) == {"refused": 1}


class TestPlans:
    def test_change_their_advisor_with_the_figures(self, planned):
        ana = make_person("Ana Ruiz")
        assign(ana, "advisor", unit=planned.unit)
        line = "M-1;P-1;Diagnóstico;40;2019-03-01;2019-02-20;;;;"
        headings = "Id;Plan;Hito;Peso;Programada;Reportado;Reportó;Validado;Validó;Estado"
        imported(planned, csv_upload(headings, line), milestones_layout(), target="milestones")
        plans = plans_layout(planned)
        layout = replace(plans, fields=plans.fields | {"advisor": Source(("Asesora",))})

        run = imported(planned, csv_upload(f"{PLAN_HEADINGS};Asesora", f"{PLANS[0]};Ana Ruiz"), layout, target="plans")

        assert counts(run) == {"changed": 1}
        assert WorkPlan.objects.get(advisor=ana).title == "Catastro de Amagá"
        assert find_progress_differences() == []
        undone(planned, run)
        assert not WorkPlan.objects.filter(advisor=ana).exists()
        assert find_progress_differences() == []

    def test_of_another_entity_are_refused(self, planned):
        run = tried(
            planned,
            csv_upload(PLAN_HEADINGS, PLANS[0].replace("05030", "05001")),
            plans_layout(planned),
            target="plans",
        )

        assert counts(run) == {"refused": 1}


class TestMilestones:
    def test_of_another_plan_are_refused(self, planned):
        headings, line = "Id;Plan;Hito;Peso;Programada", "M-1;{};Diagnóstico;40;2019-03-01"
        fields = columns(external_id="Id", plan="Plan", name="Hito", weight="Peso", due_on="Programada")
        layout = Layout("milestones", "", 1, fields | {"service": Source(value="Catastro multipropósito")})
        imported(planned, csv_upload(headings, line.format("P-1")), layout, target="milestones")

        run = tried(planned, csv_upload(headings, line.format("P-2")), layout, target="milestones")

        assert (counts(run), reasons(run)[0][0]) == ({"refused": 1}, "Plan")


class TestCommitments:
    HEADINGS = "Id;Plan;Lugar;Acordado;Compromiso;De quién;Responsable;Para;Estado"
    LINE = "C-1;P-1;Comité;2019-03-01;Enviar el acuerdo;{};Secretaría;2019-04-01;{}"

    def bring(self, planned: Country, side: str, state: str, *, how=imported):
        fields = columns(
            external_id="Id", plan="Plan", agreed_in="Lugar", agreed_on="Acordado", description="Compromiso", side="De quién",
            responsible="Responsable", due_on="Para", state="Estado",
        )  # fmt: skip
        upload = csv_upload(self.HEADINGS, self.LINE.format(side, state))
        return how(planned, upload, Layout("commitments", "", 1, fields), target="commitments")

    def test_that_were_open_are_fulfilled_when_their_source_says_so(self, planned):
        self.bring(planned, "Entidad", "Abierto")

        run = self.bring(planned, "Entidad", "Cumplido")

        one = Commitment.objects.get()
        assert (counts(run), one.status, one.fulfilled_by_id) == ({"changed": 1}, "fulfilled", planned.actor.person_id)
        undone(planned, run)
        one.refresh_from_db()
        assert (one.status, one.fulfilled_by_id, one.fulfilled_at, one.outcome) == ("open", None, None, "")

    @pytest.mark.parametrize(("side", "state"), [("Entidad", "Abierto"), ("Organización", "Cumplido")])
    def test_are_not_opened_again_nor_change_sides(self, planned, side, state):
        self.bring(planned, "Entidad", "Cumplido")

        assert counts(self.bring(planned, side, state, how=tried)) == {"refused": 1}


def test_attendees_told_by_their_address_take_the_name_that_is_written_now(country):
    imported(country, csv_upload(HEADINGS, ROW))
    fields = columns(session="Id", name="Nombre", entity_name="Entidad", email="Correo")
    layout = Layout("attendances", "", 1, fields)
    imported(
        country,
        csv_upload("Id;Nombre;Entidad;Correo", "A-1;Rosa Dias;Alcaldía;rosa@x.example"),
        layout,
        target="attendances",
    )

    run = imported(
        country,
        csv_upload("Id;Nombre;Entidad;Correo", "A-1;Rosa Díaz;Alcaldía;rosa@x.example"),
        layout,
        target="attendances",
    )

    assert counts(run) == {"changed": 1}
    assert AttendanceEntry.objects.get().name == "Rosa Díaz"
    assert find_differences() == []
