"""A pre-design filled in, to look at while one writes. Fictitious; the shape is that of seed S4, Pre 4."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix
from llegada.portfolio.value_chain import ValueChain


def example() -> dict[str, Any]:
    """Return the fields of the example, in the reader's language."""
    return {
        "name": _("Seguimiento al plan de desarrollo municipal"),
        "problem": _(
            "Los municipios deciden sobre sus proyectos sin saber cómo van las metas de su plan de desarrollo."
        ),
        "is_problem_confirmed": False,
        "problem_evidence": _(
            "En 2025, 61 de 100 municipios consultados revisaron sus metas solo al final del año (encuesta propia)."
        ),
        "tree": ProblemTree(
            _("Los municipios deciden sin saber cómo van sus metas"),
            (
                Branch(_("Cada secretaría lleva sus datos por separado"), (_("Los formatos cambian cada año"),)),
                Branch(
                    _("Los indicadores se escogen al final"), (_("El plan se adopta con metas que no se pueden medir"),)
                ),
            ),
            (
                Branch(_("El presupuesto se va a lo que menos aporta"), (_("Las metas del plan quedan a medias"),)),
                Branch(_("La rendición de cuentas se improvisa"), (_("La ciudadanía confía menos en su alcaldía"),)),
            ),
        ),
        "matrix": VesterMatrix(
            (
                _("Datos por separado en cada secretaría"),
                _("Indicadores escogidos al final"),
                _("Decisiones sin información"),
                _("Rendición de cuentas improvisada"),
            ),
            ((None, 2, 3, 2), (1, None, 3, 2), (0, 1, None, 3), (0, 0, 1, None)),
        ),
        "action_plan": _(
            "Meta 4 del plan de acción: 60 municipios con seguimiento trimestral a su plan de desarrollo."
        ),
        "chain": ValueChain(
            (
                (_("Plan de desarrollo monitoreable"), _("Protocolo de asistencia")),
                (_("Identificar las metas estratégicas"), _("Poner en marcha rutinas de seguimiento")),
                (_("Sistema de seguimiento operando"), ""),
                (_("Las decisiones usan el seguimiento"), ""),
                (_("Se cumplen las metas del plan"), ""),
                (_("Mejoran las condiciones de vida de la población"), ""),
            ),
            ((0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0)),
        ),
        "background": _(
            "Entre 2022 y 2024 se acompañó a 35 municipios con tableros en hoja de cálculo; 12 los siguen usando."
        ),
        "justification": _(
            "La entidad tiene la función y el equipo, y ninguna otra da este acompañamiento en la región."
        ),
    }
