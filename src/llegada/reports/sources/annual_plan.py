"""The annual plan of a unit: value chain, money, months, lines, decision (PLA-01, PLA-04, PLA-07, PLA-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date
from llegada.planning import rules
from llegada.planning.choices import AmendmentStatus, LineStatus
from llegada.planning.models import (
    AnnualPlan,
    BudgetAvailability,
    PlanSheet,
    UnitCapacity,
)
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.portfolio.choices import FundingSource
from llegada.reports.content import Block, Column, Content, Facts, Paragraph, Section, Table, said
from llegada.reports.sources.money import in_cop
from llegada.reports.sources.plan_lines import PlanLine, in_days, lines_of, lines_table, sum_of
from llegada.reports.sources.rounds import meeting_rows, sheets_table
from llegada.reports.sources.subject import Source, Subject

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
#: Who may issue the plan: its unit and the coordination.
_ISSUERS = (PlanPermission.EDIT, PlanPermission.REVIEW)


def _plans() -> QuerySet[AnnualPlan]:
    return AnnualPlan.objects.select_related(
        "cycle__organization", "unit__organization", "sent_by", "approved_in__closed_by"
    )


def _find(actor: Actor, target_id: UUID, number: int) -> Subject:
    seen = PLAN_POLICY.scope(actor, PlanPermission.VIEW, _plans())
    return _subject(actor, seen.filter(public_id=target_id, cycle__year=number).first())


def _find_any(target_id: UUID, number: int) -> Subject | None:
    try:
        return _subject(ANONYMOUS, _plans().filter(public_id=target_id, cycle__year=number).first())
    except NotFound:
        return None


#: The number of a plan is the year of its cycle.
SOURCE = Source(_find, _find_any)


def _subject(actor: Actor, plan: AnnualPlan | None) -> Subject:
    if plan is None:
        raise NotFound()
    return Subject(
        organization=plan.unit.organization,
        name=f"{plan.unit.name}, vigencia {plan.cycle.year}",
        parent=f"Plan anual {plan.cycle.year}: {plan.unit.name}",
        url=plan.get_absolute_url(),
        may_issue=any(PLAN_POLICY.can(actor, permission, plan) for permission in _ISSUERS),
        build=lambda: _content(plan),
    )


def _content(plan: AnnualPlan) -> Content:
    every = lines_of(plan)
    alive = [one for one in every if one.row.status != LineStatus.CANCELLED]
    return Content(
        title=f"Plan anual {plan.cycle.year}: {plan.unit.name}",
        subtitle=f"Plan de asistencia técnica de la dependencia. Estado: {plan.get_status_display().lower()}",
        is_landscape=True,
        sections=[
            Section("El plan", [_summary(plan, alive)]),
            Section("Cadena de valor", _value_chain(plan, alive)),
            Section("Presupuesto por fuente", [_by_source(plan, alive)]),
            Section("Programación por mes", [_by_month(plan, alive)]),
            Section("Líneas", [lines_table(alive)]),
            *_later(plan, every),
            Section("Decisión del comité", _decision(plan)),
        ],
    )


def _summary(plan: AnnualPlan, lines: Sequence[PlanLine]) -> Facts:
    sent = f"{short_date(plan.sent_at)}, por {plan.sent_by.full_name}" if plan.sent_at and plan.sent_by else None
    return Facts(
        [
            ("Dependencia", plan.unit.name),
            ("Vigencia", str(plan.cycle.year)),
            ("Estado", plan.get_status_display()),
            ("Enviado", sent or "Todavía no se ha enviado"),
            ("Líneas", written(len(lines))),
            ("Entidades", written(len({one.row.entity_id for one in lines}))),
            ("Presupuesto", in_cop(sum_of(one.total for one in lines))),
            ("Nota sobre las advertencias", said(plan.note) or "Ninguna"),
        ]
    )


def _value_chain(plan: AnnualPlan, lines: Sequence[PlanLine]) -> list[Block]:
    services: dict[str, list[PlanLine]] = defaultdict(list)
    for one in lines:
        services[one.service].append(one)
    return [
        Paragraph(said(plan.impacts), "Impactos a los que aporta"),
        Paragraph(said(plan.outcomes), "Resultados esperados"),
        Table(
            caption="Productos: los servicios que se darán",
            columns=[
                Column("Servicio", 5),
                Column("Líneas", 1, is_number=True),
                Column("Entidades", 1, is_number=True),
                Column("Días de trabajo", 2, is_number=True),
                Column("Presupuesto", 2, is_number=True),
            ],
            rows=[
                [
                    name,
                    written(len(those)),
                    written(len({one.row.entity_id for one in those})),
                    in_days(sum_of(one.row.person_days for one in those)),
                    in_cop(sum_of(one.total for one in those)),
                ]
                for name, those in sorted(services.items())
            ],
            empty="El plan no tiene líneas.",
        ),
    ]


def _by_source(plan: AnnualPlan, lines: Sequence[PlanLine]) -> Table:
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for one in lines:
        for source, amount in one.by_source.items():
            planned[source] += amount
    found = BudgetAvailability.objects.filter(unit=plan.unit, year=plan.cycle.year).order_by("pk")
    balances = rules.balances(planned, dict(found.values_list("source", "amount")))
    return Table(
        caption="Lo planeado frente a lo disponible, en pesos",
        columns=[
            Column("Fuente", 4),
            Column("Planeado", 2, is_number=True),
            Column("Disponible", 2, is_number=True),
            Column("Saldo", 2, is_number=True),
        ],
        rows=[
            [str(FundingSource(source).label), in_cop(one.planned), in_cop(one.available), in_cop(one.left)]
            for source, one in sorted(balances.items())
        ],
        empty="Ninguna línea dice su presupuesto.",
        total=["Total planeado", in_cop(sum(planned.values(), Decimal(0))), "", ""] if balances else None,
    )


def _by_month(plan: AnnualPlan, lines: Sequence[PlanLine]) -> Table:
    days: dict[int, Decimal] = defaultdict(Decimal)
    money: dict[int, Decimal] = defaultdict(Decimal)
    running: dict[int, int] = defaultdict(int)
    for one in lines:
        row = one.row
        for month in rules.months_of(row.starts_on, row.ends_on):
            running[month] += 1
        for month, share in rules.spread_days(row.starts_on, row.ends_on, row.person_days or Decimal(0)).items():
            days[month] += share
        for month, share in rules.spread_days(row.starts_on, row.ends_on, one.total or Decimal(0)).items():
            money[month] += share
    capacity = dict(
        UnitCapacity.objects.filter(unit=plan.unit, year=plan.cycle.year).values_list("month", "person_days")
    )
    return Table(
        caption="Por mes: días de trabajo y presupuesto de cada línea, repartidos según los días que tiene en el mes",
        columns=[
            Column("Mes", 2),
            Column("Líneas en curso", 2, is_number=True),
            Column("Días de trabajo", 2, is_number=True),
            Column("Días disponibles", 2, is_number=True),
            Column("Presupuesto", 3, is_number=True),
        ],
        rows=[
            [
                name.capitalize(),
                written(running[month]),
                in_days(days[month]),
                in_days(capacity.get(month)),
                in_cop(money[month].quantize(Decimal(1))),
            ]
            for month, name in enumerate(MONTHS, start=1)
        ],
        empty="",
        total=[
            "Total",
            "",
            in_days(sum(days.values(), Decimal(0))),
            in_days(sum_of(capacity.values()) if len(capacity) == len(MONTHS) else None),
            in_cop(sum(money.values(), Decimal(0)).quantize(Decimal(1))),
        ],
    )


def _later(plan: AnnualPlan, lines: Sequence[PlanLine]) -> list[Section]:
    """Return what happened to the plan after it was approved, where anything did."""
    gone = [one for one in lines if one.row.status == LineStatus.CANCELLED]
    amendments = plan.amendments.filter(status=AmendmentStatus.APPROVED).select_related("line__entity", "decided_by")
    changes = [
        [
            short_date(one.decided_at),
            one.get_kind_display(),
            one.line.entity.name if one.line else "Línea nueva",
            said(one.reason),
            one.decided_by.full_name if one.decided_by else None,
        ]
        for one in amendments.order_by("decided_at", "pk")
    ]
    sections = []
    if changes:
        columns = [Column("Fecha", 2), Column("Qué", 2), Column("Línea", 3), Column("Motivo", 5), Column("Decidió", 3)]
        table = Table("Modificaciones aprobadas, en su orden", columns, changes, empty="")
        sections.append(Section("Modificaciones", [table]))
    if gone:
        rows = [[one.row.entity.name, one.service, said(one.row.cancel_reason)] for one in gone]
        columns = [Column("Entidad", 3), Column("Servicio", 4), Column("Motivo", 5)]
        table = Table("Líneas canceladas: no cuentan en las sumas", columns, rows, empty="")
        sections.append(Section("Líneas canceladas", [table]))
    return sections


def _decision(plan: AnnualPlan) -> list[Block]:
    closed = plan.approved_in
    if closed is None:
        return [Paragraph("El comité todavía no ha aprobado este plan.")]
    sheets = list(PlanSheet.objects.filter(round=closed).select_related("member").order_by("written_at", "pk"))
    outcome = ("Decisión", closed.get_outcome_display())
    return [Facts([*meeting_rows(closed, sheets), outcome]), sheets_table(sheets)]
