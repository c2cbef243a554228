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


class RuleLevel(models.TextChoices):
    """What a rule of focalisation puts in order."""

    MUNICIPALITY = "municipality", _("Municipios")
    DEPARTMENT = "department", _("Departamentos")
    ENTITY = "entity", _("Entidades")
    GROUP = "group", _("Grupos de entidades")


class RuleStatus(models.TextChoices):
    """Whether a rule is in use."""

    OPEN = "open", _("En uso")
    ARCHIVED = "archived", _("Archivada")


class Method(models.TextChoices):
    """How the criteria of a rule become one score."""

    WEIGHTED_SUM = "weighted_sum", _("Suma ponderada")
    TOPSIS = "topsis", _("TOPSIS: cercanía a lo más prioritario")


class CutKind(models.TextChoices):
    """How a rule says who is in the list."""

    NUMBER = "number", _("Los primeros, hasta un número")
    SCORE = "score", _("Los que alcancen un puntaje")
    QUOTA = "quota", _("Los primeros de cada grupo (cupos)")


class CriterionDirection(models.TextChoices):
    """Which values of a criterion make a place more of a priority."""

    MORE = "more", _("Más alto, más prioritario")
    LESS = "less", _("Más bajo, más prioritario")


class Normalization(models.TextChoices):
    """How the values of a criterion are brought to one scale."""

    MIN_MAX = "min_max", _("Mínimo–máximo")
    PERCENTILE = "percentile", _("Percentil")
    Z_SCORE = "z_score", _("Puntaje z")


class MissingPolicy(models.TextChoices):
    """What is done with a place that has no value of a criterion. Whatever it is, the result says it."""

    LEAVE_OUT = "leave_out", _("Dejar el lugar por fuera del orden")
    GROUP_MEDIAN = "group_median", _("Poner la mediana de su grupo")
    WORST_CASE = "worst_case", _("Poner el valor menos prioritario")


class FilterKind(models.TextChoices):
    """What a filter of the universe looks at."""

    INDEX_RANGE = "index_range", _("Valores de un índice, entre dos")
    INDEX_CATEGORIES = "index_categories", _("Categorías de un índice")
    DEPARTMENTS = "departments", _("Departamentos")
    GROUP = "group", _("Grupo de entidades")
    ASSISTED = "assisted", _("Recibió asistencia en los últimos años")
    SILENT = "silent", _("No ha recibido asistencia en los últimos años")


class Standing(models.TextChoices):
    """How firmly a place stands in or out of the list when the weights move a little."""

    SAFE = "safe", _("Seguro")
    DOUBTFUL = "doubtful", _("Dudoso")
    OUT = "out", _("Fuera")


class ListStatus(models.TextChoices):
    """State of a version of a prioritised list."""

    DRAFT = "draft", _("Borrador")
    IN_REVIEW = "in_review", _("En revisión")
    APPROVED = "approved", _("Aprobada")
    SUPERSEDED = "superseded", _("Reemplazada")
    WITHDRAWN = "withdrawn", _("Retirada")
    DISCARDED = "discarded", _("Descartada")


class PlaceOrigin(models.TextChoices):
    """How an entity came to a list."""

    RULE = "rule", _("Por la regla")
    MANUAL = "manual", _("Inclusión manual")


class Acceptance(models.TextChoices):
    """What the administration of an entity answered (FOC-02: membership depends on its will)."""

    PENDING = "pending", _("Sin respuesta")
    ACCEPTED = "accepted", _("Aceptó")
    DECLINED = "declined", _("No aceptó")


class ChangeKind(models.TextChoices):
    """What a manual change does to a list."""

    INCLUDE = "include", _("Incluir")
    EXCLUDE = "exclude", _("Excluir")


class ChangeStatus(models.TextChoices):
    """State of a manual change."""

    ASKED = "asked", _("Pedido")
    APPROVED = "approved", _("Aprobado")
    DENIED = "denied", _("Negado")
    TAKEN_BACK = "taken_back", _("Desistido")


class AssistanceDuty(models.TextChoices):
    """Whether a norm obliges to assist the entity (FOC-09; seed S2, steps 5 and 6)."""

    NORMATIVE = "normative", _("Obligación normativa")
    VOLUNTARY = "voluntary", _("Voluntaria")


class MatrixStatus(models.TextChoices):
    """State of a version of a concertation matrix."""

    DRAFT = "draft", _("Borrador")
    AGREED = "agreed", _("Concertada")
    SUPERSEDED = "superseded", _("Reemplazada")
