"""How the test of a training reads: its actions on a button, and what is wrong with a question."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.core.tabular import Table
from llegada.core.templatetags.llegada import number
from llegada.delivery.training_rules import Gain

#: Decision of the history → its words.
TRAINING_VERBS: Final[dict[str, str | Promise]] = {
    "session.test_choose": _("Prueba de la capacitación elegida"),
    "session.test_write": _("Prueba de la capacitación escrita"),
    "session.test_rewrite": _("Prueba de la capacitación corregida"),
    "session.test_open_pre": _("Prueba inicial abierta"),
    "session.test_close_pre": _("Prueba inicial cerrada"),
    "session.test_open_post": _("Prueba final abierta"),
    "session.test_close_post": _("Prueba final cerrada"),
    "session.test_paper": _("Resultados en papel anotados"),
}
#: Action of `training_rules.TRANSITIONS` → its button.
TRAINING_ACTIONS: Final[dict[str, str | Promise]] = {
    "open_pre": _("Abrir la prueba inicial"),
    "close_pre": _("Cerrar la prueba inicial"),
    "open_post": _("Abrir la prueba final"),
    "close_post": _("Cerrar la prueba final"),
}
#: Action that opens again what was closed → its button.
REOPENING: Final[dict[str, str | Promise]] = {
    "open_pre": _("Abrir de nuevo la inicial"),
    "open_post": _("Abrir de nuevo la final"),
}
#: Problem of `training_rules.question_problem` → its sentence.
PROBLEMS: Final[dict[str, str | Promise]] = {
    "no_text": _("Escriba la pregunta."),
    "options": _("Escriba de dos a cuatro opciones, en orden y sin dejar huecos."),
    "repeated": _("Dos opciones dicen lo mismo. Cambie una."),
    "right": _("La respuesta correcta debe ser una de las opciones escritas."),
}
LENGTH: Final = _("Una prueba tiene de 5 a 20 preguntas.")


def measures(gain: Gain) -> list[tuple[str, str, str]]:
    """Return what is told of a gain: each figure's name, its value and how it is worked out, with its source."""
    return [
        (
            gettext("Personas con las dos pruebas"),
            str(gain.pairs),
            gettext("Quienes respondieron la inicial y la final."),
        ),
        (
            gettext("Resultado inicial"),
            _share(gain.pre),
            gettext("Promedio de respuestas correctas sobre el total de preguntas."),
        ),
        (
            gettext("Resultado final"),
            _share(gain.post),
            gettext("El mismo promedio, con las mismas preguntas, al terminar."),
        ),
        (
            gettext("Diferencia"),
            _points(gain.difference),
            gettext("Promedio de la diferencia de cada persona consigo misma, en puntos porcentuales."),
        ),
        (
            gettext("Intervalo de confianza del 95 %"),
            gettext("de %(low)s a %(high)s") % {"low": _points(gain.low), "high": _points(gain.high)},
            gettext("Diferencia promedio más y menos t de Student por su error estándar."),
        ),
        (
            gettext("Ganancia normalizada"),
            gettext("sin dato") if gain.normalized is None else number(gain.normalized, 2),
            gettext(
                "De lo que faltaba por aprender, la parte que se aprendió: (final − inicial) / (1 − inicial), entre promedios. "
                "Fuente: R. R. Hake, American Journal of Physics 66 (1), 1998, p. 64-74."
            ),
        ),
    ]


def _share(value: float) -> str:
    return f"{number(value * 100, 1)} %"


def _points(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value * 100, 1)}"


def gain_table(gain: Gain) -> Table:
    """Return the figures of a gain as a table that names nobody."""
    return Table(
        "prueba-inicial-y-final", [gettext("Medida"), gettext("Valor"), gettext("Cómo se calcula")], measures(gain)
    )
