"""Which services plans carry, and the rule by which a row that names none takes the only one of its plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from llegada.imports.services.batches import Batch
from llegada.imports.services.writing import Writer, column
from llegada.workplans.models import WorkPlanService

#: Plans asked for in one query.
_TOGETHER: Final = 1_000


class CarriedServices:
    """The services of each plan, by key, as they were before the sheet that is read now.

    What its own rows add does not count until its end: which rows come first, and in which batch, decides nothing, and a try
    says what the run will.
    """

    def __init__(self) -> None:
        self._of: dict[int, set[int]] = {}
        #: What rows of the sheet give to plans, and of those what was written: (plan, version).
        self._coming: set[tuple[int, int]] = set()
        self._written: set[tuple[int, int]] = set()
        self._came: dict[int, set[int]] = defaultdict(set)

    def note_plan(self, plan: int, service: int | None) -> None:
        """Learn of a plan that this import makes, with the service of its row."""
        self._of[plan] = set() if service is None else {service}

    def note_coming(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Learn which services rows of the sheet give to plans."""
        self._coming.update(pairs)

    def note_written(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Learn which of them, by version, no plan had before."""
        self._written.update(pairs)

    def end_sheet(self) -> None:
        """Let what the rows of the sheet gave count for those of the sheets after it."""
        for plan, service in self._coming:
            self._came[plan].add(service)
        self._coming.clear()
        self._written.clear()

    def load(self, plans: Iterable[int]) -> None:
        """Learn the services of plans that were not asked for before."""
        new = sorted(plan for plan in set(plans) - self._of.keys() if plan > 0)
        self._of.update({plan: set() for plan in new})
        for start in range(0, len(new), _TOGETHER):
            rows = WorkPlanService.objects.filter(plan_id__in=new[start : start + _TOGETHER])
            for plan, version, service in rows.values_list(
                "plan_id", "service_version_id", "service_version__service_id"
            ):
                if (plan, version) not in self._written:
                    self._of[plan].add(service)

    def of(self, plan: int) -> set[int]:
        """Return the services of a plan."""
        return self._of.get(plan, set()) | self._came.get(plan, set())


def settle_services(
    writer: Writer, batch: Batch, plans: Sequence[int | None], carried: CarriedServices
) -> dict[int, int]:
    """Put in `service` what each row is of: what it says, else the only one of its plan; refuse the others.

    What an earlier import brought stays of the service that it got then, whatever its plan carries by now. Return the services
    that were taken from plans, by place.
    """
    services = list(column(batch, "service"))
    batch.values["service"] = services
    asked = {
        place: plan
        for place, (plan, said) in enumerate(zip(plans, services, strict=True))
        if said is None and plan is not None and place not in batch.issues
    }
    if not asked:
        return {}
    carried.load(asked.values())
    mine = {place: carried.of(plan) for place, plan in asked.items()}
    stood = writer.services_before(batch, [place for place, some in mine.items() if len(some) != 1])
    taken = {}
    for place, some in mine.items():
        service = next(iter(some)) if len(some) == 1 else stood.get(place)
        if service is None:
            sentence = (
                _("Ese plan lleva varios servicios. Agregue una columna que diga de cuál es cada fila.")
                if some
                else _("Ese plan no dice qué servicio lleva. Agregue una columna con el servicio de cada fila.")
            )
            batch.refuse(place, "plan", sentence)
        else:
            services[place] = taken[place] = service
    return taken
