"""Rules of merging what was captured with no signal: any order, any number of times, the same end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.delivery import field_rules as rules
from llegada.delivery.choices import FieldOutcome, SessionStatus
from llegada.delivery.field_rules import Reception, Step

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
keys = st.lists(st.integers(0, 8), max_size=20)
offsets = st.integers(-400_000, 400_000)


def add(there: set[int], came: list[int]) -> set[int]:
    return there | {came[position] for position in rules.fresh_people(there, came)}


class TestReception:
    @pytest.mark.parametrize("is_same", [True, False])
    def test_tries_what_is_new_waits_or_was_refused(self, is_same):
        for known in (None, "held", "refused"):
            assert rules.reception(known, is_same=is_same) is Reception.TRY

    def test_answers_the_same_to_the_same(self):
        for known in ("applied", "discarded", "conflict"):
            assert rules.reception(known, is_same=True) is Reception.ANSWER

    def test_looks_at_other_words(self):
        assert rules.reception("conflict", is_same=False) is Reception.TRY
        for known in ("applied", "discarded"):
            assert rules.reception(known, is_same=False) is Reception.CONTRADICTS

    def test_knows_every_outcome(self):
        assert {*FieldOutcome.values} == {*rules.SETTLED, *rules.TRIED_AGAIN, "conflict", rules.WITHDRAWN}

    @pytest.mark.parametrize("is_same", [True, False])
    def test_shuts_the_door_to_what_its_author_discarded(self, is_same):
        assert rules.reception("withdrawn", is_same=is_same) is Reception.ANSWER


class TestMayWithdraw:
    def test_is_of_what_waits_or_was_refused(self):
        assert [one for one in FieldOutcome.values if rules.may_withdraw(one)] == ["held", "refused"]


class TestRouteSession:
    @pytest.mark.parametrize(
        ("status", "base", "current", "step"),
        [
            (None, None, None, Step.RECORD),
            (None, 1, None, Step.GONE),
            ("planned", 1, 1, Step.RECORD),
            ("planned", 1, 2, Step.CONFLICT),
            ("planned", None, 1, Step.CONFLICT),
            ("convened", 2, 2, Step.RECORD),
            ("not_held", 2, 2, Step.CLOSED),
            ("held", 2, 2, Step.REWRITE),
            ("held", 2, 3, Step.CONFLICT),
            ("held", None, 2, Step.CONFLICT),
            ("minutes_approved", 2, 2, Step.CLOSED),
            ("cancelled", 1, 1, Step.CLOSED),
        ],
    )
    def test_says_how_it_enters(self, status, base, current, step):
        assert rules.route_session(status=status, base=base, current=current) is step

    @given(
        status=st.sampled_from([*SessionStatus.values, None]),
        base=st.none() | st.integers(1, 5),
        current=st.integers(1, 5),
    )
    def test_never_writes_over_what_the_device_did_not_read(self, status, base, current):
        step = rules.route_session(status=status, base=base, current=current)
        if status is not None and step in {Step.RECORD, Step.REWRITE}:
            assert base == current


class TestIsMoved:
    @pytest.mark.parametrize(("base", "current", "moved"), [(None, 3, False), (3, 3, False), (2, 3, True)])
    def test_compares_what_was_read(self, base, current, moved):
        assert rules.is_moved(base=base, current=current) is moved


class TestFreshPeople:
    @given(there=st.sets(st.integers(0, 8)), came=keys)
    def test_adds_each_once_and_none_who_is_there(self, there, came):
        fresh = [came[position] for position in rules.fresh_people(there, came)]
        assert len(fresh) == len(set(fresh))
        assert set(fresh) == set(came) - there

    @given(there=st.sets(st.integers(0, 8)), one=keys, other=keys)
    def test_gives_the_same_list_in_any_order_and_however_often(self, there, one, other):
        assert add(add(there, one), other) == add(add(there, other), one)
        assert add(add(there, one), one) == add(there, one)

    def test_keeps_the_order_of_arrival(self):
        assert rules.fresh_people({7}, [3, 7, 3, 1]) == [0, 3]


class TestClock:
    def test_is_a_day_ahead(self):
        offset = rules.clock_offset(sent_at=NOW + timedelta(days=1), now=NOW)
        assert offset == 86_400
        assert rules.is_clock_wrong(offset)

    @pytest.mark.parametrize(("offset", "wrong"), [(0, False), (600, False), (-600, False), (601, True), (-601, True)])
    def test_is_told_from_ten_minutes(self, offset, wrong):
        assert rules.is_clock_wrong(offset) is wrong

    @given(offset=offsets, before=st.integers(0, 1_000_000))
    def test_gives_back_the_true_moment_whatever_it_says(self, offset, before):
        true = NOW - timedelta(seconds=before)
        said = true + timedelta(seconds=offset)
        assert rules.true_moment(captured_at=said, offset=offset, now=NOW) == true

    @given(offset=offsets, said=st.integers(-1_000_000, 1_000_000))
    def test_never_gives_a_moment_to_come(self, offset, said):
        assert rules.true_moment(captured_at=NOW + timedelta(seconds=said), offset=offset, now=NOW) <= NOW


class TestWindow:
    def test_is_thirty_days_each_way(self):
        assert rules.window(date(2026, 11, 21)) == (date(2026, 10, 22), date(2026, 12, 21))


class TestDifferences:
    def test_names_what_both_say_and_say_differently(self):
        assert rules.differences({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 4}) == ["b"]


@dataclass(frozen=True)
class Sent:
    kind: str
    captured_at: datetime
    public_id: UUID


sent = st.builds(
    Sent,
    kind=st.sampled_from(["session", "evidence", "attendance"]),
    captured_at=st.integers(0, 5).map(lambda minute: NOW + timedelta(minutes=minute)),
    public_id=st.builds(uuid4),
)


class TestInOrder:
    @given(items=st.lists(sent, max_size=12), seed=st.randoms())
    def test_is_one_order_whatever_the_order_of_arrival(self, items, seed):
        shuffled = items[:]
        seed.shuffle(shuffled)
        assert rules.in_order(shuffled) == rules.in_order(items)

    @given(items=st.lists(sent, max_size=12))
    def test_puts_sessions_before_what_hangs_from_them(self, items):
        kinds = [one.kind == "session" for one in rules.in_order(items)]
        assert kinds == sorted(kinds, reverse=True)
