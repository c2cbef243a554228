"""What was promised (OPE-06)."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.delivery.choices import CommitmentSide, CommitmentStatus
from llegada.delivery.models.sessions import Session
from llegada.workplans.models import WorkPlan


class Commitment(models.Model):
    """A duty agreed in a session or elsewhere (a call, a visit): what, who, when, with which deliverable (OPE-06).

    Without a session it says where and on which day it was agreed: `agreed_in`, `agreed_on`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    agreed_in = models.CharField(_("dónde se acordó"), max_length=200, blank=True)
    agreed_on = models.DateField(_("cuándo se acordó"), null=True, blank=True)
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="commitments")
    description = models.TextField(_("compromiso"))
    side = models.CharField(_("quién responde"), max_length=10, choices=CommitmentSide)
    responsible = models.CharField(_("responsable"), max_length=150)
    due_on = models.DateField(_("fecha límite"))
    deliverable = models.CharField(_("entregable"), max_length=250, blank=True)
    status = models.CharField(_("estado"), max_length=12, choices=CommitmentStatus, default=CommitmentStatus.OPEN)
    outcome = models.TextField(_("cómo se cumplió"), blank=True)
    fulfilled_at = models.DateTimeField(_("cumplido"), null=True, blank=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("verificado"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("compromiso")
        verbose_name_plural = _("compromisos")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="commitment_status_known", condition=Q(status__in=CommitmentStatus.values)),
            models.CheckConstraint(name="commitment_side_known", condition=Q(side__in=CommitmentSide.values)),
            models.CheckConstraint(
                name="commitment_agreed_somewhere",
                condition=Q(session__isnull=False, agreed_in="", agreed_on__isnull=True)
                | (Q(session__isnull=True, agreed_on__isnull=False) & ~Q(agreed_in="")),
                violation_error_message=_("Un compromiso es de una sesión, o dice dónde y cuándo se acordó."),
            ),
            models.CheckConstraint(
                name="commitment_verifier_not_doer",
                condition=Q(verified_by__isnull=True)
                | Q(fulfilled_by__isnull=True)
                | ~Q(verified_by=F("fulfilled_by")),
                violation_error_message=_("Quien cumplió un compromiso no puede verificarlo."),
            ),
            models.CheckConstraint(
                name="commitment_fulfilled_by_somebody",
                condition=~Q(status__in=(CommitmentStatus.FULFILLED, CommitmentStatus.VERIFIED))
                | Q(fulfilled_by__isnull=False, fulfilled_at__isnull=False),
                violation_error_message=_("Un compromiso cumplido dice quién lo marcó y cuándo."),
            ),
            models.CheckConstraint(
                name="commitment_verified_by_somebody",
                condition=~Q(status=CommitmentStatus.VERIFIED)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                violation_error_message=_("Un compromiso verificado dice quién lo verificó y cuándo."),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="commitment_plan_status_idx"),
            models.Index(fields=["status", "due_on"], name="commitment_status_due_idx"),
        ]

    def __str__(self) -> str:
        """Return its beginning."""
        return self.description[:80]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("delivery:commitment", kwargs={"public_id": self.public_id})

    @property
    def origin(self) -> str:
        """Return where it was agreed, in words."""
        return self.session.title if self.session else self.agreed_in

    @property
    def origin_on(self) -> date | None:
        """Return the day on which it was agreed, which there always is: of its session, or its own."""
        return self.session.held_on if self.session else self.agreed_on
