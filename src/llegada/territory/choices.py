"""Closed lists of the territory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MunicipalityKind(models.TextChoices):
    """What a DIVIPOLA place is (DANE)."""

    MUNICIPALITY = "municipality", _("Municipio")
    NON_MUNICIPALIZED_AREA = "non_municipalized_area", _("Área no municipalizada")
    ISLAND = "island", _("Isla")


class EntityOrder(models.TextChoices):
    """The order of the state to which an entity belongs."""

    NATIONAL = "national", _("Nacional")
    TERRITORIAL = "territorial", _("Territorial")


class EntityKind(models.TextChoices):
    """What an entity is."""

    MAYORALTY = "mayoralty", _("Alcaldía")
    GOVERNORATE = "governorate", _("Gobernación")
    NATIONAL_ENTITY = "national_entity", _("Entidad nacional")
    ENTITY_ASSOCIATION = "entity_association", _("Esquema asociativo")
    OTHER = "other", _("Otra entidad")


class BoundaryLevel(models.TextChoices):
    """What a loaded boundary encloses."""

    DEPARTMENT = "department", _("Departamento")
    MUNICIPALITY = "municipality", _("Municipio")
