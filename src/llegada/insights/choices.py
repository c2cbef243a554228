"""Closed lists of the figures: what the map can show, and how."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Metric(models.TextChoices):
    """What sizes the circles and fills the shapes of the map."""

    SESSIONS = "sessions", _("Sesiones")
    ENTITIES = "entities", _("Entidades asistidas")
    PEOPLE = "people", _("Personas")


class MapView(models.TextChoices):
    """How the map is drawn; `MUNICIPALITIES` needs official boundaries loaded."""

    CIRCLES = "circles", _("Círculos")
    DEPARTMENTS = "departments", _("Departamentos")
    MUNICIPALITIES = "municipalities", _("Municipios")
