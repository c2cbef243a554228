"""How the decisions on work plans read in the history, what their buttons say, and what comes next in each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

VERBS: Final[dict[str, Words]] = {
    "workplan.create": _("Plan creado"),
    "workplan.edit": _("Plan corregido"),
    "workplan.set_dates": _("Fechas de los hitos corregidas"),
    "workplan.socialize": _("Plan mostrado a la entidad"),
    "workplan.request_changes": _("La entidad pidió ajustes"),
    "workplan.agree": _("La entidad concertó el plan"),
    "workplan.sign": _("El representante legal firmó el plan"),
    "workplan.sign_for_provider": _("La jefatura firmó el plan por quien asiste"),
    "workplan.round": _("Ronda de socialización registrada"),
    "workplan.start": _("Empezó la ejecución"),
    "workplan.suspend": _("Plan suspendido"),
    "workplan.resume": _("Plan reanudado"),
    "workplan.finish": _("Plan finalizado"),
    "workplan.close": _("Plan cerrado"),
    "workplan.terminate": _("Plan terminado antes de tiempo"),
    "milestone.report": _("Hito reportado"),
    "milestone.validate": _("Hito validado"),
    "milestone.return": _("Hito devuelto"),
    "delivery.rewrite": _("Acta de entrega corregida"),
    "delivery.confirm": _("La entidad confirmó que recibió"),
    "delivery.observe": _("La entidad observó la entrega"),
    "consultation.open": _("Consulta abierta"),
    "consultation.take": _("Consulta tomada por una persona experta"),
    "consultation.assign": _("Consulta asignada"),
    "consultation.answer": _("Consulta respondida"),
    "consultation.close": _("Consulta cerrada"),
    "consultation.withdraw": _("Consulta retirada"),
    "consultation.reopen": _("Consulta reabierta"),
    "consultation.share": _("Consulta compartida con otros equipos"),
    "consultation.unshare": _("Consulta que deja de compartirse"),
    "consultation.overdue": _("Consulta sin responder a tiempo"),
    "consultation.term": _("Plazo de las consultas cambiado"),
    "obstacle.raise": _("Obstáculo registrado"),
    "obstacle.start": _("Obstáculo en solución"),
    "obstacle.resolve": _("Obstáculo resuelto"),
    "obstacle.discard": _("Obstáculo descartado"),
    "joint.create": _("Plan articulado creado"),
    "joint.invite": _("Dependencia invitada"),
    "joint.accept": _("La dependencia aceptó participar"),
    "joint.decline": _("La dependencia no aceptó"),
    "joint.withdraw": _("Invitación retirada"),
    "joint.leave": _("La dependencia se retiró"),
    "joint.bring": _("La dependencia ligó su plan"),
    "joint.form": _("Plan articulado conformado"),
    "joint.dissolve": _("Plan articulado disuelto"),
    "stage.route": _("Ruta del plan definida"),
    "stage.no_route": _("El plan ya no sigue la ruta"),
    "stage.propose": _("Alternativa propuesta"),
    "stage.profiling": _("Caracterización cerrada"),
    "stage.diagnosis": _("Diagnóstico cerrado"),
    "stage.alternative": _("La entidad acordó una alternativa"),
    "stage.execution": _("Ejecución cerrada"),
    "stage.delivery": _("Ruta terminada con la entrega"),
    "modification.propose": _("Modificación propuesta"),
    "modification.accept": _("La entidad aceptó la modificación"),
    "modification.approve": _("Modificación aprobada y aplicada"),
    "modification.refuse": _("Modificación rechazada"),
    "modification.withdraw": _("Modificación retirada"),
}
#: Action → what its button says.
ACTION_LABELS: Final[Mapping[str, Words]] = {
    "socialize": _("Mostrar a la entidad"),
    "request_changes": _("Pedir ajustes"),
    "agree": _("Estamos de acuerdo"),
    "sign": _("Firmar el plan"),
    "start": _("Empezar la ejecución"),
    "suspend": _("Suspender"),
    "resume": _("Reanudar"),
    "finish": _("Finalizar el plan"),
    "close": _("Cerrar el plan"),
    "terminate": _("Terminar antes de tiempo"),
}
#: Action that needs a reason → the question that asks for it.
REASON_QUESTIONS: Final[Mapping[str, Words]] = {
    "request_changes": _("¿Qué hay que cambiar?"),
    "suspend": _("¿Por qué se suspende?"),
    "terminate": _("¿Por qué termina antes de tiempo?"),
    "return": _("¿Qué falta o qué hay que corregir?"),
}
#: Action with weight enough to ask twice → what is asked.
CONFIRMATIONS: Final[Mapping[str, Words]] = {
    "socialize": _("La entidad verá el plan tal como está y podrá pedir ajustes o aceptarlo."),
    "agree": _("Acepta los objetivos, los servicios y las fechas. Después lo firma el representante legal."),
    "close": _("Un plan cerrado ya no cambia."),
}
#: What is asked of who closes a plan whose delivery the entity has not confirmed.
CLOSE_WITHOUT_RECEIPT: Final = _("La entidad no ha confirmado que recibió. ¿Por qué se cierra sin su recibo?")
#: What the entity said of the delivery → kind of its pill.
RECEIPT_PILLS: Final[Mapping[str, str]] = {"awaiting": "warn", "confirmed": "ok", "observed": "bad"}
#: State → what has to happen next and who does it.
NEXT_STEPS: Final[Mapping[str, Words]] = {
    "draft": _("El asesor completa el plan y lo muestra a la entidad."),
    "socialized": _("La entidad revisa el plan: lo acepta o pide ajustes."),
    "changes_requested": _("El asesor hace los ajustes que pidió la entidad y le muestra el plan otra vez."),
    "agreed": _("El representante legal de la entidad y la jefatura de quien asiste firman el plan."),
    "signed": _("El asesor empieza la ejecución."),
    "in_execution": _("El asesor reporta cada hito con su evidencia y otra persona lo valida."),
    "suspended": _("El plan está en pausa. La jefatura lo reanuda o lo termina."),
    "finished": _("La entidad confirma que recibió lo entregado; después se cierra el plan."),
    "closed": _("El plan está cerrado."),
    "terminated": _("El plan terminó antes de tiempo."),
    "historical": _("Es de antes de Llegada: se trajo de un archivo y no cambia."),
}
#: What comes next where the entity signed and who assists did not.
START_NEEDS_PROVIDER: Final = _(
    "Falta la firma de la jefatura de quien asiste. Con las dos firmas, el asesor empieza la ejecución."
)
#: What the legal representative accepts together with the signature (PTR-10); part of every version.
CONSENT_STATEMENT: Final = _(
    "La entidad acepta este plan y autoriza que se haga seguimiento a sus hitos y sesiones, "
    "y que su avance aparezca en las cifras públicas."
)
#: State of a plan → kind of its pill.
STATUS_PILLS: Final[Mapping[str, str]] = {
    "draft": "none",
    "socialized": "info",
    "changes_requested": "warn",
    "agreed": "info",
    "signed": "info",
    "in_execution": "info",
    "suspended": "warn",
    "finished": "ok",
    "closed": "ok",
    "terminated": "bad",
    "historical": "none",
}
#: State of a milestone → kind of its pill; one overdue is «bad» whatever its state.
MILESTONE_PILLS: Final[Mapping[str, str]] = {
    "pending": "none",
    "reported": "info",
    "returned": "warn",
    "validated": "ok",
    "not_applicable": "none",
}
#: Action on an obstacle → what its button says.
OBSTACLE_ACTIONS: Final[Mapping[str, Words]] = {
    "start": _("Empezar a resolverlo"),
    "resolve": _("Ya se resolvió"),
    "discard": _("Descartar"),
}
#: State of an obstacle → kind of its pill; one that is late is «bad».
OBSTACLE_PILLS: Final[Mapping[str, str]] = {
    "open": "warn",
    "in_resolution": "info",
    "resolved": "ok",
    "discarded": "none",
}
#: Action that asks for what was learnt → the question.
LESSON_QUESTIONS: Final[Mapping[str, Words]] = {
    "suspend": _("¿Qué se aprendió? (opcional)"),
    "terminate": _("¿Qué se aprendió? Hace falta si el plan ya estaba firmado."),
}
#: Action on an amendment → what its button says.
AMENDMENT_ACTIONS: Final[Mapping[str, Words]] = {
    "accept": _("Aceptar"),
    "approve": _("Aprobar y aplicar"),
    "refuse": _("Rechazar"),
    "withdraw": _("Retirar"),
}
#: State of an amendment → kind of its pill.
AMENDMENT_PILLS: Final[Mapping[str, str]] = {
    "proposed": "warn",
    "accepted": "info",
    "applied": "ok",
    "refused": "bad",
    "withdrawn": "none",
}
#: Kind of amendment → what its door says.
AMENDMENT_DOORS: Final[Mapping[str, Words]] = {
    "dates": _("Cambiar fechas"),
    "services": _("Cambiar servicios"),
    "people": _("Cambiar personas"),
    "not_applicable": _("Un hito no aplica"),
}
#: What a joint plan lacks to be formed → its words.
JOINT_LACKS: Final[Mapping[str, Words]] = {
    "few_parts": _("participan menos de dos dependencias"),
    "unanswered": _("hay invitaciones sin responder"),
    "no_plan": _("hay dependencias que no han ligado su plan de trabajo"),
}
#: Where a joint plan stands → kind of its pill.
JOINT_PILLS: Final[Mapping[str, str]] = {
    "forming": "warn",
    "to_sign": "info",
    "signed": "info",
    "in_execution": "info",
    "finished": "ok",
    "dissolved": "bad",
}
#: Where a joint plan stands → what has to happen next.
JOINT_NEXT: Final[Mapping[str, Words]] = {
    "forming": _("Cada dependencia invitada responde y liga su plan; después quien lidera lo conforma."),
    "to_sign": _("Cada parte se muestra a la entidad y la firman las dos partes. Ninguna empieza antes que las demás."),
    "signed": _("Todas las partes están firmadas: cada asesor puede empezar la suya."),
    "in_execution": _("Cada dependencia ejecuta y reporta su parte."),
    "finished": _("Todas las partes terminaron."),
    "dissolved": _("Ya no es un plan articulado: cada plan sigue por su cuenta."),
}
#: Answer of a unit → kind of its pill.
PART_PILLS: Final[Mapping[str, str]] = {
    "invited": "warn",
    "accepted": "ok",
    "declined": "bad",
    "withdrawn": "none",
    "left": "bad",
}
#: Action on a part → what its button says.
PART_ACTIONS: Final[Mapping[str, Words]] = {
    "accept": _("Aceptar la invitación"),
    "decline": _("No aceptar"),
    "withdraw": _("Retirar la invitación"),
    "leave": _("Retirarse del plan articulado"),
}
#: Action on a part that needs words → the question that asks for them.
PART_QUESTIONS: Final[Mapping[str, Words]] = {
    "decline": _("¿Por qué no participa la dependencia?"),
    "leave": _("¿Por qué se retira la dependencia?"),
}
#: Action on a consultation → what its button says; assigning and answering have their own forms.
CONSULTATION_ACTIONS: Final[Mapping[str, Words]] = {
    "take": _("La respondo yo"),
    "close": _("Cerrar la consulta"),
    "withdraw": _("Retirar la consulta"),
    "reopen": _("Reabrir"),
}
#: Action on a consultation → the question that asks for its reason.
CONSULTATION_QUESTIONS: Final[Mapping[str, Words]] = {
    "withdraw": _("¿Por qué ya no hace falta?"),
    "reopen": _("¿Qué faltó en la respuesta?"),
}
#: State of a consultation → kind of its pill; one that is late is «bad».
CONSULTATION_PILLS: Final[Mapping[str, str]] = {
    "open": "warn",
    "assigned": "info",
    "answered": "ok",
    "closed": "none",
}
