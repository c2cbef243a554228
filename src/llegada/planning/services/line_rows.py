"""Says of each row of a workbook which line of the plan it is, what it says, and what becomes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from llegada.core.imports import Outcome
from llegada.core.text import fold
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.selectors.sheets import SAID, LineNames, PlainLine
from llegada.planning.services.line_names import Names
from llegada.planning.sheets import columns
from llegada.planning.sheets.cells import BadValue
from llegada.planning.sheets.reading import SheetRow

#: Most identifiers that are looked for in other plans: of the rest it is only said that this plan does not have them.
MOST_LOOKED_FOR: Final = 500
_TEXTS: Final = ("external_id", "description", "action_plan_code", "procurement_code")
_OTHER_PLAN = _("Esa línea es de otro plan. Para agregarla a este, deje la celda vacía.")
_GONE = _("El plan no tiene esa línea. Para agregarla, deje la celda vacía.")
_TAKEN = _("Ese identificador propio es de otra línea del plan. Escriba otro.")
_NO_REVISION = _("Falta la revisión con la que salió la línea. Descargue el plan otra vez y pase allí su cambio.")
_NOT_OFFERED: Final = {
    "entity_id": _("Esa entidad ya no está activa. Escoja otra."),
    "service_id": _("Ese servicio ya no se ofrece. Escoja uno publicado de su organización."),
    "topic_id": _("Esa temática se retiró. Escoja otra."),
    "strategy_id": _("Esa estrategia no está aprobada para la vigencia. Escoja otra."),
    "territorial_manager_id": _("Esa persona ya no gestiona un territorio. Escoja otra."),
}
_CONFLICT = _(
    "Otra persona cambió esta línea después de que salió en el archivo. Descargue el plan otra vez y pase allí su cambio."
)
_ALIKE = _(
    "El plan ya tiene esa entidad con ese servicio y esas fechas. Si es otra línea, escriba un identificador propio."
)
_TWIN = _(
    "Repite la entidad, el servicio y las fechas de la fila %(row)s. Si es otra línea, escriba un identificador propio."
)


@dataclass(frozen=True)
class Change:
    """A line to write, None if it is new, and all that it will say."""

    line: PlainLine | None
    said: dict[str, Any]
    partners: tuple[int, ...]
    budget: dict[str, Decimal]

    def is_said_by(self, line: PlainLine) -> bool:
        """Return whether a line says all of it already."""
        return self.said == line.said and self.partners == line.partners and self.budget == line.budget


class RowMatcher:
    """Matches the rows of one file, one by one, with the lines of one plan. `given` are the columns that the file brings."""

    def __init__(self, plan: AnnualPlan, lines: Sequence[PlainLine], names: LineNames, *, given: set[str]) -> None:
        self.plan, self.given = plan, given
        self.unit, self.year = plan.unit.name, plan.cycle.year
        self._by_identifier = {line.public_id: line for line in lines}
        self._by_own = {line.said["external_id"]: line for line in lines if line.said["external_id"]}
        self._alike: defaultdict[tuple[Any, ...], list[PlainLine]] = defaultdict(list)
        for line in lines:
            self._alike[_key(line.said)].append(line)
        self._entities, self._services, self._topics = Names(names.entities), Names(names.services), Names(names.topics)
        self._units, self._managers, self._strategies = (
            Names(names.units),
            Names(names.managers),
            Names(names.strategies),
        )
        self._first_rows: dict[tuple[Any, ...], int] = {}
        self._of_other_plans: set[UUID] = set()

    def note_other_plans(self, identifiers: Iterable[UUID]) -> None:
        """Find out which identifiers that this plan does not have are of lines of others."""
        unknown = [one for one in identifiers if one not in self._by_identifier][:MOST_LOOKED_FOR]
        if unknown:
            lines = AnnualPlanLine.objects.filter(public_id__in=unknown)
            self._of_other_plans = set(lines.values_list("public_id", flat=True))

    def match(self, row: SheetRow) -> tuple[Outcome, Change | None]:
        """Return what becomes of a row, and what to write for it; why it does not go in is put in its faults."""
        line = self._line_of(row)
        change = self._change(row, line)
        if change is not None and line is None:
            line = self._same_line(row, change)
        if row.faults or change is None:
            return Outcome.REJECTED, None
        if line is None:
            return Outcome.CREATED, change
        if change.is_said_by(line):
            return Outcome.UNCHANGED, None
        if row.identifier and row.revision != line.revision:
            row.refuse(columns.REVISION, _NO_REVISION if row.revision is None else _CONFLICT)
            return Outcome.REJECTED, None
        return Outcome.UPDATED, change

    # --- which line it is ----------------------------------------------------------------------------------------------
    def _line_of(self, row: SheetRow) -> PlainLine | None:
        """Return the line that a row says by its identifier, or else by the one of its unit."""
        given = [(column, row.text(column)) for column in (columns.IDENTIFIER, columns.OWN_IDENTIFIER)]
        repeated = [column for column, text in given if text and self._refuse_repeated(row, column, text, column)]
        unit = row.text(columns.UNIT)
        if unit and unit != self.unit and fold(unit) != fold(self.unit):
            sentence = _("La línea es de otra dependencia. A este plan solo entran las de «%(unit)s».")
            row.refuse(columns.UNIT, str(sentence) % {"unit": self.unit})
        own = self._by_own.get(row.text(columns.OWN_IDENTIFIER))
        found = own if row.identifier is None else self._by_identifier.get(row.identifier)
        if found is None and row.identifier is not None:
            row.refuse(columns.IDENTIFIER, _OTHER_PLAN if row.identifier in self._of_other_plans else _GONE)
        elif found is not None and own is not None and own.pk != found.pk:
            row.refuse(columns.OWN_IDENTIFIER, _TAKEN)
        elif found is not None and not repeated:  # two rows may say one line by different identifiers
            column = columns.OWN_IDENTIFIER if row.identifier is None else columns.IDENTIFIER
            self._refuse_repeated(row, "line", found.pk, column)
        return found

    def _refuse_repeated(self, row: SheetRow, kind: str, key: object, column: str) -> bool:
        """Refuse a row that says again what another said, and return whether it does."""
        first = self._first_rows.setdefault((kind, key), row.number)
        if first != row.number:
            row.refuse(column, str(_("Está repetido: ya vino en la fila %(row)s. Deje una sola.")) % {"row": first})
        return first != row.number

    def _same_line(self, row: SheetRow, change: Change) -> PlainLine | None:
        """Return the line that a row without identifiers repeats. If it says something else, nobody knows which it is."""
        if change.said["external_id"]:
            return None
        key = _key(change.said)
        alike = self._alike.get(key, [])
        same = next((line for line in alike if change.is_said_by(line)), None)
        if same is None and alike:
            row.refuse(columns.IDENTIFIER, _ALIKE)
        first = self._first_rows.setdefault(key, row.number)
        if first != row.number:
            row.refuse(columns.SERVICE, str(_TWIN) % {"row": first})
        return same

    # --- what it says --------------------------------------------------------------------------------------------------
    def _change(self, row: SheetRow, line: PlainLine | None) -> Change | None:
        """Return all that a row says; of the columns that the file lacks, what its line already said."""
        said = dict(row.values)
        said["entity_id"] = self._find(row, self._entities, columns.ENTITY, columns.ENTITY_CODE)
        said["service_id"] = self._find(row, self._services, columns.SERVICE, columns.SERVICE_CODE)
        said["topic_id"] = self._find(row, self._topics, columns.TOPIC)
        said["strategy_id"] = self._find(row, self._strategies, columns.STRATEGY)
        said["territorial_manager_id"] = self._find(row, self._managers, columns.MANAGER)
        partners, budget = self._partners(row), said.pop("budget")
        self._check_dates(row)
        self._check_offered(row, said, line)
        if row.faults:
            return None
        if said["topic_id"] is None:
            said["topic_id"] = self._services.named[said["service_id"]].topic
        if line is not None:
            said |= {name: line.said[name] for name in SAID if columns.COLUMN_OF[name] not in self.given}
            partners = partners if columns.PARTNERS in self.given else line.partners
            kept = {source for source, column in columns.BUDGET.items() if column not in self.given}
            budget |= {source: line.budget[source] for source in kept & line.budget.keys()}
        return Change(line, said, partners, budget)

    def _find(self, row: SheetRow, names: Names, column: str, code_column: str = "") -> int | None:
        """Return the key of what a cell names, by its code if it has one; None for a blank one that may be so."""
        code, name = row.text(code_column) if code_column else "", row.text(column)
        if not code and not name:
            if code_column:
                row.refuse(column, _("Falta este dato."))
            return None
        try:
            found = names.by_code(code) if code else names.by_name(name)
        except BadValue as refused:
            row.refuse(code_column if code else column, refused.reason)
            return None
        if code and name and not names.is_called(found, name):
            sentence = _("El código es de «%(name)s». Corrija el código o el nombre, o borre el que sobra.")
            row.refuse(column, str(sentence) % {"name": names.named[found].name})
        return found

    def _partners(self, row: SheetRow) -> tuple[int, ...]:
        found = set()
        for name in filter(None, (part.strip() for part in row.text(columns.PARTNERS).split(";"))):
            try:
                found.add(self._units.by_name(name))
            except BadValue as refused:
                row.refuse(columns.PARTNERS, refused.reason)
        return tuple(sorted(found))

    def _check_dates(self, row: SheetRow) -> None:
        starts_on, ends_on = row.values["starts_on"], row.values["ends_on"]
        for column, day in ((columns.STARTS_ON, starts_on), (columns.ENDS_ON, ends_on)):
            if day is not None and day.year != self.year:
                sentence = _("La fecha debe caer en la vigencia del plan, %(year)s. Escriba un día de ese año.")
                row.refuse(column, str(sentence) % {"year": self.year})
        if starts_on and ends_on and ends_on < starts_on:
            row.refuse(columns.ENDS_ON, _("La fecha de fin debe ser igual o posterior a la de inicio."))

    def _check_offered(self, row: SheetRow, said: dict[str, Any], line: PlainLine | None) -> None:
        """Refuse what is no longer offered, unless the line already said it."""
        kinds = {
            "entity_id": self._entities,
            "service_id": self._services,
            "topic_id": self._topics,
            "strategy_id": self._strategies,
            "territorial_manager_id": self._managers,
        }
        for name, names in kinds.items():
            key = said[name]
            if key is None or names.named[key].is_offered or (line is not None and line.said[name] == key):
                continue
            row.refuse(columns.COLUMN_OF[name], _NOT_OFFERED[name])


def _key(said: dict[str, Any]) -> tuple[Any, ...]:
    return said["entity_id"], said["service_id"], said["starts_on"], said["ends_on"]
