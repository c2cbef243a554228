"""Refusals of the indicator sheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class DesignerCannotPutInForce(RuleRefused):
    """Whoever wrote a sheet cannot be the one who puts it in force."""

    code = "designer-cannot-put-in-force"
    sentence = _(
        "Usted escribió esta ficha, y quien diseña no aprueba. Pida a otra persona con ese permiso que la ponga en vigor."
    )


class CorrectionOpen(RuleRefused):
    """A sheet in force has a correction waiting, and cannot be retired before it."""

    code = "correction-open"
    sentence = _("Esta ficha tiene una corrección en borrador. Retire primero el borrador, o póngalo en vigor.")
