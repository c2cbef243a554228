"""How many milestones are late, for how long, and which ones a page of them shows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.paginator import Paginator
from django.urls import reverse

from llegada.core.roles import Role
from llegada.insights.late_words import draw_late, late_rows
from llegada.insights.lateness_rules import ages
from llegada.insights.models import LateSpell
from llegada.insights.selectors.late_list import LateKeys, count_ages, count_dues
from llegada.workplans.models import PlanMilestone
from tests import factories as make
from tests.insights.test_progress_booking import follow

LATE = reverse("insights:late")
DAY = date(2026, 8, 1)


def counted(*days: int) -> dict[str, int]:
    """Return the rows of the table of milestones late for so many days, by their words."""
    dues = [(DAY - timedelta(days=one), 1) for one in days]
    return {words: count for words, count, _part in late_rows(count_ages(dues, day=DAY))}


class TestAges:
    def test_take_each_day_once(self):
        every = range(1, 2000)

        assert sum(counted(*every).values()) == len(every)

    def test_begin_and_end_where_they_say(self):
        assert counted(1, 30, 31, 90, 91, 180, 181, 365, 366, 5000) == {
            "1 a 30 días": 2,
            "31 a 90 días": 2,
            "91 a 180 días": 2,
            "181 a 365 días": 2,
            "más de un año": 2,
        }

    def test_are_told_also_with_nothing_in_them(self):
        assert counted(40) == {
            "1 a 30 días": 0,
            "31 a 90 días": 1,
            "91 a 180 días": 0,
            "181 a 365 días": 0,
            "más de un año": 0,
        }


class TestDrawLate:
    def test_draws_a_column_for_each_age_that_has_some(self):
        drawing = draw_late([(age, count) for age, count in zip(ages(), [3, 0, 12, 1, 2], strict=True)], day=DAY)

        said = [shape.words for shape in drawing.shapes if shape.words]
        assert said == ["1–30: 3", "91–180: 12", "181–365: 1", "> 365: 2"]
        assert {text.words for text in drawing.texts} >= {"1–30", "31–90", "> 365", "12", "0"}
        assert drawing.width <= 540  # it stands beside its table

    def test_is_none_where_nothing_is_late(self):
        assert draw_late([(age, 0) for age in ages()], day=DAY) is None


@pytest.fixture
def unit(db):
    return make.make_unit()


@pytest.fixture
def late(unit):
    """Seven milestones late on `DAY`, three of them due on one day."""
    version = make.make_service(unit, weights=(10, 20, 30, 40), name="Gestión por resultados")
    plans = [make.make_plan(unit=unit, versions=[version]) for _one in range(2)]
    days = [date(2026, 2, 1), date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 1), date(2026, 7, 20), date(2026, 7, 2)]
    milestones = PlanMilestone.objects.order_by("pk")
    for one, due_on in zip(milestones, [*days, date(2026, 7, 31), date(2026, 9, 1)], strict=True):
        PlanMilestone.objects.filter(pk=one.pk).update(due_on=due_on)
    for plan in plans:
        follow(plan)
    return LateSpell.objects.filter(from_on__lte=DAY).order_by("due_on", "pk")


@pytest.fixture
def head(unit, late, login):
    person = make.make_person()
    make.assign(person, Role.UNIT_HEAD, unit=unit)
    return login(person)


class TestLateKeys:
    @pytest.mark.parametrize("size", range(1, 9))
    def test_are_those_of_each_page_in_the_order_of_all(self, late, size):
        keys = list(late.values_list("pk", flat=True))
        assert len(keys) == 7

        pages = Paginator(LateKeys(late, count_dues(late)), size)

        assert [list(pages.page(number)) for number in pages.page_range] == [
            keys[start : start + size] for start in range(0, 7, size)
        ]

    def test_cost_no_question_where_there_are_none(self, late, django_assert_num_queries):
        keys = LateKeys(late, [])

        with django_assert_num_queries(0):
            assert list(Paginator(keys, 50).get_page(1)) == []

    def test_of_a_page_are_looked_for_among_its_days(self, late, django_assert_num_queries):
        keys = LateKeys(late, count_dues(late))

        with django_assert_num_queries(1) as asked:
            keys[5:7]

        assert "BETWEEN '2026-07-20' AND '2026-07-31'" in asked[0]["sql"].replace("::date", "")


class TestPage:
    def test_draws_the_ages_and_says_the_same_in_a_table(self, head):
        page = head.get(LATE, {"corte": DAY.isoformat()}).content.decode().replace("\xa0", " ")

        assert page.count("<svg") >= 2  # for a desk and for a telephone
        assert "7 hitos vencidos, por los días que llevan así" in page
        rows = re.findall(
            r'<tr><th scope="row">([^<]+)</th><td class="num">(\d+)</td><td class="num">([^<]+)</td>', page
        )
        assert rows == [
            ("1 a 30 días", "3", "42,9 %"),
            ("31 a 90 días", "0", "0 %"),
            ("91 a 180 días", "3", "42,9 %"),
            ("181 a 365 días", "1", "14,3 %"),
            ("más de un año", "0", "0 %"),
        ]

    def test_draws_nothing_where_nothing_is_late(self, head):
        page = head.get(LATE, {"corte": "2026-01-05"}).content.decode()

        assert "Cuánto llevan vencidos" not in page
        assert "Ningún hito estaba vencido ese día" in page

    def test_gives_the_drawing_under_its_filters(self, head):
        asked = {"corte": DAY.isoformat(), "vigencia": "2026"}
        [address] = re.findall(r'href="([^"]+hitos\.svg[^"]*)"', head.get(LATE, asked).content.decode())

        answer = head.get(address.replace("&amp;", "&"))

        assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
        drawn = answer.content.decode().replace("\xa0", " ")
        assert "Hitos por días de vencidos, a corte del 1 ago 2026" in drawn
        assert "Vigencia 2026" in drawn
        assert "91–180: 3" in drawn

    def test_refuses_a_drawing_of_what_it_cannot_read(self, head):
        assert head.get(reverse("insights:export_late", args=["svg"]), {"corte": "hoy"}).status_code == 422
