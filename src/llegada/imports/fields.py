"""The fields that each kind of table may bring, and the headings under which people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.imports.choices import MatchKind, TargetKind


class Kind(StrEnum):
    """How the cells of a field are read."""

    KEY = auto()
    TEXT = auto()
    DATE = auto()
    YEAR = auto()
    TIME = auto()
    EMAIL = auto()
    CODE = auto()
    NIT = auto()
    SHARE = auto()
    PLACE = auto()
    MATCH = auto()
    PLAN = auto()
    SESSION = auto()


@dataclass(frozen=True)
class Field:
    """One field: `aliases` are folded headings that usually name it; `longest` is in characters.

    `match` is what its texts stand for, where a person confirms it. Of those with the same `group` one at least is needed.
    """

    name: str
    label: str | Promise
    kind: Kind
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    group: str = ""
    longest: int = 200
    match: str = ""
    #: Words of several columns may be put together in it, or one of its cells may hold several.
    may_join: bool = False
    #: The field whose column says it too where no column of its own does.
    otherwise: str = ""
    #: It is not needed of rows that say this other field: what that one names says it too.
    unless: str = ""
    #: What is put between the words of several columns.
    glue: str = " · "
    #: A person may write it once for all rows.
    may_be_same: bool = False


_EXTERNAL: Final = Field(
    "external_id", _("Identificador en la fuente"), Kind.KEY,
    ("id", "identificador", "codigo", "consecutivo", "numero", "radicado", "id asesoria", "id plan", "codigo sistema", "bpin",
     "id registro", "numero de radicado", "codigo unico", "id sesion", "id actividad", "codigo interno"),
    longest=2000, may_join=True,
)  # fmt: skip
_PLACE: Final = (
    Field("code", _("Código DANE del municipio"), Kind.CODE,
        ("codigo dane", "divipola", "cod mpio", "codigo municipio", "codigo del municipio", "cod dane", "codigos",
         "codigo divipola", "cod municipio", "codigo dane municipio", "cod divipola"),
        group="entity"),
    Field("nit", _("NIT de la entidad"), Kind.NIT, ("nit", "nit entidad", "nit de la entidad",
        "numero de identificacion tributaria"), group="entity"),
    Field("entity", _("Entidad asistida, o su municipio"), Kind.MATCH,
        ("entidad", "entidad territorial", "entidad asistida", "alcaldia", "municipio", "nombre entidad", "municipio o entidad",
         "entidad beneficiaria", "departamento", "nombre municipio", "nombre departamento", "mpio", "municipio s", "municipios",
         "ente territorial", "et", "territorio", "municipio asistido", "municipio beneficiario"),
        group="entity", longest=300, match=MatchKind.ENTITY, may_join=True),
)  # fmt: skip
_UNIT: Final = Field(
    "unit", _("Dependencia que asistió"), Kind.MATCH,
    ("dependencia", "direccion", "unidad", "direccion tecnica", "area", "grupo", "dependencia que asiste", "grupo que asiste",
     "dependencia responsable", "area responsable", "subdireccion", "direccion responsable"),
    is_required=True, match=MatchKind.UNIT,
)  # fmt: skip
_SERVICE_ALIASES: Final = (
    "servicio", "producto", "producto o servicio", "nombre del servicio", "servicio att", "oferta", "producto de att",
    "servicio prestado", "linea de asistencia", "oferta institucional", "tema de asistencia tecnica",
)  # fmt: skip
_ADVISOR: Final = Field(
    "advisor", _("Asesor"), Kind.MATCH, ("asesor", "profesional", "asesor responsable", "responsable", "correo del asesor",
    "profesional responsable",
     "nombre del asesor", "funcionario", "contratista", "profesional que asiste"),
    match=MatchKind.ADVISOR,
)  # fmt: skip
_FULL_NAMES: Final = (
    "nombres y apellidos",
    "nombre y apellido",
    "apellidos y nombres",
    "nombres",
    "nombre y apellidos",
)
_PLAN_REF: Final = Field(
    "plan", _("Plan, por su identificador en la fuente"), Kind.PLAN,
    ("id plan", "plan", "codigo plan", "plan de trabajo", "numero plan", "convenio", "numero convenio", "id convenio",
     "codigo convenio", "contrato", "numero contrato"),
    longest=300,
)  # fmt: skip
_SESSION_REF: Final = Field(
    "session", _("Sesión, por su identificador en la fuente"), Kind.SESSION,
    ("id asesoria", "asesoria", "id sesion", "sesion", "id evento", "codigo asesoria", "visita", "id visita", "numero visita",
     "numero asesoria", "numero sesion", "numero reunion", "numero actividad", "numero evento", "numero comision"),
    longest=300,
)  # fmt: skip

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    TargetKind.SERVICES: (
        Field("external_id", _("Identificador en la fuente"), Kind.TEXT, ("id", "identificador", "codigo"), longest=60),
        Field("name", _("Nombre"), Kind.TEXT, ("nombre", "servicio", "producto", "nombre del servicio"), True, longest=250),
        Field("line", _("Línea temática"), Kind.TEXT, ("linea tematica", "linea", "tema", "estrategia", "sector"), True,
            longest=120, may_be_same=True),
        Field("unit", _("Dependencia"), Kind.TEXT, ("dependencia", "direccion", "unidad"), longest=200),
        Field("kind", _("Tipo de servicio"), Kind.MATCH, ("tipo de servicio", "tipo", "tipo de oferta"),
            match=MatchKind.SERVICE_KIND),
        Field("objective", _("Objetivo"), Kind.TEXT, ("objetivo", "descripcion"), longest=10_000),
        Field("deliverable", _("Entregable"), Kind.TEXT, ("entregable", "producto entregado"), longest=10_000),
        Field("audience", _("A quién se dirige"), Kind.TEXT, ("a quien se dirige", "publico", "dirigido a"), longest=10_000),
        Field("website", _("Página web"), Kind.TEXT, ("pagina web", "paginaweb", "enlace"), longest=2000),
    ),
    TargetKind.ENTITIES: (
        Field("source_code", _("Código en la fuente"), Kind.TEXT,
            ("codigo en la fuente", "codigo sigep", "dm institucion cod institucion", "cod institucion"), longest=20),
        Field("name", _("Nombre"), Kind.TEXT, ("nombre", "entidad", "nombre entidad", "razon social"), True, longest=250),
        Field("nit", _("NIT"), Kind.TEXT, ("nit", "ccb nit inst"), longest=20),
        Field("order", _("Orden"), Kind.TEXT, ("orden",), True, longest=30),
        Field("kind", _("Clase"), Kind.TEXT, ("clase", "tipo de entidad"), group="class", longest=60),
        Field("sector", _("Sector"), Kind.TEXT, ("sector",), longest=120),
        #: Where nothing says the class, as in the official list, it is told from these words.
        Field("legal_nature", _("Naturaleza jurídica"), Kind.TEXT, ("naturaleza juridica",), group="class", longest=120),
        Field("municipality", _("Código del municipio"), Kind.TEXT,
            ("codigo del municipio", "divipola", "codigo dane", "cod mpio", "codigo municipio", "codigo dane del municipio")),
        Field("municipality_name", _("Municipio"), Kind.TEXT, ("municipio", "nombre municipio")),
        Field("municipality_in_department", _("Municipio, por su número en el departamento"), Kind.TEXT, ("idmunicipio",)),
        Field("department", _("Código del departamento"), Kind.TEXT,
            ("codigo del departamento", "iddepartamento", "cod dpto", "codigo departamento")),
        Field("department_name", _("Departamento"), Kind.TEXT, ("departamento", "nombre departamento")),
        Field("website", _("Sitio web"), Kind.TEXT, ("sitio web", "pagina web", "ccb pagina web"), longest=250),
        Field("is_active", _("Activa"), Kind.TEXT, ("activa", "estado", "estado ins"), longest=30),
    ),
    TargetKind.PEOPLE: (
        *_PLACE,
        Field("name", _("Nombre completo"), Kind.TEXT,
            ("nombre", "nombre completo", "persona", "contacto", "funcionario", "enlace", *_FULL_NAMES), True, longest=150,
            may_join=True, glue=" "),
        Field("document", _("Documento de identidad"), Kind.TEXT, ("documento", "cedula", "numero de documento", "cc"),
            group="person", longest=30),
        Field("email", _("Correo"), Kind.EMAIL, ("correo", "correo electronico", "email", "e mail"), group="person"),
        Field("post", _("Cargo"), Kind.TEXT, ("cargo", "rol", "dependencia"), longest=120),
        Field("phone", _("Teléfono"), Kind.TEXT, ("telefono", "celular", "movil", "telefono de contacto"), longest=40),
        Field("ground", _("Por qué se conserva"), Kind.MATCH,
            ("por que se conserva", "base legal", "tratamiento de datos", "habeas data"), True, match=MatchKind.GROUND),
        Field("consented_on", _("Fecha de la autorización"), Kind.DATE,
            ("fecha de la autorizacion", "fecha autorizacion", "autorizo el")),
    ),
    TargetKind.PLANS: (
        _EXTERNAL,
        Field("title", _("Título del plan"), Kind.TEXT, ("titulo", "plan", "nombre del plan", "proyecto", "objeto", "nombre"),
            True, longest=2000, may_join=True, may_be_same=True),
        *_PLACE,
        _UNIT,
        Field("service", _("Servicio"), Kind.MATCH, _SERVICE_ALIASES, match=MatchKind.SERVICE),
        Field("year", _("Vigencia"), Kind.YEAR, ("vigencia", "ano", "anio", "year"), group="when"),
        Field("starts_on", _("Fecha de inicio"), Kind.DATE, ("fecha inicio", "fecha de inicio", "inicio", "fecha inicial",
            "fecha", "desde", "fecha de suscripcion"), group="when"),
        Field("ends_on", _("Fecha de fin"), Kind.DATE, ("fecha fin", "fecha de fin", "fin", "fecha de terminacion",
            "fecha final", "fecha de finalizacion", "hasta", "fecha de cierre")),
        Field("objectives", _("Qué se buscaba"), Kind.TEXT, ("objetivo", "objetivos", "descripcion", "alcance"),
            longest=10_000, may_join=True),
        Field("results", _("Qué se logró"), Kind.TEXT, ("resultado", "resultados", "logros", "logro", "avance"), longest=10_000,
            may_join=True),
        _ADVISOR,
    ),
    TargetKind.MILESTONES: (
        Field("external_id", _EXTERNAL.label, Kind.KEY, ("id hito", *_EXTERNAL.aliases), longest=2000, may_join=True),
        Field("plan", _PLAN_REF.label, Kind.PLAN, _PLAN_REF.aliases, True, longest=300),
        Field("service", _("Servicio"), Kind.MATCH, _SERVICE_ALIASES, match=MatchKind.SERVICE),
        Field("position", _("Orden"), Kind.PLACE, ("orden", "numero del hito", "no hito")),
        Field("name", _("Hito"), Kind.TEXT, ("hito", "nombre del hito", "nombre", "actividad", "entregable", "entrega"), True,
            longest=2000, may_join=True),
        Field("weight", _("Peso (%)"), Kind.SHARE, ("peso", "ponderacion", "porcentaje")),
        Field("due_on", _("Fecha programada"), Kind.DATE,
            ("fecha programada", "fecha limite", "fecha planeada", "fecha prevista", "vence"), True),
        Field("reported_on", _("Fecha en que se reportó"), Kind.DATE,
            ("fecha de reporte", "fecha reporte", "fecha reportada", "fecha de cumplimiento", "fecha real", "fecha de entrega",
             "fecha entrega", "fecha real de entrega")),
        Field("reported_by", _("Quién lo reportó"), Kind.TEXT, ("quien reporto", "reportado por", "responsable"), longest=150),
        Field("report", _("Qué se logró"), Kind.TEXT, ("que se logro", "avance", "reporte", "logro"), longest=10_000,
            may_join=True),
        Field("reviewed_on", _("Fecha en que se validó o se devolvió"), Kind.DATE,
            ("fecha de validacion", "fecha validacion", "fecha validada", "fecha de aprobacion", "fecha aprobacion",
             "fecha de revision")),
        Field("reviewed_by", _("Quién lo validó o lo devolvió"), Kind.TEXT, ("quien valido", "validado por", "aprobado por",
            "quien aprobo"),
            longest=150),
        Field("observation", _("Observación de la revisión"), Kind.TEXT, ("observacion", "observaciones"), longest=10_000),
        Field("state", _("Estado del hito"), Kind.MATCH, ("estado", "estado del hito"), match=MatchKind.MILESTONE),
    ),
    TargetKind.SESSIONS: (
        _EXTERNAL,
        _PLAN_REF,
        *_PLACE,
        Field("unit", _("Dependencia que asistió"), Kind.MATCH, _UNIT.aliases, match=MatchKind.UNIT),
        Field("service", _("Servicio"), Kind.MATCH, _SERVICE_ALIASES, True, match=MatchKind.SERVICE, unless="plan"),
        Field("held_on", _("Fecha"), Kind.DATE,
            ("fecha", "fecha asesoria", "fecha de la asesoria", "fecha sesion", "dia", "fecha de realizacion", "fecha de la visita",
             "fecha visita", "fecha de la actividad", "fecha de asistencia", "fecha comision", "fecha de la reunion",
             "fecha del evento", "fecha inicio"), True),
        Field("title", _("Tema"), Kind.TEXT, ("tema", "asunto", "titulo", "actividad", "nombre", "objeto", "tema tratado",
            "actividad realizada", "objetivo de la visita",
             "nombre de la actividad", "motivo"), True,
            longest=2000, may_join=True, otherwise="service"),
        Field("session_kind", _("Mecanismo"), Kind.MATCH, ("mecanismo", "tipo", "tipo de asesoria", "tipo de sesion",
            "tipo de asistencia", "tipo de actividad", "tipo de visita"),
            match=MatchKind.SESSION_KIND),
        Field("modality", _("Modalidad"), Kind.MATCH, ("modalidad", "medio", "presencial o virtual"), match=MatchKind.MODALITY),
        Field("place", _("Lugar"), Kind.TEXT, ("lugar", "sitio"), may_join=True),
        Field("starts_at", _("Hora de inicio"), Kind.TIME, ("hora inicio", "hora de inicio", "hora inicial")),
        Field("ends_at", _("Hora de fin"), Kind.TIME, ("hora fin", "hora de fin", "hora final")),
        Field("done", _("Desarrollo"), Kind.TEXT, ("desarrollo", "descripcion", "que se hizo", "resumen", "observaciones",
            "observacion", "detalle", "conclusiones"),
            longest=10_000, may_join=True),
        _ADVISOR,
    ),
    TargetKind.ATTENDANCES: (
        Field("session", _SESSION_REF.label, Kind.SESSION, _SESSION_REF.aliases, True, longest=300),
        Field("name", _("Nombre del asistente"), Kind.TEXT,
            ("nombre", "asistente", "nombre completo", "participante", *_FULL_NAMES), True, longest=150, may_join=True,
            glue=" "),
        Field("entity_name", _("Entidad del asistente"), Kind.TEXT, ("entidad", "entidad del asistente"), True,
            may_be_same=True),
        Field("post", _("Cargo"), Kind.TEXT, ("cargo",), longest=120),
        Field("email", _("Correo"), Kind.EMAIL, ("correo", "correo electronico", "email", "e mail")),
    ),
    TargetKind.COMMITMENTS: (
        _EXTERNAL,
        Field("session", _SESSION_REF.label, Kind.SESSION, _SESSION_REF.aliases, group="from", longest=300),
        Field("plan", _PLAN_REF.label, Kind.PLAN, _PLAN_REF.aliases, group="from", longest=300),
        Field("description", _("Compromiso"), Kind.TEXT, ("compromiso", "descripcion", "tarea"), True, longest=10_000),
        Field("side", _("Quién responde"), Kind.MATCH, ("quien responde", "parte", "lado"), True, match=MatchKind.SIDE),
        Field("responsible", _("Responsable"), Kind.TEXT, ("responsable", "encargado"), True, longest=150,
            may_be_same=True),
        Field("due_on", _("Fecha límite"), Kind.DATE, ("fecha limite", "fecha compromiso", "vence", "plazo"), True),
        Field("deliverable", _("Entregable"), Kind.TEXT, ("entregable", "producto"), longest=250),
        Field("agreed_in", _("Dónde se acordó"), Kind.TEXT, ("donde se acordo", "reunion")),
        Field("agreed_on", _("Cuándo se acordó"), Kind.DATE, ("cuando se acordo", "fecha", "fecha del acuerdo")),
        Field("state", _("Estado"), Kind.MATCH, ("estado", "cumplido"), match=MatchKind.STATE),
    ),
}  # fmt: skip
#: The sheets of the workbook, in the order in which one needs the other.
WORKBOOK: Final = (
    (TargetKind.SERVICES, _("Servicios")),
    (TargetKind.ENTITIES, _("Entidades")),
    (TargetKind.PEOPLE, _("Personas")),
    (TargetKind.PLANS, _("Planes")),
    (TargetKind.MILESTONES, _("Hitos")),
    (TargetKind.SESSIONS, _("Asesorías")),
    (TargetKind.ATTENDANCES, _("Asistentes")),
    (TargetKind.COMMITMENTS, _("Compromisos")),
)
#: What the fields of a group are together, for the sentence that asks for one of them.
GROUPS: Final[Mapping[str, str | Promise]] = {
    "entity": _("la entidad (su código DANE, su NIT o su nombre)"),
    "when": _("la vigencia o la fecha de inicio"),
    "person": _("el documento o el correo de la persona"),
    "class": _("la clase de la entidad, o su naturaleza jurídica"),
    "from": _("la sesión o el plan del que sale"),
}


def field_of(target: str, name: str) -> Field:
    """Return a field of a target by its name. Raises KeyError."""
    return next((one for one in FIELDS[target] if one.name == name), None) or _missing(name)


def _missing(name: str) -> Field:
    raise KeyError(name)
