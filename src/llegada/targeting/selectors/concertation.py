"""Questions about concertation matrices: what each service is asked for, and what its unit can do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.portfolio.models import Service
from llegada.portfolio.rules import PLANNABLE
from llegada.targeting import concertation_rules as rules
from llegada.targeting.choices import Acceptance, ListStatus, MatrixStatus
from llegada.targeting.models import (
    ConcertationMatrix,
    ConcertationRow,
    PrioritizedEntity,
    PrioritizedList,
    TargetingRule,
)
from llegada.targeting.policies import MATRIX_POLICY, MatrixPermission


@dataclass(frozen=True)
class ServiceRow:
    """One service of a matrix as it is read. `prioritized` and `accepted` are entities of its approved lists of the year."""

    service: Service
    row: ConcertationRow | None
    prioritized: int | None
    accepted: int | None

    @property
    def said(self) -> rules.RowSaid:
        """Return what the row says, for the rules; a service without row says nothing."""
        row = self.row
        if row is None:
            return rules.RowSaid(None, None, 0)
        return rules.RowSaid(row.demand, row.months_each, row.agreed, bool(row.reason))

    @property
    def asked_months(self) -> Decimal | None:
        """Return the person-months that all its demand would take."""
        return rules.needed(self.said, of="demand")

    @property
    def agreed_months(self) -> Decimal | None:
        """Return the person-months of what is agreed."""
        return rules.needed(self.said)


@dataclass(frozen=True)
class MatrixReading:
    """A matrix brought together, in person-months; None where some datum of it is missing."""

    matrix: ConcertationMatrix
    rows: list[ServiceRow]

    @property
    def capacity(self) -> Decimal | None:
        """Return what the people of the unit have for assistance."""
        return rules.capacity(self.matrix.people, self.matrix.months, self.matrix.share)

    @property
    def asked(self) -> Decimal | None:
        """Return what all the demand would take, of the services that somebody asks for."""
        return rules.total(row.asked_months for row in self.rows if row.said.demand)

    @property
    def agreed(self) -> Decimal | None:
        """Return what is agreed takes."""
        return rules.total(row.agreed_months for row in self.rows if row.said.agreed)

    @property
    def left(self) -> Decimal | None:
        """Return what is left, below zero where more is agreed than there is."""
        return None if self.capacity is None or self.agreed is None else self.capacity - self.agreed

    def gaps(self) -> list[tuple[str, str]]:
        """Return what it lacks to be agreed on."""
        said = [(_name_of(row.service), row.said) for row in self.rows]
        return rules.matrix_gaps(said, available=self.capacity, has_reason=bool(self.matrix.over_reason))


def list_matrices(*, actor: Actor) -> QuerySet[ConcertationMatrix]:
    """Return the versions that the actor sees, newest year first, then by unit."""
    seen = MATRIX_POLICY.scope(actor, MatrixPermission.VIEW, ConcertationMatrix.objects.all())
    return seen.select_related("unit__organization").order_by("-year", "unit__name", "-number")


def get_matrix(*, actor: Actor, public_id: UUID) -> ConcertationMatrix:
    """Return one version with its unit. Raises NotFound if hidden or absent."""
    seen = MATRIX_POLICY.scope(actor, MatrixPermission.VIEW, ConcertationMatrix.objects.all())
    found = seen.select_related("unit__organization", "agreed_by", "edited_by").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(concertation_matrix=str(public_id))
    return found


def read_matrix(matrix: ConcertationMatrix) -> MatrixReading:
    """Return a matrix with every service that its unit offers now, and those that it named then, by name."""
    rows = {row.service_id: row for row in matrix.rows.all()}
    offered = Q(unit=matrix.unit_id, status__in=PLANNABLE) if matrix.status == MatrixStatus.DRAFT else Q(pk__in=())
    services = (
        Service.objects.filter(offered | Q(pk__in=rows))
        .select_related("published_version__line")
        .order_by("published_version__name", "pk")
    )
    counts = _prioritized_by_service(matrix)
    nothing = (None, None)
    return MatrixReading(matrix, [ServiceRow(one, rows.get(one.pk), *counts.get(one.pk, nothing)) for one in services])


@dataclass(frozen=True)
class AgreedCapacity:
    """What the agreed matrix of a unit lets it do with a service in a year, in person-months and in entities (FOC-10)."""

    matrix: ConcertationMatrix
    available: Decimal | None
    months_each: Decimal | None
    entities: int | None


def find_capacity(one: PrioritizedList | TargetingRule) -> AgreedCapacity | None:
    """Return the capacity on which the unit of a list or rule agreed for its year and service, or None; in one query."""
    if one.service_id is None:
        return None
    row = (
        ConcertationRow.objects.filter(
            matrix__unit=one.unit_id, matrix__year=one.year, matrix__status=MatrixStatus.AGREED, service=one.service_id
        )
        .select_related("matrix__unit")
        .first()
    )
    if row is None:
        return None
    available = rules.capacity(row.matrix.people, row.matrix.months, row.matrix.share)
    return AgreedCapacity(row.matrix, available, row.months_each, rules.affordable(available, row.months_each))


def list_units_to_concert(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units in which the actor may write a matrix."""
    return list_units_among(MATRIX_POLICY.unit_ids(actor, MatrixPermission.EDIT))


def _prioritized_by_service(matrix: ConcertationMatrix) -> dict[int, tuple[int, int]]:
    """Return service → (entities in its approved lists of the year, those that accepted), each entity once."""
    rows = (
        PrioritizedEntity.objects.filter(
            list__status=ListStatus.APPROVED,
            list__year=matrix.year,
            list__service__isnull=False,
            list__unit__organization=matrix.unit.organization_id,
            is_included=True,
        )
        .order_by()
        .values("list__service")
        .annotate(
            entities=Count("entity", distinct=True),
            accepted=Count("entity", filter=Q(acceptance=Acceptance.ACCEPTED), distinct=True),
        )
    )
    return {row["list__service"]: (row["entities"], row["accepted"]) for row in rows}


def _name_of(service: Service) -> str:
    return service.published_version.name if service.published_version else str(service)
