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


class ViewMetric(models.TextChoices):
    """What the views of «quién hace qué y dónde» count. Attendances are left out: of one session, they tell its people."""

    SESSIONS = "sessions", _("Sesiones")
    ENTITIES = "entities", _("Entidades asistidas")
    MUNICIPALITIES = "municipalities", _("Municipios asistidos")
    PEOPLE = "people", _("Personas")


class Axis(models.TextChoices):
    """What the rows and the columns of the matrix can be."""

    ORGANIZATION = "organization", _("Organización")
    UNIT = "unit", _("Dependencia")
    LINE = "line", _("Línea temática")
    SERVICE = "service", _("Servicio")
    STRATEGY = "strategy", _("Estrategia")
    DEPARTMENT = "department", _("Departamento")
    MUNICIPALITY = "municipality", _("Municipio")
    YEAR = "year", _("Vigencia")


class Step(models.TextChoices):
    """By what time is told."""

    MONTH = "month", _("Por mes")
    YEAR = "year", _("Por año")


class Split(models.TextChoices):
    """Of what a view of time draws one series each."""

    ORGANIZATION = "organization", _("Por organización")
    UNIT = "unit", _("Por dependencia")
    LINE = "line", _("Por línea temática")
