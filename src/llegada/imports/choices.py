"""Closed lists of imports."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunStatus(models.TextChoices):
    """State of the import of one file."""

    DRAFT = "draft", _("En preparación")
    TRYING = "trying", _("En prueba")
    TRIED = "tried", _("Probada")
    QUEUED = "queued", _("En espera")
    RUNNING = "running", _("En curso")
    DONE = "done", _("Terminada")
    UNDOING = "undoing", _("Deshaciéndose")
    FAILED = "failed", _("No se pudo")
    CANCELLED = "cancelled", _("Cancelada")
    UNDONE = "undone", _("Deshecha")
    DISCARDED = "discarded", _("Descartada")


class TargetKind(models.TextChoices):
    """What the rows of a table become."""

    SERVICES = "services", _("Servicios")
    ENTITIES = "entities", _("Entidades")
    PEOPLE = "people", _("Personas de las entidades")
    PLANS = "plans", _("Planes de trabajo")
    MILESTONES = "milestones", _("Hitos de los planes")
    SESSIONS = "sessions", _("Sesiones y asesorías")
    ATTENDANCES = "attendances", _("Asistentes a las sesiones")
    COMMITMENTS = "commitments", _("Compromisos")


#: What the rows of services make besides them where their line is not known: a thematic line.
LINES: Final = ("lines", _("Líneas temáticas"))
#: What rows of sessions and milestones make besides them in plans of earlier imports that did not carry their service.
CARRIED: Final = ("carried", _("Servicios de los planes"))


class MatchKind(models.TextChoices):
    """What a text of a source may stand for."""

    ENTITY = "entity", _("Entidad")
    SERVICE = "service", _("Servicio")
    UNIT = "unit", _("Dependencia")
    ADVISOR = "advisor", _("Asesor")
    SESSION_KIND = "session_kind", _("Mecanismo")
    MODALITY = "modality", _("Modalidad")
    SIDE = "side", _("Quién responde")
    STATE = "state", _("Estado del compromiso")
    MILESTONE = "milestone", _("Estado del hito")
    GROUND = "ground", _("Por qué se conserva")
    SERVICE_KIND = "service_kind", _("Tipo de servicio")


class RowOutcome(models.TextChoices):
    """What a row of a file did to the object that it speaks of."""

    CREATED = "created", _("Nuevo")
    CHANGED = "changed", _("Cambió")
