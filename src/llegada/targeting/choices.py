"""Closed lists of focalisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexLevel(models.TextChoices):
    """What an external index is measured of."""

    MUNICIPALITY = "municipality", _("Municipio")
    DEPARTMENT = "department", _("Departamento")
    ENTITY = "entity", _("Entidad")


class IndexKind(models.TextChoices):
    """What the values of an external index are."""

    CONTINUOUS = "continuous", _("Medida")
    CATEGORY = "category", _("Categoría ordenada")
    LABEL = "label", _("Grupo sin orden")
    FLAG = "flag", _("Sí o no")


class IndexDirection(models.TextChoices):
    """What it says of a place to have more of an index."""

    MORE_IS_BETTER = "better", _("Más es mejor")
    MORE_IS_WORSE = "worse", _("Más es peor")
    NEUTRAL = "neutral", _("Ni mejor ni peor")


class EditionStatus(models.TextChoices):
    """Whether the values of an edition stand."""

    IN_FORCE = "in_force", _("Vigente")
    SUPERSEDED = "superseded", _("Reemplazada")
    WITHDRAWN = "withdrawn", _("Retirada")


class GroupKind(models.TextChoices):
    """What makes several entities a group (FOC-06)."""

    ASSOCIATION = "association", _("Esquema asociativo")
    PDET_SUBREGION = "pdet_subregion", _("Subregión PDET")
    PROVINCE = "province", _("Provincia")
    OWN = "own", _("Grupo propio")
