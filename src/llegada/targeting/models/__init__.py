"""Tables of focalisation, by noun."""

from llegada.targeting.models.concertation import ConcertationMatrix, ConcertationRow
from llegada.targeting.models.groups import EntityGroup
from llegada.targeting.models.indices import ExternalIndex, IndexCategory, IndexEdition, IndexValue, SavedLayout
from llegada.targeting.models.lists import ListChange, PrioritizedEntity, PrioritizedList
from llegada.targeting.models.rules import RuleCriterion, RuleFilter, TargetingRule
from llegada.targeting.models.runs import RunEdition, RunPlace, TargetingRun

__all__ = [
    "ConcertationMatrix",
    "ConcertationRow",
    "EntityGroup",
    "ExternalIndex",
    "IndexCategory",
    "IndexEdition",
    "IndexValue",
    "ListChange",
    "PrioritizedEntity",
    "PrioritizedList",
    "RuleCriterion",
    "RuleFilter",
    "RunEdition",
    "RunPlace",
    "SavedLayout",
    "TargetingRule",
    "TargetingRun",
]
