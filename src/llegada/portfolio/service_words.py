"""The words of the stages of a service: what its gates miss, what each action is called and asks, and whom a stage awaits."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Key of the tables of gates of `rules` → what is said when it is missing.
MISSING: Final[dict[str, str | Promise]] = {
    "name": _("Falta el nombre."),
    "unit": _("Falta decir qué dependencia lo ofrece: la coordinación la asigna."),
    "line": _("La línea temática se retiró: escoja otra."),
    "problem": _("Falta enunciar el problema o la necesidad."),
    "analysis": _("Falta analizar el problema: con el árbol, o con la matriz de Vester completa."),
    "alignment": _("Falta decir a qué estrategia aporta, o qué aporta al plan de acción."),
    "chain": _("Falta al menos un elemento en cada columna de la cadena de valor."),
    "links": _("Falta enlazar cada columna de la cadena de valor con la siguiente."),
    "moments": _("Falta al menos un momento del ciclo de valor público."),
    "background": _("Faltan los antecedentes."),
    "justification": _("Falta la justificación."),
    "kind": _("Falta el tipo de servicio."),
    "objective": _("Falta el objetivo."),
    "deliverable": _("Falta el entregable: cada asistencia termina en algo tangible que se pueda usar."),
    "modalities": _("Falta al menos una modalidad."),
    "milestones": _("Agregue al menos un hito: los pesos deben sumar exactamente 100."),
}
ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "start": _("Empezar el pre-diseño"),
    "send_predesign": _("Enviar el pre-diseño a la coordinación"),
    "rework": _("Retomar el pre-diseño"),
    "reconsider": _("Volver al pre-diseño"),
    "send_protocol": _("Enviar el protocolo a la coordinación"),
    "redesign": _("Retomar el diseño"),
    "accept_predesign": _("Aceptar el pre-diseño"),
    "return_predesign": _("Devolver el pre-diseño"),
    "validate_protocol": _("Validar el protocolo"),
    "return_protocol": _("Devolver el protocolo"),
    "parametrize": _("Dar los hitos por parametrizados"),
    "publish": _("Publicar"),
    "activate": _("Activar la operación"),
    "suspend": _("Suspender"),
    "resume": _("Reanudar"),
    "start_closure": _("Empezar el cierre"),
    "retire": _("Retirar del portafolio"),
}
#: What is asked before the actions that need a reason.
REASONS: Final[dict[str, str | Promise]] = {
    "return_predesign": _("¿Qué debe cambiar en el pre-diseño?"),
    "return_protocol": _("¿Qué debe cambiar en el protocolo?"),
    "reconsider": _("¿Por qué vuelve al pre-diseño?"),
    "suspend": _("¿Por qué se suspende?"),
    "start_closure": _("¿Por qué se cierra?"),
    "retire": _("¿Por qué se retira?"),
}
#: What an action that cannot be undone says before it is carried out.
CONFIRMATIONS: Final[dict[str, str | Promise]] = {
    "validate_protocol": _("El protocolo queda en firme: los hitos son los que el equipo de monitoreo parametriza."),
    "parametrize": _("Confirma que los hitos y sus pesos son con los que se hará el seguimiento."),
    "publish": _("El público verá esta versión tal como está. Los planes en curso conservan la suya."),
}
#: Actions that are not the one that a page expects.
QUIET: Final = frozenset({"return_predesign", "return_protocol", "reconsider", "suspend", "start_closure", "retire"})
DONE: Final[dict[str, str | Promise]] = {
    "start": _("Empezó el pre-diseño. Complete cada sección y envíelo a la coordinación."),
    "send_predesign": _("Enviado. La coordinación lo lee y lo acepta o lo devuelve."),
    "rework": _("Puede corregir el pre-diseño."),
    "reconsider": _("La versión volvió al pre-diseño."),
    "send_protocol": _("Enviado. La coordinación valida el protocolo o lo devuelve."),
    "redesign": _("Puede corregir el diseño."),
    "accept_predesign": _("Pre-diseño aceptado. La dependencia sigue con el diseño."),
    "return_predesign": _("Devuelto a la dependencia, con sus observaciones."),
    "validate_protocol": _("Protocolo validado. El equipo de monitoreo parametriza los hitos."),
    "return_protocol": _("Devuelto a la dependencia, con sus observaciones."),
    "parametrize": _("Hitos parametrizados. La coordinación puede publicar."),
    "publish": _("Publicado. Desde ahora el público ve esta versión."),
    "activate": _("En operación."),
    "suspend": _("Suspendido. Los planes en curso siguen; no se hacen planes nuevos."),
    "resume": _("En operación otra vez."),
    "start_closure": _("En cierre. Los planes en curso siguen; no se hacen planes nuevos."),
    "retire": _("Retirado. Los planes en curso conservan su versión."),
}
#: Stage of a version in edition → who has the next step.
AWAITS: Final[dict[str, str | Promise]] = {
    "idea": _("Sigue la dependencia: empezar el pre-diseño."),
    "predesign": _("Sigue la dependencia: completar el pre-diseño y enviarlo."),
    "in_feedback": _("Sigue la coordinación: leer el pre-diseño y aceptarlo o devolverlo."),
    "returned": _("Sigue la dependencia: leer las observaciones y retomar el pre-diseño."),
    "design": _("Sigue la dependencia: completar el diseño y enviar el protocolo."),
    "protocol_in_review": _("Sigue la coordinación: validar el protocolo o devolverlo."),
    "protocol_returned": _("Sigue la dependencia: leer las observaciones y retomar el diseño."),
    "protocol_validated": _("Sigue el equipo de monitoreo: parametrizar los hitos."),
    "parametrized": _("Sigue la coordinación: publicar."),
}
