"""Lists and rules are found by their words, whatever the accents and the order in which somebody types them."""

from __future__ import annotations

import pytest

from llegada.targeting.filters import ListFilter, RuleFilterSet
from llegada.targeting.models import PrioritizedList, TargetingRule
from tests import factories as make
from tests.targeting.list_makers import make_list
from tests.targeting.rule_makers import make_editions, make_rule

pytestmark = pytest.mark.django_db


def unit_named(name):
    return make.make_unit(make.make_organization(f"Instituto {name}", "IN"), name=name)


@pytest.mark.parametrize("words", ["gestion publica", "PÚBLICA gestión", "áreas direccion", "inversion direccion"])
def test_lists_and_rules_are_found_without_minding_accents(words):
    unit = unit_named("Dirección de Áreas")
    name = "Inversión y gestión pública"
    one = make_list(unit, make.make_entity(make.make_municipality()), name=name)
    make_editions()
    rule = make_rule(unit, name=name)

    assert list(ListFilter({"q": words}, queryset=PrioritizedList.objects.all()).qs) == [one]
    assert list(RuleFilterSet({"q": words}, queryset=TargetingRule.objects.all()).qs) == [rule]
    for filtered in (
        ListFilter({"q": f"{words} catastro"}, queryset=PrioritizedList.objects.all()),
        RuleFilterSet({"q": f"{words} catastro"}, queryset=TargetingRule.objects.all()),
    ):
        assert not filtered.qs.exists()
