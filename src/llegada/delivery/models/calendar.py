"""The mails by which people are called to a session, and the private addresses of calendars."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.models import Event
from llegada.delivery.calendar_choices import FeedKind, InvitationMethod, MailProblem
from llegada.delivery.models.sessions import Session


class SessionMail(models.Model):
    """One mail to one person about one decision on a session: whether it left, and why not.

    `sequence` rises with each version of the invitation, so that the calendar that receives it keeps the newest.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="mails")
    event = models.ForeignKey(Event, verbose_name=_("decisión"), on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("clase"), max_length=8, choices=InvitationMethod)
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    address = models.CharField(_("dirección"), max_length=254)
    sequence = models.PositiveSmallIntegerField(_("versión"))
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    problem = models.CharField(_("por qué no salió"), max_length=12, choices=MailProblem, blank=True)

    class Meta:
        verbose_name = _("correo de convocatoria")
        verbose_name_plural = _("correos de convocatoria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="sessionmail_once", fields=["event", "address"]),
            models.CheckConstraint(name="sessionmail_method_known", condition=Q(method__in=InvitationMethod.values)),
            models.CheckConstraint(
                name="sessionmail_problem_known", condition=Q(problem__in=["", *MailProblem.values])
            ),
            models.CheckConstraint(
                name="sessionmail_sent_or_not",
                condition=Q(sent_at__isnull=True) | Q(problem=""),
                violation_error_message=_("Un correo que salió no tiene problema."),
            ),
        ]

    def __str__(self) -> str:
        """Return to whom it goes."""
        return self.address


class CalendarFeed(models.Model):
    """The private address at which one person's calendar reads sessions; only its SHA-256 is kept.

    A new address of the same kind puts an end to the one before.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    kind = models.CharField(_("qué sesiones"), max_length=8, choices=FeedKind)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creada"))
    last_read_on = models.DateField(_("última lectura"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("anulada"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendario privado")
        verbose_name_plural = _("calendarios privados")
        ordering = ["kind", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="calendarfeed_unit_if_its_kind",
                condition=Q(kind=FeedKind.MINE, unit__isnull=True) | Q(kind=FeedKind.UNIT, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="calendarfeed_mine_once",
                fields=["person"],
                condition=Q(kind=FeedKind.MINE, revoked_at__isnull=True),
                violation_error_message=_("Ya tiene una dirección de ese calendario."),
            ),
            models.UniqueConstraint(
                name="calendarfeed_unit_once",
                fields=["person", "unit"],
                condition=Q(kind=FeedKind.UNIT, revoked_at__isnull=True),
                violation_error_message=_("Ya tiene una dirección de ese calendario."),
            ),
        ]

    def __str__(self) -> str:
        """Return whose sessions it carries."""
        return str(self.unit) if self.unit else str(self.get_kind_display())
