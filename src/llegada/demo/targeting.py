"""Plays the invented focalisation through the services that the pages use: a rule, its run, lists and matrices in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.planning import services as planning
from llegada.planning.models import AnnualPlan
from llegada.planning.selectors import list_plannable_services
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.rules import PLANNABLE
from llegada.targeting import services
from llegada.targeting.choices import Acceptance
from llegada.targeting.models import ConcertationMatrix, PrioritizedList, TargetingRun
from llegada.targeting.rule_content import CriterionContent, FilterContent, RuleContent
from llegada.targeting.selectors.concertation import ServiceRow, read_matrix
from llegada.targeting.services import concertation
from llegada.targeting.services.rules import create_rule, move_rule
from llegada.targeting.services.runs import run_rule
from llegada.territory.models import Entity

UNIT: Final = "INAT-GPT"
#: Answers of the administrations, in the order of the list; past them nobody has answered.
_ANSWERS: Final = (Acceptance.ACCEPTED,) * 4 + (Acceptance.DECLINED,) + (Acceptance.ACCEPTED,) * 6
_PURPOSE: Final = (
    "Llegar primero a los municipios con menos capacidades y más pobreza a los que casi nadie ha llegado. "
    "Los criterios y sus pesos se acordaron con las dependencias técnicas."
)


def make_targeting(cast: Cast, *, today: date) -> None:
    """Run a rule on the invented indices, and take its lists to every state; one becomes lines of a plan."""
    lead, head = cast.acting("lider", Role.TECHNICAL_LEAD), cast.acting("coordinacion", Role.COORDINATOR)

    def day(back: int) -> datetime:
        return moment(today - timedelta(days=back), 10)

    run = _run(cast, lead, day, year=today.year + 1)
    standing = _make_lists(cast, lead, head, run, day, year=today.year + 1)
    _answer(cast, standing, day(12), today=today - timedelta(days=12))
    _make_lines(cast, standing, day(10))
    _make_matrices(cast, lead, head, standing, day, year=today.year)


def _run(cast: Cast, lead: Actor, day: Callable[[int], datetime], *, year: int) -> TargetingRun:
    strategy = Strategy.objects.filter(
        organization=cast.organizations["INAT"], status__in=(StrategyStatus.APPROVED, StrategyStatus.IN_IMPLEMENTATION)
    ).first()
    service = Service.objects.filter(unit=cast.units[UNIT], status__in=PLANNABLE).order_by("pk").first()
    content = RuleContent(
        name="Municipios con menos capacidades",
        year=year,
        purpose=_PURPOSE,
        strategy=str(strategy.public_id) if strategy else "",
        service=str(service.public_id) if service else "",
        cut_number=40,
        group_index="mdm-grupo",
        criteria=(
            CriterionContent("mdm", 50, direction="less"),
            CriterionContent("ipm", 35, missing="group_median"),
            CriterionContent("poblacion", 15, direction="less", normalization="percentile"),
        ),
        filters=(FilterContent("index_range", index="poblacion", maximum=60_000),),
    )
    rule = create_rule(actor=lead, unit=cast.units[UNIT], content=content, now=day(60))
    old = RuleContent(
        name="Solo por desempeño",
        year=year,
        purpose="El primer intento, antes de agregar la pobreza.",
        cut_number=40,
        criteria=(CriterionContent("mdm", 100, direction="less"),),
    )
    archived = create_rule(actor=lead, unit=cast.units[UNIT], content=old, now=day(63))
    run_rule(actor=lead, public_id=archived.public_id, now=day(62))
    move_rule(actor=lead, public_id=archived.public_id, action="archive", now=day(59))
    return run_rule(actor=lead, public_id=rule.public_id, note="Para la vigencia que viene.", now=day(58))


def _make_lists(
    cast: Cast, lead: Actor, head: Actor, run: TargetingRun, day: Callable[[int], datetime], *, year: int
) -> PrioritizedList:
    """Return the list that stands, in its second version; the others wait, were withdrawn or were discarded."""
    unit = cast.units[UNIT]
    strategy, service = run.rule.strategy, run.rule.service

    def begin(name: str, back: int) -> PrioritizedList:
        content = services.ListContent(name, year, _PURPOSE, strategy, service)
        return services.create_list(actor=lead, unit=unit, content=content, run=run, now=day(back))

    def move(one: PrioritizedList, actor: Actor, action: str, back: int, reason: str = "") -> None:
        services.move_list(actor=actor, public_id=one.public_id, action=action, reason=reason, now=day(back))

    first = begin("Municipios con menos capacidades", 55)
    move(first, lead, "send", 54)
    move(first, head, "approve", 50)
    standing = services.open_version(actor=lead, public_id=first.public_id, now=day(30))
    rows = list(standing.entities.select_related("entity").order_by("rank"))
    outside = Entity.objects.filter(kind="mayoralty").exclude(prioritizations__list=standing).order_by("-pk")[:3]
    asked = [
        (rows[-1].entity, "Su administración informó que no tendrá equipo de planeación ese año.", "approve"),
        (outside[0], "Quedó por fuera por un puesto y comparte la cuenca con tres municipios de la lista.", "approve"),
        (outside[1], "Lo pide la gobernación.", "deny"),
        (outside[2], "Lo pide su alcaldía.", "take_back"),
    ]
    for entity, reason, decision in asked:
        change = services.ask_change(actor=lead, list_id=standing.public_id, entity=entity, reason=reason, now=day(29))
        services.decide_change(
            actor=lead if decision == "take_back" else head,
            public_id=change.public_id,
            decision=decision,
            reason="Ya lo asiste otra dependencia con lo mismo." if decision == "deny" else "",
            now=day(28),
        )
    move(standing, lead, "send", 27)
    move(standing, head, "approve", 25)
    waiting = begin("Segunda ola de municipios", 20)
    move(waiting, lead, "send", 8)
    draft = begin("Municipios para el piloto de datos", 6)
    services.ask_change(
        actor=lead,
        list_id=draft.public_id,
        entity=outside[1],
        reason="Tiene el equipo de sistemas que el piloto necesita.",
        now=day(5),
    )
    gone = begin("Municipios de prueba", 45)
    move(gone, lead, "send", 44)
    move(gone, head, "approve", 43)
    move(gone, head, "withdraw", 40, "Se aprobó con la vigencia equivocada.")
    dropped = begin("Municipios, primer intento", 57)
    move(dropped, lead, "discard", 56, "Se hará con la regla que incluye la pobreza.")
    return standing


def _answer(cast: Cast, standing: PrioritizedList, now: datetime, *, today: date) -> None:
    lead = cast.acting("lider", Role.TECHNICAL_LEAD)
    rows = standing.entities.filter(is_included=True).order_by("rank", "pk")
    for row, said in zip(rows, _ANSWERS, strict=False):
        note = "Oficio de respuesta." if said == Acceptance.ACCEPTED else "Este año atiende el cierre de su plan."
        answer = services.Answer(said, today, "Alcaldía", note)
        services.record_answer(actor=lead, public_id=row.public_id, answer=answer, now=now, today=today)


def _make_lines(cast: Cast, standing: PrioritizedList, now: datetime) -> None:
    """Make lines of the plan that still takes them, with the first service that its organisation offers."""
    plan = AnnualPlan.objects.get(unit=cast.units[UNIT], cycle__year=standing.year)
    service = standing.service or list_plannable_services(plan)[0]
    wanted = planning.LinesWanted(
        service=service,
        starts_on=date(standing.year, 3, 1),
        ends_on=date(standing.year, 10, 31),
        person_days=Decimal(12),
        modality="onsite_ta",
    )
    planning.make_lines_of_list(
        actor=cast.acting("lider", Role.TECHNICAL_LEAD),
        list_id=standing.public_id,
        plan_id=plan.public_id,
        wanted=wanted,
        now=now,
    )


def _make_matrices(
    cast: Cast, lead: Actor, head: Actor, standing: PrioritizedList, day: Callable[[int], datetime], *, year: int
) -> None:
    """Agree on the matrix of the year twice, the second one stands, and leave that of the next year in draft."""
    unit = cast.units[UNIT]
    services_of_unit = [row.service.pk for row in _rows_of(unit, lead, day(70), year)]
    for back, people in ((66, Decimal(5)), (40, Decimal(6))):
        matrix = ConcertationMatrix.objects.filter(unit=unit, year=year, status="draft").first()
        matrix = matrix or concertation.begin_matrix(actor=lead, unit=unit, year=year, now=day(back))
        rows = {
            key: concertation.RowContent(20 + 5 * place, "Solicitudes y lista priorizada", Decimal("1.5"), 8)
            for place, key in enumerate(services_of_unit[:2])
        } | {key: concertation.RowContent(0, "Nadie lo pidió", Decimal(1), 0) for key in services_of_unit[2:]}
        content = concertation.MatrixContent(people, Decimal(11), 60, "", rows)
        concertation.edit_matrix(actor=lead, public_id=matrix.public_id, content=content, now=day(back))
        concertation.agree_on_matrix(actor=head, public_id=matrix.public_id, now=day(back - 2))
    concertation.begin_matrix(actor=lead, unit=unit, year=standing.year, now=day(7))


def _rows_of(unit: OrgUnit, lead: Actor, now: datetime, year: int) -> list[ServiceRow]:
    """Begin the first matrix of a year and return the services that it asks about."""
    return read_matrix(concertation.begin_matrix(actor=lead, unit=unit, year=year, now=now)).rows
