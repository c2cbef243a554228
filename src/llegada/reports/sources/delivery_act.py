"""The act with which a work plan is delivered: what was left, its milestones, receipt, signatures. Documents are in Spanish."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import number, percent, short_date, short_datetime
from llegada.reports.content import (
    Column,
    Content,
    Facts,
    Items,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Table,
    said,
)
from llegada.reports.sources.subject import Source, Subject
from llegada.workplans import selectors
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.models import DeliveryAct, PlanMilestone, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

#: A plan has one act; written anew, it is another document of the same.
NUMBER = 1
#: Any of these is enough to issue it: either party may want its copy.
_ISSUERS = (Permission.FINISH, Permission.CLOSE, Permission.CONFIRM_DELIVERY)


def _find(actor: Actor, target_id: UUID, number: int) -> Subject:
    plan = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, _delivered()).filter(public_id=target_id).first()
    if plan is None or number != NUMBER:
        raise NotFound(work_plan=str(target_id))
    return _subject(plan, may_issue=any(WORK_PLAN_POLICY.can(actor, one, plan) for one in _ISSUERS))


def _find_any(target_id: UUID, number: int) -> Subject | None:
    plan = _delivered().filter(public_id=target_id).first() if number == NUMBER else None
    return _subject(plan, may_issue=False) if plan else None


SOURCE = Source(_find, _find_any)


def _delivered() -> QuerySet[WorkPlan]:
    return WorkPlan.objects.filter(delivery_act__isnull=False).select_related(
        "unit__organization", "entity__municipality", "entity__department", "advisor", "delivery_act__receipt_by"
    )


def _subject(plan: WorkPlan, *, may_issue: bool) -> Subject:
    return Subject(
        organization=plan.unit.organization,
        name=f"Acta de entrega: {plan.title}",
        parent=plan.title,
        url=plan.get_absolute_url(),
        may_issue=may_issue,
        build=lambda: _content(plan, plan.delivery_act),
    )


def _content(plan: WorkPlan, act: DeliveryAct) -> Content:
    milestones = list(
        plan.milestones.select_related("plan_service__service_version").order_by("plan_service", "position", "pk")
    )
    return Content(
        title=f"Acta de entrega: {plan.title}",
        subtitle=f"{plan.entity.name} · {plan.unit.name}",
        sections=[
            Section("La entrega", [Facts(_facts(plan, act, milestones))]),
            Section("Lo que se entregó", [Items(act.deliverables), *_notes(act)]),
            Section("Los hitos del plan", [_milestones(milestones)]),
            *_route(plan),
            Section("Recibo de la entidad", [Facts(_receipt(act))]),
            Section("Firmas del plan", [_signed(plan)]),
            Section(
                None,
                [
                    Signatures(
                        [
                            Signature(act.delivered_by_name, act.delivered_by_post or "Entrega"),
                            Signature(act.received_by_name, act.received_by_post or "Recibe por la entidad"),
                        ]
                    )
                ],
            ),
        ],
    )


def _facts(plan: WorkPlan, act: DeliveryAct, milestones: list[PlanMilestone]) -> list[tuple[str, str | None]]:
    where = [one.name for one in (plan.entity.municipality, plan.entity.department) if one]
    done = selectors.progress_of(milestones)
    return [
        ("Plan de trabajo", plan.title),
        ("Entidad", plan.entity.name),
        ("Lugar", ", ".join(where) or None),
        ("Dependencia que asistió", f"{plan.unit.name}, {plan.unit.organization.name}"),
        ("Duración", f"{short_date(plan.starts_on)} a {short_date(plan.ends_on)}"),
        ("Fecha de la entrega", short_date(act.delivered_on)),
        ("Entrega", _with_post(act.delivered_by_name, act.delivered_by_post)),
        ("Recibe", _with_post(act.received_by_name, act.received_by_post)),
        ("Avance del plan", str(percent(done.done, done.total)) if done.total else None),
    ]


def _notes(act: DeliveryAct) -> list[Paragraph]:
    return [Paragraph(act.notes, "Observaciones")] if said(act.notes) else []


def _with_post(name: str, post: str) -> str:
    return f"{name}, {post}" if post else name


def _milestones(milestones: list[PlanMilestone]) -> Table:
    return Table(
        caption="Qué se cumplió y qué no aplicó",
        columns=[
            Column("Servicio", 4),
            Column("Hito", 4),
            Column("Peso (%)", 2, is_number=True),
            Column("Estado", 2),
            Column("Fecha", 2),
        ],
        rows=[
            [
                one.plan_service.service_version.name,
                one.name,
                number(one.weight),
                "Cumplido" if one.status == MilestoneStatus.VALIDATED else one.get_status_display(),
                short_date(one.reviewed_at) if one.reviewed_at else None,
            ]
            for one in milestones
        ],
        empty="El plan no tenía hitos.",
    )


def _route(plan: WorkPlan) -> list[Section]:
    rows = selectors.list_stages(plan=plan)
    if not rows:
        return []
    stages = Table(
        caption="Etapas por las que pasó el plan",
        columns=[Column("Etapa", 3), Column("Qué resultó", 6), Column("Cuándo terminó", 2)],
        rows=[[str(one.stage), said(one.stage.content), _day(one.stage.held_on)] for one in rows],
        empty="El plan no siguió la ruta.",
    )
    agreed = [one for row in rows for one in row.alternatives if one.agreed_at and one.agreed_by]
    reasons = [
        Paragraph(
            f"{one.name}. La acordó {one.agreed_by.full_name} el {short_date(one.agreed_at)}: {one.agreed_because}",
            "Alternativa acordada",
        )
        for one in agreed
        if one.agreed_by
    ]
    return [Section("La ruta del plan", [stages, *reasons])]


def _day(day: date | None) -> str | None:
    return short_date(day) if day else None


def _receipt(act: DeliveryAct) -> list[tuple[str, str | None]]:
    return [
        ("Recibo", act.get_receipt_display()),
        ("Respondió", act.receipt_by.full_name if act.receipt_by else None),
        ("Cuándo", short_datetime(act.receipt_at) if act.receipt_at else None),
        ("Lo que dijo la entidad", said(act.receipt_note)),
    ]


def _signed(plan: WorkPlan) -> Table:
    return Table(
        caption="Quién firmó el plan que se entrega",
        columns=[
            Column("Parte", 3),
            Column("Quién firmó", 4),
            Column("Versión", 2, is_number=True),
            Column("Cuándo", 3),
            Column("Huella SHA-256", 3),
        ],
        rows=[
            [
                one.get_party_display(),
                one.name,
                str(one.version.number),
                short_datetime(one.signed_at),
                one.sha256[:16],
            ]
            for one in selectors.list_signatures(plan=plan)
        ],
        empty="Se firmó antes de que quedara registro de cada firma.",
    )
