"""Closed lists of the annual plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanStatus(models.TextChoices):
    """State of a unit's annual plan (mission states, section D)."""

    IN_PREPARATION = "in_preparation", _("En elaboración")
    SENT = "sent", _("Enviado")
    CONSOLIDATED = "consolidated", _("Consolidado")
    IN_COMMITTEE = "in_committee", _("En comité")
    APPROVED = "approved", _("Aprobado")
    RETURNED = "returned", _("Devuelto")
    REGISTERED = "registered", _("Registrado")
    IN_EXECUTION = "in_execution", _("En ejecución")
    CLOSED = "closed", _("Cerrado")


class LineStatus(models.TextChoices):
    """State of one line (mission states, section D)."""

    PROPOSED = "proposed", _("Propuesta")
    APPROVED = "approved", _("Aprobada")
    SCHEDULED = "scheduled", _("Programada")
    IN_EXECUTION = "in_execution", _("En ejecución")
    FULFILLED = "fulfilled", _("Cumplida")
    RESCHEDULED = "rescheduled", _("Reprogramada")
    CANCELLED = "cancelled", _("Cancelada")


class LineOrigin(models.TextChoices):
    """Who asked for the assistance of a line (PLA-07)."""

    OFFER = "offer", _("Oferta")
    DEMAND = "demand", _("Demanda")


class Obligation(models.TextChoices):
    """Whether a norm obliges to the assistance (seed S2, step 5)."""

    NORMATIVE = "normative", _("Obligación normativa")
    VOLUNTARY = "voluntary", _("Voluntaria")


class AmendmentKind(models.TextChoices):
    """What an amendment changes once the plan is in execution."""

    DATES = "dates", _("Fechas")
    BUDGET = "budget", _("Presupuesto")
    SERVICE = "service", _("Servicio")
    ENTITY = "entity", _("Entidad")
    CANCELLATION = "cancellation", _("Cancelación")
    NEW_LINE = "new_line", _("Línea nueva")


class AmendmentStatus(models.TextChoices):
    """State of an amendment. A denied one changed nothing."""

    REQUESTED = "requested", _("Solicitada")
    APPROVED = "approved", _("Aprobada")
    DENIED = "denied", _("Negada")


class ReminderMatter(models.TextChoices):
    """What a unit is reminded of."""

    ANALYSIS = "analysis", _("Análisis anual")
    STRATEGY = "strategy", _("Estrategias")
    PLAN = "plan", _("Plan anual")


class AnalysisStatus(models.TextChoices):
    """State of a unit's annual analysis (seed S2, step 1)."""

    DRAFT = "draft", _("Borrador")
    SENT = "sent", _("Enviado")
    RETURNED = "returned", _("Devuelto")
    ACCEPTED = "accepted", _("Acogido")


class AnalysisSection(models.TextChoices):
    """What an annual analysis looks at (EST-10; seed S2, step 1, which prints PQRS as «PORS»)."""

    PREVIOUS_RESULTS = "previous_results", _("Resultados anteriores")
    PERFORMANCE = "performance", _("FURAG y desempeño institucional")
    CITIZEN_REQUESTS = "citizen_requests", _("PQRS")
    NATIONAL_PLAN = "national_plan", _("Plan Nacional de Desarrollo")
    ENTITY_REQUESTS = "entity_requests", _("Requerimientos de las entidades")
    JUDICIAL_ACTIONS = "judicial_actions", _("Acciones judiciales")
