"""Closed lists of the indicator sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorLevel(models.TextChoices):
    """Link of the value chain that the indicator measures (MON-02, MON-04)."""

    IMPACT = "impact", _("Impacto")
    OUTCOME = "outcome", _("Resultado")
    OUTPUT = "output", _("Producto")
    MANAGEMENT = "management", _("Gestión")


class Direction(models.TextChoices):
    """Which way the measure should move."""

    MORE = "more", _("Más es mejor")
    LESS = "less", _("Menos es mejor")


class Accumulation(models.TextChoices):
    """How the results of the years make progress: the six types of DNP's guide (facts B.4)."""

    CUMULATIVE = "cumulative", _("Acumulado")
    FLOW = "flow", _("Flujo")
    STOCK = "stock", _("Stock")
    CAPACITY = "capacity", _("Capacidad")
    REDUCTION = "reduction", _("Reducción")
    ANNUAL_REDUCTION = "annual_reduction", _("Reducción anual")


class Periodicity(models.TextChoices):
    """How often the measure is taken (MON-07)."""

    WEEKLY = "weekly", _("Semanal")
    MONTHLY = "monthly", _("Mensual")
    QUARTERLY = "quarterly", _("Trimestral")
    HALF_YEARLY = "half_yearly", _("Semestral")
    YEARLY = "yearly", _("Anual")


class BaselineGap(models.TextChoices):
    """Why there is no baseline: what was never measured is not zero."""

    NEVER_MEASURED = "never_measured", _("No se había medido")
    NOT_PUBLISHED = "not_published", _("La fuente no lo publica")
    IN_PROGRESS = "in_progress", _("La medición está en curso")
    NEW_OFFER = "new_offer", _("Lo que mide no existía antes")


class SheetStatus(models.TextChoices):
    """State of a sheet. What is in force is frozen: a correction is another version."""

    DRAFT = "draft", _("Borrador")
    IN_FORCE = "in_force", _("En vigor")
    SUPERSEDED = "superseded", _("Reemplazada")
    RETIRED = "retired", _("Retirada")


class Criterion(models.TextChoices):
    """The six questions of the CREMAS check, by its initials (MON-10)."""

    CLEAR = "clear", _("Claro")
    RELEVANT = "relevant", _("Relevante")
    ECONOMIC = "economic", _("Económico")
    MEASURABLE = "measurable", _("Medible")
    ADEQUATE = "adequate", _("Adecuado")
    SENSITIVE = "sensitive", _("Sensible")
