"""Refusals about requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import LlegadaError, RuleRefused

#: Problem of `request_rules.extension_problem` with the new date → its sentence.
EXTENSION_SENTENCES: Final[Mapping[str, str | Promise]] = {
    "not_later": _("La nueva fecha debe ser posterior al vencimiento."),
    "not_working_day": _("Ese día no es hábil. Escoja un día hábil."),
    "too_long": _("La prórroga no puede pasar del doble del término. Escoja a más tardar el %(last)s."),
}


class NoSuchRequest(LlegadaError):
    """There is no request with that number and that code; which of the two is wrong is not said."""

    code = "no-such-request"
    status = 422
    sentence = _("No hay una solicitud con ese número y ese código. Revíselos en la constancia y escríbalos de nuevo.")


class TermExpired(RuleRefused):
    """The term passed, so it cannot be extended any more."""

    code = "term-expired"
    sentence = _("El término ya venció: la prórroga se comunica antes. Responda cuanto antes.")


class ExtendedAlready(RuleRefused):
    """A term is extended only once."""

    code = "extended-already"
    sentence = _("Este plazo ya se prorrogó una vez y no admite otra prórroga.")


class CompletionAskedAlready(RuleRefused):
    """What is missing is asked for only once."""

    code = "completion-asked-already"
    sentence = _("Ya se pidió completar esta solicitud una vez. Respóndala con lo que hay.")


class CompletionTooLate(RuleRefused):
    """What is missing is asked for within ten working days of receipt."""

    code = "completion-too-late"
    sentence = _("Ya pasaron los diez días hábiles para pedir que se complete. Respóndala con lo que hay.")


class CompletionNotExpired(RuleRefused):
    """Whoever asks still has time to complete."""

    code = "completion-not-expired"
    sentence = _("Quien pide todavía está en plazo para completar. Espere a que venza.")


class MailPending(RuleRefused):
    """Notifying by mail is done by the mail itself, which proves it."""

    code = "mail-is-automatic"
    sentence = _("La notificación por correo se registra sola cuando el correo sale. Escoja otro medio.")


class ReopenedAlready(RuleRefused):
    """An answer was already said to be of no help, and the request reopened for it."""

    code = "rated-already"
    sentence = _("Ya nos dijo si esta respuesta le sirvió. Si necesita algo más, haga otra solicitud.")
