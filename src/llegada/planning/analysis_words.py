"""The words of the parts of an annual analysis: titles, addresses, help, an example of each, and what can be missing."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.planning.analysis_content import FindingContent, Part, ScenarioContent
from llegada.planning.analysis_rules import PRIORITIES, SCENARIOS
from llegada.planning.choices import AnalysisSection

TITLES: Final[dict[str, str | Promise]] = {
    **{one.value: one.label for one in AnalysisSection},
    SCENARIOS: _("Escenarios de intervención"),
    PRIORITIES: _("Prioridades"),
}
#: Part → its name where there is little room.
TABS: Final[dict[str, str | Promise]] = {
    "previous_results": _("Resultados"),
    "performance": _("FURAG"),
    "citizen_requests": _("PQRS"),
    "national_plan": _("PND"),
    "entity_requests": _("Requerimientos"),
    "judicial_actions": _("Acciones judiciales"),
    SCENARIOS: _("Escenarios"),
    PRIORITIES: _("Prioridades"),
}
#: Part → its address.
SLUGS: Final = {
    "previous_results": "resultados-anteriores",
    "performance": "furag",
    "citizen_requests": "pqrs",
    "national_plan": "plan-nacional-de-desarrollo",
    "entity_requests": "requerimientos",
    "judicial_actions": "acciones-judiciales",
    SCENARIOS: "escenarios",
    PRIORITIES: "prioridades",
}
#: List → what one of its rows is called, and the button that adds one; every section has sources.
ROW_WORDS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    SCENARIOS: (_("Escenario"), _("Agregar escenario")),
    PRIORITIES: (_("Prioridad"), _("Agregar prioridad")),
}
SOURCE_WORDS: Final = (_("Fuente"), _("Agregar fuente"))
#: Part → the anchor of its concept in the glossary (core/glossary.py), where it has one.
TERMS: Final[dict[str, str]] = {"performance": "furag", SCENARIOS: "escenario-de-intervencion"}
HELP: Final[dict[str, str | Promise]] = {
    "previous_results": _("Qué logró la asistencia técnica de la vigencia, qué no, y a qué se debió."),
    "performance": _(
        "Qué dicen los resultados del FURAG y del índice de desempeño institucional de las entidades que usted acompaña."
    ),
    "citizen_requests": _(
        "Qué se repite en las peticiones, quejas, reclamos y sugerencias sobre los temas de su dependencia."
    ),
    "national_plan": _("Qué metas y compromisos del Plan Nacional de Desarrollo le piden asistencia técnica."),
    "entity_requests": _("Qué han pedido las entidades, cuáles y cuántas veces, se haya atendido o no."),
    "judicial_actions": _(
        "Qué fallos, acciones populares o demandas obligan a asistir a una entidad, o muestran un riesgo que se repite."
    ),
    SCENARIOS: _("De qué maneras podría intervenir la dependencia, y con qué entidades, según lo que encontró."),
    PRIORITIES: _("Qué va primero, en orden, y por qué. De aquí salen las estrategias y las líneas del plan anual."),
}
EXAMPLES: Final[dict[str, str | Promise]] = {
    "previous_results": _(
        "De 50 municipios acompañados, 41 adoptaron la planta. Los nueve restantes no tenían el estudio de cargas: el servicio "
        "debe empezar por ahí. Fuente: informe de cierre de la vigencia."
    ),
    "performance": _(
        "En talento humano, 312 municipios de sexta categoría están por debajo de 50 puntos; 180 llevan tres mediciones sin "
        "mejorar. Fuente: resultados del índice de desempeño institucional, por entidad."
    ),
    "citizen_requests": _(
        "Una de cada cuatro peticiones pregunta por encargos y provisionales. Piden lo mismo alcaldías y personas."
    ),
    "national_plan": _(
        "La meta de formalización laboral en el territorio necesita plantas adoptadas en municipios de quinta y sexta categoría."
    ),
    "entity_requests": _(
        "37 alcaldías pidieron rediseño institucional y se atendieron 22. Las 15 pendientes son de Chocó, La Guajira y Vaupés."
    ),
    "judicial_actions": _(
        "No aplica, por ejemplo: la dependencia no es parte ni responsable del cumplimiento de ningún fallo vigente."
    ),
    SCENARIOS: _(
        "Acompañamiento concentrado: estudio de cargas y planta en un solo plan, con visitas. Entidades: los 180 municipios de "
        "sexta categoría sin mejora, empezando por los 15 con solicitud pendiente."
    ),
    PRIORITIES: _(
        "1. Municipios con solicitud pendiente y bajo desempeño: lo pidieron, lo necesitan y nadie más llega allí."
    ),
}


def gap_words(part: str, what: str) -> str:
    """Return in words what a part lacks for the analysis to be sent."""
    if part == SCENARIOS:
        return gettext("falta al menos un escenario de intervención")
    if part == PRIORITIES:
        return gettext("falta al menos una prioridad")
    title = {"title": TITLES[part]}
    if what == "reason":
        return gettext("falta decir por qué no aplica «%(title)s»") % title
    return gettext("falta qué se encontró en «%(title)s», o decir que no aplica") % title


def part_words(part: str, value: Part) -> list[tuple[str, str]]:
    """Return what a part says, as (label, text), to show what somebody else saved."""
    if isinstance(value, FindingContent):
        sources = "\n".join(f"{one.name}: {one.url}" for one in value.sources)
        text = value.text if value.applies else gettext("No aplica: %(reason)s") % {"reason": value.text}
        return [(str(TITLES[part]), text), (gettext("Fuentes"), sources)]
    said = (f"{one.name}: {one.description if isinstance(one, ScenarioContent) else one.reason}" for one in value)
    return [(str(TITLES[part]), "\n".join(said))]
