"""The profile of a place and its government: its indices, who serves it and what came of it (FOC-05, FOC-11)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from llegada.core.actors import Actor
from llegada.delivery.selectors.outcomes import CommitmentCount, count_commitments
from llegada.insights.models import AssistanceCell
from llegada.planning.models import AnnualPlanLine
from llegada.planning.selectors.entity_lines import PlannedFor, list_planned_for
from llegada.targeting import profile_rules
from llegada.targeting.choices import IndexLevel
from llegada.targeting.selectors.places import ProfiledPlace
from llegada.targeting.selectors.profile import Country, IndexProfile, get_index_profile
from llegada.territory.selectors import list_neighbour_codes
from llegada.workplans.models import WorkPlan
from llegada.workplans.selectors.served import ServedBy, list_served


@dataclass(frozen=True)
class Assisted:
    """The sessions of one service of one organisation in one year."""

    year: int
    organization: str
    service: str
    sessions: int


@dataclass(frozen=True)
class Neighbour:
    """A place that shares a border, or whose seat is near: then at so many kilometres."""

    place: ProfiledPlace
    kilometres: float


@dataclass(frozen=True)
class EntityProfile:
    """All that is public of a place and its government, and what the actor may see besides.

    `shares_border` says of its neighbours whether a file told who they are; if not, they are those whose seats are nearest.
    """

    indices: IndexProfile
    assisted: list[Assisted]
    served: list[ServedBy]
    planned: list[PlannedFor]
    commitments: CommitmentCount
    neighbours: list[Neighbour]
    shares_border: bool

    @property
    def place(self) -> ProfiledPlace:
        """Return the place."""
        return self.indices.place

    @property
    def session_total(self) -> int | None:
        """Return the sessions of every service and year; None where none is registered, which is not zero."""
        return sum(row.sessions for row in self.assisted) or None

    @property
    def organizations(self) -> list[str]:
        """Return who assisted it or has a plan with it, once each."""
        return sorted({row.organization for row in self.assisted} | {row.organization for row in self.served})


class Known:
    """What serves to make many profiles: the country, and the entities of which anything is registered."""

    def __init__(self, level: IndexLevel) -> None:
        """Read them: three queries besides those of the country."""
        self.country = Country(level)
        sources = (AssistanceCell, WorkPlan, AnnualPlanLine)
        self.entities = {key for one in sources for key in one._default_manager.values_list("entity_id", flat=True)}


def get_profile(*, actor: Actor, level: IndexLevel, code: str, known: Known | None = None) -> EntityProfile:
    """Return the profile of a place by its DANE code; with what is `known` for many, in fewer queries.

    Raises NotFound for a place without a government of its own.
    """
    country = known.country if known else Country(level)
    indices = get_index_profile(country=country, code=code)
    entity_id = indices.place.entity_id
    if known and entity_id not in known.entities:
        entity_id = None
    neighbours, shares_border = _neighbours(country, level, code)
    return EntityProfile(
        indices=indices,
        assisted=_assisted(entity_id) if entity_id else [],
        served=list_served(actor=actor, entity_id=entity_id) if entity_id else [],
        planned=list_planned_for(entity_id=entity_id) if entity_id else [],
        commitments=count_commitments(entity_id=entity_id) if entity_id else CommitmentCount(0, 0),
        neighbours=neighbours,
        shares_border=shares_border,
    )


def _assisted(entity_id: int) -> list[Assisted]:
    cells = AssistanceCell.objects.filter(entity=entity_id, sessions__gt=0)
    found = (
        cells.values_list("year", "organization__name", "service__published_version__name")
        .annotate(Sum("sessions"))
        .order_by("-year", "organization__name", "service__published_version__name")
    )
    return [Assisted(year, organization, service or "", sessions) for year, organization, service, sessions in found]


def _neighbours(country: Country, level: IndexLevel, code: str) -> tuple[list[Neighbour], bool]:
    own = country.rows[code]
    away = profile_rules.kilometres(country.seats[own], country.seats)
    known = list_neighbour_codes(code=code) if level == IndexLevel.MUNICIPALITY else []
    bordering = [country.rows[key] for key in known if key in country.rows]
    rows = sorted(bordering, key=lambda row: country.places[country.codes[row]].name)
    found = rows or profile_rules.nearest(own, away)
    return [Neighbour(country.places[country.codes[row]], float(away[row])) for row in found], bool(bordering)
