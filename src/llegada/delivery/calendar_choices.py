"""Closed lists of invitations and calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationMethod(models.TextChoices):
    """What a mail asks of the calendar that receives it (RFC 5546)."""

    REQUEST = "REQUEST", _("Invitación")
    CANCEL = "CANCEL", _("Cancelación")


class MailProblem(models.TextChoices):
    """Why a mail did not go out."""

    MALFORMED = "malformed", _("la dirección está mal escrita")
    REJECTED = "rejected", _("el servidor de correo rechazó la dirección")
    UNREACHABLE = "unreachable", _("no hubo cómo enviarla")
    SUPERSEDED = "superseded", _("otra más nueva la reemplazó")


class FeedKind(models.TextChoices):
    """Whose sessions a private calendar carries."""

    MINE = "mine", _("Mis sesiones")
    UNIT = "unit", _("Las de una dependencia")
