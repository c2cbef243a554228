"""Contents of strategies for the tests, and the cast that works on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.portfolio.choices import StrategyAspect
from llegada.portfolio.strategy_content import GoalContent, StrategyContent
from tests import factories as make

TEXTS = (
    "objective", "expected_impact", "unit_experience", "earlier_results", "sustainability_plan", "evidence", "alignment",
    "resources", "team", "travel", "offer", "guidelines", "alliances",
)  # fmt: skip
GOAL = GoalContent("Municipios con planta", "municipios", Decimal("60.5"), 2028)


def content(**changes: Any) -> StrategyContent:
    """Return a content that says everything."""
    values: dict[str, Any] = {
        "name": "Municipios con planta al día",
        "year": 2027,
        "is_determinate": True,
        "is_measurable": True,
        "is_verifiable": True,
        "goals": (GOAL,),
        "aspects": {one.value: "Se cumple." for one in StrategyAspect},
        "scale": "national",
        "capacity_kind": "both",
        "horizon": "implantation",
        "origin": "demand",
        "phase_starts_on": date(2027, 2, 1),
        "phase_ends_on": date(2027, 11, 30),
        "delivery_mode": "mixed",
        "execution_kind": "individual",
    }
    return StrategyContent(**(dict.fromkeys(TEXTS, "Se dice.") | values | changes))


@dataclass(frozen=True)
class Cast:
    """The people of one unit, its committee of three, and strangers of another organisation."""

    unit: OrgUnit
    lead: Actor
    head: Actor
    coordinator: Actor
    members: list[Actor]
    reader: Actor
    stranger: Actor


def make_cast(*, has_statement: bool = True) -> Cast:
    unit = make.make_unit(make.make_organization("Instituto de Estrategias", "IES"), name="Dirección de Planta")
    organization = unit.organization
    if has_statement:
        make.make_statement(organization)
    return Cast(
        unit=unit,
        lead=make.make_actor(Role.TECHNICAL_LEAD, unit=unit),
        head=make.make_actor(Role.UNIT_HEAD, unit=unit),
        coordinator=make.make_actor(Role.COORDINATOR, organization=organization),
        members=[make.make_actor(Role.COMMITTEE, organization=organization) for _ in range(3)],
        reader=make.make_actor(Role.INTERNAL_CONTROL, organization=organization),
        stranger=make.make_actor(Role.COORDINATOR, unit=make.make_unit()),
    )
