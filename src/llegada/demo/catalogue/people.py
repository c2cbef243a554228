"""The invented institutions of the demonstration, their units and their people."""

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
    _person("direccion", "Marina Alcázar Ruy", "Directora general", (Role.EXECUTIVE, "INAT"), (Role.COMMITTEE, "INAT")),
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
    _person(
        "planeacion",
        "Víctor Casas Lobo",
        "Jefe de planeación",
        (Role.PLANNING_OFFICE, "INAT"),
        (Role.COMMITTEE, "INAT"),
    ),
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
    _person(
        "monitoreo2",
        "Clara Beltrán Oña",
        "Profesional de monitoreo",
        (Role.MONITORING_ADMIN, "DOIL"),
        (Role.PLANNING_OFFICE, "DOIL"),
    ),
    _person("coordinacion3", "Esteban Lara Puyo", "Subdirector", (Role.COORDINATOR, "EGL")),
    _person(
        "jefatura4",
        "Miriam Conde Aza",
        "Subdirectora",
        (Role.UNIT_HEAD, "EGL-SAM"),
        (Role.UNIT_HEAD, "EGL-SFO"),
        (Role.MONITORING_ADMIN, "EGL"),
        (Role.PLANNING_OFFICE, "EGL"),
    ),
    _person("lider3", "Álvaro Santos Guey", "Líder de servicios", (Role.TECHNICAL_LEAD, "EGL")),
    _person("asesor10", "Luz Dary Cano Ubá", "Asesora", (Role.ADVISOR, "EGL-SFO"), (Role.ADVISOR, "EGL-SAM")),
    _person("asesor11", "Felipe Moya Tairo", "Asesor", (Role.ADVISOR, "EGL-GCH")),
    _person("asesor12", "Yolima Castro Pey", "Asesora", (Role.ADVISOR, "EGL-GPE")),
)
