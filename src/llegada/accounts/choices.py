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
