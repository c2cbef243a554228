"""What the protocol of a service says, its schedule drawn and written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.portfolio.models import DesignSheet, FieldAnswer, Milestone, ServiceVersion, UnitField
from llegada.reports.content import Content, Facts, Gantt, Table
from llegada.reports.sources import find_any_subject, find_subject
from llegada.reports.sources.gantt import period_weeks
from tests import factories as make
from tests.indicators.makers import make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto de Servicios", "ISE"), name="Dirección de Planta")


@pytest.fixture
def version(unit):
    """Return a version whose design says everything."""
    made = make.make_service(unit, is_published=False, name="Actualización de plantas")
    DesignSheet.objects.create(version=made, ending="report", topics="Planta\nManual", day_kind="working")
    gap = made.gaps.create(
        position=1,
        description="Sin análisis de cargas",
        level="methods",
        kind="administrative",
        capacity="administrative",
        measure="alcaldías",
        present_value=Decimal(12),
        wanted_value=Decimal("60.5"),
        workshop_on=date(2026, 3, 12),
        workshop_record="Acta 4",
    )
    objective = made.objectives.create(
        position=1, text="Adoptar el manual", is_realistic=True, realistic_how="Con el equipo."
    )
    objective.gaps.add(gap)
    made.indicators.create(position=1, sheet=make_sheet(unit, name="Plantas al día"), goal_value=60, goal_year=2028)
    for year, amount in ((2027, 48_000_000), (2028, Decimal("1000000.50"))):
        made.costs.create(
            position=year, item="Viajes", source="investment", year=year, amount=amount, operation="Directa"
        )
    field = UnitField.objects.create(unit=unit, name="Norma que lo obliga", kind="text")
    FieldAnswer.objects.create(version=made, field=field, text="Ley 909")
    for position, days, wait in ((1, 30, 0), (2, 20, 5), (3, None, 0)):
        Milestone.objects.filter(version=made, position=position).update(typical_days=days, wait_days=wait)
    return made


def subject_of(version: ServiceVersion, role: Role = Role.TECHNICAL_LEAD):
    actor = make.make_actor(role, unit=version.service.unit)
    return find_subject(actor=actor, kind="protocol", target_id=version.service.public_id, number=version.number)


def blocks(content: Content, title: str) -> list:
    return next(list(one.blocks) for one in content.sections if one.title == title)


def rows(content: Content, title: str, place: int = 0) -> list[list[str | None]]:
    tables = [one for one in blocks(content, title) if isinstance(one, Table)]
    return [[one.replace("\u00a0", " ") if one else one for one in row] for row in tables[place].rows]


@pytest.fixture
def content(version):
    return subject_of(version).build()


class TestProtocol:
    def test_says_the_gaps_in_words_and_in_figures(self, content):
        (gap,) = rows(content, "Brechas de capacidad")
        assert gap[0] == "Sin análisis de cargas"
        assert gap[2:] == ["12", "60,5", "alcaldías", "12 mar 2026. Acta 4"]

    def test_says_how_each_objective_fulfils_the_four_conditions(self, content):
        (objective,) = rows(content, "Objetivos de capacidad")
        assert objective[1] == "Sin análisis de cargas"
        assert objective[2] == "Realista: sí. Con el equipo.\nEficaz: no\nCoherente: no\nCuantificable: no"

    def test_says_how_it_is_given_and_what_controls_it(self, content):
        facts, _ = blocks(content, "Cómo se presta")
        said = {"Modalidades": "Asistencia técnica en sitio", "Temas": "Planta\nManual", "Termina en": "Informe"}
        assert dict(facts.rows) == said
        assert rows(content, "Cómo se presta")[0] == ["1", "Hito 1", "20 %", None, None]

    def test_draws_the_milestones_of_which_somebody_said_the_days(self, content):
        (gantt,) = [one for one in blocks(content, "Cronograma") if isinstance(one, Gantt)]
        assert [(bar.label, bar.start, bar.length) for bar in gantt.bars] == [("1. Hito 1", 0, 6), ("2. Hito 2", 7, 4)]
        assert gantt.periods == [str(week) for week in range(1, 12)]
        assert gantt.alt == "Barras de 2 hitos sobre 11 semanas: Hito 1, del día 1 al 30; Hito 2, del día 36 al 55."

    def test_writes_the_whole_schedule_in_a_table(self, content):
        assert rows(content, "Cronograma") == [
            ["1", "Hito 1", "El inicio", "30", "1", "30"],
            ["2", "Hito 2", "Hito 1, y 5 días de espera", "20", "36", "55"],
            ["3", "Hito 3", "Hito 2", None, "56", None],
        ]
        assert blocks(content, "Cronograma")[0].text == "Sin dato: falta la duración de algún hito"

    def test_says_its_indicators_and_its_costs_with_their_totals(self, content):
        assert rows(content, "Indicadores y metas")[0][1] == "Plantas al día"
        assert rows(content, "Indicadores y metas")[0][4:] == ["60", "2028"]
        assert rows(content, "Costos")[1] == ["Viajes", "Inversión", "2028", "$ 1.000.000,50", "Directa"]
        assert rows(content, "Costos", 1) == [["2027", "$ 48.000.000"], ["2028", "$ 1.000.000,50"]]

    def test_says_what_its_unit_asks_besides(self, content):
        (facts,) = blocks(content, "Especificaciones de la dependencia")
        assert facts == Facts([("Norma que lo obliga", "Ley 909")])

    def test_of_a_design_that_is_empty_says_that_it_is(self, unit):
        empty = make.make_service(unit, is_published=False)
        empty.milestones.all().delete()
        content = subject_of(empty).build()
        assert rows(content, "Brechas de capacidad") == []
        assert not any(isinstance(one, Gantt) for one in blocks(content, "Cronograma"))
        assert ("Temas", None) in blocks(content, "Cómo se presta")[0].rows
        assert "Especificaciones de la dependencia" not in [one.title for one in content.sections]

    def test_is_issued_by_who_designs_and_who_validates_and_read_by_others(self, version):
        may = {role: subject_of(version, role).may_issue for role in (Role.UNIT_HEAD, Role.COORDINATOR, Role.ADVISOR)}
        assert may == {Role.UNIT_HEAD: True, Role.COORDINATOR: True, Role.ADVISOR: False}

    def test_is_hidden_from_the_other_organisation_and_absent_of_another_version(self, version):
        where = {"kind": "protocol", "target_id": version.service.public_id}
        with pytest.raises(NotFound):
            find_subject(actor=make.make_actor(Role.COORDINATOR, unit=make.make_unit()), number=1, **where)
        assert find_any_subject(number=1, **where) is not None
        assert find_any_subject(number=2, **where) is None


class TestPeriods:
    @pytest.mark.parametrize(("last", "weeks"), [(1, 1), (60, 1), (61, 2), (120, 2), (121, 4), (500, 16)])
    def test_are_whole_weeks_so_that_there_are_few(self, last, weeks):
        assert period_weeks(last, 5) == weeks
