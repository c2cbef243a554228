"""Requests of entities and citizens, and the numbers that they get (OPE-11, OPE-12)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.accounts.models import ConsentText, Organization, OrgUnit
from llegada.delivery.request_choices import (
    RequestAsker,
    RequestChannel,
    RequestKind,
    RequestOutcome,
    RequestStatus,
)
from llegada.planning.models import AnnualPlanLine
from llegada.territory.models import Entity, Municipality
from llegada.workplans.models import WorkPlan

#: States that say who answers for the request, and those that say how it ended.
_IN_HANDS = ("assigned", "in_progress", "answered", "notified", "closed")
#: Channels whose answer comes later, and must find whoever asked.
_ANSWERED_LATER = (RequestChannel.WEB, RequestChannel.WRITTEN)


class RequestCounter(models.Model):
    """The last number given in a year; numbers are consecutive in the whole installation."""

    year = models.PositiveSmallIntegerField(_("vigencia"), unique=True)
    last = models.PositiveIntegerField(_("último número"), default=0)

    class Meta:
        verbose_name = _("consecutivo de solicitudes")
        verbose_name_plural = _("consecutivos de solicitudes")

    def __str__(self) -> str:
        """Return the year and its last number."""
        return f"{self.year}: {self.last}"


class AssistanceRequest(models.Model):
    """What an entity or a citizen asks an organisation for, with its legal term.

    `code_digest` is the SHA-256 of the secret code with which whoever asked follows it. The term is `clock_days` working days
    that run since the day after `clock_from`; `due_on` is where they end, kept to be filtered, and moves when the organisation
    declares a day off. While it is incomplete, `clock_days` are those that were left (Ley 1755 de 2015, art. 17).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("radicado"), max_length=20, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización a la que se pide"), on_delete=models.PROTECT, related_name="requests"
    )
    channel = models.CharField(_("canal"), max_length=16, choices=RequestChannel, default=RequestChannel.WEB)
    asker = models.CharField(_("quién pide"), max_length=10, choices=RequestAsker)
    name = models.CharField(_("nombre de quien pide"), max_length=200)
    email = models.EmailField(_("correo electrónico"), blank=True)
    contact = models.CharField(_("teléfono o dirección"), max_length=200, blank=True)
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipio"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("clase"), max_length=14, choices=RequestKind)
    subject = models.CharField(_("asunto"), max_length=200)
    text = models.TextField(_("lo que pide"), max_length=8000)
    consent_text = models.ForeignKey(
        ConsentText,
        verbose_name=_("autorización de datos"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    consented_at = models.DateTimeField(_("autorizó"), null=True, blank=True)
    received_at = models.DateTimeField(_("recibida"))
    received_on = models.DateField(_("día de radicado"))
    clock_from = models.DateField(_("el término corre desde"), editable=False)
    clock_days = models.PositiveSmallIntegerField(_("días hábiles del término"), editable=False)
    due_on = models.DateField(_("vence"))
    status = models.CharField(_("estado"), max_length=12, choices=RequestStatus, default=RequestStatus.RECEIVED)
    status_on = models.DateField(_("en este estado desde"), editable=False)
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("dependencia responsable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona responsable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    missing = models.TextField(_("lo que falta"), blank=True)
    completion_asked_on = models.DateField(_("se pidió completar"), null=True, blank=True)
    completion_due_on = models.DateField(_("plazo para completar"), null=True, blank=True)
    is_completion_extended = models.BooleanField(_("se amplió el plazo para completar"), default=False)
    completed_text = models.TextField(_("lo que se completó"), blank=True)
    extended_on = models.DateField(_("prorrogada"), null=True, blank=True)
    extension_reason = models.TextField(_("motivo de la prórroga"), blank=True)
    transferred_to = models.CharField(_("trasladada a"), max_length=250, blank=True)
    transferred_on = models.DateField(_("trasladada el"), null=True, blank=True)
    end_reason = models.TextField(_("motivo"), blank=True)
    answered_on = models.DateField(_("respondida el"), null=True, blank=True)
    outcome = models.CharField(_("resultado"), max_length=16, choices=RequestOutcome, blank=True)
    outcome_note = models.TextField(_("por qué no procede"), blank=True)
    line = models.ForeignKey(
        AnnualPlanLine,
        verbose_name=_("línea del plan anual"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    plan = models.ForeignKey(
        WorkPlan,
        verbose_name=_("plan de trabajo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    was_helpful = models.BooleanField(_("le sirvió"), null=True, blank=True)
    opinion = models.TextField(_("lo que dijo de la respuesta"), blank=True)
    rated_on = models.DateField(_("opinó"), null=True, blank=True)
    reopened_on = models.DateField(_("reabierta"), null=True, blank=True)
    last_alert = models.CharField(max_length=40, blank=True, editable=False)
    last_alert_on = models.DateField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.CharField(max_length=700, editable=False)
    history = HistoricalRecords(
        excluded_fields=["code_digest", "search_text", "text", "completed_text", "last_alert", "last_alert_on"]
    )

    class Meta:
        verbose_name = _("solicitud")
        verbose_name_plural = _("solicitudes")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="request_status_known", condition=Q(status__in=RequestStatus.values)),
            models.CheckConstraint(name="request_asker_known", condition=Q(asker__in=RequestAsker.values)),
            models.CheckConstraint(name="request_kind_known", condition=Q(kind__in=RequestKind.values)),
            models.CheckConstraint(name="request_channel_known", condition=Q(channel__in=RequestChannel.values)),
            models.CheckConstraint(
                name="request_outcome_known", condition=Q(outcome="") | Q(outcome__in=RequestOutcome.values)
            ),
            models.CheckConstraint(
                name="request_can_be_answered",
                condition=~Q(email="") | ~Q(contact="") | ~Q(channel__in=_ANSWERED_LATER),
                violation_error_message=_("Deje un correo electrónico, o un teléfono o dirección, para responderle."),
            ),
            models.CheckConstraint(
                name="request_entity_said",
                condition=~Q(asker=RequestAsker.ENTITY) | Q(entity__isnull=False),
                violation_error_message=_("Diga qué entidad territorial pide."),
            ),
            models.CheckConstraint(
                name="request_consent_complete",
                condition=Q(consent_text__isnull=True, consented_at__isnull=True)
                | Q(consent_text__isnull=False, consented_at__isnull=False),
            ),
            models.CheckConstraint(name="request_due_after_receipt", condition=Q(due_on__gte=F("received_on"))),
            models.CheckConstraint(
                name="request_in_hands_has_unit",
                condition=~Q(status__in=_IN_HANDS) | Q(unit__isnull=False),
                violation_error_message=_("Una solicitud asignada dice qué dependencia responde."),
            ),
            models.CheckConstraint(
                name="request_incomplete_says_what",
                condition=~Q(status=RequestStatus.INCOMPLETE)
                | (~Q(missing="") & Q(completion_asked_on__isnull=False, completion_due_on__isnull=False)),
                violation_error_message=_("Diga qué falta para poder responder."),
            ),
            models.CheckConstraint(
                name="request_transferred_says_to_whom",
                condition=~Q(status=RequestStatus.TRANSFERRED)
                | (~Q(transferred_to="") & Q(transferred_on__isnull=False)),
                violation_error_message=_("Diga a quién se traslada."),
            ),
            models.CheckConstraint(
                name="request_withdrawn_says_why", condition=~Q(status=RequestStatus.WITHDRAWN) | ~Q(end_reason="")
            ),
            models.CheckConstraint(
                name="request_answered_has_day",
                condition=~Q(status__in=("answered", "notified", "closed")) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="request_closed_has_outcome", condition=~Q(status=RequestStatus.CLOSED) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="request_outcome_complete",
                condition=(Q(outcome=RequestOutcome.PLAN_LINE, line__isnull=False, plan__isnull=True))
                | Q(outcome=RequestOutcome.WORK_PLAN, plan__isnull=False, line__isnull=True)
                | (Q(outcome=RequestOutcome.NOT_APPLICABLE, line__isnull=True, plan__isnull=True) & ~Q(outcome_note=""))
                | Q(outcome__in=("", RequestOutcome.ORIENTATION), line__isnull=True, plan__isnull=True),
                violation_error_message=_("Diga en qué línea o plan quedó, o por qué no procede."),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "status", "due_on"], name="request_organization_idx"),
            models.Index(fields=["status", "due_on"], name="request_status_due_idx"),
        ]

    def __str__(self) -> str:
        """Return number and subject."""
        return f"{self.number} · {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the page of the request, for who works in it."""
        return reverse("delivery:request", kwargs={"public_id": self.public_id})
