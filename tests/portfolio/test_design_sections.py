from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, LlegadaError, NotAllowed, NotFound, TransitionNotAllowed
from llegada.portfolio import design_rules, rules, selectors, services
from llegada.portfolio.design_checks import goal_problems, lacks_in_design, lacks_in_operation
from llegada.portfolio.design_content import SectionContent, content_of_section
from llegada.portfolio.errors import NoDraft, NotBeingWritten
from llegada.portfolio.models import (
    ActivationStep,
    CapacityGap,
    CapacityObjective,
    DesignCost,
    DesignIndicator,
    DesignSheet,
    FieldAnswer,
    Milestone,
    ServiceActor,
    UnitField,
)
from llegada.portfolio.services.design_rows import copy_design
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.design_makers import (
    GAP_KEY,
    OTHER_KEY,
    actor_row,
    body_row,
    cost,
    delivery,
    gap,
    indicator,
    make_indicator,
    milestone,
    objective,
    rows,
    step_row,
)
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


cast = made_once(make_cast)


@pytest.fixture
def version(cast):
    return make.make_service(cast.unit, is_published=False)


def write(cast, version, section, content, **more):
    public_id = version.service.public_id
    return services.write_design(
        actor=more.pop("actor", cast.lead), public_id=public_id, section=section, content=content, now=LATER, **more
    )


def operate(cast, version, section, content, **more):
    public_id = version.service.public_id
    return services.write_operation(
        actor=more.pop("actor", cast.lead), public_id=public_id, section=section, content=content, now=LATER, **more
    )


def read(cast, version):
    return selectors.get_design(actor=cast.lead, public_id=version.service.public_id)


def write_whole(cast, version):
    """Write every section of a design; returns its sheets."""
    sheets = [make_indicator(cast.unit, level=level) for level in design_rules.LEVELS]
    field = UnitField.objects.create(unit=cast.unit, name="Norma", kind="text", is_required=True)
    write(cast, version, "gaps", rows(gap()))
    write(cast, version, "objectives", rows(objective()))
    write(cast, version, "delivery", delivery())
    write(cast, version, "indicators", rows(*(indicator(sheet) for sheet in sheets)))
    write(cast, version, "costs", rows(cost(), cost(item="Equipo", source="own")))
    write(cast, version, "fields", SectionContent({str(field.public_id): "Ley 388"}))
    return sheets


