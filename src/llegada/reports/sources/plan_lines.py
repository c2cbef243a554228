"""The lines of an annual plan: what each says, in a table, and the sums of what is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date
from llegada.planning import rules
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.portfolio.choices import FundingSource
from llegada.reports.content import Column, Said, Table, said
from llegada.reports.sources.money import in_cop


@dataclass(frozen=True)
class PlanLine:
    """One line with its money, in COP; None where nobody has said."""

    row: AnnualPlanLine
    by_source: dict[str, Decimal]
    service: str

    @property
    def total(self) -> Decimal | None:
        """Return what it costs, or None where nobody has said."""
        return sum(self.by_source.values(), Decimal(0)) if self.by_source else None


def lines_of(plan: AnnualPlan) -> list[PlanLine]:
    """Return the lines of a plan by date, cancelled ones too."""
    rows = (
        AnnualPlanLine.objects.filter(plan=plan)
        .select_related("entity", "topic", "territorial_manager", "strategy", "service__published_version")
        .prefetch_related("budgets", "service__versions", "partners")
        .order_by("starts_on", "pk")
    )
    return [
        PlanLine(one, {budget.source: budget.amount for budget in one.budgets.all()}, _service(one)) for one in rows
    ]


def _service(line: AnnualPlanLine) -> str:
    """Return the name of a line's service: that of the version in force, or of the newest."""
    if line.service.published_version:
        return line.service.published_version.name
    newest = max(line.service.versions.all(), key=lambda version: version.number, default=None)
    return newest.name if newest else ""


def lines_table(lines: Sequence[PlanLine]) -> Table:
    """Return the lines as a table, with their sums."""
    return Table(
        caption="Líneas del plan, por fecha de inicio",
        columns=[
            Column("N.º", 1, is_number=True),
            Column("Entidad", 4),
            Column("Servicio y temática", 5),
            Column("Fechas", 3),
            Column("Cómo", 4),
            Column("Gestor territorial", 3),
            Column("Días", 1, is_number=True),
            Column("Presupuesto", 3, is_number=True),
        ],
        rows=[
            [
                str(position),
                one.row.entity.name,
                f"{one.service}\n{one.row.topic.name}",
                f"{short_date(one.row.starts_on)} a\n{short_date(one.row.ends_on)}",
                _how(one.row),
                one.row.territorial_manager.full_name if one.row.territorial_manager else None,
                in_days(one.row.person_days),
                _money(one),
            ]
            for position, one in enumerate(lines, start=1)
        ],
        empty="El plan no tiene líneas.",
        total=["", "Total", "", "", "", "", in_days(sum_of(one.row.person_days for one in lines)),
               in_cop(sum_of(one.total for one in lines))] if lines else None,
    )  # fmt: skip


def _how(line: AnnualPlanLine) -> Said:
    """Return how a line is carried out: what nobody has said is left out, and all of it is «sin dato»."""
    partners = ", ".join(unit.name for unit in line.partners.all())
    joint = f"Conjunta{f' con {partners}' if partners else ''}" if line.is_joint else "Individual"
    words = [
        line.get_modality_display() if line.modality else "",
        line.get_origin_display() if line.origin else "",
        line.get_obligation_display() if line.obligation else "",
        joint,
    ]
    return said(". ".join(one for one in words if one))


def _money(line: PlanLine) -> Said:
    """Return the money of a line, each source where there are more."""
    if len(line.by_source) < 2:
        return in_cop(line.total)
    parts = [f"{FundingSource(source).label}: {in_cop(amount)}" for source, amount in sorted(line.by_source.items())]
    return "\n".join([str(in_cop(line.total)), *parts])


def sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is said, or None where nothing is."""
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if known else None


def in_days(amount: Decimal | None) -> Said:
    """Write days of work with one decimal at most."""
    return None if amount is None else written(rules.round_days(amount))
