"""How requests read: their decisions in the history, their buttons, their clock and their alerts."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llegada.delivery.request_rules import Clock, Level

REQUEST_VERBS: Final[dict[str, str | Promise]] = {
    "request.receive": gettext_lazy("Solicitud radicada"),
    "request.record_orientation": gettext_lazy("Orientación registrada"),
    "request.classify": gettext_lazy("Solicitud clasificada"),
    "request.assign": gettext_lazy("Solicitud asignada"),
    "request.start": gettext_lazy("Solicitud en trámite"),
    "request.ask_completion": gettext_lazy("Se pidió completar la solicitud"),
    "request.extend_completion": gettext_lazy("Plazo para completar ampliado"),
    "request.complete": gettext_lazy("Solicitud completada"),
    "request.withdraw": gettext_lazy("Solicitud retirada por quien la hizo"),
    "request.desist": gettext_lazy("Desistimiento declarado"),
    "request.transfer": gettext_lazy("Solicitud trasladada"),
    "request.extend": gettext_lazy("Término prorrogado"),
    "request.answer": gettext_lazy("Solicitud respondida"),
    "request.notify": gettext_lazy("Respuesta notificada"),
    "request.close": gettext_lazy("Solicitud cerrada"),
    "request.rate": gettext_lazy("Quien pidió opinó de la respuesta"),
    "request.reopen": gettext_lazy("Solicitud reabierta: la respuesta no sirvió"),
    "request.days_off": gettext_lazy("Vencimiento movido por un día no hábil"),
    "request.declare_day_off": gettext_lazy("Día no hábil declarado"),
    "request.alert_overdue": gettext_lazy("Aviso: solicitud vencida"),
    "request.alert_completion_expired": gettext_lazy("Aviso: venció el plazo para completar"),
    "request.alert_due_soon": gettext_lazy("Aviso: solicitud por vencer"),
    "request.alert_resting": gettext_lazy("Aviso: solicitud detenida en su estado"),
}
#: Action → its button.
REQUEST_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "classify": gettext_lazy("Clasificar"),
    "assign": gettext_lazy("Asignar"),
    "start": gettext_lazy("Tomar"),
    "answer": gettext_lazy("Responder"),
    "ask_completion": gettext_lazy("Pedir que se complete"),
    "complete": gettext_lazy("Registrar lo que faltaba"),
    "extend_completion": gettext_lazy("Ampliar el plazo para completar"),
    "extend": gettext_lazy("Prorrogar"),
    "transfer": gettext_lazy("Trasladar"),
    "notify": gettext_lazy("Registrar la notificación"),
    "close": gettext_lazy("Cerrar"),
    "withdraw": gettext_lazy("Registrar el retiro"),
    "desist": gettext_lazy("Declarar el desistimiento"),
}
#: Level of the clock → kind of the `pill` tag.
CLOCK_KINDS: Final[dict[Level, str]] = {
    Level.ON_TIME: "ok",
    Level.SOON: "warn",
    Level.OVERDUE: "bad",
    Level.STOPPED: "info",
    Level.DONE_IN_TIME: "ok",
    Level.DONE_LATE: "bad",
    Level.NONE: "none",
}


def clock_words(clock: Clock) -> str:
    """Say a clock in a few words; empty where there is nothing to count."""
    days = clock.days or 0
    if clock.level is Level.OVERDUE:
        if days == 0:
            return _("Vencida")
        return ngettext("Vencida hace %(n)d día hábil", "Vencida hace %(n)d días hábiles", -days) % {"n": -days}
    if clock.level in {Level.ON_TIME, Level.SOON}:
        if days == 0:
            return _("Vence hoy")
        return ngettext("Queda %(n)d día hábil", "Quedan %(n)d días hábiles", days) % {"n": days}
    return {
        Level.STOPPED: _("Término detenido"),
        Level.DONE_IN_TIME: _("Respondida a tiempo"),
        Level.DONE_LATE: _("Respondida tarde"),
    }.get(clock.level, "")
