"""The words of what is done with the annual plan: for the history and for the buttons."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "cycle.open": _("Abrió el ciclo de planeación"),
    "cycle.edit": _("Cambió el calendario del ciclo"),
    "cycle.remind": _("Recordó a la dependencia"),
    "cycle.present": _("Presentó los planes al comité"),
    "cycle.vote": _("Decidió como miembro del comité"),
    "cycle.approve": _("El comité aprobó los planes presentados"),
    "cycle.return": _("El comité devolvió los planes presentados"),
    "analysis.create": _("Comenzó el análisis anual"),
    "analysis.edit": _("Editó el análisis anual"),
    "analysis.send": _("Envió el análisis a la coordinación"),
    "analysis.send_back": _("Devolvió el análisis a la dependencia"),
    "analysis.accept": _("Acogió el análisis"),
    "annualplan.create": _("Creó el plan anual"),
    "annualplan.edit": _("Editó el plan anual"),
    "annualplan.import": _("Importó líneas de un archivo"),
    "annualplan.from_list": _("Hizo líneas de una lista de entidades priorizadas"),
    "annualplan.availability": _("Escribió el presupuesto disponible"),
    "annualplan.capacity": _("Escribió la capacidad del equipo"),
    "annualplan.send": _("Envió el plan a la coordinación"),
    "annualplan.send_back": _("Devolvió el plan a la dependencia"),
    "annualplan.consolidate": _("Consolidó el plan"),
    "annualplan.present": _("Presentó el plan al comité"),
    "annualplan.approve": _("El comité aprobó el plan"),
    "annualplan.return": _("El comité devolvió el plan"),
    "annualplan.register": _("Registró el plan"),
    "annualplan.start": _("Puso el plan en ejecución"),
    "annualplan.close": _("Cerró el plan"),
    "planline.create": _("Agregó la línea"),
    "planline.edit": _("Editó la línea"),
    "planline.remove": _("Quitó una línea"),
    "planline.join": _("Volvió conjunta la línea"),
    "planline.schedule": _("Programó la línea"),
    "planline.program": _("Programó el mes"),
    "planline.step_done": _("Marcó como hecho un paso del mes"),
    "planline.step_undone": _("Marcó como pendiente un paso del mes"),
    "planline.start": _("Inició la línea"),
    "planline.fulfill": _("Marcó la línea como cumplida"),
    "planline.reschedule": _("Reprogramó la línea"),
    "planline.cancel": _("Canceló la línea"),
    "amendment.request": _("Pidió una modificación"),
    "amendment.present": _("Presentó la modificación al comité"),
    "amendment.vote": _("Decidió sobre la modificación como miembro del comité"),
    "amendment.approve": _("Aprobó la modificación"),
    "amendment.deny": _("Negó la modificación"),
}

PLAN_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "send": _("Enviar a la coordinación"),
    "consolidate": _("Consolidar"),
    "send_back": _("Devolver a la dependencia"),
    "register": _("Registrar el plan aprobado"),
    "start": _("Poner en ejecución"),
    "close": _("Cerrar el plan"),
}
ANALYSIS_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "send": _("Enviar a la coordinación"),
    "send_back": _("Devolver a la dependencia"),
    "accept": _("Acoger"),
}
LINE_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "schedule": _("Marcar como programada"),
    "start": _("Iniciar"),
    "fulfill": _("Marcar como cumplida"),
}

#: State → kind of its pill.
PLAN_PILLS: Final = {
    "in_preparation": "none", "sent": "info", "consolidated": "info", "in_committee": "info", "approved": "ok",
    "returned": "warn", "registered": "ok", "in_execution": "ok", "closed": "none",
}  # fmt: skip
ANALYSIS_PILLS: Final = {"draft": "none", "sent": "info", "returned": "warn", "accepted": "ok"}
LINE_PILLS: Final = {
    "proposed": "none", "approved": "ok", "scheduled": "info", "in_execution": "info", "fulfilled": "ok",
    "rescheduled": "warn", "cancelled": "bad",
}  # fmt: skip
AMENDMENT_PILLS: Final = {"requested": "info", "approved": "ok", "denied": "bad"}
