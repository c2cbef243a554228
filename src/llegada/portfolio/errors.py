"""Refusals of the portfolio."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class DesignerCannotDecide(RuleRefused):
    """Who wrote in a version neither accepts its pre-design, nor validates, parametrises or publishes it."""

    code = "designer-cannot-decide"
    sentence = _(
        "Usted escribió en esta versión, y quien diseña no aprueba. Pida a otra persona con ese permiso que lo haga."
    )


class NoDraft(RuleRefused):
    """There is no version in edition."""

    code = "no-draft"
    sentence = _("El servicio no tiene una versión en edición. Prepare una primero.")


class NotBeingWritten(RuleRefused):
    """The stage of the version does not admit that change. Params: `stage`."""

    code = "not-being-written"
    sentence = _(
        "La versión en edición está en «%(stage)s» y así no se cambia. "
        "En la página del servicio están las acciones que la llevan a donde se edita."
    )


class OnlyVersion(RuleRefused):
    """The draft is all that the service has, and cannot be discarded."""

    code = "only-version"
    sentence = _(
        "Este servicio nunca se ha publicado y su borrador es lo único que tiene. "
        "Si no se va a ofrecer, retírelo y escriba el motivo."
    )


class DesignerCannotApprove(RuleRefused):
    """The person who edited a strategy last cannot be one of those who answer for it."""

    code = "designer-cannot-approve"
    sentence = _(
        "Usted fue la última persona que editó esta estrategia, y quien diseña no aprueba. "
        "Pida a otra persona con ese permiso que lo haga."
    )


class StrategyIncomplete(RuleRefused):
    """A gate asks for what is not said yet. Params: `sections`."""

    code = "strategy-incomplete"
    sentence = _("A la estrategia todavía le falta: %(sections)s. Complétela y vuelva a intentar.")


class StatementIncomplete(RuleRefused):
    """A version of the strategic statements comes into force with its four texts."""

    code = "statement-incomplete"
    sentence = _(
        "Para ponerlas en vigor, las definiciones llevan misión, visión, objetivo y enfoque. Complételas primero."
    )


class WriterCannotPutInForce(RuleRefused):
    """Who wrote a version of the strategic statements last does not put it in force."""

    code = "writer-cannot-put-in-force"
    sentence = _(
        "Usted fue la última persona que editó estas definiciones, y quien las escribe no las pone en vigor. "
        "Pida a otra persona de planeación o coordinación que lo haga."
    )


class ClosingIncomplete(RuleRefused):
    """A strategy closes with the review of its objectives and its management report."""

    code = "closing-incomplete"
    sentence = _("Para cerrar hacen falta la revisión de los objetivos y el informe de gerencia. Escríbalos primero.")


class NoOpenRound(RuleRefused):
    """The committee is not deciding on this now."""

    code = "no-open-round"
    sentence = _("El comité no está decidiendo sobre esto: la ronda ya se cerró o todavía no se abre.")


class AlreadyDecided(RuleRefused):
    """A member writes one sheet a round."""

    code = "already-decided"
    sentence = _("Usted ya decidió en esta ronda, y cada miembro decide una sola vez.")


class NoQuorum(RuleRefused):
    """Too few members have decided. Params: `sheets`, `members`, `quorum`."""

    code = "no-quorum"
    sentence = _(
        "No hay quórum: decidieron %(sheets)s de %(members)s miembros y hacen falta %(quorum)s. "
        "Espere a que decidan los que faltan y cierre después."
    )


class NoMajority(RuleRefused):
    """No decision has more than half of the sheets."""

    code = "no-majority"
    sentence = _("Ninguna decisión tiene la mayoría de las planillas. Falta que decidan más miembros del comité.")
