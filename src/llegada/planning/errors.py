"""Refusals of the annual plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class AnnualPlanIncomplete(RuleRefused):
    """The plan cannot leave its unit yet. Params: `problems`."""

    code = "annual-plan-incomplete"
    sentence = _("El plan todavía no se puede enviar: %(problems)s. Corríjalo y vuelva a intentar.")


class AnnualAnalysisIncomplete(RuleRefused):
    """The analysis cannot leave its unit yet. Params: `problems`."""

    code = "annual-analysis-incomplete"
    sentence = _("El análisis todavía no se puede enviar: %(problems)s. Complételo y vuelva a intentar.")


class WarningsWithoutNote(RuleRefused):
    """The checks warn and nobody has written why the plan goes on all the same."""

    code = "warnings-without-note"
    sentence = _("Las revisiones advierten algo. Escriba en el plan una nota que diga por qué sigue así, y envíelo.")


class AuthorCannotDecide(RuleRefused):
    """Who wrote or sent what is decided on is not one of those who decide."""

    code = "author-cannot-decide"
    sentence = _(
        "Usted escribió o envió lo que se decide, y quien propone no decide. Pida a otra persona con ese permiso que lo haga."
    )


class NothingToPresent(RuleRefused):
    """No plan of the year is consolidated."""

    code = "nothing-to-present"
    sentence = _("Ningún plan de esta vigencia está consolidado. Consolide al menos uno antes de presentar al comité.")


class RoundAlreadyOpen(RuleRefused):
    """The committee is already deciding on the plans of the year."""

    code = "round-already-open"
    sentence = _(
        "El comité ya está decidiendo sobre los planes de esta vigencia. Cierre esa ronda antes de abrir otra."
    )


class YearNotBegun(RuleRefused):
    """A plan is executed in its year. Params: `year`."""

    code = "year-not-begun"
    sentence = _("La vigencia %(year)s todavía no empieza. El plan se pone en ejecución desde el 1 de enero.")


class LinesOpen(RuleRefused):
    """A plan closes with every line ended. Params: `count`."""

    code = "lines-open"
    sentence = _("Quedan %(count)s líneas sin terminar. Márquelas como cumplidas, o cancélelas con una modificación.")


class AmendmentsOpen(RuleRefused):
    """A plan closes with every amendment decided. Params: `count`."""

    code = "amendments-open"
    sentence = _("Quedan %(count)s modificaciones por decidir. Decídalas antes de cerrar el plan.")


class AmendmentChangesNothing(RuleRefused):
    """What is asked for is what the line already says."""

    code = "amendment-changes-nothing"
    sentence = _("Eso es lo que la línea ya dice. Escriba lo que cambia.")


class LineAlreadyAmending(RuleRefused):
    """The line has an amendment waiting for a decision."""

    code = "line-already-amending"
    sentence = _("Esa línea ya tiene una modificación por decidir. Espere la decisión antes de pedir otra.")


class CommitteeDecides(RuleRefused):
    """The amendment is for the committee, not for the coordination alone."""

    code = "committee-decides"
    sentence = _(
        "Esta modificación cambia el presupuesto de la línea en más del 20 %% y la decide el comité. Preséntesela."
    )


class AmendmentOverAvailable(RuleRefused):
    """The plan would spend more than there is of a source whose money the amendment raises. Params: `sources`."""

    code = "amendment-over-available"
    sentence = _(
        "Con esta modificación el plan supera el presupuesto disponible en %(sources)s, y así no se aprueba. "
        "Pida que se actualice lo disponible en el plan, o que la modificación se niegue."
    )


class AlreadyReminded(RuleRefused):
    """A unit is reminded of a matter once a day."""

    code = "already-reminded"
    sentence = _("Hoy ya se le recordó a esa dependencia. Puede volver a hacerlo mañana.")


class NothingToRemind(RuleRefused):
    """The unit has already sent what it would be reminded of."""

    code = "nothing-to-remind"
    sentence = _("Esa dependencia ya envió lo que se le iba a recordar. Actualice la página.")


class NobodyToRemind(RuleRefused):
    """The unit has no head to whom to send the reminder."""

    code = "nobody-to-remind"
    sentence = _("Esa dependencia no tiene jefe con el rol asignado. Pida a quien administra que lo asigne.")
