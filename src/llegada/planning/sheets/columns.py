"""The columns of the workbook of lines. They are the format itself, not words of a screen: the same in every language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE
from llegada.core.text import fold
from llegada.planning.choices import LineOrigin, Obligation
from llegada.portfolio.choices import FundingSource, Modality

IDENTIFIER: Final = "Identificador"
REVISION: Final = "Revisión"
OWN_IDENTIFIER: Final = "Identificador propio"
UNIT: Final = "Dependencia"
ENTITY_CODE: Final = "Código de la entidad"
ENTITY: Final = "Entidad"
SERVICE_CODE: Final = "Código del servicio"
SERVICE: Final = "Servicio"
TOPIC: Final = "Temática"
DESCRIPTION: Final = "Descripción"
STARTS_ON: Final = "Inicio"
ENDS_ON: Final = "Fin"
PERSON_DAYS: Final = "Días de trabajo"
MODALITY: Final = "Modalidad"
ORIGIN: Final = "Origen"
OBLIGATION: Final = "Obligatoriedad"
PARTNERS: Final = "Conjunta con"
MANAGER: Final = "Correo del gestor territorial"
STRATEGY: Final = "Estrategia"
ACTION_PLAN_CODE: Final = "Código en el plan de acción"
PROCUREMENT_CODE: Final = "Código en el plan de adquisiciones"

with override(TABLE_LANGUAGE):
    #: Source of money → its column; amounts are in COP.
    BUDGET: Final[dict[str, str]] = {value: f"{label} (COP)" for value, label in FundingSource.choices}
    _LISTS: Final = {MODALITY: Modality, ORIGIN: LineOrigin, OBLIGATION: Obligation}
    #: Column with a closed list → the words that it takes, in order.
    WORDS: Final[dict[str, list[str]]] = {
        column: [str(label) for label in choices.labels] for column, choices in _LISTS.items()
    }
    #: Column with a closed list → folded words → stored value.
    VALUES: Final[dict[str, dict[str, str]]] = {
        column: {fold(str(label)): value for value, label in choices.choices} for column, choices in _LISTS.items()
    }

COLUMNS: Final = (
    IDENTIFIER, REVISION, OWN_IDENTIFIER, UNIT, ENTITY_CODE, ENTITY, SERVICE_CODE, SERVICE, TOPIC, DESCRIPTION, STARTS_ON,
    ENDS_ON, PERSON_DAYS, MODALITY, ORIGIN, OBLIGATION, PARTNERS, MANAGER, STRATEGY, ACTION_PLAN_CODE, PROCUREMENT_CODE,
    *BUDGET.values(),
)  # fmt: skip
#: What the workbook says besides; coming back, these columns are left alone.
SAID_BESIDES: Final = ("Total (COP)", "Estado")
REQUIRED: Final = (ENTITY, SERVICE, STARTS_ON, ENDS_ON)
#: In the first column, marks the row that only shows how one is filled in.
EXAMPLE: Final = "EJEMPLO"
#: Column of the table of lines → its column here; partners and money are apart.
COLUMN_OF: Final = {
    "entity_id": ENTITY, "service_id": SERVICE, "topic_id": TOPIC, "description": DESCRIPTION, "starts_on": STARTS_ON,
    "ends_on": ENDS_ON, "person_days": PERSON_DAYS, "modality": MODALITY, "origin": ORIGIN, "obligation": OBLIGATION,
    "territorial_manager_id": MANAGER, "strategy_id": STRATEGY, "action_plan_code": ACTION_PLAN_CODE,
    "procurement_code": PROCUREMENT_CODE, "external_id": OWN_IDENTIFIER,
}  # fmt: skip
