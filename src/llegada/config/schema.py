"""What the OpenAPI document says of every endpoint alike."""

from __future__ import annotations

from typing import Any, Final

from llegada.core.api import PROBLEM_JSON

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Por qué no se pudo, según RFC 9457: un código para los programas y una frase para las personas.",
    "required": ["type", "title", "status", "code", "detail", "at"],
    "properties": {
        "type": {"type": "string", "description": "urn:llegada:problem: y el código."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Estable: not-found, not-allowed, conflict, invalid…"},
        "detail": {"type": "string", "description": "Qué pasó y qué hacer."},
        "at": {"type": "string", "format": "date-time"},
        "fields": {
            "type": "object",
            "description": "Donde los datos están mal, las frases de cada campo.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add to every operation that anything else it answers is a problem (a hook of drf-spectacular)."""
    result["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    answer = {
        "description": "Cualquier negativa: 400, 401, 403, 404, 405, 409, 413, 415, 422 o 429.",
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"].setdefault("default", answer)
    return result
