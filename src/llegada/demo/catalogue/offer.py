"""The invented services of the demonstration.

Milestone weights follow the shape of public practice: few milestones, a light start, the weight on what is delivered (facts B.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LINES: Final = (
    "Rediseño institucional",
    "Empleo público",
    "Participación ciudadana",
    "Transparencia e integridad",
    "Catastro multipropósito",
    "Ordenamiento territorial",
    "Finanzas públicas",
    "Proyectos de inversión",
    "Contratación estatal",
    "Gestión del riesgo",
    "Paz y enfoque étnico",
    "Innovación pública",
)

_LONG = (("Alistamiento", 5), ("Diagnóstico", 45), ("Propuesta", 40), ("Formalización", 10))
_MANUAL = (
    ("Alistamiento", 9),
    ("Diagnóstico", 20),
    ("Análisis funcional", 36),
    ("Requisitos", 20),
    ("Proyecto de acto", 15),
)
_PARTICIPATION = (
    ("Taller", 15),
    ("Revisión", 25),
    ("Retroalimentación", 20),
    ("Acompañamiento", 25),
    ("Verificación", 15),
)
_SHORT = (("Preparación", 30), ("Entrega", 70))
_COURSE = (("Convocatoria", 10), ("Curso", 60), ("Prueba final", 30))


@dataclass(frozen=True)
class DemoService:
    """An invented service: unit, line, kind, modalities and milestones (name, weight)."""

    name: str
    unit: str
    line: str
    kind: str
    modalities: tuple[str, ...]
    milestones: tuple[tuple[str, int], ...]


def _service(
    name: str, unit: str, line: str, kind: str, modalities: str, milestones: tuple[tuple[str, int], ...]
) -> DemoService:
    return DemoService(name, unit, line, kind, tuple(modalities.split()), milestones)


SERVICES: Final = (
    _service(
        "Rediseño institucional integral", "INAT-GRE", LINES[0], "technical_assistance", "onsite_ta remote_ta", _LONG
    ),
    _service(
        "Rediseño de la secretaría de planeación", "INAT-GRE", LINES[0], "technical_assistance", "remote_ta", _LONG
    ),
    _service(
        "Manual de funciones y competencias",
        "INAT-GRE",
        LINES[1],
        "technical_assistance",
        "onsite_ta remote_ta",
        _MANUAL,
    ),
    _service("Plan de previsión del empleo", "INAT-GRE", LINES[1], "advisory", "advisory", _SHORT),
    _service("Concursos de mérito en municipios pequeños", "INAT-GRE", LINES[1], "training", "training", _COURSE),
    _service(
        "Estrategia de participación ciudadana",
        "INAT-GPT",
        LINES[2],
        "technical_assistance",
        "onsite_ta",
        _PARTICIPATION,
    ),
    _service(
        "Rendición de cuentas con la comunidad",
        "INAT-GPT",
        LINES[2],
        "technical_assistance",
        "onsite_ta",
        _PARTICIPATION,
    ),
    _service("Presupuesto participativo", "INAT-GPT", LINES[2], "technical_assistance", "onsite_ta", _LONG),
    _service("Programa de transparencia y ética", "INAT-GPT", LINES[3], "technical_assistance", "remote_ta", _LONG),
    _service("Conflictos de interés: orientación", "INAT-GPT", LINES[3], "guidance", "advisory", _SHORT),
    _service(
        "Banco de lecciones del municipio", "INAT-DGC", LINES[11], "technical_assistance", "experience_exchange", _SHORT
    ),
    _service("Trámites más simples", "INAT-DGC", LINES[11], "technical_assistance", "remote_ta", _LONG),
    _service(
        "Catastro multipropósito: modelo de operación", "DOIL-GCM", LINES[4], "technical_assistance", "onsite_ta", _LONG
    ),
    _service("Conservación catastral", "DOIL-GCM", LINES[4], "technical_assistance", "remote_ta", _LONG),
    _service("Actualización del POT", "DOIL-DCO", LINES[5], "technical_assistance", "onsite_ta remote_ta", _LONG),
    _service("Expediente municipal", "DOIL-DCO", LINES[5], "advisory", "advisory remote_ta", _SHORT),
    _service("Gestión del riesgo en el ordenamiento", "DOIL-DCO", LINES[9], "technical_assistance", "onsite_ta", _LONG),
    _service(
        "Plan municipal de gestión del riesgo",
        "DOIL-DCO",
        LINES[9],
        "technical_assistance",
        "onsite_ta",
        _PARTICIPATION,
    ),
    _service("Marco fiscal de mediano plazo", "DOIL-DIF", LINES[6], "technical_assistance", "remote_ta", _LONG),
    _service("Estatuto de rentas al día", "DOIL-DIF", LINES[6], "technical_assistance", "remote_ta onsite_ta", _LONG),
    _service("Formulación de proyectos de inversión", "DOIL-GPR", LINES[7], "training", "training", _COURSE),
    _service("Gerencia de proyectos", "DOIL-GPR", LINES[7], "technical_assistance", "onsite_ta", _LONG),
    _service("Proyectos tipo para regalías", "DOIL-GPR", LINES[7], "advisory", "advisory", _SHORT),
    _service("Diplomado en gobierno municipal", "EGL-SFO", LINES[11], "training", "training", _COURSE),
    _service(
        "Laboratorio de innovación pública", "EGL-SFO", LINES[11], "technical_assistance", "experience_exchange", _SHORT
    ),
    _service("Plan de Acción Municipal", "EGL-SAM", LINES[0], "technical_assistance", "onsite_ta", _LONG),
    _service("Contratación sin enredos", "EGL-GCH", LINES[8], "training", "training remote_ta", _COURSE),
    _service("Manual de contratación", "EGL-GCH", LINES[8], "technical_assistance", "remote_ta", _MANUAL),
    _service("Instancia de género y diversidad", "EGL-GPE", LINES[10], "technical_assistance", "onsite_ta", _LONG),
    _service(
        "Rutas de consulta con comunidades étnicas",
        "EGL-GPE",
        LINES[10],
        "technical_assistance",
        "onsite_ta",
        _PARTICIPATION,
    ),
)

#: Service → (objective, deliverable).
PURPOSES: Final = {
    "Rediseño institucional integral": (
        "Ajustar la estructura y la planta de la entidad a lo que debe hacer y puede pagar.",
        "Acuerdo de estructura y planta, con su estudio técnico",
    ),
    "Rediseño de la secretaría de planeación": (
        "Repartir funciones y cargas de la secretaría para que planee, ejecute y siga sus proyectos.",
        "Propuesta de estructura con cargas de trabajo",
    ),
    "Manual de funciones y competencias": (
        "Tener un manual vigente que diga qué hace cada cargo y qué se le pide.",
        "Decreto del manual de funciones",
    ),
    "Plan de previsión del empleo": (
        "Saber qué cargos quedarán vacantes y cómo se van a proveer.",
        "Plan de previsión del talento humano",
    ),
    "Concursos de mérito en municipios pequeños": (
        "Que el equipo prepare su oferta de empleos y acompañe un concurso sin tropiezos.",
        "Oferta pública de empleos cargada",
    ),
    "Estrategia de participación ciudadana": (
        "Que la gente decida con la alcaldía en los temas que escogió.",
        "Estrategia adoptada y su calendario",
    ),
    "Rendición de cuentas con la comunidad": (
        "Pasar de la audiencia anual a un diálogo que se sostiene todo el año.",
        "Informe y compromisos publicados",
    ),
    "Presupuesto participativo": (
        "Destinar una parte del presupuesto a proyectos que la comunidad prioriza.",
        "Acta de priorización y proyectos inscritos",
    ),
    "Programa de transparencia y ética": (
        "Adoptar un programa con riesgos, controles y responsables reales.",
        "Programa de transparencia y ética pública adoptado",
    ),
    "Conflictos de interés: orientación": (
        "Resolver dudas puntuales sobre declaraciones y conflictos de interés.",
        "Concepto escrito",
    ),
    "Banco de lecciones del municipio": (
        "Guardar lo que se aprendió en cada programa para no empezar de cero.",
        "Banco con al menos cinco lecciones",
    ),
    "Trámites más simples": (
        "Quitar pasos y requisitos a los cinco trámites que más pide la gente.",
        "Plan de simplificación ejecutado",
    ),
    "Catastro multipropósito: modelo de operación": (
        "Decidir cómo va a operar el catastro el municipio y con qué recursos.",
        "Modelo de operación adoptado",
    ),
    "Conservación catastral": (
        "Mantener al día la base predial después de la actualización.",
        "Protocolo de conservación",
    ),
    "Actualización del POT": (
        "Llevar el plan de ordenamiento de la revisión al acuerdo del concejo.",
        "Documento técnico y proyecto de acuerdo",
    ),
    "Expediente municipal": (
        "Medir si el ordenamiento se cumple y qué hay que ajustar.",
        "Expediente municipal con indicadores",
    ),
    "Gestión del riesgo en el ordenamiento": (
        "Incorporar los estudios de amenaza en las decisiones sobre el suelo.",
        "Estudios básicos incorporados",
    ),
    "Plan municipal de gestión del riesgo": (
        "Acordar con la comunidad qué hacer antes, durante y después de una emergencia.",
        "Plan municipal adoptado",
    ),
    "Marco fiscal de mediano plazo": (
        "Proyectar ingresos, gastos y deuda a diez años con supuestos claros.",
        "Marco fiscal presentado al concejo",
    ),
    "Estatuto de rentas al día": (
        "Actualizar las rentas propias y la manera de cobrarlas.",
        "Proyecto de acuerdo del estatuto",
    ),
    "Formulación de proyectos de inversión": (
        "Que el equipo formule y cargue proyectos que pasan la revisión.",
        "Dos proyectos viables por municipio",
    ),
    "Gerencia de proyectos": (
        "Terminar a tiempo las obras y programas que ya tienen recursos.",
        "Tablero de proyectos con responsables",
    ),
    "Proyectos tipo para regalías": (
        "Usar proyectos tipo para ahorrar meses de formulación.",
        "Proyecto presentado",
    ),
    "Diplomado en gobierno municipal": (
        "Formar a quienes dirigen la administración en lo que la ley les pide.",
        "Certificado y trabajo final aplicado",
    ),
    "Laboratorio de innovación pública": (
        "Probar en pequeño una solución antes de gastar en grande.",
        "Prototipo probado con usuarios",
    ),
    "Plan de Acción Municipal": (
        "Escoger con el gobierno local una solución alcanzable y llevarla hasta el final.",
        "Plan de Acción Municipal ejecutado",
    ),
    "Contratación sin enredos": (
        "Que el equipo planee, publique y supervise sus contratos sin devoluciones.",
        "Plan anual de adquisiciones corregido",
    ),
    "Manual de contratación": (
        "Tener un manual claro, corto y ajustado a la norma vigente.",
        "Resolución del manual",
    ),
    "Instancia de género y diversidad": (
        "Crear la instancia que lleva el enfoque de género a planes y presupuesto.",
        "Acuerdo de creación y plan de trabajo",
    ),
    "Rutas de consulta con comunidades étnicas": (
        "Acordar con las autoridades étnicas cómo se consulta y se concierta.",
        "Ruta de consulta concertada",
    ),
}
