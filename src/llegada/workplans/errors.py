"""Refusals about work plans and their milestones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Conflict, RuleRefused


class PlanNotEditable(RuleRefused):
    """The text of a plan changes only in draft or after the entity asked for changes."""

    code = "plan-not-editable"
    sentence = _(
        "Este plan ya no se puede corregir en su estado actual. Si algo debe cambiar, la entidad puede pedir ajustes."
    )


class PlanIncomplete(RuleRefused):
    """The plan lacks something that the entity must see. Params: `missing`."""

    code = "plan-incomplete"
    sentence = _("Antes de mostrar el plan a la entidad, complete: %(missing)s.")


class ConsentRequired(RuleRefused):
    """Without consent to be followed there is no signature (PTR-10)."""

    code = "consent-required"
    sentence = _("Para firmar, marque que la entidad acepta el seguimiento del plan.")


class StaleVersion(Conflict):
    """What was read is not the version in force. Params: `number`."""

    code = "stale-version"
    sentence = _("El plan cambió: la versión vigente es la %(number)s. Actualice la página, léala y firme de nuevo.")


class BothSides(RuleRefused):
    """Whoever made the plan or advises in it accepts it for nobody."""

    code = "both-sides"
    sentence = _(
        "Quien hizo o acompaña el plan no puede aceptarlo en nombre de la entidad. Debe hacerlo otra persona de la entidad."
    )


class MilestonesMissing(RuleRefused):
    """A plan is finished only when all its milestones are validated (PRD-17). Params: `count`, `names`."""

    code = "milestones-missing"
    sentence = _("Aún no se puede finalizar: faltan %(count)s hitos por validar (%(names)s).")


class PlanNotInCourse(RuleRefused):
    """Milestones are reported and reviewed only while the plan is in execution."""

    code = "plan-not-in-course"
    sentence = _(
        "El plan no está en ejecución: sus hitos no se pueden reportar ni revisar ahora. Mire en el plan qué sigue."
    )


class OwnReport(RuleRefused):
    """Whoever reports a milestone does not validate it (MON-21)."""

    code = "own-report"
    sentence = _("Usted reportó este hito: debe revisarlo otra persona.")
