"""What the document of an annual plan says, and the act of the committee on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment, PlanSheet
from llegada.reports.content import Content, Facts, Paragraph, Table
from llegada.reports.sources import find_any_subject, find_subject
from tests import factories as make
from tests.planning.makers import (
    closed_round,
    make_annual_plan,
    make_availability,
    make_capacity,
    make_plan_line,
    put_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto de Planes", "IPL"), name="Dirección de Planta")


@pytest.fixture
def coordinator(unit):
    return make.make_actor(Role.COORDINATOR, organization=unit.organization)


def content_of(plan: AnnualPlan, actor) -> Content:
    return find_subject(actor=actor, kind="annual_plan", target_id=plan.public_id, number=plan.cycle.year).build()


def section(content: Content, title: str) -> list:
    return next(list(one.blocks) for one in content.sections if one.title == title)


def table(content: Content, title: str) -> Table:
    return next(one for one in section(content, title) if isinstance(one, Table))


def rows(content: Content, title: str) -> list[list[str | None]]:
    return [[one.replace("\u00a0", " ") if one else one for one in row] for row in table(content, title).rows]


def facts(content: Content, title: str) -> dict[str, str | None]:
    return dict(next(one for one in section(content, title) if isinstance(one, Facts)).rows)


class TestAnnualPlan:
    def test_is_organised_by_the_value_chain(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=0, impacts="Municipios que deciden.", outcomes="Plantas al día.")
        version = make.make_service(unit, name="Actualización de plantas")
        make_plan_line(plan, version=version, budget={"investment": 2_000_000})
        make_plan_line(plan, version=version, budget={"operation": 500_000}, person_days=Decimal("4.5"))
        content = content_of(plan, coordinator)
        said = [one.text for one in section(content, "Cadena de valor") if isinstance(one, Paragraph)]
        assert said == ["Municipios que deciden.", "Plantas al día."]
        assert rows(content, "Cadena de valor") == [["Actualización de plantas", "2", "2", "14,5", "$ 2.500.000"]]
        assert content.is_landscape

    def test_compares_each_source_with_what_is_available(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=0)
        make_plan_line(plan, budget={"investment": 3_000_000, "operation": 100})
        make_availability(unit, investment=1_000_000)
        assert rows(content_of(plan, coordinator), "Presupuesto por fuente") == [
            ["Inversión", "$ 3.000.000", "$ 1.000.000", "-$ 2.000.000"],
            ["Funcionamiento", "$ 100", None, None],
        ]

    def test_spreads_days_and_money_over_the_months(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=0)
        dates = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 2, 28)}
        make_plan_line(plan, budget={"investment": 5_900}, person_days=Decimal(59), **dates)
        make_capacity(unit, {1: 20})
        months = rows(content_of(plan, coordinator), "Programación por mes")
        assert months[0] == ["Enero", "1", "31", "20", "$ 3.100"]
        assert months[1] == ["Febrero", "1", "28", None, "$ 2.800"]
        assert months[2] == ["Marzo", "0", "0", None, "$ 0"]

    def test_says_what_nobody_has_said_of_a_line(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=0)
        make_plan_line(plan, budget={}, person_days=None, modality="", origin="", obligation="")
        (line,) = rows(content_of(plan, coordinator), "Líneas")
        assert line[4] == "Individual"
        assert line[6:] == [None, None]
        assert facts(content_of(plan, coordinator), "El plan")["Presupuesto"] is None

    def test_says_each_source_of_a_line_that_has_more_and_with_whom_it_is_joint(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=0)
        line = make_plan_line(plan, budget={"investment": 2, "operation": 1}, is_joint=True)
        line.partners.add(make.make_unit(unit.organization, name="Dirección de Archivos"))
        (written,) = rows(content_of(plan, coordinator), "Líneas")
        assert written[7] == "$ 3\nInversión: $ 2\nFuncionamiento: $ 1"
        assert written[4] == "Asistencia técnica en sitio. Demanda. Voluntaria. Conjunta con Dirección de Archivos"

    def test_leaves_cancelled_lines_out_of_the_sums_and_says_them_apart(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=2)
        gone = plan.lines.first()
        AnnualPlanLine.objects.filter(pk=gone.pk).update(status="cancelled", cancel_reason="Cierre de la vía.")
        content = content_of(plan, coordinator)
        assert facts(content, "El plan")["Líneas"] == "1"
        assert rows(content, "Líneas canceladas")[0][2] == "Cierre de la vía."

    def test_says_the_decision_of_the_committee_and_the_amendments(self, unit, coordinator):
        plan = make_annual_plan(unit, status="in_execution")
        PlanSheet.objects.create(
            round=plan.approved_in, member=make.make_person("Luz Cima"), decision="approve", written_at=make.NOW
        )
        PlanAmendment.objects.create(
            plan=plan,
            kind="dates",
            line=plan.lines.first(),
            reason="Elecciones.",
            status="approved",
            requested_by=make.make_person(),
            requested_at=make.NOW,
            decided_by=make.make_person("Ana Valle"),
            decided_at=make.NOW,
        )
        content = content_of(plan, coordinator)
        assert facts(content, "Decisión del comité")["Decisión"] == "Aprobar"
        assert rows(content, "Decisión del comité")[0][0] == "Luz Cima"
        assert rows(content, "Modificaciones")[0][3:] == ["Elecciones.", "Ana Valle"]

    def test_says_that_nothing_was_decided_yet(self, unit, coordinator):
        (said,) = section(content_of(make_annual_plan(unit), coordinator), "Decisión del comité")
        assert said.text == "El comité todavía no ha aprobado este plan."

    def test_is_issued_by_its_unit_and_the_coordination_and_read_by_others(self, unit, coordinator):
        plan = make_annual_plan(unit)
        where = {"kind": "annual_plan", "target_id": plan.public_id, "number": 2027}
        may = {
            role: find_subject(actor=make.make_actor(role, unit=unit), **where).may_issue
            for role in (Role.UNIT_HEAD, Role.LIAISON, Role.INTERNAL_CONTROL)
        }
        assert may == {Role.UNIT_HEAD: True, Role.LIAISON: True, Role.INTERNAL_CONTROL: False}
        with pytest.raises(NotFound):
            find_subject(actor=make.make_actor(Role.COORDINATOR, unit=make.make_unit()), **where)
        with pytest.raises(NotFound):
            find_subject(actor=coordinator, **where | {"number": 2026})
        assert find_any_subject(**where) is not None
        assert find_any_subject(**where | {"number": 2026}) is None


class TestActOfThePlan:
    def find(self, closed, actor):
        return find_subject(actor=actor, kind="committee_act", target_id=closed.cycle.public_id, number=closed.number)

    def test_says_which_plans_were_presented(self, unit, coordinator):
        plan = make_annual_plan(unit, lines=2)
        put_in(plan, "approved")
        closed = AnnualPlan.objects.get(pk=plan.pk).approved_in
        content = self.find(closed, coordinator).build()
        assert content.title == "Acta CD-01: plan anual 2027"
        assert rows(content, "Lo que el comité tuvo a la vista") == [["Dirección de Planta", "2", "$ 2.000.000"]]

    def test_says_which_amendment_was_decided(self, unit, coordinator):
        plan = make_annual_plan(unit, status="in_execution")
        closed = closed_round(plan.cycle, [])
        amendment = PlanAmendment.objects.create(
            plan=plan,
            kind="budget",
            line=plan.lines.first(),
            reason="Subió el transporte.",
            requested_by=make.make_person("Ana Valle"),
            requested_at=make.NOW,
        )
        type(closed).objects.filter(pk=closed.pk).update(amendment=amendment)
        content = self.find(closed, coordinator).build()
        assert content.title == "Acta CD-01: modificación del plan anual 2027"
        assert facts(content, "Lo que el comité tuvo a la vista")["Motivo"] == "Subió el transporte."

    def test_is_not_there_while_the_round_is_open(self, unit, coordinator):
        plan = make_annual_plan(unit, status="in_committee")
        with pytest.raises(NotFound):
            self.find(plan.rounds.get(), coordinator)

    def test_is_hidden_from_the_other_organisation(self, unit):
        plan = make_annual_plan(unit, status="approved")
        with pytest.raises(NotFound):
            self.find(plan.approved_in, make.make_actor(Role.COORDINATOR, unit=make.make_unit()))
