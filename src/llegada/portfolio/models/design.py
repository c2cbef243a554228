"""The design of a version: gaps, objectives, indicators, costs, schedule, and the unit's own fields (PRD-08 to PRD-13, PRD-22).

Triggers in the database freeze all of it with its version.
"""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.indicators.models import IndicatorSheet
from llegada.portfolio import rules
from llegada.portfolio.choices import CapacityKind, DayKind, Ending, FieldKind, FundingSource, GapKind, GapLevel
from llegada.portfolio.models.services import ServiceVersion

_YEARS = (MinValueValidator(rules.FIRST_YEAR), MaxValueValidator(rules.LAST_YEAR))


def _known(name: str, field: str, values: list[str]) -> models.CheckConstraint:
    """Return the constraint that a field says one of `values`, or nothing yet."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": ["", *values]}))


def _in_years(name: str, field: str) -> models.CheckConstraint:
    """Return the constraint that a year, where there is one, is no mistake of the keyboard."""
    sane = Q(**{f"{field}__gte": rules.FIRST_YEAR, f"{field}__lte": rules.LAST_YEAR})
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__isnull": True}) | sane)


class DesignSheet(models.Model):
    """What the design of a version says outside its lists: with what it ends, its topics (one a line), its kind of days."""

    version = models.OneToOneField(ServiceVersion, on_delete=models.CASCADE, related_name="design")
    ending = models.CharField(_("termina en"), max_length=8, choices=Ending, blank=True)
    topics = models.TextField(_("temas"), blank=True)
    day_kind = models.CharField(
        _("los días del cronograma son"), max_length=8, choices=DayKind, default=DayKind.WORKING
    )

    class Meta:
        verbose_name = _("ficha de diseño")
        verbose_name_plural = _("fichas de diseño")
        constraints = [
            _known("designsheet_ending_known", "ending", Ending.values),
            models.CheckConstraint(name="designsheet_day_kind_known", condition=Q(day_kind__in=DayKind.values)),
        ]

    def __str__(self) -> str:
        """Return the ending in words."""
        return str(self.get_ending_display())


class DesignRow(models.Model):
    """A row of the design of a version. `key` stays the same from version to version, so that two can be compared."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(_("orden"))

    class Meta:
        abstract = True


class CapacityGap(DesignRow):
    """A capacity that the entities lack (PRD-08): in words and, where possible, in figures of `measure`. NULL is «sin dato»."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="gaps")
    level = models.CharField(_("nivel"), max_length=16, choices=GapLevel, blank=True)
    kind = models.CharField(_("lado de la capacidad"), max_length=14, choices=GapKind, blank=True)
    capacity = models.CharField(_("tipo de capacidad"), max_length=14, choices=CapacityKind, blank=True)
    description = models.TextField(_("qué falta"))
    measure = models.CharField(_("unidad de medida"), max_length=80, blank=True)
    present_value = models.DecimalField(_("valor actual"), max_digits=18, decimal_places=4, null=True, blank=True)
    wanted_value = models.DecimalField(_("valor deseado"), max_digits=18, decimal_places=4, null=True, blank=True)
    workshop_on = models.DateField(_("fecha del taller conjunto"), null=True, blank=True)
    workshop_record = models.TextField(_("registro del taller conjunto"), blank=True)

    class Meta:
        verbose_name = _("brecha de capacidad")
        verbose_name_plural = _("brechas de capacidad")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="capacitygap_key_once", fields=["version", "key"]),
            _known("capacitygap_level_known", "level", GapLevel.values),
            _known("capacitygap_kind_known", "kind", GapKind.values),
            _known("capacitygap_capacity_known", "capacity", CapacityKind.values),
            models.CheckConstraint(name="capacitygap_says_something", condition=~Q(description="")),
            models.CheckConstraint(
                name="capacitygap_value_has_measure",
                condition=~Q(measure="") | Q(present_value__isnull=True, wanted_value__isnull=True),
                violation_error_message=_("Un valor necesita su unidad de medida."),
            ),
        ]

    def __str__(self) -> str:
        """Return what is missing, shortened."""
        return self.description[:80]


class CapacityObjective(DesignRow):
    """A capacity to be built, with the gaps that it closes and how it fulfils the four conditions (PRD-09)."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="objectives")
    text = models.TextField(_("objetivo"))
    gaps = models.ManyToManyField(
        CapacityGap, verbose_name=_("brechas que cierra"), blank=True, related_name="objectives"
    )
    is_realistic = models.BooleanField(_("es realista"), default=False)
    realistic_how = models.TextField(_("con qué recursos se alcanza"), blank=True)
    is_effective = models.BooleanField(_("es eficaz"), default=False)
    effective_how = models.TextField(_("por qué sirve también en el futuro"), blank=True)
    is_coherent = models.BooleanField(_("es coherente"), default=False)
    coherent_how = models.TextField(_("por qué no impide otro objetivo"), blank=True)
    is_quantifiable = models.BooleanField(_("es cuantificable"), default=False)
    quantifiable_how = models.TextField(_("cómo se mide en el tiempo"), blank=True)

    class Meta:
        verbose_name = _("objetivo de capacidad")
        verbose_name_plural = _("objetivos de capacidad")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="capacityobjective_key_once", fields=["version", "key"]),
            models.CheckConstraint(name="capacityobjective_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        """Return the objective, shortened."""
        return self.text[:80]


class DesignIndicator(DesignRow):
    """An indicator sheet by which a version is judged, with the goal that it sets itself in one year (PRD-12)."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="indicators")
    sheet = models.ForeignKey(
        IndicatorSheet, verbose_name=_("ficha del indicador"), on_delete=models.PROTECT, related_name="services"
    )
    goal_value = models.DecimalField(_("meta"), max_digits=18, decimal_places=4, null=True, blank=True)
    goal_year = models.PositiveSmallIntegerField(_("año de la meta"), null=True, blank=True, validators=_YEARS)

    class Meta:
        verbose_name = _("indicador del servicio")
        verbose_name_plural = _("indicadores del servicio")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="designindicator_key_once", fields=["version", "key"]),
            models.UniqueConstraint(
                name="designindicator_once_a_year",
                fields=["version", "sheet", "goal_year"],
                violation_error_message=_("El mismo indicador tiene dos metas del mismo año. Deje una."),
            ),
            _in_years("designindicator_year_sane", "goal_year"),
        ]

    def __str__(self) -> str:
        """Return the name of the indicator."""
        return self.sheet.name


