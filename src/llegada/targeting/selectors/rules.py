"""Questions about rules of focalisation: each sees those of their organisation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.targeting.choices import EditionStatus, FilterKind
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition, TargetingRule
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.rule_content import FilterContent, content_of
from llegada.territory.models import Department

_PARTS = ("criteria__index", "filters__index", "filters__group")


def list_rules(*, actor: Actor) -> QuerySet[TargetingRule]:
    """Return the rules that the actor sees, newest year first, each with how many runs it has and when was the last."""
    seen = RULE_POLICY.scope(actor, RulePermission.VIEW, TargetingRule.objects.all())
    return (
        seen.select_related("unit", "organization")
        .annotate(run_count=Count("runs"), last_run_at=Max("runs__run_at"))
        .order_by("-year", "name", "pk")
    )


def get_rule(*, actor: Actor, public_id: UUID) -> TargetingRule:
    """Return one rule with all that it says. Raises NotFound if hidden or absent."""
    seen = RULE_POLICY.scope(actor, RulePermission.VIEW, TargetingRule.objects.all())
    try:
        return (
            seen.select_related(
                "unit", "organization", "strategy", "service", "quota_index", "group_index", "edited_by"
            )
            .prefetch_related(*_PARTS)
            .get(public_id=public_id)
        )
    except TargetingRule.DoesNotExist:
        raise NotFound(rule=str(public_id)) from None


def list_rule_years(*, actor: Actor) -> list[int]:
    """Return the years of the rules that the actor sees, newest first."""
    seen = RULE_POLICY.scope(actor, RulePermission.VIEW, TargetingRule.objects.all())
    return list(seen.order_by("-year").values_list("year", flat=True).distinct())


def list_targeting_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may write rules."""
    return list_units_among(RULE_POLICY.unit_ids(actor, RulePermission.EDIT))


def list_readable_indices() -> QuerySet[ExternalIndex]:
    """Return the indices that have an edition in force, in the order of the catalogue."""
    in_force = IndexEdition.objects.filter(status=EditionStatus.IN_FORCE)
    return ExternalIndex.objects.filter(pk__in=in_force.values("index")).order_by("position", "name", "pk")


def years_in_force() -> dict[int, list[int]]:
    """Return the years of the editions in force of each index, by its key, newest first."""
    found: dict[int, list[int]] = {}
    editions = IndexEdition.objects.filter(status=EditionStatus.IN_FORCE).order_by("-year")
    for index, year in editions.values_list("index_id", "year"):
        found.setdefault(index, []).append(year)
    return found


@dataclass(frozen=True)
class NamedFilter:
    """A filter with the names of what it points to."""

    content: FilterContent
    index: str
    values: tuple[str, ...]
    group: str


def name_filters(rule: TargetingRule) -> list[NamedFilter]:
    """Return the filters of a rule whose parts are loaded, with names in place of codes and positions."""
    filters = sorted(rule.filters.all(), key=lambda one: one.position)
    categories: dict[tuple[int | None, object], str] = {
        (index, position): label
        for index, position, label in IndexCategory.objects.filter(
            index__in=[one.index_id for one in filters if one.kind == FilterKind.INDEX_CATEGORIES]
        ).values_list("index", "position", "label")
    }
    codes = [code for one in filters if one.kind == FilterKind.DEPARTMENTS for code in one.values]
    departments = dict(Department.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    named = []
    for one, content in zip(filters, content_of(rule).filters, strict=True):
        names = [departments.get(str(value), "") or categories.get((one.index_id, value), "") for value in one.values]
        named.append(
            NamedFilter(
                content=content,
                index=one.index.short_name if one.index else "",
                values=tuple(name or _flag_words(value) for name, value in zip(names, one.values, strict=True)),
                group=one.group.name if one.group else "",
            )
        )
    return named


def _flag_words(value: object) -> str:
    return gettext("sí") if value == 1 else gettext("no") if value == 0 else str(value)