class TestWriteDesign:
    def test_keeps_what_each_section_says(self, cast, version):
        write(cast, version, "gaps", rows(gap()))
        write(cast, version, "objectives", rows(objective()))
        found = read(cast, version)
        assert content_of_section(found, "gaps") == rows(gap())
        (said,) = content_of_section(found, "objectives").rows
        assert {**said, "key": None} == {**objective(), "key": None}
        event = history.list_events(target=version.service).first()
        assert (event.verb, list(event.data["changes"])) == ("service.edit_design", ["objectives"])
        assert found.edited_by_id == cast.lead.person_id

    def test_keeps_the_objectives_tied_while_the_gaps_change(self, cast, version):
        write(cast, version, "gaps", rows(gap(), gap(key=OTHER_KEY, description="Otra")))
        write(cast, version, "objectives", rows(objective(gaps=(str(GAP_KEY), str(OTHER_KEY)))))
        write(cast, version, "gaps", rows(gap(key=OTHER_KEY, description="Otra, mejor dicha"), gap(key=None)))
        assert [one.description for one in CapacityObjective.objects.get().gaps.all()] == ["Otra, mejor dicha"]
        assert [one.position for one in CapacityGap.objects.filter(version=version)] == [1, 2]

    def test_does_nothing_when_it_says_that_already(self, cast, version):
        write(cast, version, "costs", rows(cost(key=GAP_KEY)))
        revision = type(version.service).objects.get().revision
        write(cast, version, "costs", rows(cost(key=GAP_KEY)))
        assert type(version.service).objects.get().revision == revision

    def test_asks_the_database_once_for_all_the_checks_of_a_row(self, cast, version):
        asked = []
        for count in (1, 2, 5):
            with CaptureQueriesContext(connection) as queries:
                write(cast, version, "costs", rows(*(cost(item=f"Rubro {number}") for number in range(count))))
            asked.append(len(queries))
        assert asked[2] - asked[1] == 3 * 3  # for each row more, the question between a savepoint and its release

    def test_gives_another_key_to_a_row_sent_twice(self, cast, version):
        write(cast, version, "gaps", rows(gap(), gap()))
        assert CapacityGap.objects.values("key").distinct().count() == 2

    def test_refuses_who_saw_something_else_and_only_of_the_same_section(self, cast, version):
        seen = content_of_section(read(cast, version), "gaps").fingerprint()
        write(cast, version, "gaps", rows(gap()), seen=seen)
        write(cast, version, "costs", rows(cost()), seen=SectionContent().fingerprint())
        with pytest.raises(Conflict):
            write(cast, version, "gaps", rows(gap(description="Otra")), seen=seen)

    @pytest.mark.parametrize(
        ("section", "content", "words"),
        [
            ("gaps", rows(gap(measure="")), "unidad de medida"),
            ("gaps", rows(gap(level="lunar")), "Fila 1"),
            ("costs", rows(cost(amount=Decimal(-1))), "negativo"),
            ("costs", rows(cost(year=27)), "Fila 1"),
            ("delivery", delivery(ending="concept"), "no termina así"),
            ("delivery", delivery(rows=(milestone(100, starts_after=1),)), "hito anterior"),
            ("delivery", delivery(rows=(milestone(100, wait_days=4000),)), "espera"),
            ("delivery", delivery(day_kind="lunar"), "lunar"),
            ("fields", SectionContent({"x": "y"}), "no recibe"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, cast, version, section, content, words):
        with pytest.raises(Invalid, match=words):
            write(cast, version, section, content)

    def test_refuses_a_sheet_that_is_hidden_and_two_goals_of_one_year(self, cast, version):
        with pytest.raises(Invalid, match="de la lista"):
            write(cast, version, "indicators", rows(indicator(make_indicator(make.make_unit()))))
        sheet = make_indicator(cast.unit)
        with pytest.raises(Invalid, match="dos metas"):
            write(cast, version, "indicators", rows(indicator(sheet), indicator(sheet, goal_value=Decimal(1))))

    @pytest.mark.parametrize(
        ("who", "refusal"), [("reader", NotAllowed), ("coordinator", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_its_designers(self, cast, version, who, refusal):
        with pytest.raises(refusal):
            write(cast, version, "gaps", rows(gap()), actor=getattr(cast, who))

    @pytest.mark.parametrize("stage", [one for one in rules.IN_EDITION if one not in rules.DESIGN_WRITABLE])
    def test_is_refused_beyond_the_stages_of_design(self, cast, stage):
        version = make.make_service(cast.unit, is_published=False, weights=(100,), stage=stage)
        with pytest.raises(NotBeingWritten):
            write(cast, version, "gaps", rows(gap()))

    def test_is_over_once_published(self, cast):
        with pytest.raises(NoDraft):
            write(cast, make.make_service(cast.unit), "gaps", rows(gap()))


class TestLacksInDesign:
    def test_are_none_when_all_is_said(self, cast, version):
        write_whole(cast, version)
        found = read(cast, version)
        assert lacks_in_design(found, selectors.list_asked_fields(found)) == {
            section: [] for section in design_rules.DESIGN_SECTIONS
        }

    def test_name_all_when_nothing_is(self, cast, version):
        UnitField.objects.create(unit=cast.unit, name="Norma", kind="text", is_required=True)
        UnitField.objects.create(unit=cast.unit, name="Vieja", kind="text", is_required=True, is_active=False)
        found = read(cast, version)
        lacks = lacks_in_design(found, selectors.list_asked_fields(found))
        assert all(lacks.values())
        assert lacks["fields"] == ["Falta responder «Norma»."]

    def test_tell_of_a_sheet_replaced_and_of_one_without_its_check(self, cast, version):
        sheet = make_indicator(cast.unit, level="output", has_check=False)
        write(cast, version, "indicators", rows(indicator(sheet)))
        assert any("por corregir" in one for one in lacks_in_design(read(cast, version), [])["indicators"])
        type(sheet).objects.filter(pk=sheet.pk).update(status="retired")
        assert any("se reemplazó" in one for one in lacks_in_design(read(cast, version), [])["indicators"])

    def test_say_that_a_goal_is_not_calculable(self, cast, version):
        sheet = make_indicator(cast.unit, level="output")  # a capacity that starts from 40
        goals = [Decimal(40), Decimal(41), None]
        several = (indicator(sheet, goal_value=goal, goal_year=2028 + place) for place, goal in enumerate(goals))
        write(cast, version, "indicators", rows(*several))
        links = sorted(read(cast, version).indicators.all(), key=lambda link: link.position)
        assert [goal_problems(one) for one in links] == [
            ["Avance no calculable: la meta es igual al valor de partida, y este tipo divide por su diferencia."],
            [],
            [],
        ]


class TestCopyDesign:
    def test_brings_everything_to_the_next_version(self, cast, version):
        write_whole(cast, version)
        other = make.make_service(cast.unit, is_published=False)
        copy_design(read(cast, version), other)
        before, after = read(cast, version), read(cast, other)
        for section in ("gaps", "objectives", "indicators", "costs", "fields"):
            assert content_of_section(after, section) == content_of_section(before, section)
        assert content_of_section(after, "delivery").said["ending"] == "report"
        assert {row.label: row.is_changed for row in selectors.compare_versions(before, after)}["Costo 1"] is False

    def test_copies_nothing_of_what_says_nothing(self, cast, version):
        other = make.make_service(cast.unit, is_published=False)
        copy_design(version, other)
        assert DesignSheet.objects.count() == 0

    def test_is_told_when_versions_are_compared(self, cast, version):
        other = make.make_service(cast.unit, is_published=False)
        write(cast, version, "gaps", rows(gap()))
        write(cast, other, "gaps", rows(gap(wanted_value=Decimal(70))))
        found = {row.label: row for row in selectors.compare_versions(read(cast, version), read(cast, other))}
        assert "Valor deseado: 60,5" in found["Brecha 1"].before
        assert "Valor deseado: 70" in found["Brecha 1"].after


class TestFrozenDesign:
    def test_is_refused_by_the_database_table_by_table(self, cast, version):
        write_whole(cast, version)
        make.put_in_stage(version, "protocol_in_review")
        link = CapacityObjective.gaps.through
        for model in (CapacityGap, CapacityObjective, DesignIndicator, DesignCost, DesignSheet, FieldAnswer, Milestone):
            column = {DesignSheet: "topics", FieldAnswer: "text"}.get(model, "position")
            with pytest.raises(IntegrityError, match="no se modifica"), transaction.atomic():
                model.objects.filter(version=version).update(**{column: 9})
        for model in (link, CapacityGap, DesignIndicator, DesignCost, DesignSheet, FieldAnswer):
            with pytest.raises(IntegrityError, match="no se modifica"), transaction.atomic():
                model.objects.all()._raw_delete("default")
        with pytest.raises(IntegrityError, match="no se modifica"), transaction.atomic():
            CapacityGap.objects.create(version=version, position=2, description="Tarde")
        objective, gap = CapacityObjective.objects.get(), CapacityGap.objects.get()
        with pytest.raises(IntegrityError, match="no se modifica"), transaction.atomic():
            link.objects.create(capacityobjective=objective, capacitygap=gap)


class TestWriteOperation:
    def test_keeps_what_each_section_says(self, cast, version):
        operate(cast, version, "actors", rows(actor_row()))
        said = {"national_role": "Da la metodología", "territorial_role": "Acompañan"}
        operate(cast, version, "governance", SectionContent(said, (body_row(),)))
        operate(cast, version, "activation", rows(step_row(), step_row(done_on=None)))
        operate(cast, version, "closure", SectionContent({"closing_review": "Se entregó", "replacement": ""}))
        service = selectors.get_operation(actor=cast.reader, public_id=version.service.public_id)
        assert lacks_in_operation(service) == {
            "actors": [],
            "governance": [],
            "activation": ["Paso 2: todavía no está hecho."],
            "closure": ["Falta decir qué lo reemplaza. Si nada lo reemplaza, dígalo así."],
        }
        assert service.operation.national_role == "Da la metodología"
        assert history.list_events(target=service).first().verb == "service.edit_operation"

    def test_goes_on_while_the_service_is_published(self, cast):
        published = make.make_service(cast.unit)
        operate(cast, published, "actors", rows(actor_row()))
        seen = content_of_section(published.service, "actors").fingerprint()
        operate(cast, published, "actors", rows(actor_row(brings="Mucho")), seen=seen)
        with pytest.raises(Conflict):
            operate(cast, published, "actors", rows(actor_row(brings="Nada")), seen=seen)
        revision = type(published.service).objects.get().revision
        operate(cast, published, "closure", SectionContent({"closing_review": "", "replacement": ""}))
        assert type(published.service).objects.get().revision == revision

    @pytest.mark.parametrize("who", ["reader", "coordinator", "stranger"])
    def test_is_for_its_designers(self, cast, version, who):
        with pytest.raises(LlegadaError):
            operate(cast, version, "actors", rows(actor_row()), actor=getattr(cast, who))
        if who == "stranger":
            with pytest.raises(NotFound):
                selectors.get_operation(actor=cast.stranger, public_id=version.service.public_id)
            with pytest.raises(NotFound):
                selectors.get_design(actor=cast.stranger, public_id=version.service.public_id)

    def test_is_frozen_once_the_service_is_retired(self, cast, version):
        operate(cast, version, "actors", rows(actor_row()))
        operate(cast, version, "activation", rows(step_row()))
        type(version.service).objects.filter(pk=version.service.pk).update(status="retired")
        with pytest.raises(TransitionNotAllowed):
            operate(cast, version, "actors", rows())
        for change in (
            lambda: ServiceActor.objects.update(name="Otro"),
            lambda: ActivationStep.objects.all()._raw_delete("default"),
            lambda: ServiceActor.objects.create(service=version.service, position=2, name="Tarde"),
        ):
            with pytest.raises(IntegrityError, match="se retiró"), transaction.atomic():
                change()
