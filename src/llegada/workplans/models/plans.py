"""Work plans agreed with an entity, and the versions shown to it (PTR-01..04, PTR-10)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import OrgUnit
from llegada.core.models import Event
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans import rules
from llegada.workplans.choices import UnplannedReason, WorkPlanStatus


class WorkPlan(models.Model):
    """An agreement between a provider's unit and an entity on specific services (PTR-01).

    It comes from a line of the annual plan, or says why it has none (PLA-09): `annual_line` or else `unplanned_reason`.
    `signed_version` is what the legal representative signed. Progress is computed from its milestones, never stored.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("título"), max_length=200)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia que asiste"), on_delete=models.PROTECT, related_name="work_plans"
    )
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad asistida"), on_delete=models.PROTECT, related_name="work_plans"
    )
    annual_line = models.ForeignKey(
        AnnualPlanLine,
        verbose_name=_("línea del plan anual"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="work_plans",
    )
    unplanned_reason = models.CharField(
        _("por qué no está en el plan anual"), max_length=16, choices=UnplannedReason, blank=True
    )
    unplanned_note = models.TextField(_("explicación"), blank=True)
    objectives = models.TextField(_("objetivos"))
    expected_results = models.TextField(_("resultados de capacidad esperados"), blank=True)
    starts_on = models.DateField(_("inicio"))
    ends_on = models.DateField(_("fin"))
    advisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asesor responsable"),
        on_delete=models.PROTECT,
        related_name="advised_plans",
    )
    counterpart_name = models.CharField(_("contraparte en la entidad"), max_length=150, blank=True)
    counterpart_post = models.CharField(_("cargo de la contraparte"), max_length=120, blank=True)
    counterpart_email = models.EmailField(_("correo de la contraparte"), blank=True)
    status = models.CharField(_("estado"), max_length=20, choices=WorkPlanStatus, default=WorkPlanStatus.DRAFT)
    consent_given_at = models.DateTimeField(_("aceptó el seguimiento"), null=True, blank=True)
    consent_given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_version = models.ForeignKey(
        "WorkPlanVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("firmado"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("terminó"), null=True, blank=True)
    end_reason = models.TextField(_("motivo de la terminación"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("creado"))
    updated_at = models.DateTimeField(_("actualizado"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan de trabajo")
        verbose_name_plural = _("planes de trabajo")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="workplan_status_known", condition=Q(status__in=WorkPlanStatus.values)),
            models.CheckConstraint(
                name="workplan_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fecha de fin debe ser posterior a la de inicio."),
            ),
            models.CheckConstraint(
                name="workplan_signed_complete",
                condition=~Q(status__in=["signed", "in_execution", "suspended", "finished", "closed"])
                | Q(
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    signed_version__isnull=False,
                    consent_given_at__isnull=False,
                ),
                violation_error_message=_("Un plan en marcha debe estar firmado y aceptado por la entidad."),
            ),
            models.CheckConstraint(
                name="workplan_terminated_has_reason",
                condition=~Q(status=WorkPlanStatus.TERMINATED) | (~Q(end_reason="") & Q(ended_on__isnull=False)),
                violation_error_message=_("Para terminar un plan antes de tiempo hace falta el motivo."),
            ),
            models.CheckConstraint(
                name="workplan_line_or_reason",
                condition=Q(annual_line__isnull=False, unplanned_reason="")
                | Q(annual_line__isnull=True, unplanned_reason__in=UnplannedReason.values),
                violation_error_message=_(
                    "Toda asistencia sale de una línea del plan anual, o dice por qué no está en él."
                ),
            ),
            models.CheckConstraint(
                name="workplan_reason_explained",
                condition=Q(unplanned_reason__in=["", *rules.PLAIN_REASONS]) | ~Q(unplanned_note=""),
                violation_error_message=_("Explique por qué esta asistencia no está en el plan anual."),
            ),
            models.UniqueConstraint(
                name="workplan_one_a_line",
                fields=["annual_line"],
                condition=~Q(status=WorkPlanStatus.TERMINATED),
                violation_error_message=_("Esa línea del plan anual ya tiene su plan de trabajo."),
            ),
        ]
        indexes = [
            # With the day, those of a unit that end first are found in it (`insights.selectors.unit_page`).
            models.Index(fields=["unit", "status", "ends_on", "id"], name="workplan_unit_status_idx"),
            models.Index(fields=["advisor", "status"], name="workplan_advisor_status_idx"),
            models.Index(fields=["entity", "status"], name="workplan_entity_status_idx"),
            # Who goes to whom in some days, of an entity and of the country, without reading a plan (overlaps); with its own key,
            # or PostgreSQL reads every plan instead.
            models.Index(fields=["entity", "ends_on", "starts_on", "unit", "id"], name="workplan_entity_days_idx"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the plan."""
        return reverse("workplans:detail", kwargs={"public_id": self.public_id})


class WorkPlanService(models.Model):
    """A service, in the version in force when it was chosen, that a plan brings to the entity.

    One taken out of a signed plan stays, with the day on which an amendment took it out, and its milestones do not apply.
    """

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="plan_services")
    service_version = models.ForeignKey(
        ServiceVersion, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="plan_services"
    )
    dropped_at = models.DateTimeField(_("sacado del plan"), null=True, blank=True)

    class Meta:
        verbose_name = _("servicio del plan")
        verbose_name_plural = _("servicios del plan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="workplanservice_once",
                fields=["plan", "service_version"],
                violation_error_message=_("El plan ya incluye ese servicio."),
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.plan_id}:{self.service_version_id}"


class WorkPlanVersion(models.Model):
    """What the entity was shown: the content of the plan when it was socialised, with its SHA-256. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versión"))
    content = models.JSONField(_("contenido"))
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    created_at = models.DateTimeField(_("mostrada"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("versión del plan")
        verbose_name_plural = _("versiones del plan")
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(name="workplanversion_number_once", fields=["plan", "number"])]

    def __str__(self) -> str:
        """Return the number."""
        return f"v{self.number}"


class PlanNotice(models.Model):
    """The mail that tells of one decision on a plan; `sent_at` keeps a task that runs twice from writing twice."""

    event = models.OneToOneField(Event, verbose_name=_("decisión"), on_delete=models.PROTECT, related_name="+")
    recipients = models.PositiveSmallIntegerField(_("destinatarios"), default=0)
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)

    class Meta:
        verbose_name = _("aviso de un plan")
        verbose_name_plural = _("avisos de planes")

    def __str__(self) -> str:
        """Return the key of the decision."""
        return str(self.event_id)
