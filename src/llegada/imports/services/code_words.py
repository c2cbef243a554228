"""The words that sources use for what Llegada says with a code."""

from __future__ import annotations

from typing import Any, Final

from llegada.accounts.choices import KeepingGround
from llegada.delivery.choices import CommitmentSide, SessionKind, SessionModality
from llegada.imports.choices import MatchKind
from llegada.portfolio.choices import ServiceKind
from llegada.workplans.choices import MilestoneStatus

#: Words that sources use for a code, besides its own.
WORDS: Final = {
    MatchKind.MODALITY: {
        "presencial": "in_person", "en sitio": "in_person", "virtual": "remote", "remota": "remote", "en linea": "remote",
        "a distancia": "remote", "no presencial": "remote", "telefonica": "remote", "videollamada": "remote",
    },
    MatchKind.SESSION_KIND: {"mesa": "working_table", "asistencia tecnica": "advisory", "asesoria tecnica": "advisory"},
    MatchKind.SIDE: {"organizacion": "provider", "asesor": "provider", "alcaldia": "entity", "municipio": "entity",
        "ministerio": "provider", "entidad nacional": "provider", "nivel nacional": "provider", "entidad territorial": "entity",
        "ente territorial": "entity", "gobernacion": "entity"},
    MatchKind.STATE: {
        "abierto": "open", "pendiente": "open", "no": "open", "en curso": "open", "cumplido": "fulfilled", "si": "fulfilled",
        "cerrado": "fulfilled", "cancelado": "cancelled",
    },
    MatchKind.GROUND: {
        "funcion legal": "duty", "funcion publica": "duty", "directorio oficial": "public", "directorio publico": "public",
        "dato publico": "public", "autorizacion": "consent", "consentimiento": "consent",
    },
    MatchKind.SERVICE_KIND: {
        "formacion": "training", "capacitaciones": "training", "asesorias": "advisory", "acompanamiento": "advisory",
        "at": "technical_assistance", "att": "technical_assistance", "asistencias tecnicas": "technical_assistance",
    },
    MatchKind.MILESTONE: {
        "en curso": "pending", "sin iniciar": "pending", "no iniciado": "pending", "programado": "pending",
        "por validar": "reported", "entregado": "reported", "en revision": "reported",
        "aprobado": "validated", "avalado": "validated",
    },
}  # fmt: skip
CODES: Final[dict[MatchKind, list[tuple[str, Any]]]] = {
    MatchKind.SESSION_KIND: SessionKind.choices,
    MatchKind.MODALITY: SessionModality.choices,
    MatchKind.SIDE: CommitmentSide.choices,
    MatchKind.MILESTONE: MilestoneStatus.choices,
    MatchKind.GROUND: KeepingGround.choices,
    MatchKind.SERVICE_KIND: ServiceKind.choices,
    MatchKind.STATE: [("open", "Abierto"), ("fulfilled", "Cumplido"), ("cancelled", "Cancelado")],
}
