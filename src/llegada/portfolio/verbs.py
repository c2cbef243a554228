"""The words of what is done in the portfolio: for the history and for the buttons."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "service.create": _("Creó el servicio"),
    "service.import": _("Importó el servicio"),
    "service.import_update": _("Actualizó el borrador con una importación"),
    "service.open_draft": _("Abrió una versión nueva en diseño"),
    "service.edit": _("Editó el borrador"),
    "service.discard_draft": _("Descartó el borrador"),
    "service.start": _("Empezó el pre-diseño"),
    "service.send_predesign": _("Envió el pre-diseño a la coordinación"),
    "service.accept_predesign": _("Aceptó el pre-diseño"),
    "service.return_predesign": _("Devolvió el pre-diseño"),
    "service.rework": _("Retomó el pre-diseño"),
    "service.reconsider": _("Volvió al pre-diseño"),
    "service.send_protocol": _("Envió el protocolo a la coordinación"),
    "service.validate_protocol": _("Validó el protocolo"),
    "service.return_protocol": _("Devolvió el protocolo"),
    "service.redesign": _("Retomó el diseño"),
    "service.parametrize": _("Parametrizó los hitos"),
    "service.publish": _("Publicó una versión"),
    "service.activate": _("Activó la operación"),
    "service.suspend": _("Suspendió el servicio"),
    "service.resume": _("Reanudó el servicio"),
    "service.start_closure": _("Empezó el cierre"),
    "service.retire": _("Retiró el servicio"),
    "service.assign_unit": _("Asignó la dependencia"),
    "offer.import": _("Importó una oferta de servicios"),
    "line.create": _("Creó la línea temática"),
    "line.rename": _("Cambió el nombre de la línea temática"),
    "line.retire": _("Retiró la línea temática"),
    "line.restore": _("Volvió a usar la línea temática"),
    "statement.create": _("Empezó una versión de las definiciones estratégicas"),
    "statement.edit": _("Editó el borrador de las definiciones estratégicas"),
    "statement.put_in_force": _("Puso en vigor las definiciones estratégicas"),
    "strategy.create": _("Creó la estrategia"),
    "strategy.edit": _("Editó la estrategia"),
    "strategy.evidence": _("Agregó un soporte a la estrategia"),
    "strategy.remove_evidence": _("Retiró un soporte de la estrategia"),
    "strategy.edit_closing": _("Escribió el cierre de la estrategia"),
    "strategy.submit": _("Envió la estrategia a la coordinación"),
    "strategy.present": _("Presentó la estrategia al comité"),
    "strategy.send_back": _("Devolvió la estrategia a la dependencia"),
    "strategy.vote": _("Decidió como miembro del comité"),
    "strategy.approve": _("El comité aprobó la estrategia"),
    "strategy.return": _("El comité devolvió la estrategia"),
    "strategy.reject": _("El comité no aprobó la estrategia"),
    "strategy.rework": _("Retomó la estrategia devuelta"),
    "strategy.start": _("Inició la implementación"),
    "strategy.adjust": _("Abrió un ajuste"),
    "strategy.resume": _("Aceptó el ajuste"),
    "strategy.close": _("Cerró la estrategia"),
    "strategy.archive": _("Archivó la estrategia"),
}

STRATEGY_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "submit": _("Enviar a la coordinación"),
    "rework": _("Retomar para corregir"),
    "start": _("Iniciar la implementación"),
    "adjust": _("Abrir un ajuste"),
    "close": _("Cerrar la estrategia"),
    "present": _("Presentar al comité"),
    "send_back": _("Devolver a la dependencia"),
    "resume": _("Aceptar el ajuste"),
    "archive": _("Archivar"),
}
