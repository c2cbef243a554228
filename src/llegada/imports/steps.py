"""The steps of bringing a file, as its pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

_STEPS: Final = (
    ("upload", _("Subir el archivo")),
    ("columns", _("Qué es cada columna")),
    ("try", _("Revisar la prueba")),
    ("matches", _("Equivalencias")),
    ("done", _("Traerlo")),
)


def steps_at(current: str) -> list[dict[str, object]]:
    """Return the steps with that one as the current one."""
    place = [name for name, _label in _STEPS].index(current)
    return [
        {"label": label, "status": "done" if n < place else "current" if n == place else "pending"}
        for n, (_name, label) in enumerate(_STEPS)
    ]
