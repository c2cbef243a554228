"""The annual analysis of a unit: what it found, its intervention scenarios and its priorities (EST-10; seed S2, step 1)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.planning.choices import AnalysisSection, AnalysisStatus
from llegada.planning.models.cycles import PlanningCycle
from llegada.portfolio.models import ThematicLine
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR


class AnnualAnalysis(models.Model):
    """What a unit looked at before planning a year, and what it proposes: the coordination accepts it.

    It looks at the year before that of its cycle. `revision` grows with every saved change. Once sent it is frozen by
    triggers; `accepted_by` is never who wrote or sent it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(
        PlanningCycle, verbose_name=_("ciclo de planeación"), on_delete=models.PROTECT, related_name="analyses"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="annual_analyses"
    )
    status = models.CharField(_("estado"), max_length=10, choices=AnalysisStatus, default=AnalysisStatus.DRAFT)
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que lo editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(_("acogido"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))

    class Meta:
        verbose_name = _("análisis anual")
        verbose_name_plural = _("análisis anuales")
        ordering = ["cycle", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="annualanalysis_once",
                fields=["cycle", "unit"],
                violation_error_message=_("La dependencia ya tiene su análisis de esa vigencia."),
            ),
            models.CheckConstraint(name="annualanalysis_status_known", condition=Q(status__in=AnalysisStatus.values)),
            models.CheckConstraint(
                name="annualanalysis_delivered_says_who",
                condition=Q(status=AnalysisStatus.DRAFT) | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="annualanalysis_accepted_whole",
                condition=Q(status=AnalysisStatus.ACCEPTED, accepted_at__isnull=False, accepted_by__isnull=False)
                | (~Q(status=AnalysisStatus.ACCEPTED) & Q(accepted_at__isnull=True, accepted_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="annualanalysis_author_not_acceptor",
                condition=Q(accepted_by__isnull=True) | (~Q(accepted_by=F("edited_by")) & ~Q(accepted_by=F("sent_by"))),
                violation_error_message=_("Quien escribe o envía un análisis no lo acoge."),
            ),
        ]

    def __str__(self) -> str:
        """Return the unit and the year that is being planned."""
        return f"{self.unit} · {self.cycle}"

    def get_absolute_url(self) -> str:
        """Return the page of the analysis."""
        return reverse("planning:analysis", kwargs={"public_id": self.public_id})

    @property
    def looked_year(self) -> int:
        """Return the year that it looks at: the one before that which is being planned."""
        return self.cycle.year - 1


class AnalysisFinding(models.Model):
    """What a unit found in one section; where the section does not apply to it, `text` says why."""

    analysis = models.ForeignKey(
        AnnualAnalysis, verbose_name=_("análisis anual"), on_delete=models.CASCADE, related_name="findings"
    )
    section = models.CharField(_("sección"), max_length=20, choices=AnalysisSection)
    applies = models.BooleanField(_("aplica"), default=True)
    text = models.TextField(_("qué se encontró"), blank=True)

    class Meta:
        verbose_name = _("hallazgo del análisis")
        verbose_name_plural = _("hallazgos del análisis")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="analysisfinding_once", fields=["analysis", "section"]),
            models.CheckConstraint(
                name="analysisfinding_section_known", condition=Q(section__in=AnalysisSection.values)
            ),
        ]

    def __str__(self) -> str:
        """Return the section in words."""
        return str(self.get_section_display())


class AnalysisSource(models.Model):
    """Where what was found can be seen: a link, with the year of its data where it has one."""

    finding = models.ForeignKey(
        AnalysisFinding, verbose_name=_("hallazgo"), on_delete=models.CASCADE, related_name="sources"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("qué es"), max_length=200)
    url = models.CharField(_("dirección"), max_length=500, validators=[URLValidator(schemes=["https"])])
    year = models.PositiveSmallIntegerField(
        _("año de los datos"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )

    class Meta:
        verbose_name = _("fuente del análisis")
        verbose_name_plural = _("fuentes del análisis")
        ordering = ["finding", "position"]
        constraints = [
            models.UniqueConstraint(name="analysissource_position_once", fields=["finding", "position"]),
            models.CheckConstraint(name="analysissource_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="analysissource_is_safe",
                condition=Q(url__istartswith="https://"),
                violation_error_message=_("La dirección de una fuente empieza por https://."),
            ),
            models.CheckConstraint(
                name="analysissource_year_sane",
                condition=Q(year__isnull=True) | (Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR)),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class InterventionScenario(models.Model):
    """One way in which the unit could intervene, and with which entities (seed S2, step 1)."""

    analysis = models.ForeignKey(
        AnnualAnalysis, verbose_name=_("análisis anual"), on_delete=models.CASCADE, related_name="scenarios"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("escenario"), max_length=200)
    description = models.TextField(_("en qué consiste"))
    scope = models.TextField(_("entidades o alcance"))

    class Meta:
        verbose_name = _("escenario de intervención")
        verbose_name_plural = _("escenarios de intervención")
        ordering = ["analysis", "position"]
        constraints = [
            models.UniqueConstraint(name="interventionscenario_position_once", fields=["analysis", "position"]),
            models.CheckConstraint(
                name="interventionscenario_is_whole", condition=~Q(name="") & ~Q(description="") & ~Q(scope="")
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class AnalysisPriority(models.Model):
    """What comes first for the unit, and why; `position` is its order."""

    analysis = models.ForeignKey(
        AnnualAnalysis, verbose_name=_("análisis anual"), on_delete=models.CASCADE, related_name="priorities"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("prioridad"), max_length=200)
    reason = models.TextField(_("por qué"))
    line = models.ForeignKey(
        ThematicLine,
        verbose_name=_("línea temática"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("prioridad del análisis")
        verbose_name_plural = _("prioridades del análisis")
        ordering = ["analysis", "position"]
        constraints = [
            models.UniqueConstraint(name="analysispriority_position_once", fields=["analysis", "position"]),
            models.CheckConstraint(name="analysispriority_is_whole", condition=~Q(name="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
