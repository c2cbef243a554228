"""Closed lists of the requests of entities and citizens (OPE-11, OPE-12)."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestAsker(models.TextChoices):
    """Who asks."""

    CITIZEN = "citizen", _("Una persona u organización")
    ENTITY = "entity", _("Una entidad territorial")
    AUTHORITY = "authority", _("Otra entidad pública")
    CONGRESS = "congress", _("El Congreso de la República")


class RequestKind(models.TextChoices):
    """Kind by law, which gives the term (Ley 1755 de 2015, arts. 14 and 30; Ley 5 de 1992)."""

    GENERAL = "general", _("Petición general, queja o reclamo")
    INFORMATION = "information", _("Documentos o información")
    CONSULTATION = "consultation", _("Consulta o concepto")
    AUTHORITIES = "authorities", _("Información entre autoridades")
    CONGRESS = "congress", _("Informe para el Congreso")


class RequestChannel(models.TextChoices):
    """By where it came in (OPE-12)."""

    WEB = "web", _("Formulario en línea")
    HELP_DESK = "help_desk", _("Mesa de ayuda")
    ADVISORY = "advisory", _("Asesoramiento")
    ACCOMPANIMENT = "accompaniment", _("Acompañamiento")
    TRAINING = "training", _("Capacitación")
    EXTERNAL_CREDIT = "external_credit", _("Créditos externos")
    WRITTEN = "written", _("Oficio o correo")


#: The channels by which guidance is given at once: neither the form nor paper is.
GUIDANCE_CHANNELS: Final = tuple(
    one for one in RequestChannel.choices if one[0] not in {RequestChannel.WEB, RequestChannel.WRITTEN}
)


class RequestStatus(models.TextChoices):
    """State of a request."""

    RECEIVED = "received", _("Radicada")
    CLASSIFIED = "classified", _("Clasificada")
    INCOMPLETE = "incomplete", _("Incompleta")
    COMPLETED = "completed", _("Completada")
    ASSIGNED = "assigned", _("Asignada")
    IN_PROGRESS = "in_progress", _("En trámite")
    ANSWERED = "answered", _("Respondida")
    NOTIFIED = "notified", _("Notificada")
    TRANSFERRED = "transferred", _("Trasladada")
    WITHDRAWN = "withdrawn", _("Desistida")
    CLOSED = "closed", _("Cerrada")


class RequestOutcome(models.TextChoices):
    """What came of a request."""

    ORIENTATION = "orientation", _("Orientación")
    PLAN_LINE = "plan_line", _("Línea del plan anual")
    WORK_PLAN = "work_plan", _("Plan de trabajo")
    NOT_APPLICABLE = "not_applicable", _("No procede")


class NotificationMeans(models.TextChoices):
    """How an answer reached whoever asked."""

    MAIL = "mail", _("Correo electrónico")
    IN_PERSON = "in_person", _("En persona")
    POST = "post", _("Correo certificado")
    SPOKEN = "spoken", _("De palabra")


#: The means that somebody records with their proof: the mail proves itself.
PROVED_MEANS: Final = tuple(one for one in NotificationMeans.choices if one[0] != NotificationMeans.MAIL)


class MailPurpose(models.TextChoices):
    """Why a mail goes to whoever asked."""

    RECEIPT = "receipt", _("Constancia de radicado")
    COMPLETION = "completion", _("Requerimiento para completar")
    EXTENSION = "extension", _("Prórroga")
    TRANSFER = "transfer", _("Traslado")
    ENDED = "ended", _("Archivo por desistimiento")
    ANSWER = "answer", _("Respuesta")
