"""The invented strategies of the demonstration, one in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from llegada.portfolio.choices import StrategyAspect as Aspect
from llegada.portfolio.choices import StrategyStatus as Fate


@dataclass(frozen=True)
class DemoStrategy:
    """A strategy: its unit, how many years before the coming one it is of, its purpose, one goal and where it stands."""

    name: str
    unit: str
    years_ago: int
    objective: str
    goal: tuple[str, str, str]
    fate: Fate
    partners: tuple[str, ...] = ()


#: To which strategies each service contributes; one may contribute to several.
CONTRIBUTIONS: Final = {
    "Manual de funciones y competencias": ("Equipos que se quedan",),
    "Plan de previsión del empleo": ("Equipos que se quedan",),
    "Concursos de mérito en municipios pequeños": ("Equipos que se quedan",),
    "Rediseño de la secretaría de planeación": ("Equipos que se quedan", "Redes de aprendizaje entre alcaldías"),
    "Banco de lecciones del municipio": ("Redes de aprendizaje entre alcaldías",),
}
STRATEGIES: Final = (
    DemoStrategy(
        "Municipios con planta y manual al día", "INAT-GRE", 0,
        "Que los municipios de sexta categoría adopten una planta de personal que pueden pagar.",
        ("Municipios con planta adoptada", "municipios", "60"), Fate.IN_REVIEW, ("INAT-DGC",),
    ),
    DemoStrategy(
        "Rendición de cuentas que se entiende", "INAT-GPT", 0,
        "Que las alcaldías rindan cuentas con datos propios y respondan lo que la gente preguntó.",
        ("Alcaldías con audiencia y respuesta publicada", "alcaldías", "45"), Fate.PRESENTED,
    ),
    DemoStrategy(
        "Concejos que leen el presupuesto", "INAT-GPT", 0,
        "Que los concejos nuevos debatan el presupuesto con sus propias preguntas.",
        ("Concejos con taller y acta de debate", "concejos", "120"), Fate.APPROVED,
    ),
    DemoStrategy(
        "Empalme con archivo", "INAT-DGC", 0,
        "Que ningún equipo entrante empiece sin los expedientes del saliente.",
        ("Entidades con acta de empalme verificada", "entidades", "200"), Fate.RETURNED,
    ),
    DemoStrategy(
        "Trámites sin fila", "INAT-DFI", 0,
        "Que los cinco trámites más pedidos de cada municipio se hagan sin desplazarse.",
        ("Trámites en línea en uso", "trámites", "150"), Fate.DRAFT,
    ),
    DemoStrategy(
        "Una sede en cada cabecera", "INAT-DFI", 0,
        "Abrir una sede de atención propia en cada cabecera municipal.",
        ("Sedes abiertas", "sedes", "300"), Fate.NOT_APPROVED,
    ),
    DemoStrategy(
        "Equipos que se quedan", "INAT-GRE", 1,
        "Que los municipios retengan a quienes se formaron con asistencia técnica.",
        ("Permanencia a un año de quienes se formaron", "por ciento", "72.5"), Fate.IN_IMPLEMENTATION,
    ),
    DemoStrategy(
        "Redes de aprendizaje entre alcaldías", "INAT-DGC", 1,
        "Que las alcaldías resuelvan entre pares lo que hoy consultan una por una.",
        ("Consultas resueltas entre pares", "consultas", "900"), Fate.IN_ADJUSTMENT,
    ),
    DemoStrategy(
        "Manuales de funciones para municipios pequeños", "INAT-GRE", 2,
        "Que los municipios pequeños tengan manuales de funciones vigentes.",
        ("Manuales adoptados", "manuales", "80"), Fate.CLOSED,
    ),
    DemoStrategy(
        "Ventanilla de acompañamiento", "INAT-DFI", 3,
        "Que cada entidad tenga un solo lugar donde pedir asistencia.",
        ("Solicitudes atendidas por la ventanilla", "solicitudes", "1200"), Fate.ARCHIVED,
    ),
)  # fmt: skip

#: Organisation → who writes its strategic statements and who puts them in force, by login, and the four texts.
STATEMENTS: Final = {
    "INAT": (
        "planeacion", "coordinacion",
        {
            "mission": "Acompañar a las entidades territoriales para que decidan y ejecuten con sus propias capacidades.",
            "vision": "En 2030 ninguna alcaldía pequeña estará sola ante lo que la ley le pide.",
            "objective": "Cerrar las brechas de capacidad que impiden prestar los servicios, empezando por las más hondas.",
            "focus": "Primero los municipios de sexta categoría con menor desempeño; siempre con un equipo de la entidad.",
        },
    ),
    "DOIL": (
        "monitoreo2", "coordinacion2",
        {
            "mission": "Poner el ordenamiento y la inversión al servicio de las decisiones de cada territorio.",
            "vision": "En 2030 cada municipio planea con catastro propio y actualizado.",
            "objective": "Que las entidades formulen y ejecuten proyectos que su gente reconoce.",
            "focus": "Por subregiones, con los departamentos como aliados.",
        },
    ),
    "EGL": (
        "jefatura4", "coordinacion3",
        {
            "mission": "Formar a quienes gobiernan lo local mientras gobiernan.",
            "vision": "En 2030 toda entidad tiene a alguien formado que se queda.",
            "objective": "Que lo aprendido se vea en un instrumento adoptado por la entidad.",
            "focus": "Aprender haciendo, con enfoque de paz y étnico.",
        },
    ),
}  # fmt: skip

#: What every invented strategy proposes (EST-11).
PROPOSAL: Final = {
    "alignment": "Deja capacidad instalada en la entidad, como pide la misión, y empieza por donde el enfoque dice.",
    "resources": "Presupuesto de inversión de la dependencia y dos vehículos compartidos.",
    "delivery_mode": "mixed",
    "team": "Ocho profesionales de tiempo completo y una coordinación.",
    "travel": "Dos visitas a cada entidad, de marzo a junio.",
    "offer": "Los servicios publicados de la dependencia; uno nuevo por diseñar.",
    "guidelines": "Ningún documento se entrega sin taller con el equipo de la entidad.",
    "alliances": "Con la gobernación de cada departamento, para los desplazamientos y la convocatoria.",
}

#: Why each criterion holds, with one trigger and one switch.
JUSTIFICATIONS: Final = {
    Aspect.INTEGRATED: "Reúne en un solo acompañamiento lo que antes ofrecían tres grupos por separado.",
    Aspect.STRENGTHENS: "Deja en la entidad un instrumento adoptado y un equipo que sabe usarlo.",
    Aspect.FOCUSED: "Empieza por los municipios de sexta categoría con menor desempeño.",
    Aspect.INNOVATIVE: "Prueba con veinte entidades una forma de trabajo entre pares antes de extenderla.",
    Aspect.RESULTS: "Cada hito se mide con una evidencia que otra persona valida.",
    Aspect.DIFFERENTIATED: "Cambia el ritmo y la modalidad según el tamaño del equipo de la entidad.",
    Aspect.ALIGNED: "Aporta a dos metas del plan de acción de la vigencia.",
    Aspect.MARKET: "Abre la puerta a universidades y escuelas de la región como aliadas.",
    Aspect.MODULAR: "La entidad escoge los módulos que necesita y en qué orden.",
    Aspect.EXCHANGE: "Cada entidad que termina acompaña a otra que empieza.",
    Aspect.DRIVERS: "El cambio de gobierno local abre la ventana para revisar la estructura.",
    Aspect.ARTICULATION: "Se acuerda con la gobernación un solo calendario de visitas.",
}
