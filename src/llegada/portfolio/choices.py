"""Closed lists of the portfolio."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceKind(models.TextChoices):
    """Type of service; each closes by its own rule (PRD-18)."""

    GUIDANCE = "guidance", _("Orientación")
    ADVISORY = "advisory", _("Asesoría")
    TECHNICAL_ASSISTANCE = "technical_assistance", _("Asistencia técnica")
    TRAINING = "training", _("Capacitación")


class Modality(models.TextChoices):
    """How assistance is given (PRD-11)."""

    TRAINING = "training", _("Capacitación")
    ADVISORY = "advisory", _("Asesoría")
    ONSITE = "onsite_ta", _("Asistencia técnica en sitio")
    REMOTE = "remote_ta", _("Asistencia técnica remota")
    EXPERIENCE_EXCHANGE = "experience_exchange", _("Intercambio de experiencias")


class ServiceStatus(models.TextChoices):
    """State of a service. What is published is frozen in a version."""

    DRAFT = "draft", _("Borrador")
    PUBLISHED = "published", _("Publicado")
    RETIRED = "retired", _("Retirado")


class VersionStatus(models.TextChoices):
    """State of one version of a service."""

    DRAFT = "draft", _("En edición")
    PUBLISHED = "published", _("Publicada")
    SUPERSEDED = "superseded", _("Reemplazada")
