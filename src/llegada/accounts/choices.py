"""Closed lists of people and organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """What an organisation that gives assistance is."""

    NATIONAL = "national", _("Entidad nacional")
    TERRITORIAL = "territorial", _("Entidad territorial")
    ACADEMY = "academy", _("Academia")
    COOPERATION = "cooperation", _("Cooperación internacional")
    ASSOCIATION = "association", _("Gremio o asociación")
    OTHER = "other", _("Otra")


class KeepingGround(models.TextChoices):
    """Why the data of somebody of an entity are kept (Ley 1581 de 2012, arts. 9 and 10)."""

    DUTY = "duty", _("Función legal de una entidad pública (art. 10, a)")
    PUBLIC = "public", _("Dato público: directorio oficial (art. 10, b)")
    CONSENT = "consent", _("Autorización de la persona (art. 9)")
