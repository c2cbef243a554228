"""The words of a pre-design: its sections, its columns, its quadrants, and what each field says in plain text."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.models import CycleMoment, Strategy
from llegada.portfolio.predesign import PredesignContent
from llegada.portfolio.problems import Branch
from llegada.portfolio.value_chain import COLUMNS

#: Section → its place in the address, its title, its help, and the words of the glossary that it needs.
SLUGS: Final[dict[str, str]] = {
    "name": "nombre",
    "problem": "problema",
    "tree": "arbol-de-problemas",
    "matrix": "matriz-de-vester",
    "alignment": "alineacion",
    "chain": "cadena-de-valor",
    "moments": "momentos",
    "context": "antecedentes-y-justificacion",
}
TITLES: Final[dict[str, str | Promise]] = {
    "name": _("Nombre"),
    "problem": _("Problema o necesidad"),
    "tree": _("Árbol de problemas"),
    "matrix": _("Matriz de Vester"),
    "alignment": _("Alineación estratégica"),
    "chain": _("Cadena de valor"),
    "moments": _("Momentos del ciclo de valor público"),
    "context": _("Antecedentes y justificación"),
}
HELP: Final[dict[str, str | Promise]] = {
    "name": _(
        "Un nombre claro, que se entienda en el territorio. Abajo aparecen los servicios parecidos que ya existen."
    ),
    "problem": _("El estado negativo que existe hoy, a quién afecta y los datos que lo muestran."),
    "tree": _("El problema central con sus causas y sus efectos. Con el árbol completo, la matriz es opcional."),
    "matrix": _("Cuánto influye cada problema en los demás. Con la matriz completa, el árbol es opcional."),
    "alignment": _("A qué estrategias, línea temática y metas del plan de acción aporta."),
    "chain": _(
        "Qué se usa, qué se hace, qué se entrega y qué cambia. Cada elemento lleva a otro de la columna siguiente."
    ),
    "moments": _("En qué momentos del ciclo aporta el servicio. Escoja al menos uno."),
    "context": _("Qué se ha hecho ya y por qué hace falta este servicio."),
}
TERMS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("servicio",),
    "problem": ("problema",),
    "tree": ("arbol-de-problemas",),
    "matrix": ("matriz-de-vester",),
    "alignment": ("alineacion-estrategica", "linea-tematica"),
    "chain": ("cadena-de-valor",),
    "moments": ("ciclo-de-valor-publico",),
    "context": ("antecedentes", "justificacion"),
}
COLUMN_TITLES: Final[dict[str, str | Promise]] = {
    "input": _("Insumo"),
    "process": _("Proceso"),
    "product": _("Producto"),
    "intermediate_result": _("Resultado intermedio"),
    "final_result": _("Resultado final"),
    "impact": _("Impacto"),
}
QUADRANTS: Final[dict[str, str | Promise]] = {
    "critical": _("Crítico"),
    "active": _("Activo"),
    "passive": _("Pasivo"),
    "indifferent": _("Indiferente"),
}
FIELD_LABELS: Final[dict[str, str | Promise]] = {
    "name": _("nombre"),
    "line": _("línea temática"),
    "problem": _("problema o necesidad"),
    "is_problem_confirmed": _("enunciado confirmado"),
    "problem_evidence": _("datos que lo muestran"),
    "tree": _("árbol de problemas"),
    "matrix": _("matriz de Vester"),
    "strategies": _("estrategias a las que aporta"),
    "action_plan": _("aporte al plan de acción"),
    "chain": _("cadena de valor"),
    "moments": _("momentos a los que aporta"),
    "background": _("antecedentes"),
    "justification": _("justificación"),
}


def in_words(content: PredesignContent, name: str) -> str:
    """Return what a field says as plain text, for a conflict or a comparison; strategies and moments cost a query each."""
    if name == "chain":
        columns = zip(COLUMNS, content.chain.cells, strict=True)
        lines = [f"{COLUMN_TITLES[key]}: {'; '.join(filter(None, column))}" for key, column in columns if any(column)]
        return "\n".join(lines)
    if name == "tree":
        return _tree_in_words(content)
    if name == "matrix":
        rows = zip(content.matrix.problems, content.matrix.influence, strict=True)
        return "\n".join(f"{text}: {' '.join('–' if one is None else str(one) for one in row)}" for text, row in rows)
    if name == "strategies":
        found = Strategy.objects.filter(pk__in=content.strategies).order_by("-year", "name")
        return "\n".join(f"{one.name} ({one.year})" for one in found) if content.strategies else ""
    if name == "moments":
        moments = CycleMoment.objects.filter(pk__in=content.moments)
        return "\n".join(one.name for one in moments) if content.moments else ""
    if name == "is_problem_confirmed":
        return gettext("sí") if content.is_problem_confirmed else gettext("no")
    return str(getattr(content, name))


def _tree_in_words(content: PredesignContent) -> str:
    def lines(title: str, branches: tuple[Branch, ...]) -> list[str]:
        return [f"{title}: {one.text}" + "".join(f"\n  – {text}" for text in one.behind) for one in branches]

    tree = content.tree
    return "\n".join(
        filter(None, [tree.central, *lines(gettext("Causa"), tree.causes), *lines(gettext("Efecto"), tree.effects)])
    )
