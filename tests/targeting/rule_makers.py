"""Rules over small indices for the tests, by the services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.targeting import services
from llegada.targeting.models import ExternalIndex, IndexEdition, TargetingRule, TargetingRun
from llegada.targeting.rule_content import CriterionContent, RuleContent
from tests import factories as make
from tests.targeting.makers import make_edition, make_index

#: Poverty and performance of five municipalities of two departments; the last one has no performance.
POVERTY = {"05001": 10.0, "05002": 80.0, "08001": 60.0, "08078": 40.0, "05004": 90.0}
PERFORMANCE = {"05001": 80.0, "05002": 30.0, "08001": 20.0, "08078": 50.0}


def make_editions(**values: Any) -> dict[str, IndexEdition]:
    """Return the editions of the two indices of the tests: `pobreza` and `desempeno`, of 2023."""
    poverty = make_index("pobreza", name="Pobreza", short_name="Pobreza", direction="worse", **values)
    performance = make_index("desempeno", name="Desempeño", short_name="Desempeño", **values)
    return {"pobreza": make_edition(poverty, POVERTY), "desempeno": make_edition(performance, PERFORMANCE)}


def content(**changes: Any) -> RuleContent:
    """Return a rule over those indices: half and half, the first two, whoever lacks a value out."""
    base = RuleContent(
        name="Municipios con más necesidad",
        year=2027,
        purpose="Llegar primero donde hay más pobreza y menos gestión.",
        cut_number=2,
        criteria=(
            CriterionContent("pobreza", 50.0),
            CriterionContent("desempeno", 50.0, direction="less"),
        ),
    )
    return replace(base, **changes)


def make_run(unit: OrgUnit, *, actor: Actor) -> TargetingRun:
    """Return a run of a rule of `unit`, over the indices of these tests, which it makes if they are not there."""
    if not ExternalIndex.objects.filter(code="pobreza").exists():
        make_editions()
    rule = make_rule(unit, actor=actor)
    return services.run_rule(actor=actor, public_id=rule.public_id, now=make.NOW)


def make_targeting_unit() -> OrgUnit:
    return make.make_unit(make.make_organization("Instituto de Reglas", "IR"), name="Dirección de Reglas")


def make_lead(unit: OrgUnit) -> Actor:
    return make.make_actor(Role.TECHNICAL_LEAD, unit=unit)


def make_rule(unit: OrgUnit | None = None, *, actor: Actor | None = None, **changes: Any) -> TargetingRule:
    unit = unit or make_targeting_unit()
    return services.create_rule(actor=actor or make_lead(unit), unit=unit, content=content(**changes), now=make.NOW)
