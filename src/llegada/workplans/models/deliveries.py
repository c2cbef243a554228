"""The act with which a plan is delivered: who delivers, who receives, what and when, and the entity's receipt (PTR-07)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.workplans.choices import ReceiptStatus
from llegada.workplans.models.plans import WorkPlan


class DeliveryAct(models.Model):
    """What was delivered to the entity at the end of a plan. Once the entity says that it received it, it is never edited.

    `deliverables` is a list of texts, one for each thing delivered, in the order in which they were written.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.OneToOneField(
        WorkPlan, verbose_name=_("plan de trabajo"), on_delete=models.PROTECT, related_name="delivery_act"
    )
    delivered_on = models.DateField(_("fecha de la entrega"))
    delivered_by_name = models.CharField(_("quién entrega"), max_length=150)
    delivered_by_post = models.CharField(_("cargo de quien entrega"), max_length=120, blank=True)
    received_by_name = models.CharField(_("quién recibe"), max_length=150)
    received_by_post = models.CharField(_("cargo de quien recibe"), max_length=120, blank=True)
    deliverables = models.JSONField(_("qué se entrega"))
    notes = models.TextField(_("observaciones"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("escrita"))
    receipt = models.CharField(_("recibo"), max_length=10, choices=ReceiptStatus, default=ReceiptStatus.AWAITING)
    receipt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receipt_at = models.DateTimeField(_("respondida"), null=True, blank=True)
    receipt_note = models.TextField(_("lo que dijo la entidad"), blank=True)

    class Meta:
        verbose_name = _("acta de entrega")
        verbose_name_plural = _("actas de entrega")
        constraints = [
            models.CheckConstraint(name="deliveryact_receipt_known", condition=Q(receipt__in=ReceiptStatus.values)),
            models.CheckConstraint(
                name="deliveryact_says_who",
                condition=~Q(delivered_by_name="") & ~Q(received_by_name=""),
                violation_error_message=_("El acta dice quién entrega y quién recibe."),
            ),
            models.CheckConstraint(
                name="deliveryact_answered_whole",
                condition=Q(receipt=ReceiptStatus.AWAITING, receipt_at__isnull=True, receipt_by__isnull=True)
                | (~Q(receipt=ReceiptStatus.AWAITING) & Q(receipt_at__isnull=False, receipt_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="deliveryact_observed_says_why",
                condition=~Q(receipt=ReceiptStatus.OBSERVED) | ~Q(receipt_note=""),
                violation_error_message=_("Diga qué falta o qué no corresponde."),
            ),
        ]

    def __str__(self) -> str:
        """Return the day of the delivery."""
        return str(self.delivered_on)
