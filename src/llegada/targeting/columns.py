"""The criteria of a rule as pages and tables name them: which index, of which year, and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import number
from llegada.targeting.choices import CriterionDirection, IndexKind, MissingPolicy, Normalization
from llegada.targeting.models import IndexCategory, IndexEdition
from llegada.targeting.rule_content import CriterionContent, RuleContent

#: So many colours tell criteria apart; after them they begin again, with the name always beside.
COLOURS = 8


@dataclass(frozen=True)
class Column:
    """One criterion: `place` from 0, `share` of the weights from 0 to 1."""

    place: int
    criterion: CriterionContent
    edition: IndexEdition
    share: float
    categories: Mapping[int, str]

    @property
    def label(self) -> str:
        """Return the short name of the index with the year of its edition."""
        return f"{self.edition.index.short_name} {self.edition.year}"

    @property
    def name(self) -> str:
        """Return the whole name of the index."""
        return str(self.edition.index)

    @property
    def colour(self) -> int:
        """Return the number of its colour, from 1."""
        return self.place % COLOURS + 1

    @property
    def direction_words(self) -> str:
        """Say which values are more of a priority."""
        return str(CriterionDirection(self.criterion.direction).label)

    @property
    def scale_words(self) -> str:
        """Say the scale."""
        return str(Normalization(self.criterion.normalization).label)

    @property
    def missing_words(self) -> str:
        """Say what is done where the value is missing."""
        return str(MissingPolicy(self.criterion.missing).label)

    def words(self, value: float | None) -> str:
        """Write a value as people read it: its category, yes or no, or the number with its unit. Empty for a missing one."""
        if value is None or value != value:
            return ""
        index = self.edition.index
        if self.categories and value == round(value):
            return self.categories.get(round(value), f"{value:g}")
        if index.kind == IndexKind.FLAG and value in (0, 1):
            return _("sí") if value else _("no")
        written = number(value, index.decimals if index.kind == IndexKind.CONTINUOUS else 2)
        return f"{written} {index.measure_unit}".strip() if index.measure_unit == "%" else written


def columns_of(content: RuleContent, editions: Sequence[IndexEdition], shares: Sequence[float]) -> list[Column]:
    """Return the criteria with their editions, given in their order, in one query."""
    categories: dict[int, dict[int, str]] = {}
    of_indices = IndexCategory.objects.filter(index__in={one.index_id for one in editions})
    for index, position, label in of_indices.values_list("index_id", "position", "label"):
        categories.setdefault(index, {})[position] = label
    return [
        Column(
            place=place,
            criterion=one,
            edition=edition,
            share=float(share),
            categories=categories.get(edition.index_id, {}),
        )
        for place, (one, edition, share) in enumerate(zip(content.criteria, editions, shares, strict=True))
    ]


def editions_of_criteria(content: RuleContent, used: Sequence[IndexEdition]) -> list[IndexEdition]:
    """Return, of the editions that a run read, the one of each criterion."""
    found = []
    for one in content.criteria:
        of_index = [edition for edition in used if edition.index.code == one.index]
        found.append(
            next((edition for edition in of_index if edition.year == one.edition_year), None)
            or max(of_index, key=lambda edition: edition.year)
        )
    return found
