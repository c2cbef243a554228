"""Closed lists of delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionKind(models.TextChoices):
    """Mechanism of a session (OPE-02)."""

    WORKSHOP = "workshop", _("Taller")
    WORKING_TABLE = "working_table", _("Mesa de trabajo")
    ADVISORY = "advisory", _("Asesoría")
    TRAINING = "training", _("Capacitación")
    LAB = "lab", _("Laboratorio")
    MEETING = "meeting", _("Reunión")
    OTHER = "other", _("Otro")


class SessionModality(models.TextChoices):
    """Whether people met in one place or at a distance."""

    IN_PERSON = "in_person", _("Presencial")
    REMOTE = "remote", _("Virtual")


class SessionStatus(models.TextChoices):
    """State of a session. HISTORICAL: held before Llegada and brought by an import (INT-03); it counts and never changes."""

    PLANNED = "planned", _("Programada")
    CONVENED = "convened", _("Convocada")
    HELD = "held", _("Realizada")
    MINUTES_APPROVED = "minutes_approved", _("Acta aprobada")
    CANCELLED = "cancelled", _("Cancelada")
    NOT_HELD = "not_held", _("No realizada")
    HISTORICAL = "historical", _("Histórica")


class CommitmentSide(models.TextChoices):
    """Who owes a commitment (OPE-06: both sides)."""

    PROVIDER = "provider", _("Quien asiste")
    ENTITY = "entity", _("Entidad")


class CommitmentStatus(models.TextChoices):
    """Stored state of a commitment. «Vencido» is derived from the date."""

    OPEN = "open", _("Abierto")
    FULFILLED = "fulfilled", _("Cumplido")
    VERIFIED = "verified", _("Verificado")
    CANCELLED = "cancelled", _("Cancelado")


class AttendanceChannel(models.TextChoices):
    """How somebody came to be on the list of a session."""

    BY_HAND = "by_hand", _("A mano")
    SELF = "self", _("Con el código")
    TABLE = "table", _("De una tabla")


class EvidenceKind(models.TextChoices):
    """What a file proves."""

    ATTENDANCE_LIST = "attendance_list", _("Lista de asistencia en papel")
    SIGNED_MINUTES = "signed_minutes", _("Acta firmada")
    PHOTO = "photo", _("Registro fotográfico")
    VIDEO = "video", _("Video")
    TESTIMONY = "testimony", _("Testimonio")
    NARRATIVE = "narrative", _("Relatoría")
    MATERIAL = "material", _("Material o presentación")
    DELIVERABLE = "deliverable", _("Producto o entregable")
    OTHER = "other", _("Otra prueba")


class ImageUse(models.TextChoices):
    """What may be done with a file that shows or names people (COM-05; Ley 1581 de 2012, art. 9)."""

    NOBODY = "nobody", _("No muestra ni nombra a nadie")
    AUTHORISED = "authorised", _("Quienes aparecen autorizaron que se publique")
    INTERNAL = "internal", _("Solo sirve de prueba: no se publica")


class CoverageStatus(models.TextChoices):
    """State of a request that the communications team cover a session."""

    ASKED = "asked", _("Pedida")
    ASSIGNED = "assigned", _("Con equipo")
    DECLINED = "declined", _("Sin equipo")


class DraftStatus(models.TextChoices):
    """State of what a student wrote for a professional to accept (PTR-08)."""

    DRAFT = "draft", _("Borrador")
    SENT = "sent", _("Por aceptar")
    RETURNED = "returned", _("Devuelto")
    ACCEPTED = "accepted", _("Aceptado")
    DISCARDED = "discarded", _("Descartado")


class CommitmentReportStatus(models.TextChoices):
    """State of what an entity reported by its link."""

    PENDING = "pending", _("Por revisar")
    ACCEPTED = "accepted", _("Aceptado")
    RETURNED = "returned", _("Devuelto")


class FieldKind(models.TextChoices):
    """What a device captures with no signal (OPE-15)."""

    SESSION = "session", _("Sesión")
    ATTENDANCE = "attendance", _("Asistencia")
    COMMITMENT = "commitment", _("Compromiso")
    EVIDENCE = "evidence", _("Foto o archivo")
    MILESTONE = "milestone", _("Reporte de hito")


class FieldOutcome(models.TextChoices):
    """What became of a record that a device sent."""

    APPLIED = "applied", _("Guardado")
    HELD = "held", _("En espera de lo que necesita")
    CONFLICT = "conflict", _("Dos versiones")
    REFUSED = "refused", _("No se pudo guardar")
    DISCARDED = "discarded", _("Se dejó lo que estaba")
    WITHDRAWN = "withdrawn", _("Descartado en el equipo")


class TrainingStage(models.TextChoices):
    """How far the test of a training has gone in a session."""

    READY = "ready", _("Lista, sin abrir")
    PRE_OPEN = "pre_open", _("Abierta la inicial")
    PRE_CLOSED = "pre_closed", _("Cerrada la inicial")
    POST_OPEN = "post_open", _("Abierta la final")
    POST_CLOSED = "post_closed", _("Cerrada la final")


class TrainingWave(models.TextChoices):
    """Before or after the training: the same questions."""

    PRE = "pre", _("Inicial")
    POST = "post", _("Final")


class AnswerChannel(models.TextChoices):
    """How the answers of somebody came."""

    SELF = "self", _("En su teléfono")
    PAPER = "paper", _("En papel")
