"""The approved minutes of a session with its attendance list, as one document (fields: facts B.6). Documents are in Spanish."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import short_date, short_datetime
from llegada.delivery import rules
from llegada.delivery.choices import SessionKind
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.policies import SESSION_POLICY, Permission
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

_LOADED = (
    "plan__unit__organization",
    "plan__entity__municipality",
    "plan__entity__department",
    "service_version",
    "minutes_approved_by",
    "minutes_number",
)


def _find(actor: Actor, target_id: UUID, number: int) -> Subject:
    """Only who may see names reads the list."""
    visible = SESSION_POLICY.scope(actor, Permission.VIEW_ATTENDANCE, _approved())
    session = visible.filter(public_id=target_id, minutes_number__number=number).first()
    if session is None:
        raise NotFound(session=str(target_id))
    return _subject(session, may_issue=_may_issue(actor, session))


def _find_any(target_id: UUID, number: int) -> Subject | None:
    session = _approved().filter(public_id=target_id, minutes_number__number=number).first()
    return _subject(session, may_issue=False) if session else None


SOURCE = Source(_find, _find_any)


def _approved() -> QuerySet[Session]:
    return Session.objects.filter(status="minutes_approved").select_related(*_LOADED)


def _may_issue(actor: Actor, session: Session) -> bool:
    return any(
        SESSION_POLICY.can(actor, permission, session) for permission in (Permission.RECORD, Permission.APPROVE_MINUTES)
    )


def _subject(session: Session, *, may_issue: bool) -> Subject:
    return Subject(
        organization=session.plan.unit.organization,
        name=_name(session),
        parent=session.title,
        url=session.get_absolute_url(),
        may_issue=may_issue,
        build=lambda: _content(session),
    )


def _name(session: Session) -> str:
    return f"Acta n.º {session.minutes_number.number}: {session.title}"


def _content(session: Session) -> Content:
    people = list(session.attendance.select_related("consent_text").order_by("pk"))
    pending = rules.pending_items(session.pending_agenda or "")
    left = [Section("Puntos que quedaron pendientes", [Items(pending)])] if pending else []
    return Content(
        title=_name(session),
        subtitle=f"{session.plan.entity.name} · {session.service_version.name}",
        sections=[
            Section("La sesión", [Facts(_meeting(session, len(people)))]),
            Section("Orden del día", [Paragraph(said(session.agenda))]),
            Section("Desarrollo", [Paragraph(said(session.what_was_done)), *_advanced(session)]),
            *left,
            Section("Compromisos", [_commitments(session)]),
            Section("Convocatoria", [Facts([("Próxima reunión", _next_day(session))])]),
            Section("Anexos", [_annexes(session)]),
            Section("Lista de asistencia", [_list(people)]),
            _signatures(session),
        ],
    )


def _meeting(session: Session, people: int) -> list[tuple[str, str | None]]:
    entity = session.plan.entity
    where = [one.name for one in (entity.municipality, entity.department) if one]
    kind = session.other_kind if session.kind == SessionKind.OTHER else session.get_kind_display()
    approved = session.minutes_approved_by.full_name if session.minutes_approved_by else ""
    return [
        ("Número", str(session.minutes_number.number)),
        ("Tema", session.title),
        ("Entidad", entity.name),
        ("Servicio", session.service_version.name),
        ("Plan de trabajo", session.plan.title),
        ("Mecanismo", kind),
        ("Fecha", short_date(session.held_on)),
        ("Hora de inicio y de fin", f"{session.starts_at:%H:%M} a {session.ends_at:%H:%M}"),
        ("Lugar o medio", ", ".join([f"{session.place} ({session.get_modality_display().lower()})", *where])),
        ("Asistentes", str(people)),
        ("Aprobada", f"{approved}, {short_datetime(session.minutes_approved_at)}"),
    ]


def _advanced(session: Session) -> list[Items | Paragraph]:
    names = list(session.milestones.order_by("plan_service", "position").values_list("name", flat=True))
    return [Paragraph("Hitos del plan que avanzó:"), Items(names)] if names else []


def _commitments(session: Session) -> Table:
    return Table(
        caption="Lo que se acordó",
        columns=[Column("Compromiso", 4), Column("Entregable", 3), Column("Responsable", 3), Column("Fecha", 2)],
        rows=[
            [
                one.description,
                said(one.deliverable),
                f"{one.responsible} ({one.get_side_display().lower()})",
                short_date(one.due_on),
            ]
            for one in session.commitments.order_by("pk")
        ],
        empty="No aplica: no hubo compromisos.",
    )


def _next_day(session: Session) -> str | None:
    return short_date(session.next_meeting_on) if session.next_meeting_on else None


def _annexes(session: Session) -> Table:
    return Table(
        caption="Archivos que la prueban, con su huella",
        columns=[Column("Archivo", 4), Column("Qué prueba", 3), Column("Huella SHA-256", 3)],
        rows=[
            [one.name, one.get_kind_display() if one.kind else None, one.file.sha256[:16]]
            for one in session.evidence.select_related("file").order_by("pk")
        ],
        empty="Ninguno.",
    )


def _list(people: list[AttendanceEntry]) -> Table:
    return Table(
        caption="Quiénes asistieron, en el orden en que se registraron",
        columns=[
            Column("N.º", 1, is_number=True),
            Column("Nombre", 4),
            Column("Entidad", 4),
            Column("Cargo", 3),
            Column("Correo", 4),
            Column("Autoriza sus datos", 2),
        ],
        rows=[
            [
                str(number),
                one.name,
                one.entity_name,
                said(one.post),
                said(one.email),
                f"Sí, {one.consent_text.version}" if one.consent_text else "No",
            ]
            for number, one in enumerate(people, start=1)
        ],
        empty="No hay lista de asistencia.",
    )


def _signatures(session: Session) -> Section:
    plan = session.plan
    signing = [
        Signature(person.full_name, person.post or "Asesor") for person in session.advisors.order_by("full_name", "pk")
    ]
    signing.append(Signature(plan.counterpart_name, plan.counterpart_post or "Por la entidad"))
    return Section(None, [Signatures(signing)])
