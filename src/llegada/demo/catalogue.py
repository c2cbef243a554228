"""The invented institutions, people and services of the demonstration. Nobody and nothing here exists.

Milestone weights follow the shape of public practice: few milestones, a light start, the weight on what is delivered (facts B.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from llegada.core.roles import Role

#: Domain reserved for examples (RFC 2606): no mail can ever reach anybody.
MAIL_DOMAIN: Final = "demo.example"
#: Every demonstration account has this password; it is printed by `up` and useless anywhere else.
PASSWORD: Final = "llegada-demostracion"  # noqa: S105


@dataclass(frozen=True)
class DemoOrganization:
    """An invented organisation with its units: (name, acronym, acronym of the unit above or empty)."""

    name: str
    acronym: str
    units: tuple[tuple[str, str, str], ...]


ORGANIZATIONS: Final = (
    DemoOrganization(
        "Instituto Nacional de Acompañamiento Territorial",
        "INAT",
        (
            ("Dirección de Fortalecimiento Institucional", "INAT-DFI", ""),
            ("Grupo de Rediseño y Empleo", "INAT-GRE", "INAT-DFI"),
            ("Grupo de Participación y Transparencia", "INAT-GPT", "INAT-DFI"),
            ("Dirección de Gestión del Conocimiento", "INAT-DGC", ""),
        ),
    ),
    DemoOrganization(
        "Departamento para el Ordenamiento y la Inversión Local",
        "DOIL",
        (
            ("Dirección de Catastro y Ordenamiento", "DOIL-DCO", ""),
            ("Grupo de Catastro Multipropósito", "DOIL-GCM", "DOIL-DCO"),
            ("Dirección de Inversión y Finanzas", "DOIL-DIF", ""),
            ("Grupo de Proyectos", "DOIL-GPR", "DOIL-DIF"),
        ),
    ),
    DemoOrganization(
        "Escuela de Gobierno Local",
        "EGL",
        (
            ("Subdirección de Formación", "EGL-SFO", ""),
            ("Subdirección de Asistencia a Municipios", "EGL-SAM", ""),
            ("Grupo de Contratación y Hacienda", "EGL-GCH", "EGL-SAM"),
            ("Grupo de Paz y Enfoque Étnico", "EGL-GPE", "EGL-SAM"),
        ),
    ),
)

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


@dataclass(frozen=True)
class DemoPerson:
    """An invented person of an institution: login, name, and roles as (role, unit or organisation acronym)."""

    login: str
    name: str
    post: str
    roles: tuple[tuple[Role, str], ...]


def _person(login: str, name: str, post: str, *roles: tuple[Role, str]) -> DemoPerson:
    return DemoPerson(login, name, post, roles)


#: The forty people of the institutions. The first of each role is the one that `up` offers.
PEOPLE: Final = (
    _person("direccion", "Marina Alcázar Ruy", "Directora general", (Role.EXECUTIVE, "INAT")),
    _person("comite", "Octavio Ramos Illera", "Secretario general", (Role.COMMITTEE, "INAT")),
    _person("coordinacion", "Beatriz Solano Quim", "Subdirectora", (Role.COORDINATOR, "INAT")),
    _person(
        "jefatura", "Hernán Lucena Paz", "Director técnico", (Role.UNIT_HEAD, "INAT-DFI"), (Role.UNIT_HEAD, "INAT-DGC")
    ),
    _person("lider", "Adela Prieto Mun", "Líder de rediseño", (Role.TECHNICAL_LEAD, "INAT")),
    _person(
        "grupo",
        "Iván Torrealba Sanz",
        "Coordinador de grupo",
        (Role.GROUP_COORDINATOR, "INAT-DFI"),
        (Role.GROUP_COORDINATOR, "INAT-DGC"),
    ),
    _person("enlace", "Noelia Bravo Tello", "Enlace de planeación", (Role.LIAISON, "INAT-DFI")),
    _person("asesoria", "Camila Duarte Leal", "Asesora", (Role.ADVISOR, "INAT-GRE"), (Role.TECHNICAL_LEAD, "INAT-GRE")),
    _person("asesor2", "Fabián Ortega Mel", "Asesor", (Role.ADVISOR, "INAT-GRE")),
    _person("asesor3", "Lina Patiño Ars", "Asesora", (Role.ADVISOR, "INAT-GPT")),
    _person("asesor4", "Rubén Cifuentes Oro", "Asesor", (Role.ADVISOR, "INAT-GPT")),
    _person("asesor5", "Teresa Galindo Vid", "Asesora", (Role.ADVISOR, "INAT-DGC")),
    _person("territorio", "Samuel Urrea Fosca", "Gestor territorial", (Role.TERRITORIAL_MANAGER, "INAT")),
    _person("experto", "Elvira Monsalve Gil", "Experta", (Role.EXPERT, "INAT-DFI")),
    _person("practicante", "Tomás Rey Duque", "Practicante", (Role.STUDENT, "INAT-GRE")),
    _person("monitoreo", "Gloria Nieto Arce", "Profesional de monitoreo", (Role.MONITORING_ADMIN, "INAT")),
    _person("planeacion", "Víctor Casas Lobo", "Jefe de planeación", (Role.PLANNING_OFFICE, "INAT")),
    _person("control", "Irene Bonilla Tris", "Jefe de control interno", (Role.INTERNAL_CONTROL, "INAT")),
    _person("sistemas", "Joaquín Melo Prada", "Administrador de sistemas", (Role.IT_ADMIN, "")),
    _person("archivo", "Dora Cuesta Vila", "Gestión documental", (Role.RECORDS_MANAGER, "INAT")),
    _person("comunicaciones", "Pablo Arango Sim", "Comunicaciones", (Role.COMMUNICATIONS, "INAT")),
    _person("evaluacion", "Rocío Salas Ubaque", "Evaluadora", (Role.EVALUATOR, "INAT")),
    _person("datos", "Emilio Vargas Quy", "Oficial de datos personales", (Role.DATA_PROTECTION_OFFICER, "INAT")),
    _person("aliado", "Sonia Ferro Labra", "Aliada", (Role.PARTNER_USER, "INAT")),
    _person("direccion2", "Ramiro Escalante Ode", "Director", (Role.EXECUTIVE, "DOIL")),
    _person("coordinacion2", "Pilar Osuna Frey", "Subdirectora", (Role.COORDINATOR, "DOIL")),
    _person("jefatura2", "Germán Pulido Ases", "Director técnico", (Role.UNIT_HEAD, "DOIL-DCO")),
    _person("jefatura3", "Olga Rincón Yate", "Directora técnica", (Role.UNIT_HEAD, "DOIL-DIF")),
    _person("lider2", "Mauricio Tobar Elí", "Líder de catastro", (Role.TECHNICAL_LEAD, "DOIL")),
    _person("asesor6", "Sara Mejía Coba", "Asesora", (Role.ADVISOR, "DOIL-GCM")),
    _person("asesor7", "Nicolás Barrera Uz", "Asesor", (Role.ADVISOR, "DOIL-DCO")),
    _person("asesor8", "Paula Herrán Tib", "Asesora", (Role.ADVISOR, "DOIL-DIF")),
    _person("asesor9", "Andrés Quiñones Vel", "Asesor", (Role.ADVISOR, "DOIL-GPR")),
    _person("monitoreo2", "Clara Beltrán Oña", "Profesional de monitoreo", (Role.MONITORING_ADMIN, "DOIL")),
    _person("coordinacion3", "Esteban Lara Puyo", "Subdirector", (Role.COORDINATOR, "EGL")),
    _person("jefatura4", "Miriam Conde Aza", "Subdirectora", (Role.UNIT_HEAD, "EGL-SAM"), (Role.UNIT_HEAD, "EGL-SFO")),
    _person("lider3", "Álvaro Santos Guey", "Líder de servicios", (Role.TECHNICAL_LEAD, "EGL")),
    _person("asesor10", "Luz Dary Cano Ubá", "Asesora", (Role.ADVISOR, "EGL-SFO"), (Role.ADVISOR, "EGL-SAM")),
    _person("asesor11", "Felipe Moya Tairo", "Asesor", (Role.ADVISOR, "EGL-GCH")),
    _person("asesor12", "Yolima Castro Pey", "Asesora", (Role.ADVISOR, "EGL-GPE")),
)

GIVEN_NAMES: Final = (
    "Amparo",
    "Bernardo",
    "Cecilia",
    "Darío",
    "Edilma",
    "Fermín",
    "Graciela",
    "Hugo",
    "Inés",
    "Jacinto",
    "Lucrecia",
    "Manuel",
    "Nubia",
    "Orlando",
    "Priscila",
    "Rafael",
    "Susana",
    "Tulio",
    "Úrsula",
    "Wilson",
    "Ximena",
    "Yesid",
    "Zoraida",
    "Anselmo",
    "Blanca",
    "Cirilo",
    "Deyanira",
    "Efraín",
    "Fanny",
    "Gildardo",
)
SURNAMES: Final = (
    "Acuñal",
    "Brisa",
    "Cortal",
    "Delvalle",
    "Espinal",
    "Farallón",
    "Guadual",
    "Hinojal",
    "Islero",
    "Jaral",
    "Lomas",
    "Manglar",
    "Naranjal",
    "Olivar",
    "Páramo",
    "Quebradas",
    "Roblal",
    "Sabanal",
    "Trigal",
    "Urapán",
    "Vegal",
    "Yarumal",
    "Zarzal",
    "Arrayán",
    "Bambual",
    "Caucal",
    "Dorado",
    "Esteral",
    "Frailejón",
    "Guaduas",
)
POSTS: Final = (
    "Secretaria de planeación", "Secretario de gobierno", "Profesional de hacienda", "Jefe de control interno",
    "Enlace de víctimas", "Técnica de catastro", "Comisaria de familia", "Secretaria ejecutiva", "Profesional de contratación",
)  # fmt: skip
COMMITMENTS: Final = (
    ("Enviar el acto administrativo de la planta", "entity", "Copia del acto"),
    ("Remitir la base predial actualizada", "entity", "Archivo con la base"),
    ("Compartir el formato de diagnóstico", "provider", "Formato diligenciable"),
    ("Convocar al comité directivo", "entity", "Citación y lista"),
    ("Devolver observaciones al documento", "provider", "Documento comentado"),
    ("Designar los funcionarios que acompañan", "entity", "Oficio de designación"),
    ("Enviar la grabación y los materiales", "provider", "Enlace a los materiales"),
)
TOPICS: Final = (
    "Taller de arranque", "Mesa de trabajo con el equipo", "Revisión del diagnóstico", "Sesión de asesoría", "Revisión de avances",
    "Capacitación al equipo", "Validación con la comunidad", "Entrega y cierre de productos", "Ajustes al documento",
)  # fmt: skip
PLACES: Final = (
    "Casa de la Cultura",
    "Salón del concejo",
    "Sala de juntas",
    "Biblioteca municipal",
    "Reunión por videollamada",
)
