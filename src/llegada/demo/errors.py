"""Why the demonstration may not be loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class NotEmpty(RuleRefused):
    """The installation already holds organisations: invented data must not mix with real ones."""

    code = "demo-not-empty"
    sentence = _(
        "Esta instalación ya tiene organizaciones: la demostración solo se carga en una vacía, para no mezclar datos. "
        "Para verla, use otra carpeta: ./llegada up --data CARPETA."
    )
