"""The concertation matrix: offer, demand and capacity, in person-months."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Conflict, Invalid, NotAllowed, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.targeting import concertation_rules as rules
from llegada.targeting.choices import MatrixStatus
from llegada.targeting.errors import MakerCannotDecide, MatrixIncomplete
from llegada.targeting.models import ConcertationRow
from llegada.targeting.selectors.concertation import find_capacity, read_matrix
from llegada.targeting.services import concertation as services
from llegada.targeting.services.concertation import MatrixContent, RowContent
from tests import factories as make
from tests.targeting.list_makers import make_list, make_matrix

NOW = make.NOW


class TestRules:
    def test_capacity_is_people_by_months_by_share(self):
        assert rules.capacity(Decimal(4), Decimal(11), 50) == Decimal(22)

    @pytest.mark.parametrize("said", [(None, Decimal(11), 50), (Decimal(4), None, 50), (Decimal(4), Decimal(11), None)])
    def test_capacity_without_a_datum_is_none(self, said):
        assert rules.capacity(*said) is None

    def test_a_sum_with_something_missing_is_no_sum(self):
        assert rules.total([Decimal(1), None]) is None
        assert rules.total([Decimal(1), Decimal(2)]) == 3

    @pytest.mark.parametrize(
        ("available", "each", "count"),
        [
            (Decimal(10), Decimal(3), 3),
            (Decimal(-1), Decimal(3), 0),
            (None, Decimal(3), None),
            (Decimal(1), None, None),
        ],
    )
    def test_affordable_never_rounds_up(self, available, each, count):
        assert rules.affordable(available, each) == count

    @pytest.mark.parametrize(
        ("row", "gaps"),
        [
            (rules.RowSaid(5, Decimal(1), 5), []),
            (rules.RowSaid(None, Decimal(1), 5), [("demand", "S")]),
            (rules.RowSaid(5, None, 5), [("months", "S")]),
            (rules.RowSaid(5, Decimal(1), None), [("rows", ""), ("agreed", "S")]),
            (rules.RowSaid(None, None, 0), [("rows", "")]),
            (rules.RowSaid(5, Decimal(1), 6), [("beyond_demand", "S")]),
            (rules.RowSaid(5, Decimal(1), 6, has_reason=True), []),
            (rules.RowSaid(20, Decimal(1), 11), [("over", "")]),
        ],
    )
    def test_gaps(self, row, gaps):
        assert rules.matrix_gaps([("S", row)], available=Decimal(10), has_reason=False) == gaps

    def test_what_is_over_goes_with_a_reason(self):
        row = rules.RowSaid(20, Decimal(1), 11)

        assert rules.matrix_gaps([("S", row)], available=Decimal(10), has_reason=True) == []

    def test_all_have_words(self):
        assert {"capacity", "rows", "demand", "months", "agreed", "beyond_demand", "over"} == set(services.GAP_WORDS)

    @pytest.mark.parametrize("status", MatrixStatus.values)
    @pytest.mark.parametrize("action", ["agree", "supersede"])
    def test_transitions(self, status, action):
        expected = {("draft", "agree"): "agreed", ("agreed", "supersede"): "superseded"}

        assert rules.next_matrix_status(status, action) == expected.get((status, action))


@pytest.mark.django_db
class TestMatrix:
    @pytest.fixture
    def unit(self):
        return make.make_unit(make.make_organization("Instituto de Prueba", "IP"))

    @pytest.fixture
    def service(self, unit):
        return make.make_service(unit).service

    @pytest.fixture
    def lead(self, unit):
        return make.make_actor(Role.TECHNICAL_LEAD, organization=unit.organization, unit=unit)

    @pytest.fixture
    def head(self, unit):
        return make.make_actor(Role.UNIT_HEAD, organization=unit.organization, unit=unit)

    def write(self, lead, unit, service, *, agreed=4, year=2027):
        matrix = services.begin_matrix(actor=lead, unit=unit, year=year, now=NOW)
        rows = {service.pk: RowContent(10, "Solicitudes", Decimal(2), agreed)}
        content = MatrixContent(Decimal(1), Decimal(10), 100, "", rows)
        return services.edit_matrix(actor=lead, public_id=matrix.public_id, content=content, now=NOW)

    def test_brings_together_offer_demand_and_capacity(self, unit, service, lead):
        make_list(unit, make.make_entity(), status="approved", service=service)

        reading = read_matrix(self.write(lead, unit, service))

        assert (reading.capacity, reading.asked, reading.agreed, reading.left) == (10, 20, 8, 2)
        assert [(row.prioritized, row.accepted) for row in reading.rows] == [(1, 0)]

    def test_is_agreed_on_by_another_and_its_capacity_counts(self, unit, service, lead, head):
        matrix = self.write(lead, unit, service)

        services.agree_on_matrix(actor=head, public_id=matrix.public_id, now=NOW)

        found = find_capacity(make_list(unit, service=service))
        assert (found.available, found.months_each, found.entities) == (10, 2, 5)
        assert find_capacity(make_list(unit, service=service, year=2028, name="Otra vigencia")) is None

    def test_is_not_agreed_on_by_who_wrote_it_nor_over_capacity_without_reason(self, unit, service, lead, head):
        own = self.write(head, unit, service)
        over = self.write(lead, unit, service, agreed=6, year=2028)

        with pytest.raises(MakerCannotDecide):
            services.agree_on_matrix(actor=head, public_id=own.public_id, now=NOW)
        with pytest.raises(MatrixIncomplete) as refused:
            services.agree_on_matrix(actor=head, public_id=over.public_id, now=NOW)
        assert "más meses-persona de los que hay" in str(refused.value)

    def test_gives_way_to_its_next_version_which_begins_with_what_it_says(self, unit, service, lead, head):
        former = self.write(lead, unit, service)
        services.agree_on_matrix(actor=head, public_id=former.public_id, now=NOW)

        newer = services.begin_matrix(actor=lead, unit=unit, year=2027, now=NOW)
        services.agree_on_matrix(actor=head, public_id=newer.public_id, now=NOW)

        former.refresh_from_db()
        assert (former.status, newer.number, newer.rows.get().agreed) == ("superseded", 2, 4)

    def test_has_one_draft_at_a_time(self, unit, lead):
        services.begin_matrix(actor=lead, unit=unit, year=2027, now=NOW)

        with pytest.raises(Invalid):
            services.begin_matrix(actor=lead, unit=unit, year=2027, now=NOW)

    def test_is_not_written_over_somebody_elses_change_nor_once_agreed(self, unit, service, lead, head):
        matrix = self.write(lead, unit, service)
        content = MatrixContent(Decimal(2), Decimal(10), 100, "", {})

        with pytest.raises(Conflict):
            services.edit_matrix(actor=lead, public_id=matrix.public_id, content=content, now=NOW, revision=1)
        services.agree_on_matrix(actor=head, public_id=matrix.public_id, now=NOW)
        with pytest.raises(TransitionNotAllowed):
            services.edit_matrix(actor=lead, public_id=matrix.public_id, content=content, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            ConcertationRow.objects.filter(matrix=matrix).update(agreed=9)

    def test_is_not_of_who_only_reads(self, unit):
        reader = make.make_actor(Role.EVALUATOR, organization=unit.organization)

        with pytest.raises(NotAllowed):
            services.begin_matrix(actor=reader, unit=unit, year=2027, now=NOW)

    def test_page_keeps_what_was_typed(self, unit, service, login):
        person = make.make_person("Enlace")
        make.assign(person, Role.LIAISON, organization=unit.organization, unit=unit)
        matrix = make_matrix(unit)

        answer = login(person).post(
            f"/focalizacion/concertacion/{matrix.public_id}/editar/",
            {"people": "4,5", "share": "200", f"demand_{service.pk}": "12", "revision": matrix.revision},
        )

        assert answer.status_code == 422
        assert 'value="4,5"' in answer.content.decode()
        assert 'value="12"' in answer.content.decode()
