"""Sessions read as columns: of some keys, states and days, at most so many."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from llegada.insights.selectors import session_columns
from llegada.insights.selectors.session_columns import DAYS, read_sessions
from tests import factories as make

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def plans(db, monkeypatch):
    """Three plans, asked for one in each statement, with sessions held before, on each end, and after."""
    monkeypatch.setattr(session_columns, "_AT_ONCE", 1)
    plans = [make.make_plan() for _ in range(3)]
    for plan in plans:
        for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
            make.make_session(plan, status="held", held_on=day)
        make.make_session(plan, status="planned", held_on=LAST)
    return plans


def read(plans, **asked):
    keys = np.array([plan.pk for plan in plans])
    return read_sessions("plan_id", keys, states=asked.pop("states", ["held"]), said={"plan": "plan_id"}, **asked)[
        "plan"
    ].tolist()


def test_both_days_are_included(plans):
    assert len(read(plans)) == 12
    assert len(read(plans, since=FIRST)) == 9
    assert len(read(plans, until=LAST)) == 9
    assert len(read(plans, since=FIRST, until=LAST)) == 6
    assert len(read(plans, since=FIRST, until=LAST, states=["held", "planned"])) == 9


def test_no_more_than_asked_in_the_order_of_the_keys(plans):
    first, second, third = (plan.pk for plan in plans)

    assert read(plans, since=FIRST, until=LAST, most=2) == [first] * 2
    assert read(plans, since=FIRST, until=LAST, most=3) == [first, first, second]
    assert read(plans[::-1], since=FIRST, until=LAST, most=5) == [third] * 2 + [second] * 2 + [first]
    assert len(read(plans, since=FIRST, until=LAST, most=100)) == 6


def test_what_is_left_out_is_of_the_last_keys(plans, monkeypatch):
    monkeypatch.setattr(session_columns, "_AT_ONCE", 100)
    monkeypatch.setattr(session_columns, "_AT_ONCE_IN_ORDER", 1)
    first, second, third = (plan.pk for plan in plans)

    assert read(plans[::-1], since=FIRST, until=LAST, most=3) == [third, third, second]
    assert sorted(read(plans, since=FIRST, until=LAST)) == [first] * 2 + [second] * 2 + [third] * 2


def test_asks_no_more_once_it_has_enough(plans, monkeypatch):
    asked = []
    page = session_columns.read_page
    monkeypatch.setattr(session_columns, "read_page", lambda *given: asked.append(given) or page(*given))

    read(plans, since=FIRST, until=LAST, most=2)

    assert len(asked) == 1


def test_of_no_key_there_is_none():
    assert read([]) == []


def test_the_last_day_that_there_is_fits_beside_a_version():
    assert date.max.toordinal() * 2 + 1 < DAYS
