"""Tables of the portfolio: services with their frozen versions, strategies, and the committee that decides on them."""

from llegada.portfolio.models.committee import (
    CommitteeRound,
    CommitteeRoundBase,
    CommitteeSheet,
    CommitteeSheetBase,
)
from llegada.portfolio.models.services import (
    Milestone,
    Service,
    ServiceVersion,
    ThematicLine,
    VersionEditor,
    VersionModality,
)
from llegada.portfolio.models.statements import StrategicStatement
from llegada.portfolio.models.strategies import Strategy, StrategyAspect, StrategyGoal
from llegada.portfolio.models.strategy_evidence import StrategyEvidence

__all__ = [
    "CommitteeRound",
    "CommitteeRoundBase",
    "CommitteeSheet",
    "CommitteeSheetBase",
    "Milestone",
    "Service",
    "ServiceVersion",
    "StrategicStatement",
    "Strategy",
    "StrategyAspect",
    "StrategyEvidence",
    "StrategyGoal",
    "ThematicLine",
    "VersionEditor",
    "VersionModality",
]
