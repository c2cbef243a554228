"""Prioritised lists, their manual changes, and what each administration answered (FOC-01, FOC-02, FOC-07 to FOC-09)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR
from llegada.targeting.choices import Acceptance, AssistanceDuty, ChangeKind, ChangeStatus, ListStatus, PlaceOrigin
from llegada.targeting.models.groups import EntityGroup
from llegada.targeting.models.runs import TargetingRun
from llegada.territory.models import Entity


class PrioritizedList(models.Model):
    """One version of the entities that a unit puts first in a year, of a strategy or of a service (seed S4, L5 E2 P3).

    It comes from a `run`, or from nothing but manual inclusions. A correction is another row of the same `series` with the
    next `number`; approving it supersedes the former. Once it leaves its unit, triggers refuse any change of what it says.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.UUIDField(_("serie"), default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("versión"), default=1)
    status = models.CharField(_("estado"), max_length=12, choices=ListStatus, default=ListStatus.DRAFT)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="prioritized_lists"
    )
    name = models.CharField(_("nombre"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("vigencia"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    purpose = models.TextField(_("para qué"), blank=True)
    strategy = models.ForeignKey(
        Strategy,
        verbose_name=_("estrategia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prioritized_lists",
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("servicio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prioritized_lists",
    )
    run = models.ForeignKey(
        TargetingRun,
        verbose_name=_("corrida de la que sale"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lists",
    )
    #: Grows with every saved change, so that two people editing find out.
    revision = models.PositiveIntegerField(_("revisión"), default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("última persona que la editó"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("creada"))
    updated_at = models.DateTimeField(_("actualizada"))
    sent_at = models.DateTimeField(_("enviada"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("aprobada"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("lista de entidades priorizadas")
        verbose_name_plural = _("listas de entidades priorizadas")
        ordering = ["-year", "name", "series", "-number"]
        constraints = [
            models.UniqueConstraint(name="prioritizedlist_number_once", fields=["series", "number"]),
            models.UniqueConstraint(
                name="prioritizedlist_one_in_edition",
                fields=["series"],
                condition=Q(status__in=["draft", "in_review"]),
                violation_error_message=_("La lista ya tiene una versión en edición."),
            ),
            models.UniqueConstraint(
                name="prioritizedlist_one_approved", fields=["series"], condition=Q(status="approved")
            ),
            models.CheckConstraint(name="prioritizedlist_status_known", condition=Q(status__in=ListStatus.values)),
            models.CheckConstraint(
                name="prioritizedlist_approved_by_another",
                condition=Q(approved_by__isnull=True)
                | Q(sent_by__isnull=False) & ~Q(approved_by=F("sent_by")) & ~Q(approved_by=F("edited_by")),
                violation_error_message=_("Quien hizo o envió la lista no la aprueba: lo hace otra persona."),
            ),
            models.CheckConstraint(
                name="prioritizedlist_approved_has_date",
                condition=~Q(status__in=["approved", "superseded", "withdrawn"]) | Q(approved_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="prioritizedlist_unit_idx")]

    def __str__(self) -> str:
        """Return the name and the year."""
        return f"{self.name} · {self.year}"

    def get_absolute_url(self) -> str:
        """Return its page, public once approved."""
        return reverse("targeting:list", kwargs={"public_id": self.public_id})


class PrioritizedEntity(models.Model):
    """One entity of a version of a list, in or out of it, with what its administration answered.

    `rank` and `score` are those of its run; one included by hand has neither. One excluded stays, with `reason`. With a `group`,
    the place is the group's. `acceptance_by` says the office of who answered, never a name.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(
        PrioritizedList, verbose_name=_("lista"), on_delete=models.CASCADE, related_name="entities"
    )
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="prioritizations"
    )
    group = models.ForeignKey(
        EntityGroup, verbose_name=_("grupo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rank = models.PositiveIntegerField(_("puesto"), null=True, blank=True)
    score = models.FloatField(_("puntaje"), null=True, blank=True)
    origin = models.CharField(_("cómo llegó"), max_length=8, choices=PlaceOrigin, default=PlaceOrigin.RULE)
    is_included = models.BooleanField(_("está en la lista"), default=True)
    reason = models.TextField(_("motivo del cambio manual"), blank=True)
    duty = models.CharField(_("obligatoriedad"), max_length=10, choices=AssistanceDuty, blank=True)
    duty_norm = models.CharField(_("norma que obliga"), max_length=300, blank=True)
    acceptance = models.CharField(
        _("respuesta de la administración"), max_length=8, choices=Acceptance, default=Acceptance.PENDING
    )
    acceptance_on = models.DateField(_("fecha de la respuesta"), null=True, blank=True)
    acceptance_by = models.CharField(_("cargo de quien respondió"), max_length=120, blank=True)
    acceptance_note = models.TextField(_("cómo consta, o por qué no aceptó"), blank=True)

    class Meta:
        verbose_name = _("entidad priorizada")
        verbose_name_plural = _("entidades priorizadas")
        ordering = ["list", F("rank").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                name="prioritizedentity_once",
                fields=["list", "entity"],
                violation_error_message=_("La entidad ya está en la lista."),
            ),
            models.CheckConstraint(
                name="prioritizedentity_lists_known",
                condition=Q(origin__in=PlaceOrigin.values)
                & Q(acceptance__in=Acceptance.values)
                & Q(duty__in=["", *AssistanceDuty.values]),
            ),
            models.CheckConstraint(
                name="prioritizedentity_by_hand_has_reason",
                condition=Q(origin="rule", is_included=True) | ~Q(reason=""),
                violation_error_message=_("Un cambio manual de la lista lleva su motivo."),
            ),
            models.CheckConstraint(
                name="prioritizedentity_norm_named",
                condition=~Q(duty="normative") | ~Q(duty_norm=""),
                violation_error_message=_("Escriba la norma que obliga a la asistencia."),
            ),
            models.CheckConstraint(
                name="prioritizedentity_answer_has_date",
                condition=Q(acceptance="pending", acceptance_on__isnull=True)
                | ~Q(acceptance="pending") & Q(acceptance_on__isnull=False),
                violation_error_message=_("Una respuesta lleva su fecha; sin respuesta no hay fecha."),
            ),
            models.CheckConstraint(
                name="prioritizedentity_declined_says_why",
                condition=~Q(acceptance="declined") | ~Q(acceptance_note=""),
                violation_error_message=_("Escriba por qué la administración no aceptó."),
            ),
        ]
        indexes = [models.Index(fields=["entity", "list"], name="prioritizedentity_of_idx")]

    def __str__(self) -> str:
        """Return the entity."""
        return str(self.entity)


class ListChange(models.Model):
    """An inclusion or an exclusion by hand: who asked it and why, and who else decided (FOC-01)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(PrioritizedList, verbose_name=_("lista"), on_delete=models.CASCADE, related_name="changes")
    entity = models.ForeignKey(Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("qué se pide"), max_length=8, choices=ChangeKind)
    reason = models.TextField(_("motivo"))
    duty = models.CharField(_("obligatoriedad"), max_length=10, choices=AssistanceDuty, blank=True)
    duty_norm = models.CharField(_("norma que obliga"), max_length=300, blank=True)
    status = models.CharField(_("estado"), max_length=10, choices=ChangeStatus, default=ChangeStatus.ASKED)
    asked_at = models.DateTimeField(_("pedido"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decidido"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.TextField(_("por qué se decidió así"), blank=True)

    class Meta:
        verbose_name = _("cambio manual de una lista")
        verbose_name_plural = _("cambios manuales de una lista")
        ordering = ["list", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="listchange_one_open",
                fields=["list", "entity"],
                condition=Q(status="asked"),
                violation_error_message=_("Ya hay un cambio pedido para esa entidad que nadie ha decidido."),
            ),
            models.CheckConstraint(
                name="listchange_lists_known",
                condition=Q(kind__in=ChangeKind.values)
                & Q(status__in=ChangeStatus.values)
                & Q(duty__in=["", *AssistanceDuty.values]),
            ),
            models.CheckConstraint(
                name="listchange_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Un cambio manual de la lista lleva su motivo."),
            ),
            models.CheckConstraint(
                name="listchange_norm_named",
                condition=~Q(duty="normative") | ~Q(duty_norm=""),
                violation_error_message=_("Escriba la norma que obliga a la asistencia."),
            ),
            models.CheckConstraint(
                name="listchange_decided_by_another",
                condition=Q(decided_by__isnull=True) | Q(status="taken_back") | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Quien pide un cambio de la lista no lo decide: lo hace otra persona."),
            ),
            models.CheckConstraint(
                name="listchange_decided_has_who",
                condition=Q(status="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(status="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return what is asked, and of which entity."""
        return f"{self.get_kind_display()}: {self.entity}"
