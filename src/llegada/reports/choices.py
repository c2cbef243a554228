"""Closed lists of the documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is; each has its controlled format (REC-05) and its source in `sources/`."""

    COMMITTEE_ACT = "committee_act", _("Acta del Comité Directivo")
    PREDESIGN_SHEET = "predesign_sheet", _("Ficha de pre-diseño")
    PROTOCOL = "protocol", _("Protocolo de asistencia técnica")
    ANNUAL_PLAN = "annual_plan", _("Plan anual de asistencia técnica")
    SESSION_MINUTES = "session_minutes", _("Acta y lista de asistencia de una sesión")
    DELIVERY_ACT = "delivery_act", _("Acta de entrega de un plan de trabajo")


class OrderStatus(models.TextChoices):
    """How far a document that was asked for is."""

    QUEUED = "queued", _("En espera")
    RUNNING = "running", _("En preparación")
    DONE = "done", _("Listo")
    FAILED = "failed", _("No se pudo")


class SheetsStatus(models.TextChoices):
    """How far the drawing of all the fichas is. REPLACED: others are newer, and its file is no longer kept."""

    QUEUED = "queued", _("En espera")
    RUNNING = "running", _("En preparación")
    DONE = "done", _("Listas")
    FAILED = "failed", _("No se pudo")
    CANCELLED = "cancelled", _("Canceladas")
    REPLACED = "replaced", _("Reemplazadas")
