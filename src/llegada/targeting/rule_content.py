"""What a rule says, as one value: what forms and the demonstration hand to the services, and what a run freezes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from llegada.targeting.choices import (
    CriterionDirection,
    CutKind,
    Method,
    MissingPolicy,
    Normalization,
    RuleLevel,
)
from llegada.targeting.models import RuleCriterion, RuleFilter, TargetingRule
from llegada.targeting.scoring import Criterion, Cut

#: Grows when the shape of a frozen rule changes, so that old runs are still read.
SHAPE: Final = 1
#: Of a rule, columns that hold what it says by themselves.
RULE_FIELDS: Final = (
    "name", "purpose", "level", "year", "method", "cut_kind", "cut_number", "cut_score", "quota_size",
)  # fmt: skip


@dataclass(frozen=True)
class CriterionContent:
    """One index that is weighed, by its code. Without `edition_year`, the most recent edition in force."""

    index: str
    weight: float
    edition_year: int | None = None
    direction: str = CriterionDirection.MORE.value
    normalization: str = Normalization.MIN_MAX.value
    missing: str = MissingPolicy.LEAVE_OUT.value

    def as_scored(self) -> Criterion:
        """Return it as the engine wants it."""
        return Criterion(
            weight=self.weight,
            more=self.direction == CriterionDirection.MORE,
            scale=self.normalization,  # type: ignore[arg-type]  # a database constraint holds the list
            missing=self.missing,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class FilterContent:
    """One condition to compete; `values` are positions of categories, or codes of departments, and `group` a public id."""

    kind: str
    index: str = ""
    edition_year: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[int | str, ...] = ()
    group: str = ""
    years: int | None = None
    excludes: bool = False


@dataclass(frozen=True)
class RuleContent:
    """All that a rule says. Indices go by code, strategy, service and groups by public id, so that it stands alone."""

    name: str
    year: int
    purpose: str = ""
    level: str = RuleLevel.MUNICIPALITY.value
    strategy: str = ""
    service: str = ""
    method: str = Method.WEIGHTED_SUM.value
    cut_kind: str = CutKind.NUMBER.value
    cut_number: int | None = 100
    cut_score: float | None = None
    quota_size: int | None = None
    quota_index: str = ""
    group_index: str = ""
    criteria: tuple[CriterionContent, ...] = ()
    filters: tuple[FilterContent, ...] = ()

    def as_cut(self) -> Cut:
        """Return the cut as the engine wants it."""
        if self.cut_kind == CutKind.SCORE:
            return Cut(score=self.cut_score)
        return Cut(quota=self.quota_size) if self.cut_kind == CutKind.QUOTA else Cut(number=self.cut_number)

    def with_weights(self, weights: Mapping[int, float]) -> RuleContent:
        """Return it with other weights, by the place of the criterion from 0."""
        changed = (replace(one, weight=weights.get(place, one.weight)) for place, one in enumerate(self.criteria))
        return replace(self, criteria=tuple(changed))


def content_of(rule: TargetingRule) -> RuleContent:
    """Return what `rule` says. Makes no query if its criteria, filters and links are loaded."""
    return RuleContent(
        **{name: getattr(rule, name) for name in RULE_FIELDS},
        strategy=str(rule.strategy.public_id) if rule.strategy else "",
        service=str(rule.service.public_id) if rule.service else "",
        quota_index=rule.quota_index.code if rule.quota_index else "",
        group_index=rule.group_index.code if rule.group_index else "",
        criteria=tuple(_criterion_of(one) for one in sorted(rule.criteria.all(), key=lambda one: one.position)),
        filters=tuple(_filter_of(one) for one in sorted(rule.filters.all(), key=lambda one: one.position)),
    )


def _criterion_of(one: RuleCriterion) -> CriterionContent:
    return CriterionContent(
        index=one.index.code,
        weight=one.weight,
        edition_year=one.edition_year,
        direction=one.direction,
        normalization=one.normalization,
        missing=one.missing,
    )


def _filter_of(one: RuleFilter) -> FilterContent:
    return FilterContent(
        kind=one.kind,
        index=one.index.code if one.index else "",
        edition_year=one.edition_year,
        minimum=one.minimum,
        maximum=one.maximum,
        values=tuple(one.values),
        group=str(one.group.public_id) if one.group else "",
        years=one.years,
        excludes=one.excludes,
    )


def data_of(content: RuleContent) -> dict[str, Any]:
    """Return a content as plain data, as a run freezes it."""
    frozen: dict[str, Any] = json.loads(json.dumps({"shape": SHAPE, **asdict(content)}))
    return frozen


def content_from(data: Mapping[str, Any]) -> RuleContent:
    """Return the content that a run froze."""
    values = {name: value for name, value in data.items() if name != "shape"}
    values["criteria"] = tuple(CriterionContent(**one) for one in values["criteria"])
    values["filters"] = tuple(FilterContent(**{**one, "values": tuple(one["values"])}) for one in values["filters"])
    return RuleContent(**values)


def fingerprint(data: Any) -> str:
    """Return the SHA-256 of plain data, written in one way."""
    written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def changed_rule_fields(before: RuleContent, after: RuleContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    return [name for name in RuleContent.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
