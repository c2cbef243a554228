"""The milestones of historical plans: planned, reported and validated when the source says, by whom it says or by nobody known."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.db.models import Max, Sum
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from llegada.core import bulk, facts
from llegada.core.text import fold
from llegada.imports.choices import MatchKind, TargetKind
from llegada.imports.rules import shortened
from llegada.imports.services.batches import Batch
from llegada.imports.services.carried import settle_services
from llegada.imports.services.people import put_references
from llegada.imports.services.plans import HistoricalPlans, first_rows
from llegada.imports.services.work import Fresh, Work
from llegada.imports.services.writing import Writer, cell, column
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.facts import STORY_KIND, PlanStory
from llegada.workplans.models import PlanMilestone, WorkPlanService
from llegada.workplans.selectors.facts import list_plan_stories

_COLUMNS: Final = (
    "id", "public_id", "plan_service_id", "plan_id", "milestone_id", "position", "name", "weight", "due_on", "status", "report",
    "reported_at", "reported_by_id", "reported_name", "reviewed_at", "reviewed_by_id", "reviewed_name", "observation",
)  # fmt: skip
#: What a milestone says of itself, as its row says it.
_SAID: Final = (
    "name", "weight", "due_on", "status", "report", "reported_at", "reported_by_id", "reported_name", "reviewed_at",
    "reviewed_by_id", "reviewed_name", "observation",
)  # fmt: skip
_DONE: Final = frozenset({MilestoneStatus.REPORTED, MilestoneStatus.RETURNED, MilestoneStatus.VALIDATED})
_REVIEWED: Final = frozenset({MilestoneStatus.RETURNED, MilestoneStatus.VALIDATED})
_WHOLE: Final = Decimal(100)
#: Services of plans whose weights are shared at a time.
_TOGETHER: Final = 500


class MilestoneWriter(Writer):
    """The milestones of a file, each in a service of a historical plan that it, or an earlier file, brought.

    Those of a service for which the file gives no weights share a hundred in equal parts.
    """

    target: ClassVar[TargetKind] = TargetKind.MILESTONES
    model = PlanMilestone
    service_path = "plan_service__service_version__service_id"
    fixed = {"plan": "plan_id", "service": service_path}
    #: Weights and progress are settled when all have come.
    at_once = True

    def __init__(self, work: Work, plans: HistoricalPlans) -> None:
        super().__init__(work)
        self.plans = plans
        self._services: dict[int, dict[int, int]] = {}
        self._last: dict[int, int] = {}
        self._stories: dict[int, PlanStory] = {}
        self._without_weight: dict[int, list[int]] = defaultdict(list)
        #: What the milestones that a service had before this run weigh.
        self._weighs: dict[int, Decimal] = {}
        self._made: list[int] = []

    def check(self, batch: Batch) -> None:
        """Find the plan and the service of each row, and settle its state from what it says and its dates."""
        put_references(self, batch, "plan", TargetKind.PLANS)
        self._load({plan for plan in batch.values["plan"] if plan is not None and plan > 0})
        settle_services(self, batch, batch.values["plan"], self.plans.carried)
        today = localdate(self.work.now).isoformat()
        states, due = column(batch, "state"), column(batch, "due_on")
        reported, reviewed = column(batch, "reported_on"), column(batch, "reviewed_on")
        settled: list[str | None] = []
        for place in range(len(batch.raw)):
            said, done, seen = states[place], reported[place], reviewed[place]
            settled.append(None)
            if place in batch.issues or due[place] is None:
                continue
            for name, day in (("reported_on", done), ("reviewed_on", seen)):
                if day is not None and day > today:
                    batch.refuse(place, name, _("Es una fecha por venir. Revísela."), value=day)
            status = said or (
                MilestoneStatus.VALIDATED if seen else MilestoneStatus.REPORTED if done else MilestoneStatus.PENDING
            )
            settled[place] = str(status)
            self._refuse_contradictions(batch, place, str(status), done, seen)
        batch.values["state"] = settled
        self._refuse_same_person(batch)

    def _refuse_contradictions(self, batch: Batch, place: int, status: str, done: str | None, seen: str | None) -> None:
        if done and seen and seen < done:
            batch.refuse(place, "reviewed_on", _("Se validó antes de reportarse. Revise las dos fechas."), value=seen)
        if status in _REVIEWED and not seen:
            words = {"state": str(MilestoneStatus(status).label)}
            batch.refuse(
                place, "reviewed_on", _("Dice «%(state)s» y no dice cuándo. Escriba la fecha de revisión.") % words
            )
        elif status == MilestoneStatus.REPORTED and not done:
            batch.refuse(place, "reported_on", _("Dice «Reportado» y no dice cuándo. Escriba la fecha del reporte."))
        if status not in _DONE and (done or seen):
            words = {"state": str(MilestoneStatus(status).label)}
            sentence = _("Dice «%(state)s» y trae fecha de reporte o de revisión. Deje una de las dos cosas.") % words
            batch.refuse(place, "state", sentence)
        elif status == MilestoneStatus.REPORTED and seen:
            batch.refuse(place, "state", _("Dice «Reportado» y trae fecha de revisión. Deje una de las dos cosas."))

    def _refuse_same_person(self, batch: Batch) -> None:
        """Refuse a milestone validated by who reported it: here that is never admitted, not even of the past (MON-21)."""
        both = zip(column(batch, "reported_by"), column(batch, "reviewed_by"), strict=True)
        for place, (one, other) in enumerate(both):
            if place in batch.issues:
                continue
            known = self._person(one)[0]
            if known is not None and known == self._person(other)[0]:
                sentence = _("Lo reportó y lo validó la misma persona. Deje en blanco a quien no lo hizo.")
                batch.refuse(place, "reviewed_by", sentence, value=str(other))

    def _load(self, plans: set[int]) -> None:
        """Learn the services of plans that were not seen before, the last place of each and what the plans tell now."""
        new = plans - self._services.keys()
        if not new:
            return
        for pk in new:
            self._services[pk] = {}
        rows = WorkPlanService.objects.filter(plan_id__in=new).annotate(
            last=Max("milestones__position"), weighs=Sum("milestones__weight")
        )
        for key, plan, service, last, weighs in rows.values_list(
            "pk", "plan_id", "service_version__service_id", "last", "weighs"
        ):
            self._services[plan][service] = key
            self._last[key], self._weighs[key] = last or 0, weighs or Decimal(0)
        if not self.work.dry_run:
            self._stories.update(list_plan_stories(plan_ids=new))

    def identity(self, batch: Batch, place: int) -> str:
        """A milestone without identifier is its plan, its service and its place there or, lacking one, its name."""
        values = batch.values
        position = cell(batch, "position", place)
        which = f"#{position}" if position is not None else fold(values["name"][place])
        return f"milestone:{values['plan'][place]}:{values['service'][place]}:{which}"

    def _sorted(self, batch: Batch) -> tuple[list[Fresh], list[Fresh]]:
        """Refuse new milestones without weight in services that others already fill: what they weigh cannot be told."""
        fresh, changed = super()._sorted(batch)
        plans, services, weights = batch.values["plan"], batch.values["service"], column(batch, "weight")
        kept = []
        for one in fresh:
            chosen = self._services.get(plans[one.place], {}).get(services[one.place])
            if weights[one.place] is None and self._weighs.get(chosen or 0, Decimal(0)) >= _WHOLE:
                sentence = _("Los hitos que ese plan ya tiene pesan 100. Escriba el peso de este.")
                batch.refuse(one.place, "weight" if "weight" in batch.values else "name", sentence)
            else:
                kept.append(one)
        return kept, changed

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write the milestones; the figures move when all have come."""
        ids = self.work.new_ids(PlanMilestone, len(fresh))
        plans, services = batch.values["plan"], batch.values["service"]
        pairs = ((plans[one.place], services[one.place]) for one in fresh)
        self._add_services(first_rows(pairs, (batch.numbers[one.place] for one in fresh)))
        if self.work.dry_run:
            return ids
        rows = []
        positions = column(batch, "position")
        for key, one in zip(ids, fresh, strict=True):
            chosen = self._services[plans[one.place]][services[one.place]]
            position = positions[one.place] or self._last[chosen] + 1
            self._last[chosen] = max(self._last[chosen], position)
            said = self._said(batch, one.place)
            if said["weight"] is None:
                self._without_weight[chosen].append(key)
                said["weight"] = 0
            for name in ("reported_at", "reviewed_at"):
                said[name] = bulk.instant(said[name]) if said[name] else None
            row = {
                "id": key, "public_id": uuid.uuid4().hex, "plan_service_id": chosen, "plan_id": plans[one.place],
                "milestone_id": None, "position": position, **said,
            }  # fmt: skip
            rows.append(tuple(row[name] for name in _COLUMNS))
        bulk.insert_rows(PlanMilestone, _COLUMNS, rows)
        self._made += ids
        return ids

    def _add_services(self, rows: Mapping[tuple[int, int], int]) -> None:
        """Say of plans that they carried the services of their milestones, where nothing said it."""
        missing = {pair: row for pair, row in rows.items() if pair[1] not in self._services.get(pair[0], ())}
        self.plans.add_services(missing)
        if not missing or self.work.dry_run:
            return
        stored = WorkPlanService.objects.filter(plan_id__in={plan for plan, _service in missing})
        for key, plan, service in stored.values_list("pk", "plan_id", "service_version__service_id"):
            self._services[plan][service] = key
            self._last.setdefault(key, 0)
            self._weighs.setdefault(key, Decimal(0))

    def attributes(self) -> Sequence[str]:
        """Return all that a milestone says of itself."""
        return _SAID

    def says(self, batch: Batch, place: int, obj: Any) -> dict[str, Any]:
        """Return all that a row says of its milestone; without a weight, it keeps the one that it has."""
        said = self._said(batch, place)
        return said if said["weight"] is not None else {name: said[name] for name in said if name != "weight"}

    def _said(self, batch: Batch, place: int) -> dict[str, Any]:
        """Return what the row at a place says of its milestone, as the model keeps it; the weight None if it says none."""
        said = {name: cell(batch, name, place) for name in ("report", "observation", "weight")}
        status = batch.values["state"][place]
        name, report = shortened(batch.values["name"][place], said["report"])
        seen = cell(batch, "reviewed_on", place)
        done = cell(batch, "reported_on", place) or seen
        reporter, reported_name = self._person(cell(batch, "reported_by", place) if done else None)
        reviewer, reviewed_name = self._person(cell(batch, "reviewed_by", place) if seen else None)
        weight = Decimal(0) if status == MilestoneStatus.NOT_APPLICABLE else said["weight"]
        return {
            "name": name,
            "weight": weight,
            "due_on": cell(batch, "due_on", place),
            "status": status,
            "report": report or "",
            "reported_at": _noon(done),
            "reported_by_id": reporter,
            "reported_name": reported_name,
            "reviewed_at": _noon(seen),
            "reviewed_by_id": reviewer,
            "reviewed_name": reviewed_name,
            "observation": said["observation"] or "",
        }

    def _person(self, text: str | None) -> tuple[int | None, str]:
        """Return who a text names, if an account does, else the name as the source says it."""
        found = self.work.directory.find(MatchKind.ADVISOR, text) if text else None
        return (int(found), "") if found and found.isdigit() else (None, (text or "")[:150])

    def finish(self) -> None:
        """Share the weights that nobody gave, and move the figures with the plans that have new or other milestones."""
        if self.work.dry_run:
            return
        self._share_weights()
        self.work.keep_first_versions(PlanMilestone, self._made)
        told = list_plan_stories(plan_ids=self._services)
        changes = [(self._stories.get(pk, ()), told.get(pk, ())) for pk in sorted(self._services)]
        changes = [(before, after) for before, after in changes if before != after]
        if changes:
            facts.announce_many(STORY_KIND, changes)

    def _share_weights(self) -> None:
        """Give what is left of a hundred, in equal parts, to the milestones of a service whose source gives them no weight."""
        services = sorted(self._without_weight)
        for start in range(0, len(services), _TOGETHER):
            some = services[start : start + _TOGETHER]
            given = PlanMilestone.objects.filter(plan_service_id__in=some).values("plan_service_id")
            taken = dict(given.annotate(weighs=Sum("weight")).order_by().values_list("plan_service_id", "weighs"))
            asked = PlanMilestone.objects.in_bulk([pk for one in some for pk in self._without_weight[one]])
            for one in some:
                waiting = [asked[pk] for pk in self._without_weight[one]]
                waiting = [each for each in waiting if each.status != MilestoneStatus.NOT_APPLICABLE]
                for each, weight in zip(waiting, _parts(_WHOLE - taken[one], len(waiting)), strict=True):
                    each.weight = weight
            PlanMilestone.objects.bulk_update(list(asked.values()), ["weight"], batch_size=500)


def _parts(whole: Decimal, count: int) -> list[Decimal]:
    """Return `count` equal parts of a whole in hundredths, the first ones with one more where it does not divide."""
    least, over = divmod(int(max(whole, Decimal(0)) * 100), count) if count else (0, 0)
    return [Decimal(least + (place < over)) / 100 for place in range(count)]


def _noon(day: str | None) -> datetime | None:
    """Return the middle of a day, for what is known to the day."""
    return make_aware(datetime.combine(date.fromisoformat(day), time(12))) if day else None
