"""Makers of runs, groups and prioritised lists, straight to the tables."""

from __future__ import annotations

from typing import Any

from llegada.accounts.models import OrgUnit, Person
from llegada.targeting.models import (
    ConcertationMatrix,
    EntityGroup,
    ListChange,
    PrioritizedEntity,
    PrioritizedList,
    RunPlace,
    TargetingRule,
    TargetingRun,
)
from llegada.territory.models import Entity
from tests.factories import NOW, make_person


def make_group(unit: OrgUnit, *entities: Entity, name: str = "Provincia de prueba", **values: Any) -> EntityGroup:
    """Return a province of some entities."""
    defaults = {"kind": "province", "source": "Ordenanza de prueba", "created_at": NOW, "updated_at": NOW}
    group = EntityGroup.objects.create(unit=unit, name=name, **defaults | values)
    group.entities.set(entities)
    return group


def make_sealed_run(unit: OrgUnit, *places: dict[str, Any], by: Person | None = None) -> TargetingRun:
    """Return a sealed run that chose `places`, each with its `municipality`, `department`, `entity` or `group`, by order."""
    by = by or make_person("Quien corre")
    rule = TargetingRule.objects.create(
        organization=unit.organization,
        unit=unit,
        name=f"Regla {TargetingRule.objects.count() + 1}",
        purpose="Llegar primero a quien más lo necesita.",
        year=2027,
        edited_by=by,
        created_at=NOW,
        updated_at=NOW,
    )
    run = TargetingRun.objects.create(
        rule=rule,
        number=1,
        rule_revision=1,
        content={},
        content_sha256="0" * 64,
        universe_count=len(places),
        ranked_count=len(places),
        chosen_count=len(places),
        run_at=NOW,
        run_by=by,
    )
    for position, place in enumerate(places, start=1):
        of = next(iter(place.values()))
        RunPlace.objects.create(
            run=run,
            code=getattr(of, "code", "") or str(of.public_id),
            name=of.name,
            position=position,
            rank=position,
            score=100.0 - position,
            is_chosen=True,
            **place,
        )
    run.result_sha256 = "1" * 64
    run.save()
    return run


def make_list(
    unit: OrgUnit, *entities: Entity, status: str = "draft", by: Person | None = None, **values: Any
) -> PrioritizedList:
    """Return a list with some entities, in `status`; past the draft, sent and approved by different people."""
    by = by or make_person("Quien hace la lista")
    dates: dict[str, Any] = {"edited_by": by, "created_at": NOW, "updated_at": NOW}
    one = PrioritizedList.objects.create(unit=unit, **{"name": "Municipios de prueba", "year": 2027} | dates | values)
    PrioritizedEntity.objects.bulk_create(
        PrioritizedEntity(list=one, entity=entity, rank=rank, score=100.0 - rank)
        for rank, entity in enumerate(entities, start=1)
    )
    if status != "draft":
        one.sent_at, one.sent_by, one.status = NOW, by, "in_review"
        one.save()
    if status not in {"draft", "in_review"}:
        one.approved_at, one.approved_by, one.status = NOW, make_person("Quien aprueba"), "approved"
        one.save()
    if status not in {"draft", "in_review", "approved"}:
        PrioritizedList.objects.filter(pk=one.pk).update(status=status)
        one.refresh_from_db()
    return one


def make_change(one: PrioritizedList, entity: Entity, *, by: Person | None = None, **values: Any) -> ListChange:
    """Return an inclusion that somebody asked and nobody decided."""
    asked_by = by or make_person("Quien pide")
    defaults = {"kind": "include", "reason": "Lo pidió la gobernación."}
    return ListChange.objects.create(list=one, entity=entity, asked_at=NOW, asked_by=asked_by, **defaults | values)


def make_matrix(unit: OrgUnit, *, year: int = 2027, by: Person | None = None, **values: Any) -> ConcertationMatrix:
    """Return the draft of a concertation matrix that says nothing yet."""
    dates = {"created_at": NOW, "updated_at": NOW, "edited_by": by or make_person("Quien escribe la matriz")}
    return ConcertationMatrix.objects.create(unit=unit, year=year, **dates | values)
