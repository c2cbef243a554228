"""Tables of the portfolio: services with their frozen versions, strategies, and the committee that decides on them."""

from llegada.portfolio.models.committee import (
    CommitteeRound,
    CommitteeRoundBase,
    CommitteeSheet,
    CommitteeSheetBase,
)
from llegada.portfolio.models.design import (
    CapacityGap,
    CapacityObjective,
    DesignCost,
    DesignIndicator,
    DesignSheet,
    FieldAnswer,
    UnitField,
)
from llegada.portfolio.models.notes import ServiceNote
from llegada.portfolio.models.operation import ActivationStep, GovernanceBody, OperationSheet, ServiceActor
from llegada.portfolio.models.predesign import CycleMoment, Predesign, VersionMoment, VersionStrategy
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
    "ActivationStep",
    "CapacityGap",
    "CapacityObjective",
    "CommitteeRound",
    "CommitteeRoundBase",
    "CommitteeSheet",
    "CommitteeSheetBase",
    "CycleMoment",
    "DesignCost",
    "DesignIndicator",
    "DesignSheet",
    "FieldAnswer",
    "GovernanceBody",
    "Milestone",
    "OperationSheet",
    "Predesign",
    "Service",
    "ServiceActor",
    "ServiceNote",
    "ServiceVersion",
    "StrategicStatement",
    "Strategy",
    "StrategyAspect",
    "StrategyEvidence",
    "StrategyGoal",
    "ThematicLine",
    "UnitField",
    "VersionEditor",
    "VersionModality",
    "VersionMoment",
    "VersionStrategy",
]
