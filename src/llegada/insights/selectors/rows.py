"""What the readings of the figures give: one figure, one place, one department, the values of a map."""

from __future__ import annotations

from dataclasses import dataclass

from llegada.insights.definitions import FigureDefinition
from llegada.territory.choices import MunicipalityKind


@dataclass(frozen=True)
class Figure:
    """One figure read: `value` None is no data; `of` is its denominator where it has one; `besides` is what it leaves out.

    `fewer_than` says that there are too few people to tell how many: then `value` is None; `is_kept`, that it would tell
    those of a smaller group by difference.
    """

    definition: FigureDefinition
    value: int | None
    of: int | None = None
    besides: int = 0
    fewer_than: int | None = None
    is_kept: bool = False


@dataclass(frozen=True)
class PlaceRow:
    """What is registered in one municipality; with no municipality, of entities of the department (or country) without a seat."""

    department_code: str | None
    department_name: str
    code: str | None
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    entities: int
    sessions: int
    attendances: int

    @property
    def is_municipality(self) -> bool:
        """Return whether it counts as a municipality, and not as an island or an area with none."""
        return self.kind == MunicipalityKind.MUNICIPALITY

    @property
    def kind_label(self) -> str:
        """Return what the place is, in words; nothing where there is no place."""
        return str(MunicipalityKind(self.kind).label) if self.kind else ""


@dataclass(frozen=True)
class PeopleRow(PlaceRow):
    """The same with what costs more to count; no people is None: no attendance list was kept."""

    people: int | None
    #: How many were given there, and how many organisations gave them.
    services: int
    organizations: int
    #: Not told although they are five or more, so that no smaller group is known by difference.
    is_kept: bool = False


@dataclass(frozen=True)
class MilestoneCount:
    """Milestones of the plans that are followed, those validated, and plans in execution today."""

    validated: int = 0
    total: int = 0
    plans: int = 0


@dataclass(frozen=True)
class DepartmentRow:
    """What is registered in one department of the catalogue; None where nothing is."""

    code: str
    name: str
    municipalities: int
    municipalities_total: int
    entities: int | None
    sessions: int | None
    milestones: MilestoneCount


@dataclass(frozen=True)
class MapValues:
    """Value of each place by its code. Places with nothing registered are absent. `unplaced` has no municipality to stand on."""

    departments: dict[str, int]
    municipalities: dict[str, int]
    unplaced: int
    #: Codes of what is not told though five people or more; a blank one is `unplaced` (`place_secrecy.kept_codes`).
    kept: frozenset[str] = frozenset()
