"""Refusals of the portfolio."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class DesignerCannotPublish(RuleRefused):
    """The person who edited a draft last cannot be the one who publishes it."""

    code = "designer-cannot-publish"
    sentence = _(
        "Usted fue la última persona que editó este borrador, y quien diseña no aprueba. "
        "Pida a otra persona con ese permiso que lo publique."
    )


class NoDraft(RuleRefused):
    """There is no version in edition."""

    code = "no-draft"
    sentence = _("El servicio no tiene un borrador en edición. Edítelo primero.")


class OnlyVersion(RuleRefused):
    """The draft is all that the service has, and cannot be discarded."""

    code = "only-version"
    sentence = _(
        "Este servicio nunca se ha publicado y su borrador es lo único que tiene. "
        "Si no se va a ofrecer, retírelo y escriba el motivo."
    )
