"""Opens the planning of a year, keeps its calendar, and reminds who has not sent what (PLA-01 to PLA-03)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.accounts.selectors import find_role_holders
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound
from llegada.core.roles import Role
from llegada.core.validation import ensure_valid
from llegada.planning import rules, selectors
from llegada.planning.errors import AlreadyReminded, NobodyToRemind, NothingToRemind
from llegada.planning.models import PlanningCycle, PlanReminder
from llegada.planning.policies import CYCLE_POLICY, CyclePermission
from llegada.planning.services.notices import tell_of


@dataclass(frozen=True)
class CycleDates:
    """The calendar of a cycle."""

    opens_on: date
    plans_due_on: date
    registers_on: date
    analysis_due_on: date | None = None
    strategies_due_on: date | None = None
    committee_on: date | None = None


@transaction.atomic
def open_cycle(
    *,
    actor: Actor,
    organization: Organization,
    year: int,
    dates: CycleDates,
    units: Collection[OrgUnit],
    now: datetime,
) -> PlanningCycle:
    """Open the planning of a year, with the units that are asked for a plan. Raises NotFound, NotAllowed, Invalid."""
    cycle = PlanningCycle(organization=organization, year=year, created_at=now, updated_at=now, **asdict(dates))
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    _check(cycle, units)
    cycle.save()
    cycle.units.set(units)
    event = history.record(actor=actor, verb="cycle.open", target=cycle, now=now)
    tell_of(event, *units, now=now)
    return cycle


@transaction.atomic
def edit_cycle(
    *,
    actor: Actor,
    public_id: UUID,
    dates: CycleDates,
    units: Collection[OrgUnit],
    now: datetime,
    revision: int | None = None,
) -> PlanningCycle:
    """Change the calendar of a cycle and the units that are asked for a plan; a unit that has begun stays.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    before = {name: getattr(cycle, name) for name in asdict(dates)}
    asked = set(cycle.units.all())
    seen = cycle.revision if revision is None else revision
    if PlanningCycle.objects.filter(pk=cycle.pk, revision=seen).update(revision=F("revision") + 1) != 1:
        raise Conflict()
    cycle.revision, cycle.updated_at = seen + 1, now
    for name, day in asdict(dates).items():
        setattr(cycle, name, day)
    _check(cycle, units)
    begun = {one.unit for rows in (cycle.plans, cycle.analyses) for one in rows.select_related("unit")}
    if begun - set(units):
        raise Invalid({"units": _("Una dependencia que ya comenzó su plan o su análisis no se quita del ciclo.")})
    cycle.save()
    cycle.units.set(units)
    changes = {name: [_day(before[name]), _day(day)] for name, day in asdict(dates).items() if before[name] != day}
    if asked != set(units):
        changes["units"] = [_names(asked), _names(units)]
    history.record(actor=actor, verb="cycle.edit", target=cycle, now=now, data={"changes": changes})
    return cycle


@transaction.atomic
def remind_unit(
    *, actor: Actor, public_id: UUID, unit_id: UUID, matter: str, now: datetime, today: date
) -> PlanReminder:
    """Remind the head of a unit of what it has not sent, once a day at most for each matter.

    Raises NotFound, NotAllowed, NothingToRemind, NobodyToRemind, AlreadyReminded.
    """
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    rows = selectors.list_calendar(cycle, today=today)
    row = next((one for one in rows if one.unit.public_id == unit_id and one.matter == matter), None)
    if row is None:
        raise NotFound(unit=str(unit_id))
    if row.is_delivered:
        raise NothingToRemind()
    if not find_role_holders(unit=row.unit, roles=(Role.UNIT_HEAD,), today=today).exists():
        raise NobodyToRemind()
    reminder = PlanReminder(
        cycle=cycle, unit=row.unit, matter=matter, sent_on=today, sent_at=now, sent_by_id=actor.person_id or 0
    )
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
    except IntegrityError:
        raise AlreadyReminded() from None
    event = history.record(
        actor=actor,
        verb="cycle.remind",
        target=cycle,
        now=now,
        data={"unit": row.unit.name, "matter": matter, "due_on": str(row.due_on)},
    )
    tell_of(event, row.unit, now=now)
    return reminder


def _check(cycle: PlanningCycle, units: Collection[OrgUnit]) -> None:
    if not units:
        raise Invalid({"units": _("Escoja al menos una dependencia que haga plan.")})
    if any(unit.organization_id != cycle.organization_id for unit in units):
        raise Invalid({"units": _("Escoja dependencias de esa organización.")})
    ensure_valid(cycle, exclude=["organization"] if cycle.pk else [])
    misplaced = rules.misplaced_dates(cycle.year, plans_due_on=cycle.plans_due_on, registers_on=cycle.registers_on)
    if misplaced:
        raise Invalid({name: _misplaced(cycle.year, years) for name, years in misplaced.items()})


def _misplaced(year: int, years: tuple[int, ...]) -> str:
    if len(years) == 1:
        return gettext("En la vigencia %(year)s esta fecha cae en ese mismo año. Corrija la fecha o la vigencia.") % {
            "year": year
        }
    return gettext(
        "En la vigencia %(year)s esta fecha cae en %(first)s o en %(last)s. Corrija la fecha o la vigencia."
    ) % {
        "year": year,
        "first": years[0],
        "last": years[-1],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _names(units: Collection[OrgUnit]) -> str:
    return ", ".join(sorted(unit.name for unit in units))
