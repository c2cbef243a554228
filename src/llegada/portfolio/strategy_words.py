"""The words of a strategy's sections and of what can be missing in each."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.choices import StrategyAspect
from llegada.portfolio.models import Strategy

SECTION_TITLES: Final[dict[str, str | Promise]] = {
    "responsible": _("Responsables"),
    "objective": _("Objetivo"),
    "inputs": _("Insumos del objetivo"),
    "alignment": _("Alineación con la organización"),
    "goals": _("Metas"),
    "orientation": _("Criterios de orientación"),
    "conduct": _("Criterios de conducta"),
    "triggers": _("Detonadores"),
    "switches": _("Interruptores"),
    "scope": _("Alcance y sostenibilidad"),
    "proposal": _("Propuesta de ejecución"),
    "evidence": _("Datos que la sustentan"),
}
SECTION_HELP: Final[dict[str, str | Promise]] = {
    "responsible": _("Quién responde por la estrategia y qué otras dependencias la construyen con usted."),
    "objective": _("Qué cambia, para quién y cómo se sabrá. Declare que es determinado, medible y verificable."),
    "inputs": _("Los tres insumos con que se fijó el objetivo. Sin ellos la estrategia no pasa a revisión."),
    "alignment": _("Cómo sirve la estrategia a la misión, la visión, el objetivo y el enfoque que están en vigor."),
    "goals": _("Son de la estrategia, no de la dependencia: cada una con su unidad de medida, su valor y su año."),
    "orientation": _("Diga, de cada uno de los siete, por qué la estrategia lo cumple."),
    "conduct": _("Diga, de cada uno de los tres, por qué la estrategia lo cumple."),
    "triggers": _("Lo que vuelve más estratégica y ordenada la llegada a territorio. Diga al menos uno."),
    "switches": _("Lo que de manera intermitente ayuda a activar la estrategia. Diga al menos uno."),
    "scope": _("Hasta dónde llega, qué capacidad construye, de dónde viene y cómo se sostiene después."),
    "proposal": _("Con qué, con quién y de qué manera se hará. Donde no haya nada, dígalo así."),
    "evidence": _(
        "Los lineamientos de la alta dirección y los datos: fuente y fecha. Los archivos y los enlaces se agregan en la "
        "página de la estrategia, después de guardar."
    ),
}
#: Section → the anchor of its concept in the glossary (core/glossary.py), where it has one.
SECTION_TERMS: Final[dict[str, str]] = {
    "identity": "estrategia",
    "responsible": "lider-tecnico",
    "inputs": "insumos-del-objetivo",
    "alignment": "definiciones-estrategicas",
    "goals": "meta-de-la-estrategia",
    "orientation": "criterio-de-orientacion",
    "conduct": "criterio-de-conducta",
    "triggers": "detonador",
    "switches": "interruptor",
    "scope": "clase-de-capacidad",
    "evidence": "soporte-de-la-estrategia",
}
_OF_GROUPS: Final[dict[str, str | Promise]] = {
    "goals": _("al menos una meta"),
    "proofs": _("al menos un archivo o un enlace"),
    "triggers": _("al menos un detonador"),
    "switches": _("al menos un interruptor"),
}


def key_label(key: str) -> str:
    """Return the words of one thing that a strategy says: a field, a criterion or a group."""
    if key in _OF_GROUPS:
        return str(_OF_GROUPS[key])
    if key in StrategyAspect.values:
        return str(StrategyAspect(key).label).lower()
    return str(Strategy._meta.get_field(key).verbose_name)  # type: ignore[union-attr]
