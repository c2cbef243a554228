"""Rules of focalisation: the universe, the criteria with their weights, and the cut (FOC-01, FOC-04, FOC-06)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import Organization, OrgUnit
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR
from llegada.targeting.choices import (
    CriterionDirection,
    CutKind,
    FilterKind,
    Method,
    MissingPolicy,
    Normalization,
    RuleLevel,
    RuleStatus,
)
from llegada.targeting.models.groups import EntityGroup
from llegada.targeting.models.indices import ExternalIndex

_EDITION_YEARS = (MinValueValidator(1985), MaxValueValidator(2100))


class TargetingRule(models.Model):
    """How one unit chooses where to go: which places compete, by which criteria, and how many are chosen.

    Only the number of `cut_kind` counts. `quota_index` groups places by a category, a label or a flag; without it quotas are of
    each department. `group_index` says of which group the median stands for a missing value; without it, that of the
    department. `revision` grows with every saved change, so that two people editing find out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="targeting_rules"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="targeting_rules"
    )
    name = models.CharField(_("nombre"), max_length=160)
    purpose = models.TextField(_("para qué se prioriza"))
    level = models.CharField(_("qué se prioriza"), max_length=12, choices=RuleLevel, default=RuleLevel.MUNICIPALITY)
    year = models.PositiveSmallIntegerField(
        _("vigencia"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    strategy = models.ForeignKey(
        Strategy,
        verbose_name=_("estrategia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targeting_rules",
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("servicio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targeting_rules",
    )
    method = models.CharField(_("método"), max_length=14, choices=Method, default=Method.WEIGHTED_SUM)
    cut_kind = models.CharField(_("corte"), max_length=8, choices=CutKind, default=CutKind.NUMBER)
    cut_number = models.PositiveIntegerField(
        _("cuántos"), null=True, blank=True, validators=[MinValueValidator(1)], default=100
    )
    cut_score = models.FloatField(
        _("puntaje mínimo"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    quota_size = models.PositiveIntegerField(
        _("cupos por grupo"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    quota_index = models.ForeignKey(
        ExternalIndex,
        verbose_name=_("grupos de los cupos"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    group_index = models.ForeignKey(
        ExternalIndex,
        verbose_name=_("grupo cuya mediana reemplaza un dato que falta"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(_("estado"), max_length=10, choices=RuleStatus, default=RuleStatus.OPEN)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que la editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("regla de focalización")
        verbose_name_plural = _("reglas de focalización")
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="targetingrule_level_known", condition=Q(level__in=RuleLevel.values)),
            models.CheckConstraint(name="targetingrule_method_known", condition=Q(method__in=Method.values)),
            models.CheckConstraint(name="targetingrule_status_known", condition=Q(status__in=RuleStatus.values)),
            models.CheckConstraint(
                name="targetingrule_year_sane", condition=Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR)
            ),
            models.UniqueConstraint(
                name="targetingrule_name_once_a_year",
                fields=["unit", "year", "name"],
                violation_error_message=_("La dependencia ya tiene una regla con ese nombre en esa vigencia."),
            ),
            models.CheckConstraint(
                name="targetingrule_cut_says_how_much",
                condition=Q(cut_kind=CutKind.NUMBER, cut_number__isnull=False, cut_number__gte=1)
                | Q(cut_kind=CutKind.SCORE, cut_score__isnull=False, cut_score__gte=0, cut_score__lte=100)
                | Q(cut_kind=CutKind.QUOTA, quota_size__isnull=False, quota_size__gte=1),
                violation_error_message=_(
                    "Diga cuánto es el corte: cuántos lugares, el puntaje mínimo (de 0 a 100) o los cupos por grupo."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:rule", kwargs={"public_id": self.public_id})


class RuleCriterion(models.Model):
    """One index that a rule weighs. Without `edition_year` it reads the most recent edition in force.

    `weight` is relative: what counts is its part of the sum of the weights of the rule.
    """

    rule = models.ForeignKey(TargetingRule, verbose_name=_("regla"), on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("orden"))
    index = models.ForeignKey(ExternalIndex, verbose_name=_("índice"), on_delete=models.PROTECT, related_name="+")
    edition_year = models.PositiveSmallIntegerField(_("año"), null=True, blank=True, validators=_EDITION_YEARS)
    weight = models.FloatField(_("peso"), validators=[MinValueValidator(0), MaxValueValidator(1000)])
    direction = models.CharField(
        _("sentido"), max_length=4, choices=CriterionDirection, default=CriterionDirection.MORE
    )
    normalization = models.CharField(_("escala"), max_length=10, choices=Normalization, default=Normalization.MIN_MAX)
    missing = models.CharField(
        _("si falta el dato"), max_length=12, choices=MissingPolicy, default=MissingPolicy.LEAVE_OUT
    )

    class Meta:
        verbose_name = _("criterio de una regla")
        verbose_name_plural = _("criterios de una regla")
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(name="rulecriterion_position_once", fields=["rule", "position"]),
            models.CheckConstraint(
                name="rulecriterion_weight_not_negative",
                condition=Q(weight__gte=0),
                violation_error_message=_("Un peso no puede ser negativo."),
            ),
            models.CheckConstraint(
                name="rulecriterion_direction_known", condition=Q(direction__in=CriterionDirection.values)
            ),
            models.CheckConstraint(
                name="rulecriterion_normalization_known", condition=Q(normalization__in=Normalization.values)
            ),
            models.CheckConstraint(name="rulecriterion_missing_known", condition=Q(missing__in=MissingPolicy.values)),
        ]

    def __str__(self) -> str:
        """Return the name of the index."""
        return str(self.index)


class RuleFilter(models.Model):
    """One condition that a place meets to compete; several are all asked. With `excludes`, those that meet it do not compete.

    `values` are positions of categories of `index`, or codes of departments. `years` counts back from the day of the run;
    without it, ever.
    """

    rule = models.ForeignKey(TargetingRule, verbose_name=_("regla"), on_delete=models.CASCADE, related_name="filters")
    position = models.PositiveSmallIntegerField(_("orden"))
    kind = models.CharField(_("condición"), max_length=18, choices=FilterKind)
    index = models.ForeignKey(
        ExternalIndex, verbose_name=_("índice"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edition_year = models.PositiveSmallIntegerField(_("año"), null=True, blank=True, validators=_EDITION_YEARS)
    minimum = models.FloatField(_("desde"), null=True, blank=True)
    maximum = models.FloatField(_("hasta"), null=True, blank=True)
    values = models.JSONField(_("cuáles"), default=list, blank=True)
    group = models.ForeignKey(
        EntityGroup, verbose_name=_("grupo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    years = models.PositiveSmallIntegerField(
        _("en cuántos años"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    excludes = models.BooleanField(_("deja por fuera a los que la cumplen"), default=False)

    class Meta:
        verbose_name = _("filtro de una regla")
        verbose_name_plural = _("filtros de una regla")
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(name="rulefilter_position_once", fields=["rule", "position"]),
            models.CheckConstraint(name="rulefilter_kind_known", condition=Q(kind__in=FilterKind.values)),
            models.CheckConstraint(
                name="rulefilter_index_where_read",
                condition=~Q(kind__in=[FilterKind.INDEX_RANGE, FilterKind.INDEX_CATEGORIES]) | Q(index__isnull=False),
                violation_error_message=_("Diga de qué índice son los valores del filtro."),
            ),
            models.CheckConstraint(
                name="rulefilter_group_where_read",
                condition=~Q(kind=FilterKind.GROUP) | Q(group__isnull=False),
                violation_error_message=_("Diga cuál es el grupo de entidades del filtro."),
            ),
            models.CheckConstraint(
                name="rulefilter_range_says_something",
                condition=~Q(kind=FilterKind.INDEX_RANGE) | Q(minimum__isnull=False) | Q(maximum__isnull=False),
                violation_error_message=_("Diga desde qué valor o hasta cuál."),
            ),
            models.CheckConstraint(
                name="rulefilter_range_ordered",
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                violation_error_message=_("«Hasta» debe ser igual o mayor que «desde»."),
            ),
        ]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(self.get_kind_display())
