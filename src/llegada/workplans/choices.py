"""Closed lists of work plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkPlanStatus(models.TextChoices):
    """State of a work plan (mission states, section D). HISTORICAL: from before Llegada, brought by an import (INT-03)."""

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
    HISTORICAL = "historical", _("Histórico")


class MilestoneStatus(models.TextChoices):
    """Stored state of a milestone in a plan. «Vencido» is derived from the date, never stored."""

    PENDING = "pending", _("Pendiente")
    REPORTED = "reported", _("Reportado")
    RETURNED = "returned", _("Devuelto")
    VALIDATED = "validated", _("Validado")
    NOT_APPLICABLE = "not_applicable", _("No aplica")


class UnplannedReason(models.TextChoices):
    """Why an assistance has no line in the annual plan (PLA-09; seed S2, section 6). EARLIER: made before it was asked."""

    NO_ANNUAL_PLAN = "no_annual_plan", _("La organización no tiene plan anual de esa vigencia")
    EMERGENCY = "emergency", _("Emergencia o desastre")
    ORDER = "order", _("Orden de un juez o de un ente de control")
    PRIORITY = "priority", _("Prioridad nueva del sector o del Gobierno")
    REQUEST = "request", _("Solicitud de la entidad posterior al plan anual")
    OTHER = "other", _("Otra razón")
    EARLIER = "earlier", _("Anterior al plan anual")


class AmendmentKind(models.TextChoices):
    """What a change of a signed plan is about; each kind has its own form and its own way to be applied."""

    DATES = "dates", _("Fechas del plan y de sus hitos")
    SERVICES = "services", _("Servicios")
    PEOPLE = "people", _("Personas")
    NOT_APPLICABLE = "not_applicable", _("Hito que no aplica")


class AmendmentStatus(models.TextChoices):
    """State of a change of a signed plan."""

    PROPOSED = "proposed", _("Propuesta")
    ACCEPTED = "accepted", _("Aceptada por la entidad")
    APPLIED = "applied", _("Aprobada y aplicada")
    REFUSED = "refused", _("Rechazada")
    WITHDRAWN = "withdrawn", _("Retirada")


class ObstacleKind(models.TextChoices):
    """What gets in the way of a plan (PTR-09)."""

    ACCESS = "access", _("Acceso, vías u orden público")
    STAFF = "staff", _("Cambio o falta de personal de la entidad")
    INFORMATION = "information", _("Información que no llega")
    WILL = "will", _("La entidad tiene otras prioridades")
    MONEY = "money", _("Presupuesto o contratación")
    LEGAL = "legal", _("Norma o trámite pendiente")
    TECHNICAL = "technical", _("Equipos, conexión o herramientas")
    PROVIDER = "provider", _("Del equipo que asiste")
    OTHER = "other", _("Otro")


class ObstacleStatus(models.TextChoices):
    """State of an obstacle; «vencido» is derived from the date, never stored."""

    OPEN = "open", _("Abierto")
    IN_RESOLUTION = "in_resolution", _("En solución")
    RESOLVED = "resolved", _("Resuelto")
    DISCARDED = "discarded", _("Descartado")


class PlanSide(models.TextChoices):
    """One of the two parties of a plan."""

    PROVIDER = "provider", _("Quien asiste")
    ENTITY = "entity", _("La entidad")


class LessonMoment(models.TextChoices):
    """When something was learnt in a plan: the action of its life with which it was written."""

    SUSPEND = "suspend", _("Al suspender")
    TERMINATE = "terminate", _("Al terminar antes de tiempo")


class ReceiptStatus(models.TextChoices):
    """What the entity said of what was delivered."""

    AWAITING = "awaiting", _("Por confirmar")
    CONFIRMED = "confirmed", _("Recibido")
    OBSERVED = "observed", _("Con observaciones")


class SocialisationMeans(models.TextChoices):
    """How a plan was shown to its entity."""

    VISIT = "visit", _("Visita a la entidad")
    OFFICE = "office", _("Reunión en nuestra sede")
    VIDEO = "video", _("Videollamada")
    PHONE = "phone", _("Llamada")
    WRITTEN = "written", _("Por escrito")


class JointStatus(models.TextChoices):
    """Stored state of a joint plan; where it stands after it is formed is derived from its parts."""

    FORMING = "forming", _("En formación")
    FORMED = "formed", _("Conformado")
    DISSOLVED = "dissolved", _("Disuelto")


class JointStage(models.TextChoices):
    """Where a joint plan stands, as its parts say."""

    FORMING = "forming", _("En formación")
    TO_SIGN = "to_sign", _("Por firmar")
    SIGNED = "signed", _("Firmado por todos")
    IN_EXECUTION = "in_execution", _("En ejecución")
    FINISHED = "finished", _("Finalizado")
    DISSOLVED = "dissolved", _("Disuelto")


class JointPartStatus(models.TextChoices):
    """Answer of a unit to the invitation to a joint plan, and whether it is still in."""

    INVITED = "invited", _("Invitada")
    ACCEPTED = "accepted", _("Participa")
    DECLINED = "declined", _("No acepta")
    WITHDRAWN = "withdrawn", _("Invitación retirada")
    LEFT = "left", _("Se retiró")


class ConsultationStatus(models.TextChoices):
    """State of a consultation to central experts (PTR-08); «vencida» is derived from the date, never stored."""

    OPEN = "open", _("Abierta")
    ASSIGNED = "assigned", _("Asignada")
    ANSWERED = "answered", _("Respondida")
    CLOSED = "closed", _("Cerrada")


class PlanStageKind(models.TextChoices):
    """A stage of the route of a plan (PTR-07)."""

    PROFILING = "profiling", _("Caracterización")
    DIAGNOSIS = "diagnosis", _("Diagnóstico")
    ALTERNATIVE = "alternative", _("Alternativa acordada")
    EXECUTION = "execution", _("Ejecución")
    DELIVERY = "delivery", _("Entrega")
