"""What the invented annual analyses say, and where each stands. All of it is fiction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from llegada.demo.catalogue.offer import LINES
from llegada.planning.analysis_content import FindingContent, ScenarioContent, SourceContent
from llegada.planning.choices import AnalysisStatus as Fate

#: Unit → where its analysis of the next year stands; a unit of the cycle that is not here has not begun.
ANALYSES: Final[Mapping[str, Fate]] = {
    "INAT-DFI": Fate.ACCEPTED, "INAT-GRE": Fate.SENT, "INAT-DGC": Fate.RETURNED, "INAT-GPT": Fate.DRAFT,
}  # fmt: skip
_DATA: Final = "https://datos.instituto.example"
FINDINGS: Final[Mapping[str, FindingContent]] = {
    "previous_results": FindingContent(
        "La mayoría de las entidades acompañadas adoptó lo que construyó con el equipo. Las demás se detuvieron por la misma "
        "causa: no tenían el estudio de cargas cuando empezó el plan.",
        sources=(SourceContent("Informe de cierre de la vigencia", f"{_DATA}/informe-de-cierre"),),
    ),
    "performance": FindingContent(
        "312 municipios de sexta categoría están por debajo de 50 puntos en talento humano, y 180 llevan tres mediciones "
        "sin mejorar.",
        sources=(
            SourceContent("Índice de desempeño institucional, por entidad", f"{_DATA}/desempeno", 2025),
            SourceContent("Respuestas del FURAG sobre planta de personal", f"{_DATA}/furag", 2025),
        ),
    ),
    "citizen_requests": FindingContent(
        "Una de cada cuatro peticiones pregunta por encargos y provisionales. Las alcaldías piden lo mismo que las personas.",
        sources=(SourceContent("Informe trimestral de PQRS", f"{_DATA}/pqrs", 2026),),
    ),
    "national_plan": FindingContent(
        "La meta de formalización laboral en el territorio necesita plantas adoptadas en los municipios más pequeños."
    ),
    "entity_requests": FindingContent(
        "37 alcaldías pidieron rediseño y se atendieron 22. Las 15 pendientes quedan en Chocó, La Guajira y Vaupés.",
        sources=(SourceContent("Solicitudes recibidas por ventanilla", f"{_DATA}/solicitudes", 2026),),
    ),
    "judicial_actions": FindingContent("La dependencia no es parte de ningún fallo vigente.", applies=False),
}
SCENARIOS: Final = (
    ScenarioContent(
        "Acompañamiento concentrado",
        "Estudio de cargas y planta en un solo plan de trabajo, con dos visitas y seguimiento virtual.",
        "Los 15 municipios con solicitud pendiente y los 45 de menor desempeño.",
    ),
    ScenarioContent(
        "Acompañamiento por grupos",
        "Talleres por subregión con las gobernaciones, y asesoría virtual a quien termine el estudio.",
        "180 municipios de sexta categoría que llevan tres mediciones sin mejorar.",
    ),
)
#: Name, reason and thematic line of each priority, in order.
PRIORITIES: Final = (
    ("Municipios con solicitud pendiente", "Lo pidieron, lo necesitan y nadie más llega allí.", LINES[0]),
    ("Empezar por el estudio de cargas", "Sin él no avanzó ninguno de los planes que se detuvieron.", LINES[0]),
    ("Encargos y provisionales", "Es lo que más preguntan alcaldías y personas.", None),
)
RETURN_REASON: Final = "Falta decir con qué entidades se probaría cada escenario. Complételo y envíelo de nuevo."