class DesignCost(DesignRow):
    """What one item costs in one year, in pesos, from which source, and who operates and administers it (PRD-13)."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="costs")
    item = models.CharField(_("rubro"), max_length=200)
    source = models.CharField(_("fuente de financiación"), max_length=12, choices=FundingSource, blank=True)
    year = models.PositiveSmallIntegerField(_("año"), null=True, blank=True, validators=_YEARS)
    amount = models.DecimalField(_("valor en pesos"), max_digits=18, decimal_places=2, null=True, blank=True)
    operation = models.CharField(_("forma de operación"), max_length=200, blank=True)
    administration = models.CharField(_("forma de administración"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("costo")
        verbose_name_plural = _("costos")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="designcost_key_once", fields=["version", "key"]),
            _known("designcost_source_known", "source", FundingSource.values),
            _in_years("designcost_year_sane", "year"),
            models.CheckConstraint(name="designcost_says_something", condition=~Q(item="")),
            models.CheckConstraint(
                name="designcost_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("Un costo no puede ser negativo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the item."""
        return self.item


class UnitField(models.Model):
    """A field that a unit adds to the design of its services (PRD-22); retired, never deleted. `options`: one a line."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="service_fields"
    )
    name = models.CharField(_("nombre"), max_length=120)
    kind = models.CharField(_("qué recibe"), max_length=8, choices=FieldKind)
    options = models.TextField(_("opciones"), blank=True)
    help_text = models.CharField(_("ayuda"), max_length=300, blank=True)
    is_required = models.BooleanField(_("obligatorio"), default=False)
    is_active = models.BooleanField(_("en uso"), default=True)

    class Meta:
        verbose_name = _("campo propio")
        verbose_name_plural = _("campos propios")
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="unitfield_name_once",
                fields=["unit", "name"],
                violation_error_message=_("La dependencia ya tiene un campo con ese nombre."),
            ),
            models.CheckConstraint(name="unitfield_kind_known", condition=Q(kind__in=FieldKind.values)),
            models.CheckConstraint(
                name="unitfield_choice_has_options",
                condition=~Q(kind=FieldKind.CHOICE) | ~Q(options=""),
                violation_error_message=_("Escriba las opciones, una por línea."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def option_list(self) -> list[str]:
        """Return the options."""
        return [one.strip() for one in self.options.splitlines() if one.strip()]


class FieldAnswer(models.Model):
    """What a version says in a field of its unit, as `design_rules.read_answer` stores it."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="answers")
    field = models.ForeignKey(UnitField, verbose_name=_("campo"), on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("respuesta"))

    class Meta:
        verbose_name = _("respuesta de un campo propio")
        verbose_name_plural = _("respuestas de campos propios")
        ordering = ["field_id"]
        constraints = [
            models.UniqueConstraint(name="fieldanswer_once", fields=["version", "field"]),
            models.CheckConstraint(name="fieldanswer_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        """Return the answer, shortened."""
        return self.text[:80]
