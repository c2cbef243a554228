"""Rules of focalisation: written, read as a problem, and refused in words when the data do not serve."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from llegada.core.assisted import Assisted
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.roles import Role
from llegada.targeting import errors, selectors, services
from llegada.targeting.rule_content import CriterionContent, FilterContent, content_from, content_of, data_of
from llegada.targeting.scoring import answer
from llegada.targeting.selectors import universe
from llegada.targeting.selectors.notes import notes_of
from llegada.targeting.selectors.readings import read_rule
from llegada.territory.models import Entity, Municipality
from tests import factories as make
from tests.loaded_once import made_once
from tests.targeting.list_makers import make_group
from tests.targeting.makers import make_edition, make_index
from tests.targeting.rule_makers import content, make_editions, make_lead, make_rule, make_targeting_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def unit():
    return make_targeting_unit()


@pytest.fixture
def lead(unit):
    return make_lead(unit)


editions = made_once(make_editions)


def chosen_codes(asked):
    reading = read_rule(asked, today=TODAY)
    solved = answer(reading.problem)
    return [reading.places[int(solved.scaled.rows[row])].code for row in solved.ranking.order if solved.chosen[row]]


class TestCreateRule:
    def test_keeps_all_that_was_said(self, unit, lead, editions):
        asked = content(filters=(FilterContent("departments", values=("05",)), FilterContent("silent", years=2)))
        rule = services.create_rule(actor=lead, unit=unit, content=asked, now=make.NOW)
        assert content_of(selectors.get_rule(actor=lead, public_id=rule.public_id)) == asked
        assert content_from(data_of(asked)) == asked
        assert [event.verb for event in list_events(target=rule)] == ["targetingrule.create"]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"criteria": ()}, errors.NoWeight),
            ({"criteria": (CriterionContent("pobreza", 0),)}, errors.NoWeight),
            ({"criteria": (CriterionContent("pobreza", -1),)}, errors.NegativeWeight),
            ({"criteria": (CriterionContent("ninguno", 1),)}, Invalid),
            ({"cut_number": None}, Invalid),
            ({"name": ""}, Invalid),
            ({"strategy": "0b0e7cf8-6b5a-4d7e-9c3b-3a0d0d5d7a11"}, Invalid),
            ({"filters": (FilterContent("index_range", index="pobreza"),)}, Invalid),
        ],
    )
    def test_refuses_what_would_order_nobody(self, unit, lead, editions, changes, error):
        with pytest.raises(error):
            services.create_rule(actor=lead, unit=unit, content=content(**changes), now=make.NOW)

    def test_is_of_those_who_write_in_the_unit(self, unit, editions):
        reader = make.make_actor(Role.INTERNAL_CONTROL, organization=unit.organization)
        with pytest.raises(NotAllowed):
            services.create_rule(actor=reader, unit=unit, content=content(), now=make.NOW)

    def test_asks_for_an_active_unit(self, unit, lead, editions):
        unit.is_active = False
        with pytest.raises(Invalid):
            services.create_rule(actor=lead, unit=unit, content=content(), now=make.NOW)


class TestEditRule:
    def test_says_something_else_and_grows_in_revision(self, unit, lead, editions):
        rule = make_rule(unit, actor=lead)
        edited = services.edit_rule(
            actor=lead, public_id=rule.public_id, content=content(name="Otra"), now=make.NOW, revision=1
        )
        assert (edited.name, edited.revision) == ("Otra", 2)

    def test_changes_nothing_when_it_says_the_same(self, unit, lead, editions):
        rule = make_rule(unit, actor=lead)
        assert services.edit_rule(actor=lead, public_id=rule.public_id, content=content(), now=make.NOW).revision == 1

    def test_refuses_whoever_saw_another_revision(self, unit, lead, editions):
        rule = make_rule(unit, actor=lead)
        with pytest.raises(Conflict):
            services.save_weights(actor=lead, public_id=rule.public_id, weights=[1, 2], now=make.NOW, revision=7)

    def test_hides_those_of_other_organisations(self, editions):
        rule, stranger = make_rule(), make_lead(make.make_unit())
        with pytest.raises(NotFound):
            services.save_weights(actor=stranger, public_id=rule.public_id, weights=[1, 2], now=make.NOW)

    def test_keeps_other_weights(self, unit, lead, editions):
        rule = make_rule(unit, actor=lead)
        saved = services.save_weights(actor=lead, public_id=rule.public_id, weights=[3, 1], now=make.NOW, revision=1)
        assert [one.weight for one in content_of(saved).criteria] == [3, 1]
        with pytest.raises(Conflict):
            services.save_weights(actor=lead, public_id=rule.public_id, weights=[3], now=make.NOW)


class TestMoveRule:
    def test_archives_and_puts_in_use_again(self, unit, lead, editions):
        rule = make_rule(unit, actor=lead)
        ask = {"actor": lead, "public_id": rule.public_id, "now": make.NOW}
        assert services.move_rule(**ask, action="archive").status == "archived"
        with pytest.raises(errors.RuleArchived):
            services.edit_rule(**ask, content=content(name="Otra"))
        with pytest.raises(TransitionNotAllowed):
            services.move_rule(**ask, action="archive")
        assert services.move_rule(**ask, action="reopen").status == "open"

    def test_knows_no_other_action(self, unit, lead, editions):
        with pytest.raises(TransitionNotAllowed):
            services.move_rule(actor=lead, public_id=make_rule(unit, actor=lead).public_id, action="", now=make.NOW)


class TestReadRule:
    def test_orders_by_both_criteria_and_names_who_lacks_a_value(self, editions):
        reading = read_rule(content(), today=TODAY)
        solved = answer(reading.problem)
        assert chosen_codes(content()) == ["05002", "08001"]
        assert notes_of(reading, solved) == [
            {"kind": "left_out", "criterion": 1, "count": 1, "names": ["Municipio 05004"]}
        ]

    def test_leaves_out_places_without_alcaldia(self, editions):
        Municipality.objects.filter(code="05002").update(kind="island")
        assert "05002" not in [place.code for place in read_rule(content(), today=TODAY).places]

    @pytest.mark.parametrize(
        ("one", "expected"),
        [
            (FilterContent("departments", values=("08",)), ["08001", "08078"]),
            (FilterContent("departments", values=("08",), excludes=True), ["05001", "05002", "05004"]),
            (FilterContent("index_range", index="desempeno", minimum=30.0), ["05001", "05002", "08078"]),
            (FilterContent("index_range", index="desempeno", minimum=25.0, maximum=50.0), ["05002", "08078"]),
            (FilterContent("index_range", index="desempeno", maximum=25.0, excludes=True), ["05001", "05002", "08078"]),
            (FilterContent("index_categories", index="grupo", values=(1,)), ["05002", "08001"]),
            (FilterContent("assisted", years=1), ["08001"]),
            (FilterContent("silent", years=1), ["05001", "05002", "05004", "08078"]),
        ],
    )
    def test_keeps_who_meets_the_filters(self, editions, monkeypatch, one, expected):
        make_edition(make_index("grupo", categories=("A", "B")), {"05001": 0.0, "05002": 1.0, "08001": 1.0})
        alcaldia = make.make_entity(Municipality.objects.get(code="08001"))
        monkeypatch.setattr(universe, "assisted_since", lambda day: {alcaldia.pk: Assisted(3, TODAY)})
        found = read_rule(content(filters=(one,)), today=TODAY)
        assert [place.code for place in found.places] == expected
        assert found.without_data == ({"index_range": 1, "index_categories": 2}.get(one.kind, 0),)

    def test_reads_the_year_that_is_asked_or_the_latest(self, editions):
        make_edition(editions["pobreza"].index, {"05001": 99.0, "08001": 1.0}, year=2025)
        asked = content(criteria=(CriterionContent("pobreza", 1), CriterionContent("desempeno", 1, 2023)))
        assert [one.year for one in read_rule(asked, today=TODAY).editions] == [2025, 2023]

    def test_refuses_an_index_whose_edition_was_withdrawn(self, editions):
        type(editions["pobreza"]).objects.filter(pk=editions["pobreza"].pk).update(
            status="withdrawn", withdrawn_reason="Error de la fuente"
        )
        with pytest.raises(errors.EditionNotInForce, match="Pobreza"):
            read_rule(content(), today=TODAY)

    @pytest.mark.parametrize(
        ("values", "error"),
        [({"level": "department"}, errors.IndexOfAnotherLevel), ({"kind": "label"}, errors.IndexNotOrdered)],
    )
    def test_refuses_an_index_that_cannot_order(self, editions, values, error):
        make_index("raro", **values)
        with pytest.raises(error):
            read_rule(content(criteria=(CriterionContent("raro", 1),)), today=TODAY)

    def test_refuses_when_nobody_competes(self, editions):
        reading = read_rule(content(filters=(FilterContent("departments", values=("99",)),)), today=TODAY)
        with pytest.raises(errors.UniverseEmpty):
            answer(reading.problem)

    def test_fills_with_the_median_of_the_department(self, editions):
        asked = content(
            criteria=(CriterionContent("pobreza", 1), CriterionContent("desempeno", 1, missing="group_median")),
            cut_kind="quota",
            quota_size=1,
        )
        reading = read_rule(asked, today=TODAY)
        solved = answer(reading.problem)
        row = [place.code for place in reading.places].index("05004")
        assert solved.scaled.completed[row, 1] == 55
        assert set(reading.quota_groups) == {place.department_name for place in reading.places}
        assert {"kind": "filled", "criterion": 1, "count": 1} in notes_of(reading, solved)

    def test_averages_the_municipalities_of_a_group(self, editions, unit):
        alcaldias = [make.make_entity(Municipality.objects.get(code=code)) for code in ("05001", "05002", "08001")]
        make_group(unit, *alcaldias[:2], name="Norte")
        make_group(unit, alcaldias[2], name="Sur")
        make_group(unit, Entity.objects.create(name="Sin municipio", order="national", kind="other"), name="Vacío")
        reading = read_rule(content(level="group", cut_number=1), today=TODAY)
        assert reading.problem.values[:2].tolist() == [[45.0, 55.0], [60.0, 20.0]]
        assert math.isnan(reading.problem.values[2, 0])
        make_edition(make_index("grupo", categories=("A", "B")), {"05001": 0.0})
        with pytest.raises(errors.IndexNotOrdered):
            read_rule(content(level="group", criteria=(CriterionContent("grupo", 1),)), today=TODAY)

    @pytest.mark.parametrize("level", ["department", "entity"])
    def test_orders_departments_and_entities_too(self, unit, level):
        make.make_department("05", "Antioquia")
        places = [make.make_entity(make.make_municipality(code, code)) for code in ("05001", "05002")]
        codes = ["05", "08"] if level == "department" else [str(one.public_id) for one in places]
        make_edition(make_index("propio", level=level), dict(zip(codes, (1.0, 2.0), strict=True)))
        found = chosen_codes(content(level=level, criteria=(CriterionContent("propio", 1),), cut_number=1))
        assert found == codes[1:]

    def test_says_what_counts_for_nothing(self, editions):
        make_edition(make_index("plano"), dict.fromkeys(("05001", "05002", "08001", "08078", "05004"), 5.0))
        asked = content(
            criteria=(CriterionContent("pobreza", 1), CriterionContent("plano", 1), CriterionContent("desempeno", 0))
        )
        reading = read_rule(replace(asked, cut_number=9), today=TODAY)
        kinds = [note["kind"] for note in notes_of(reading, answer(reading.problem))]
        assert kinds == ["constant", "no_weight", "fewer_than_asked"]
