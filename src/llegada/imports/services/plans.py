"""Historical work plans: agreements of before Llegada, in a state that nobody signs, follows or edits here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from llegada.core import bulk, facts
from llegada.imports.choices import CARRIED, RowOutcome, TargetKind
from llegada.imports.rules import shortened
from llegada.imports.services.batches import Batch
from llegada.imports.services.carried import CarriedServices
from llegada.imports.services.work import Fresh, Known, Work, number_of
from llegada.imports.services.writing import Writer, column
from llegada.workplans.choices import UnplannedReason, WorkPlanStatus
from llegada.workplans.facts import STORY_KIND
from llegada.workplans.models import WorkPlan, WorkPlanService
from llegada.workplans.selectors.facts import list_plan_stories

_COLUMNS: Final = (
    "id", "public_id", "title", "unit_id", "entity_id", "unplanned_reason", "unplanned_note", "objectives", "expected_results",
    "starts_on", "ends_on", "advisor_id", "counterpart_name", "counterpart_post", "counterpart_email", "status", "end_reason",
    "created_by_id", "created_at", "updated_at",
)  # fmt: skip


def first_rows(pairs: Iterable[tuple[int, int]], rows: Iterable[int]) -> dict[tuple[int, int], int]:
    """Return each (plan, service) once, with the first of the rows that say it."""
    found: dict[tuple[int, int], int] = {}
    for pair, row in zip(pairs, rows, strict=True):
        found.setdefault(pair, row)
    return found


class HistoricalPlans:
    """Writes historical plans and their services; shared by the plans of a file and those that its sessions need."""

    def __init__(self, work: Work) -> None:
        self.work = work
        at = bulk.instant(work.now)
        person = work.actor.person_id
        self._end = ("", "", "", WorkPlanStatus.HISTORICAL.value, "", person, at, at)
        self._services: set[tuple[int, int]] | None = None
        self._made: set[int] = set()
        self.carried = CarriedServices()
        self._of_sessions: dict[tuple[int, int, int], int] = {}
        self._spans: dict[int, tuple[str, str]] = {}

    def insert(self, plans: Sequence[tuple[Any, ...]]) -> Sequence[int]:
        """Write plans (title, unit, entity, objectives, results, starts, ends, advisor) and return their keys."""
        ids = self.work.new_ids(WorkPlan, len(plans))
        self._made.update(ids)
        self._spans.update({key: plan[5:7] for key, plan in zip(ids, plans, strict=True)})
        if not self.work.dry_run:
            why, me = UnplannedReason.EARLIER.value, self.work.actor.person_id
            bulk.insert_rows(
                WorkPlan,
                _COLUMNS,
                (
                    (
                        key,
                        uid,
                        title,
                        unit,
                        entity,
                        why,
                        "",
                        goal,
                        results,
                        starts,
                        ends,
                        advisor or me,
                        *self._end,
                    )
                    for key, uid, (title, unit, entity, goal, results, starts, ends, advisor) in zip(
                        ids, bulk.new_uuids(len(ids)), plans, strict=True
                    )
                ),
            )
            self.work.keep_first_versions(WorkPlan, ids)
        return ids

    def add_services(self, rows: Mapping[tuple[int, int], int]) -> None:
        """Say which services plans brought: (plan, service) → the first row that says it.

        Those of plans that this import makes go with them when it is undone; of the others it is kept where they came from.
        """
        self.carried.note_coming(rows)
        if self.work.dry_run:
            return
        if self._services is None:
            mine = WorkPlanService.objects.filter(
                plan__status=WorkPlanStatus.HISTORICAL, plan__unit__organization=self.work.run.organization_id
            )
            self._services = set(mine.values_list("plan_id", "service_version_id"))
        versions = self.work.directory.services
        said = {(plan, versions[service].version_id): row for (plan, service), row in rows.items()}
        new = {pair: row for pair, row in said.items() if pair not in self._services}
        self._services.update(new)
        self.carried.note_written(new)
        keys = dict(zip(new, self.work.new_ids(WorkPlanService, len(new)), strict=True))
        bulk.insert_rows(
            WorkPlanService, ("id", "plan_id", "service_version_id"), ((pk, *pair) for pair, pk in keys.items())
        )
        kind, created = CARRIED[0], RowOutcome.CREATED.value
        self.work.keep_rows(
            (kind, row, keys[pair], number_of("{}:{}:{}".format(kind, *pair)), 0, created, None)
            for pair, row in new.items()
            if pair[0] not in self._made
        )
        self.work.note_spans(plan for plan, _version in new)

    def spans_of(self, plans: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """Return from what day to what day plans go, those that came with this import too."""
        new = {pk for pk in plans if pk not in self._spans}
        rows = WorkPlan.objects.filter(pk__in=new).values_list("pk", "starts_on", "ends_on") if new else ()
        self._spans.update({pk: (start.isoformat(), end.isoformat()) for pk, start, end in rows})
        return self._spans

    def of_sessions(self, batch: Batch, places: Sequence[int], wanted: Sequence[tuple[int, int, int]]) -> list[int]:
        """Return the plan of each (unit, entity, year): the one in which sessions without a plan of their own are kept."""
        known = self.work.known_of(TargetKind.PLANS)
        keys = {one: number_of("\x1fauto:{}:{}:{}".format(*one)) for one in dict.fromkeys(wanted)}
        missing = [one for one in keys if keys[one] not in known]
        if missing:
            first = {one: batch.numbers[place] for place, one in zip(reversed(places), reversed(wanted), strict=True)}
            words, title = self.work.directory.words("entity"), _("Asistencia de %(year)s · %(entity)s")
            rows = [
                (
                    (title % {"year": year, "entity": words.get(str(entity), "")})[:200],
                    unit, entity, "", "", f"{year}-01-01", f"{year}-12-31", None,
                )
                for unit, entity, year in missing
            ]  # fmt: skip
            ids = self.insert(rows)
            known.update({keys[one]: Known(pk, 0) for one, pk in zip(missing, ids, strict=True)})
            created = RowOutcome.CREATED.value
            self.work.keep_rows(
                (TargetKind.PLANS.value, first[one], pk, keys[one], 0, created, None)
                for one, pk in zip(missing, ids, strict=True)
            )
            self.work.report.count("plans_of_sessions", "created", len(missing))
        return [known[keys[one]].object_id for one in wanted]


class PlanWriter(Writer):
    """The plans of a file."""

    target: ClassVar[TargetKind] = TargetKind.PLANS
    sums_last = True
    model = WorkPlan
    changeable = {
        "title": "title", "objectives": "objectives", "results": "expected_results", "starts_on": "starts_on",
        "ends_on": "ends_on", "advisor": "advisor_id",
    }  # fmt: skip
    goes_on_in = "objectives"
    fixed = {
        "entity": "entity_id", "unit": "unit_id", "service": "plan_services__service_version__service_id",
    }  # fmt: skip

    def __init__(self, work: Work, plans: HistoricalPlans) -> None:
        super().__init__(work)
        self.plans = plans

    def check(self, batch: Batch) -> None:
        """Give each plan its days, from the year where it says no other, and refuse those that end before they start."""
        years, starts, ends = column(batch, "year"), column(batch, "starts_on"), column(batch, "ends_on")
        today = localdate(self.work.now).isoformat()
        batch.values["starts_on"], batch.values["ends_on"] = (new_starts, new_ends) = ([], [])
        for place, (year, start, end) in enumerate(zip(years, starts, ends, strict=True)):
            first = start if isinstance(start, str) else f"{year}-01-01" if isinstance(year, int) else None
            last = end if isinstance(end, str) else f"{first[:4]}-12-31" if first else None
            new_starts.append(first)
            new_ends.append(last)
            if first and first > today:
                name = "starts_on" if isinstance(start, str) else "year"
                sentence = _(
                    "Aún no empieza: aquí se traen planes de antes. Los que vienen se hacen en «Planes de trabajo»."
                )
                batch.refuse(place, name, sentence, value=first)
            if first and last and last < first:
                name = "ends_on" if isinstance(end, str) else "starts_on"
                batch.refuse(place, name, _("Termina antes de empezar. Revise las dos fechas."), value=last)

    def update(self, objects: Sequence[Any]) -> None:
        """Write changed plans, with their history and, where they have milestones, their figures."""
        ids = [one.pk for one in objects]
        before = list_plan_stories(plan_ids=ids)
        super().update(objects)
        self.work.note_spans(ids)
        if before:
            after = list_plan_stories(plan_ids=before)
            facts.announce_many(STORY_KIND, [(before[pk], after[pk]) for pk in sorted(before)])

    def identity(self, batch: Batch, place: int) -> str:
        """A plan without identifier is its title, entity, unit and days."""
        said = (batch.values[name][place] for name in ("title", "entity", "unit", "starts_on", "ends_on"))
        return "plan:" + ":".join(map(str, said))

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write the plans and their services."""
        names = ("title", "unit", "entity", "objectives", "results", "starts_on", "ends_on", "advisor")
        columns = [column(batch, name) for name in names]
        rows = []
        for one in fresh:
            title, unit, entity, goal, results, starts, ends, advisor = (values[one.place] for values in columns)
            title, goal = shortened(title, goal)
            rows.append((title, unit, entity, goal or "", results or "", starts, ends, advisor))
        ids = self.plans.insert(rows)
        services = column(batch, "service")
        chosen = [(pk, services[one.place], batch.numbers[one.place]) for one, pk in zip(fresh, ids, strict=True)]
        for pk, service, _row in chosen:
            self.plans.carried.note_plan(pk, service)
        self.plans.add_services({(pk, service): row for pk, service, row in chosen if service is not None})
        return ids
