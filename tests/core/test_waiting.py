"""One reading of all that awaits: in order, cut, counted, with every type as its kind wants it, in one query."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from llegada.accounts.models import Organization, Person
from llegada.core.waiting import Severity, WaitingItem, WaitingKind, read_waiting
from llegada.delivery.models import Session
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def item(title: str, due: date | None = None) -> WaitingItem:
    return WaitingItem(Severity.READY, due, title, "", "/", "Ver")


def sessions(*, most: int = 50) -> WaitingKind:
    """Return every session as what awaits, the first by title."""
    return WaitingKind(
        rows=Session.objects.order_by("title"),
        due="held_on",
        reads={"title": "title"},
        tell=lambda rows: [item(row.title, row.due) for row in rows],
        most=most,
    )


def organizations(rows=None) -> WaitingKind:
    """Return organisations as what awaits, with no date."""
    return WaitingKind(
        rows=Organization.objects.all() if rows is None else rows,
        due=None,
        reads={"name": "name"},
        tell=lambda found: [item(row.name, row.due) for row in found],
    )


@pytest.fixture
def plan():
    unit = make.make_unit(make.make_organization(name="Zeta"))
    return make.make_plan(unit=unit, entity=make.make_entity(make.make_municipality()))


def put(plan, title: str, days: int) -> Session:
    return make.make_session(plan, title=title, held_on=TODAY + timedelta(days=days))


class TestReadWaiting:
    def test_puts_the_oldest_deadline_first_whatever_its_kind_and_what_has_none_at_the_end(self, plan):
        put(plan, "Tarde", 9)
        put(plan, "Pronto", -9)
        found = read_waiting([organizations(), None, sessions()], computed=[item("Alfa"), item("Hoy", TODAY)])
        assert [one.title for one in found.items] == ["Pronto", "Hoy", "Tarde", "Alfa", "Zeta"]
        assert found.count == 5

    def test_cuts_after_the_titles_are_told_and_counts_what_it_leaves_out(self, plan):
        for title in ("d", "b", "c", "a"):
            put(plan, title, 0)
        put(plan, "z", -1)
        found = read_waiting([sessions(), organizations()], shown=3)
        assert ([one.title for one in found.items], found.count) == (["z", "a", "b"], 6)

    def test_takes_the_first_of_a_kind_in_its_own_order(self, plan):
        for number, title in enumerate("abc"):
            put(plan, title, -number)
        found = read_waiting([sessions(most=2)])
        assert ([one.title for one in found.items], found.count) == (["b", "a"], 2)

    def test_reads_any_number_of_kinds_in_one_query(self, plan, django_assert_num_queries):
        put(plan, "Una", 0)
        read_waiting([sessions()])  # Django asks once what the database can do
        with django_assert_num_queries(1):
            assert read_waiting([sessions()] * 20 + [organizations()] * 20).count == 40

    def test_asks_nothing_of_a_kind_whose_scope_is_empty(self, django_assert_num_queries):
        nobody = organizations(Organization.objects.none())
        read_waiting([organizations()])  # Django asks once what the database can do
        with django_assert_num_queries(0):
            assert read_waiting([nobody, None]).items == []
        assert read_waiting([organizations(Organization.objects.filter(Q(pk__in=())))]).count == 0

    def test_gives_each_value_its_type_again(self, plan):
        session = put(plan, "«100 %» y «ñ»", 0)
        Person.objects.filter(pk=plan.advisor_id).update(joined_at=datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC))
        seen = []
        kind = WaitingKind(
            rows=Session.objects.filter(title__contains="100 %"),
            due=TruncDate("plan__advisor__joined_at"),
            reads={
                "title": F("title"),
                "public_id": "public_id",
                "held_on": "held_on",
                "starts_at": "starts_at",
                "joined": "plan__advisor__joined_at",
                "is_active": "plan__advisor__is_active",
                "number": "plan_id",
                "nothing": "recorded_by__full_name",
            },
            tell=lambda rows: seen.extend(rows) or [],
        )
        read_waiting([kind])
        (row,) = seen
        assert (row.title, row.public_id, row.held_on) == (session.title, session.public_id, session.held_on)
        assert (row.starts_at, row.is_active, row.number, row.nothing) == (session.starts_at, True, plan.pk, None)
        assert row.joined == datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)
        assert row.due == date(2026, 11, 20)  # of the day in Colombia
