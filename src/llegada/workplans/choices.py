"""Closed lists of work plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkPlanStatus(models.TextChoices):
    """State of a work plan (mission states, section D)."""

    DRAFT = "draft", _("Borrador")
    SOCIALIZED = "socialized", _("Socializado")
    CHANGES_REQUESTED = "changes_requested", _("Con ajustes pedidos")
    AGREED = "agreed", _("Concertado")
    SIGNED = "signed", _("Firmado")
    IN_EXECUTION = "in_execution", _("En ejecución")
    SUSPENDED = "suspended", _("Suspendido")
    FINISHED = "finished", _("Finalizado")
    CLOSED = "closed", _("Cerrado")
    TERMINATED = "terminated", _("Terminado anticipadamente")


class MilestoneStatus(models.TextChoices):
    """Stored state of a milestone in a plan. «Vencido» is derived from the date, never stored."""

    PENDING = "pending", _("Pendiente")
    REPORTED = "reported", _("Reportado")
    RETURNED = "returned", _("Devuelto")
    VALIDATED = "validated", _("Validado")


class UnplannedReason(models.TextChoices):
    """Why an assistance has no line in the annual plan (PLA-09; seed S2, section 6). EARLIER: made before it was asked."""

    NO_ANNUAL_PLAN = "no_annual_plan", _("La organización no tiene plan anual de esa vigencia")
    EMERGENCY = "emergency", _("Emergencia o desastre")
    ORDER = "order", _("Orden de un juez o de un ente de control")
    PRIORITY = "priority", _("Prioridad nueva del sector o del Gobierno")
    REQUEST = "request", _("Solicitud de la entidad posterior al plan anual")
    OTHER = "other", _("Otra razón")
    EARLIER = "earlier", _("Anterior al plan anual")
