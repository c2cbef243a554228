"""Indices that a unit defines for itself: what they measure, until they have data; then only how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.targeting.choices import IndexKind
from llegada.targeting.models import ExternalIndex, IndexCategory
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors.indices import get_index

#: What may change once there are editions: their values were read by the rest.
_WORDS: Final = ("name", "short_name", "description", "source")
_YES_OR_NO: Final = (("no", "No", "false|0|n"), ("si", "Sí", "true|1|s|x"))


@dataclass(frozen=True)
class IndexContent:
    """What a unit says of its index. `categories` are the labels in their order, of an index that is not a measure."""

    name: str
    short_name: str
    family: str
    method: str
    level: str
    kind: str
    direction: str
    measure_unit: str
    minimum: float | None
    maximum: float | None
    decimals: int
    description: str
    source: str
    categories: tuple[str, ...] = ()


@transaction.atomic
def define_index(*, actor: Actor, unit: OrgUnit, content: IndexContent, now: datetime) -> ExternalIndex:
    """Define an index of a unit. Raises NotAllowed, Invalid."""
    index = ExternalIndex(unit=unit, code=_free_code(content.name))
    INDEX_POLICY.require(actor, IndexPermission.DEFINE, index)
    _put(index, content)
    index.save()
    _write_categories(index, content)
    history.record(actor=actor, verb="index.define", target=index, now=now, after=index.name)
    return index


@transaction.atomic
def edit_index(*, actor: Actor, code: str, content: IndexContent, now: datetime) -> ExternalIndex:
    """Change an index of a unit; once it has editions, only its words. Raises NotFound, NotAllowed, Invalid."""
    index = get_index(code=code)
    INDEX_POLICY.require(actor, IndexPermission.DEFINE, index)
    before = index.name
    if index.editions.exists():
        for name in _WORDS:
            setattr(index, name, getattr(content, name))
    else:
        _put(index, content)
        index.categories.all().delete()
        _write_categories(index, content)
    index.save()
    history.record(actor=actor, verb="index.edit", target=index, now=now, before=before, after=index.name)
    return index


def _put(index: ExternalIndex, content: IndexContent) -> None:
    is_measure = content.kind == IndexKind.CONTINUOUS
    if content.kind in {IndexKind.CATEGORY, IndexKind.LABEL} and len(content.categories) < 2:
        raise Invalid({"categories": _("Escriba al menos dos categorías, una en cada renglón.")})
    low, high = content.minimum, content.maximum
    if low is not None and high is not None and high <= low:
        raise Invalid({"maximum": _("El máximo posible debe ser mayor que el mínimo.")})
    for name in (*_WORDS, "family", "method", "level", "kind", "direction"):
        setattr(index, name, getattr(content, name))
    index.measure_unit = content.measure_unit if is_measure else ""
    index.minimum, index.maximum = (low, high) if is_measure else (None, None)
    index.decimals = content.decimals if is_measure else 0


def _write_categories(index: ExternalIndex, content: IndexContent) -> None:
    if content.kind == IndexKind.CONTINUOUS:
        return
    if content.kind == IndexKind.FLAG:
        rows = [
            IndexCategory(index=index, position=place, code=code, label=label, aliases=aliases)
            for place, (code, label, aliases) in enumerate(_YES_OR_NO)
        ]
    else:
        rows = [
            IndexCategory(index=index, position=place, code=f"c{place}", label=label)
            for place, label in enumerate(content.categories, start=1)
        ]
    IndexCategory.objects.bulk_create(rows)


def _free_code(name: str) -> str:
    base = slugify(name)[:34].strip("-") or "indice"
    taken = set(ExternalIndex.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{turn}" for turn in range(2, 1000))) if code not in taken)
