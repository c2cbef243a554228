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
