"""Closed lists of the portfolio and of its strategies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceKind(models.TextChoices):
    """Type of service; each closes by its own rule (PRD-18)."""

    GUIDANCE = "guidance", _("Orientación")
    ADVISORY = "advisory", _("Asesoría")
    TECHNICAL_ASSISTANCE = "technical_assistance", _("Asistencia técnica")
    TRAINING = "training", _("Capacitación")


class Modality(models.TextChoices):
    """How assistance is given (PRD-11)."""

    TRAINING = "training", _("Capacitación")
    ADVISORY = "advisory", _("Asesoría")
    ONSITE = "onsite_ta", _("Asistencia técnica en sitio")
    REMOTE = "remote_ta", _("Asistencia técnica remota")
    EXPERIENCE_EXCHANGE = "experience_exchange", _("Intercambio de experiencias")


class ServiceStatus(models.TextChoices):
    """State of a service. What it says lives in versions, each with its own stage."""

    IN_DESIGN = "in_design", _("En diseño")
    PUBLISHED = "published", _("Publicado")
    IN_OPERATION = "in_operation", _("En operación")
    SUSPENDED = "suspended", _("Suspendido")
    IN_CLOSURE = "in_closure", _("En cierre")
    RETIRED = "retired", _("Retirado")


class VersionStatus(models.TextChoices):
    """Stage of one version of a service, from an idea to what is published and frozen (mission states, section D)."""

    IDEA = "idea", _("Idea")
    PREDESIGN = "predesign", _("En pre-diseño")
    IN_FEEDBACK = "in_feedback", _("En retroalimentación")
    RETURNED = "returned", _("Pre-diseño devuelto")
    DESIGN = "design", _("En diseño")
    PROTOCOL_IN_REVIEW = "protocol_in_review", _("Protocolo en revisión")
    PROTOCOL_RETURNED = "protocol_returned", _("Protocolo devuelto")
    PROTOCOL_VALIDATED = "protocol_validated", _("Protocolo validado")
    PARAMETRIZED = "parametrized", _("Parametrizado")
    PUBLISHED = "published", _("Publicada")
    SUPERSEDED = "superseded", _("Reemplazada")


class NoteSection(models.TextChoices):
    """The section of the pre-design that a note of the feedback is about."""

    GENERAL = "general", _("Todo el pre-diseño")
    NAME = "name", _("Nombre")
    PROBLEM = "problem", _("Problema o necesidad")
    TREE = "tree", _("Árbol de problemas")
    MATRIX = "matrix", _("Matriz de Vester")
    ALIGNMENT = "alignment", _("Alineación estratégica")
    CHAIN = "chain", _("Cadena de valor")
    MOMENTS = "moments", _("Momentos del ciclo de valor público")
    CONTEXT = "context", _("Antecedentes y justificación")


class StrategyStatus(models.TextChoices):
    """State of a strategy (mission states, section D)."""

    DRAFT = "draft", _("Borrador")
    IN_REVIEW = "in_review", _("En revisión")
    PRESENTED = "presented", _("Presentada")
    APPROVED = "approved", _("Aprobada")
    RETURNED = "returned", _("Devuelta")
    NOT_APPROVED = "not_approved", _("No aprobada")
    IN_IMPLEMENTATION = "in_implementation", _("En implementación")
    IN_ADJUSTMENT = "in_adjustment", _("En ajuste")
    CLOSED = "closed", _("Cerrada")
    ARCHIVED = "archived", _("Archivada")


class StatementStatus(models.TextChoices):
    """State of a version of the strategic statements."""

    DRAFT = "draft", _("Borrador")
    IN_FORCE = "in_force", _("En vigor")
    SUPERSEDED = "superseded", _("Reemplazada")


class TerritorialScale(models.TextChoices):
    """How far a strategy reaches (EST-15; seed S4, L2.1)."""

    NATIONAL = "national", _("Nacional")
    REGIONAL = "regional", _("Regional")
    DEPARTMENTAL = "departmental", _("Departamental")
    LOCAL = "local", _("Local")


class CapacityKind(models.TextChoices):
    """What kind of capacity a strategy builds (EST-15; seed S4, L2.1)."""

    ADMINISTRATIVE = "administrative", _("Administrativa")
    POLITICAL = "political", _("Política")
    BOTH = "both", _("Administrativa y política")


class Horizon(models.TextChoices):
    """The phase of the programme of offer and its term (EST-16; seed S4, Contexto)."""

    IMPLANTATION = "implantation", _("Implantación, corto plazo")
    CONSOLIDATION = "consolidation", _("Consolidación, mediano plazo")


class DeliveryMode(models.TextChoices):
    """How the assistance of a strategy is given (EST-11; seed S2, step 2)."""

    VIRTUAL = "virtual", _("Virtual")
    IN_PERSON = "in_person", _("Presencial")
    MIXED = "mixed", _("Presencial y virtual")


class ExecutionKind(models.TextChoices):
    """Whether a unit carries a strategy out alone or with others (EST-11; seed S2, step 2)."""

    INDIVIDUAL = "individual", _("Individual")
    JOINT = "joint", _("Conjunta")


class StrategyOrigin(models.TextChoices):
    """Whence a strategy comes (EST-15; seed S4, L2.1)."""

    TOP_DOWN = "top_down", _("Decisión del nivel nacional")
    CO_DESIGNED = "co_designed", _("Diseño conjunto con el territorio")
    DEMAND = "demand", _("Demanda de las entidades")


class CommitteeDecision(models.TextChoices):
    """What the committee may decide; the values are actions of the transition table (seed S2, steps 3 and 4)."""

    APPROVE = "approve", _("Aprobar")
    RETURN = "return", _("Devolver")
    REJECT = "reject", _("No aprobar")


class StrategyAspect(models.TextChoices):
    """What a strategy justifies: seven orientation and three conduct criteria, its triggers and its switches.

    The names are those of seed S4, L1.2 (EST-05 criteria of orientation, EST-06 of conduct, EST-07 triggers, EST-08 switches).
    The last two lists are suggestions there, so each has room for another.
    """

    INTEGRATED = "orientation_integrated", _("Integrada")
    STRENGTHENS = "orientation_strengthens", _("Repercute en el fortalecimiento")
    FOCUSED = "orientation_focused", _("Focalizada")
    INNOVATIVE = "orientation_innovative", _("Innovadora")
    RESULTS = "orientation_results", _("Orientada a resultados")
    DIFFERENTIATED = "orientation_differentiated", _("Diferenciada")
    ALIGNED = "orientation_aligned", _("Alineada")
    MARKET = "conduct_market", _("Crea un mercado de soluciones con actores nuevos")
    MODULAR = "conduct_modular", _("Oferta y demanda modulables")
    EXCHANGE = "conduct_exchange", _("Intercambio, propagación y replicabilidad")
    DISRUPTION = "trigger_disruption", _("Disrupción de procesos")
    DRIVERS = "trigger_drivers", _("Impulsores de cambio")
    VALUE = "trigger_value", _("Intercambio de valor")
    ECOSYSTEM = "trigger_ecosystem", _("Ecosistema de soluciones")
    CURRENCIES = "trigger_currencies", _("Monedas de intercambio")
    OTHER_TRIGGER = "trigger_other", _("Otro detonador")
    ARTICULATION = "switch_articulation", _("Articulación")
    ALIGNMENT = "switch_alignment", _("Alineación")
    INNOVATION = "switch_innovation", _("Innovación")
    DIFFERENTIATION = "switch_differentiation", _("Diferenciación")
    COLLABORATION = "switch_collaboration", _("Colaboración")
    PROACTIVITY = "switch_proactivity", _("Proactividad")
    OTHER_SWITCH = "switch_other", _("Otro interruptor")


class GapLevel(models.TextChoices):
    """Where a capacity is missing: the scheme of seed S4, Dis 1 (PRD-08)."""

    PROCESSES = "processes", _("Procesos y procedimientos")
    INFORMATION = "information", _("Sistemas de información")
    TECHNOLOGIES = "technologies", _("Tecnologías aplicadas")
    METHODS = "methods", _("Métodos y metodologías")
    STRUCTURE = "structure", _("Estructura organizacional")
    SKILLS = "skills", _("Habilidades individuales y decisiones efectivas")
    RELATIONS = "relations", _("Relacionamiento")
    PARTICIPATION = "participation", _("Participación")
    TRANSPARENCY = "transparency", _("Transparencia")


class GapKind(models.TextChoices):
    """The two sides of the scheme: what the apparatus can do, and what it can move others to do (PRD-08)."""

    ADMINISTRATIVE = "administrative", _("Administrativa")
    AGENCY = "agency", _("Capacidad de agencia")


class Ending(models.TextChoices):
    """With what each assistance ends; which are admitted depends on the kind of service (PRD-18)."""

    CONCEPT = "concept", _("Concepto")
    RECORD = "record", _("Registro")
    REPORT = "report", _("Informe")


class DayKind(models.TextChoices):
    """In which days the schedule of a service counts."""

    WORKING = "working", _("Días hábiles")
    CALENDAR = "calendar", _("Días calendario")


class FundingSource(models.TextChoices):
    """Where the money of a cost or of a line of an annual plan comes from (PRD-13, PLA-08)."""

    OPERATION = "operation", _("Funcionamiento")
    INVESTMENT = "investment", _("Inversión")
    TRANSFERS = "transfers", _("Sistema General de Participaciones")
    ROYALTIES = "royalties", _("Regalías")
    COOPERATION = "cooperation", _("Cooperación")
    OWN = "own", _("Recursos propios")
    OTHER = "other", _("Otra fuente")


class FieldKind(models.TextChoices):
    """What a field defined by a unit takes (PRD-22)."""

    TEXT = "text", _("Texto")
    NUMBER = "number", _("Número")
    DATE = "date", _("Fecha")
    CHOICE = "choice", _("Una opción de una lista")


class Ecosystem(models.TextChoices):
    """Which side of the ecosystem of a service an actor is on (seed S4, Op 1)."""

    INTERNAL = "internal", _("Interno")
    EXTERNAL = "external", _("Externo")


class Degree(models.TextChoices):
    """How much interest or influence an actor has."""

    HIGH = "high", _("Alto")
    MEDIUM = "medium", _("Medio")
    LOW = "low", _("Bajo")


class Stance(models.TextChoices):
    """Where an actor stands before the service."""

    FOR = "for", _("A favor")
    NEUTRAL = "neutral", _("Neutral")
    AGAINST = "against", _("En contra")


class Tier(models.TextChoices):
    """On which side of the governance of a service a body sits (OPE-08; seed S4, Op 2)."""

    NATIONAL = "national", _("Nacional")
    TERRITORIAL = "territorial", _("Territorial")
    JOINT = "joint", _("Conjunta")


class StepKind(models.TextChoices):
    """What is done to activate a service in the territory (OPE-09; seed S4, Op 3)."""

    EVENT = "event", _("Evento")
    TRAINING = "training", _("Entrenamiento")
    OTHER = "other", _("Otra acción")
