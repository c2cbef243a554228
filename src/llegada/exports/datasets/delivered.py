"""Datasets of what was done: sessions, who attended in numbers, commitments and requests."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, Person
from llegada.core.actors import Actor
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import (
    CommitmentSide,
    CommitmentStatus,
    SessionKind,
    SessionModality,
    SessionStatus,
)
from llegada.delivery.models import AssistanceRequest, Commitment, Session
from llegada.delivery.policies import COMMITMENT_POLICY, SESSION_POLICY, Permission
from llegada.delivery.request_choices import RequestChannel, RequestKind, RequestStatus
from llegada.exports.datasets.parts import (
    CATALOGUE_KINDS,
    SERVICE_KINDS,
    entity_columns,
    service_columns,
    unit_columns,
    year_column,
)
from llegada.exports.datasets.shape import Column, Dataset, Kind, coded, kind_of
from llegada.exports.rules import told_people
from llegada.workplans.models import WorkPlan

FEW: Final = _("En blanco si son menos de cinco o si no hay lista de asistencia.")


def _counted() -> QuerySet[Session]:
    return Session.objects.filter(status__in=delivery_rules.COUNTED)


def _own_sessions(actor: Actor) -> QuerySet[Session]:
    return SESSION_POLICY.scope(actor, Permission.VIEW, Session.objects.all())


def _reads_sessions(actor: Actor) -> bool:
    return SESSION_POLICY.may_ever(actor, Permission.VIEW)


SESSIONS: Final = Dataset(
    code="sesiones",
    title=_("Sesiones de asistencia"),
    description=_(
        "Cada sesión realizada: quién la dio, a qué entidad, con qué servicio y cuándo. "
        "Quien tiene acceso ve además las programadas."
    ),
    columns=(
        Column(code="codigo_sesion", label=_("Sesión (código)"), source="public_id"),
        year_column("year"),
        Column(code="fecha", label=_("Fecha"), source="held_on", kind=Kind.DATE),
        Column(code="codigo_plan", label=_("Plan (código)"), source="plan__public_id"),
        *unit_columns("plan__unit"),
        *entity_columns("plan__entity"),
        *service_columns("service_version"),
        *coded("mecanismo", _("Mecanismo"), "kind", SessionKind),
        *coded("modalidad", _("Modalidad"), "modality", SessionModality),
        *coded("estado", _("Estado"), "status", SessionStatus),
        Column(code="tema", label=_("Tema"), source="title", is_public=False),
        Column(code="lugar", label=_("Lugar o medio"), source="place", is_public=False),
        Column(code="asesor", label=_("Asesor responsable"), source="plan__advisor__full_name", is_public=False),
    ),
    key=("codigo_sesion",),
    order=("held_on", "pk"),
    kinds=(kind_of(Session), kind_of(WorkPlan), kind_of(Person), *SERVICE_KINDS, *CATALOGUE_KINDS),
    open_rows=_counted,
    own_rows=_own_sessions,
    year="year",
    may_ever=_reads_sessions,
)


def _with_people(sessions: QuerySet[Session]) -> QuerySet[Any]:
    return sessions.annotate(people=Count("attendance")).filter(people__gt=0)


ATTENDANCE: Final = Dataset(
    code="asistencias",
    title=_("Asistencias por sesión"),
    description=_("Cuántas personas asistieron a cada sesión realizada que tiene lista. Nunca quiénes."),
    columns=(
        Column(
            code="codigo_sesion",
            label=_("Sesión (código)"),
            source="public_id",
            references=("sesiones", "codigo_sesion"),
        ),
        year_column("year"),
        Column(code="fecha", label=_("Fecha"), source="held_on", kind=Kind.DATE),
        Column(
            code="personas",
            label=_("Personas"),
            source="people",
            kind=Kind.INTEGER,
            convert=told_people,
            description=FEW,
            unit=_("personas"),
        ),
    ),
    key=("codigo_sesion",),
    order=("held_on", "pk"),
    kinds=(kind_of(Session),),
    open_rows=lambda: _with_people(_counted()),
    year="year",
)


def _with_origin(commitments: QuerySet[Commitment]) -> QuerySet[Any]:
    return commitments.annotate(year=Coalesce("session__year", ExtractYear("agreed_on")))


COMMITMENTS: Final = Dataset(
    code="compromisos",
    title=_("Compromisos"),
    description=_(
        "Lo que quedó por hacer, de qué lado y si se cumplió. Lo que dice cada uno y quién responde lo lee quien tiene acceso."
    ),
    columns=(
        Column(code="codigo_compromiso", label=_("Compromiso (código)"), source="public_id"),
        year_column("year"),
        Column(code="codigo_plan", label=_("Plan (código)"), source="plan__public_id"),
        *unit_columns("plan__unit"),
        *entity_columns("plan__entity"),
        *coded("de_que_lado", _("De qué lado"), "side", CommitmentSide),
        *coded("estado", _("Estado"), "status", CommitmentStatus),
        Column(code="fecha_limite", label=_("Fecha límite"), source="due_on", kind=Kind.DATE),
        Column(code="compromiso", label=_("Compromiso"), source="description", is_public=False),
        Column(code="responsable", label=_("Responsable"), source="responsible", is_public=False),
        Column(code="entregable", label=_("Entregable"), source="deliverable", is_public=False),
    ),
    key=("codigo_compromiso",),
    order=("due_on", "pk"),
    kinds=(kind_of(Commitment), kind_of(Session), kind_of(WorkPlan), *CATALOGUE_KINDS),
    open_rows=lambda: _with_origin(
        Commitment.objects.filter(Q(session__isnull=True) | Q(session__status__in=delivery_rules.COUNTED))
    ),
    own_rows=lambda actor: _with_origin(COMMITMENT_POLICY.scope(actor, Permission.VIEW, Commitment.objects.all())),
    year="year",
    may_ever=lambda actor: COMMITMENT_POLICY.may_ever(actor, Permission.VIEW),
)


def _requests_counted() -> Any:
    groups = ("year", "organization__public_id", "organization__name", "kind", "channel", "status")
    return (
        AssistanceRequest.objects.annotate(year=ExtractYear("received_on")).values(*groups).annotate(number=Count("pk"))
    )


REQUESTS: Final = Dataset(
    code="solicitudes",
    title=_("Solicitudes recibidas"),
    description=_(
        "Cuántas solicitudes recibió cada organización, de qué clase, por qué canal y en qué van. Nunca de quién ni de dónde."
    ),
    columns=(
        year_column("year"),
        Column(code="codigo_organizacion", label=_("Organización (código)"), source="organization__public_id"),
        Column(code="organizacion", label=_("Organización"), source="organization__name"),
        *coded("clase", _("Clase"), "kind", RequestKind),
        *coded("canal", _("Canal"), "channel", RequestChannel),
        *coded("estado", _("Estado"), "status", RequestStatus),
        Column(code="solicitudes", label=_("Solicitudes"), source="number", kind=Kind.INTEGER),
    ),
    key=("vigencia", "codigo_organizacion", "codigo_clase", "codigo_canal", "codigo_estado"),
    order=("year", "organization__name", "organization__public_id", "kind", "channel", "status"),
    kinds=(kind_of(AssistanceRequest), kind_of(Organization)),
    open_rows=_requests_counted,
    year="year",
)
