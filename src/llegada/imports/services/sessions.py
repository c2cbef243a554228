"""Historical sessions, held before Llegada: they count in the figures, nobody edits them, and no person is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import bulk
from llegada.core.states import keep_versions
from llegada.delivery.choices import SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.models.sessions import ALL_DAY
from llegada.delivery.selectors.figures import list_session_facts
from llegada.imports.choices import MatchKind, TargetKind
from llegada.imports.rules import shortened
from llegada.imports.services.batches import Batch
from llegada.imports.services.carried import settle_services
from llegada.imports.services.noting import note_outside
from llegada.imports.services.plans import HistoricalPlans, first_rows
from llegada.imports.services.work import Fresh, Work
from llegada.imports.services.writing import Writer, column

_COLUMNS: Final = (
    "id", "public_id", "plan_id", "service_version_id", "title", "kind", "modality", "place", "held_on", "year", "starts_at",
    "ends_at", "what_was_done", "status", "other_kind", "agenda", "no_commitments", "cancel_reason", "revision", "recorded_by_id",
    "created_by_id", "created_at", "updated_at",
)  # fmt: skip
_DAY: Final = itemgetter(0)
_FIRST, _LAST = (hour.isoformat("seconds") for hour in ALL_DAY)


class SessionWriter(Writer):
    """The sessions of a file, each in its plan or in the one of its unit, entity and year."""

    target: ClassVar[TargetKind] = TargetKind.SESSIONS
    sums_last = True
    model = Session
    service_path = "service_version__service_id"
    changeable = {
        "title": "title", "place": "place", "done": "what_was_done", "session_kind": "kind", "modality": "modality",
        "held_on": "held_on", "starts_at": "starts_at", "ends_at": "ends_at",
    }  # fmt: skip
    goes_on_in = "what_was_done"
    fixed = {
        "plan": "plan_id", "entity": "plan__entity_id", "unit": "plan__unit_id", "service": service_path, "advisor": "advisors",
    }  # fmt: skip

    def __init__(self, work: Work, plans: HistoricalPlans) -> None:
        super().__init__(work)
        self.plans = plans
        at, person = bulk.instant(work.now), work.actor.person_id
        self._end = (SessionStatus.HISTORICAL.value, "", "", False, "", 1, person, person, at, at)
        self._living: frozenset[tuple[int, int, str]] | None = None
        #: The plans that the rows of the batch name.
        self._plans: list[int | None] = []
        #: Days outside of their plan, each with its row.
        self._outside: list[tuple[str, str]] = []

    def check(self, batch: Batch) -> None:
        """Find the plan of each row, and refuse days to come, inverted hours and what Llegada has as its own."""
        today = timezone.localdate(self.work.now).isoformat()
        plans, units = column(batch, "plan"), column(batch, "unit")
        self._plans = self._named_plans(batch)
        for place, day in enumerate(batch.values["held_on"]):
            if isinstance(day, str) and day > today:
                batch.refuse(
                    place,
                    "held_on",
                    _("Es una fecha por venir: aquí se traen las sesiones que ya se hicieron."),
                    value=day,
                )
            plan = plans[place]
            if isinstance(plan, str) and self._plans[place] is None:
                batch.refuse(place, "plan", self.references.why_not(TargetKind.PLANS, plan), value=plan)
            elif plan is None and units[place] is None and place not in batch.issues:
                batch.refuse(
                    place, "unit", _("No dice qué dependencia asistió, ni de qué plan es. Escriba una de las dos.")
                )
        starts, ends = column(batch, "starts_at"), column(batch, "ends_at")
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if isinstance(start, str) and isinstance(end, str) and end <= start:
                batch.refuse(place, "ends_at", _("Termina antes de empezar. Revise las dos horas."), value=end)
        self._settle_services(batch)
        self._refuse_living(batch)
        self._note_days(batch)

    def _named_plans(self, batch: Batch) -> list[int | None]:
        """Return the plan that each row names: of one that was divided, that of its entity."""
        both = zip(column(batch, "plan"), batch.values["entity"], strict=True)
        kind, find = TargetKind.PLANS, self.references.find
        found = (find(kind, said, entity) if isinstance(said, str) else None for said, entity in both)
        return [one and one.object_id for one in found]

    def _note_days(self, batch: Batch) -> None:
        """Learn which days come: a slip of the finger is seen among them before anything is brought."""
        days = batch.values["held_on"]
        coming = [(days[place], place) for place in range(len(days)) if place not in batch.issues]
        if not coming:
            return
        ends = [(day, self.called(batch, place)) for day, place in (chosen(coming, key=_DAY) for chosen in (min, max))]
        seen = [*self.work.report.days, *ends]
        self.work.report.days = [min(seen, key=_DAY), max(seen, key=_DAY)]
        named = {place: plan for _day, place in coming if (plan := self._plans[place]) is not None}
        spans = self.plans.spans_of({*named.values()})
        for place, plan in named.items():
            starts, ends = spans.get(plan, (days[place], days[place]))
            if not starts <= days[place] <= ends:
                self._outside.append((days[place], self.called(batch, place)))

    def finish(self) -> None:
        """Say which are outside of their plan."""
        note_outside(self.work, self._outside)

    def _settle_services(self, batch: Batch) -> None:
        """Give each row without service the only one of its plan and, where its topic is what its service says, the topic."""
        taken = settle_services(self, batch, self._plans, self.plans.carried)
        for place, service in enumerate(batch.values["service"]):
            if service is None and place not in batch.issues:
                batch.refuse(place, "service", _("Está vacía y hace falta. Escriba el dato."))
        titles, words = column(batch, "title"), self.work.directory.words(MatchKind.SERVICE) if taken else {}
        for place, service in taken.items():
            if titles[place] is None:
                titles[place] = words[str(service)]
            if batch.sums is not None:
                batch.sums[place] = None  # its trial may have found another service in its plan

    def _refuse_living(self, batch: Batch) -> None:
        if self._living is None:
            own = Session.objects.filter(plan__unit__organization=self.work.run.organization_id)
            found = own.exclude(status=SessionStatus.HISTORICAL).values_list(
                "plan__entity_id", "service_version__service_id", "held_on"
            )
            self._living = frozenset((entity, service, day.isoformat()) for entity, service, day in found.iterator())
        if not self._living:
            return
        sentence = _("En Llegada ya está registrada una sesión de ese servicio con esa entidad ese día. Quite la fila.")
        for place, one in enumerate(
            zip(batch.values["entity"], batch.values["service"], batch.values["held_on"], strict=True)
        ):
            if one in self._living and place not in batch.issues:
                batch.refuse(place, "held_on", sentence, value=one[2])

    def identity(self, batch: Batch, place: int) -> str:
        """A session without identifier is its entity, service, day, title and hour."""
        names = ("plan", "entity", "service", "held_on", "title", "starts_at")
        return "session:" + ":".join(str(batch.values[name][place]) for name in names if name in batch.values)

    def stays(self, batch: Batch, place: int) -> Mapping[str, Any]:
        """Return them: of whom and by whom it was is what its plan says, if it names one."""
        said = dict(super().stays(batch, place))
        if said["plan"] is None:
            return said
        return said | {"plan": self._plans[place], "entity": None, "unit": None}

    def says(self, batch: Batch, place: int, obj: Any) -> dict[str, Any]:
        """Return it with both hours or none: one alone might be after the other."""
        said = super().says(batch, place, obj)
        hours = {"starts_at", "ends_at"}
        return said if hours <= said.keys() else {name: said[name] for name in said if name not in hours}

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write the sessions in their plans, with their advisors, and move the figures."""
        plans = self._plans_of(batch, fresh)
        ids = self.work.new_ids(Session, len(fresh))
        services = batch.values["service"]
        if not self.work.dry_run:
            bulk.insert_rows(Session, _COLUMNS, self._rows(batch, fresh, ids, plans))
        pairs = zip(plans, (services[one.place] for one in fresh), strict=True)
        self.plans.add_services(first_rows(pairs, (batch.numbers[one.place] for one in fresh)))
        if not self.work.dry_run:
            advisors = column(batch, "advisor")
            through = Session.advisors.through
            named = ((pk, advisors[one.place]) for one, pk in zip(fresh, ids, strict=True))
            bulk.insert_rows(through, ("session_id", "person_id"), (pair for pair in named if pair[1] is not None))
            self.work.keep_first_versions(Session, ids)
            if not self.work.rebuilds:
                self.work.announce([(None, fact) for fact in list_session_facts(session_ids=ids).values()])
        return ids

    def _plans_of(self, batch: Batch, fresh: Sequence[Fresh]) -> list[int]:
        named = {one.place: self._plans[one.place] for one in fresh}
        units, entities, days = column(batch, "unit"), batch.values["entity"], batch.values["held_on"]
        without = [one.place for one in fresh if named[one.place] is None]
        wanted = [(units[place], entities[place], int(days[place][:4])) for place in without]
        found = dict(zip(without, self.plans.of_sessions(batch, without, wanted), strict=True)) if without else {}
        return [found[place] if plan is None else plan for place, plan in named.items()]

    def _rows(
        self, batch: Batch, fresh: Sequence[Fresh], ids: Sequence[int], plans: Sequence[int]
    ) -> Iterable[tuple[Any, ...]]:
        names = ("service", "title", "session_kind", "modality", "place", "held_on", "starts_at", "ends_at", "done")
        columns = [column(batch, name) for name in names]
        versions, end = self.work.directory.services, self._end
        contents = list(zip(*columns, strict=True))
        for one, key, uid, plan in zip(fresh, ids, bulk.new_uuids(len(fresh)), plans, strict=True):
            service, title, kind, modality, place, day, starts, ends, done = contents[one.place]
            if len(title) > 200:
                title, done = shortened(title, done)
            if starts is None or ends is None:
                starts, ends = _FIRST, _LAST
            yield (
                key, uid, plan, versions[service].version_id, title, kind or "", modality or "", place or "", day,
                int(day[:4]), starts, ends, done or "", *end,
            )  # fmt: skip

    def update(self, objects: Sequence[Any]) -> None:
        """Write changed sessions, with their history and their figures."""
        ids = [one.pk for one in objects]
        before = list_session_facts(session_ids=ids)
        for one in objects:
            one.year = int(str(one.held_on)[:4])
            one.revision += 1
        Session.objects.bulk_update(objects, [*self.changeable.values(), "year", "revision"], batch_size=500)
        keep_versions(objects, is_update=True)
        after = list_session_facts(session_ids=ids)
        self.work.announce([(before.get(pk), after.get(pk)) for pk in ids])
