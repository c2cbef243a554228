"""How the decisions about sessions and commitments read in the history, and how their actions read on a button."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.delivery.request_words import REQUEST_VERBS
from llegada.delivery.training_words import TRAINING_VERBS

VERBS: Final[dict[str, str | Promise]] = {
    "session.plan": _("Sesión programada"),
    "session.edit": _("Datos de la sesión corregidos"),
    "session.write": _("Acta escrita"),
    "session.milestones": _("Hitos que avanzó, señalados"),
    "session.hold": _("Sesión realizada"),
    "session.cancel": _("Sesión cancelada"),
    "session.credit": _("Sesión acreditada por un evento masivo"),
    "event.record": _("Evento masivo registrado"),
    "session.convene": _("Sesión convocada"),
    "session.invite": _("Más personas convocadas"),
    "session.reschedule": _("Sesión reprogramada"),
    "session.other_mechanism": _("Mecanismo fuera de la lista, informado a quien gobierna el método"),
    "session.miss": _("Sesión que no se realizó"),
    "session.approve_minutes": _("Acta aprobada"),
    "session.attendance_add": _("Asistencia agregada"),
    "session.attendance_remove": _("Asistente quitado de la lista"),
    "session.evidence": _("Evidencia agregada"),
    "session.transcribe": _("Lista en papel transcrita"),
    "team.add_student": _("Practicante agregado al equipo"),
    "team.end_student": _("Practicante retirado del equipo"),
    "draft.start": _("Borrador empezado"),
    "draft.send": _("Borrador enviado a revisión"),
    "draft.return": _("Borrador devuelto"),
    "draft.accept": _("Borrador de un practicante, aceptado"),
    "draft.discard": _("Borrador descartado"),
    "session.image_use": _("Uso permitido de un archivo, señalado"),
    "coverage.ask": _("Cobertura de comunicaciones pedida"),
    "coverage.assign": _("Equipo asignado para cubrir la sesión"),
    "coverage.decline": _("Sesión que nadie cubrirá"),
    "session.attendance_open": _("Registro con código abierto"),
    "session.attendance_shut": _("Registro con código cerrado"),
    "session.attendance_import": _("Asistencia importada de una tabla"),
    "session.attendance_admit": _("Preinscritos que asistieron"),
    "session.sensitive_erase": _("Datos sensibles borrados a petición"),
    "session.field_conflict": _("Llegaron dos versiones del campo"),
    "session.field_mine": _("De dos versiones, quedó la del campo"),
    "session.field_theirs": _("De dos versiones, quedó la que estaba"),
    "session.field_withdrawn": _("Se descartó en el equipo lo que no había entrado"),
    "calendar.make": _("Dirección de un calendario privado, creada"),
    "calendar.revoke": _("Dirección de un calendario privado, anulada"),
    "commitment.add": _("Compromiso acordado"),
    "commitment.fulfill": _("Compromiso cumplido"),
    "commitment.cancel": _("Compromiso cancelado"),
    "commitment.verify": _("Cumplimiento verificado"),
    "commitment.reopen": _("Compromiso reabierto"),
    "commitment.extend": _("Prórroga de un compromiso"),
    "commitment.evidence": _("Evidencia de un compromiso agregada"),
    "commitment.share": _("Enlace para informar compromisos, entregado"),
    "commitment.revoke_link": _("Enlace para informar compromisos, anulado"),
    "commitment.report": _("La entidad informó que cumplió un compromiso"),
    "commitment.accept_report": _("Aviso de cumplimiento aceptado"),
    "commitment.return_report": _("Aviso de cumplimiento devuelto"),
    "commitment.due_soon": _("Compromiso por vencer"),
    "commitment.overdue": _("Compromiso vencido"),
    **REQUEST_VERBS,
    **TRAINING_VERBS,
}
#: Action of the session's transition table → its button.
ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "hold": _("Terminar sesión"),
    "cancel": _("Cancelar la sesión"),
    "convene": _("Convocar"),
    "invite": _("Convocar a más personas"),
    "reschedule": _("Reprogramar"),
    "miss": _("No se realizó"),
    "approve_minutes": _("Aprobar el acta"),
}
#: Action of the commitment's transition table → its button.
COMMITMENT_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "fulfill": _("Marcar cumplido"),
    "cancel": _("Cancelar"),
    "verify": _("Verificar"),
    "reopen": _("Reabrir"),
}
