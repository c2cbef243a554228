"""A strategy filled in, to be read beside the form: what each section looks like when it says enough."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Section of `rules.STRATEGY_SECTIONS` → what the example says in it.
STRATEGY_EXAMPLE: Final[dict[str, str | Promise]] = {
    "responsible": _(
        "Líder técnico: quien coordina el grupo de planta. Participan la dirección de empleo, que lidera, y la de archivo."
    ),
    "objective": _(
        "Que 60 municipios de sexta categoría adopten, antes de diciembre de 2027, una planta de personal que puedan pagar, "
        "para que presten sus servicios con personas propias."
    ),
    "inputs": _(
        "Impacto: menos contratistas en tareas permanentes. Experiencia: tres vigencias y equipo propio. Resultados anteriores: "
        "en 2025, 41 de 50 municipios acompañados adoptaron la planta; los nueve restantes no tenían el estudio de cargas."
    ),
    "alignment": _(
        "Sirve a la misión porque deja capacidad instalada en la alcaldía, y al enfoque porque empieza por los municipios con "
        "menor desempeño."
    ),
    "goals": _("Municipios con planta adoptada: 60 municipios, en 2027."),
    "orientation": _("Integrada: reúne en un solo acompañamiento lo que antes ofrecían tres grupos por separado."),
    "conduct": _("Modulable: la alcaldía escoge entre estudio completo, revisión o taller, según lo que ya tenga."),
    "triggers": _(
        "Monedas de intercambio: el municipio que adopta la planta es anfitrión de la siguiente ronda de pares."
    ),
    "switches": _("Articulación: se activa cuando la gobernación abre su propia convocatoria de personal."),
    "scope": _(
        "Escala nacional, capacidad administrativa, fase de implantación de febrero a noviembre de 2027, por demanda de las "
        "alcaldías. Al terminar, la secretaría general de cada municipio actualiza el estudio cada año."
    ),
    "proposal": _(
        "Recursos: 420 millones de inversión. Asistencia presencial y virtual. Ocho profesionales de tiempo completo. Dos visitas "
        "a cada municipio, de marzo a junio. Oferta: estudio de cargas y rediseño de planta. Ejecución conjunta. Pautas: nunca "
        "entregar el estudio sin el taller. Alianza con el departamento para los desplazamientos."
    ),
    "evidence": _(
        "Índice de desempeño 2026, por municipio (archivo); solicitudes recibidas en la última vigencia (enlace); circular de la "
        "dirección general sobre empleo público."
    ),
}
