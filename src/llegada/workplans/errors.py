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


class SignatureMissing(RuleRefused):
    """A plan begins when both parties have signed the same version (PTR-02). Params: `parties`."""

    code = "signature-missing"
    sentence = _("La ejecución empieza cuando las dos partes han firmado. Falta la firma de: %(parties)s.")


class JointNotFormed(RuleRefused):
    """A part of a joint plan is shown to the entity once all have answered and brought theirs (PTR-05)."""

    code = "joint-not-formed"
    sentence = _(
        "Este plan es parte de un plan articulado que aún no está conformado. Cuando todas las dependencias respondan y liguen "
        "su plan, quien lidera lo conforma y cada parte se muestra a la entidad."
    )


class JointPartsUnsigned(RuleRefused):
    """No part of a joint plan begins until every part is signed by both parties. Params: `units`."""

    code = "joint-parts-unsigned"
    sentence = _("El plan articulado empieza cuando todas sus partes están firmadas. Falta la de: %(units)s.")


class JointIncomplete(RuleRefused):
    """What a joint plan lacks to be formed. Params: `lacking`."""

    code = "joint-incomplete"
    sentence = _("Todavía no se puede conformar: %(lacking)s.")


class JointClosedToPlans(RuleRefused):
    """Units enter, and bring their plan, while the joint plan is being formed."""

    code = "joint-closed-to-plans"
    sentence = _("Las partes entran y ligan su plan mientras el plan articulado está en formación.")


class LeaderStays(RuleRefused):
    """The unit that leads a joint plan does not leave it: it dissolves it."""

    code = "leader-stays"
    sentence = _("La dependencia que lidera no se retira. Si el plan articulado no sigue, disuélvalo y diga por qué.")


class SignedPartStays(RuleRefused):
    """A part that its entity signed does not leave by itself: its plan ends before its time, with reasons and lessons."""

    code = "signed-part-stays"
    sentence = _(
        "La entidad ya firmó el plan de esta parte. Para salir, termine ese plan antes de tiempo, con su motivo y lo aprendido."
    )


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


class PlanNotAmendable(RuleRefused):
    """Only a plan that is signed and has not ended changes by amendments."""

    code = "plan-not-amendable"
    sentence = _(
        "Las modificaciones son para planes firmados que no han terminado. Antes de la firma, el plan se corrige; "
        "después de su fin, ya no cambia."
    )


class AmendmentChangesNothing(RuleRefused):
    """What was asked is what the plan already says."""

    code = "plan-amendment-changes-nothing"
    sentence = _("Lo pedido es igual a lo que el plan ya dice. Cambie algo o cancele.")


class AmendmentAlreadyOpen(RuleRefused):
    """There is one of the same kind, or for the same milestone, that waits for a decision."""

    code = "plan-amendment-already-open"
    sentence = _("El plan ya tiene una modificación de esa clase por decidir. Espere la decisión o retírela.")


class OwnAmendment(RuleRefused):
    """Who proposes an amendment neither accepts nor decides it."""

    code = "own-plan-amendment"
    sentence = _("Usted propuso esta modificación: debe decidirla otra persona.")


class AmendmentStale(Conflict):
    """Something that the amendment changes is no longer as it was when it was asked."""

    code = "plan-amendment-stale"
    sentence = _(
        "Algo de lo que esta modificación cambia ya no está como cuando se pidió; por ejemplo, un hito que ya se reportó. "
        "Rechácela con ese motivo y pida otra."
    )


class MilestoneStays(RuleRefused):
    """A milestone that was reported or validated, or the only one of its service, cannot be set aside."""

    code = "milestone-stays"
    sentence = _(
        "Solo puede dejar de aplicar un hito sin reportar, y solo si su servicio tiene otro que reciba su peso. "
        "Para quitar el servicio completo, pida una modificación de servicios."
    )


class AmendmentsOpen(RuleRefused):
    """A plan does not finish while an amendment of it waits for a decision."""

    code = "plan-amendments-open"
    sentence = _("El plan tiene modificaciones por decidir. Decídalas o retírelas antes de finalizarlo.")


class NoObstaclesHere(RuleRefused):
    """Obstacles are those of a plan that is signed and has not ended."""

    code = "no-obstacles-here"
    sentence = _("Los obstáculos se registran en planes firmados que no han terminado. Mire en el plan qué sigue.")


class ObstaclesOpen(RuleRefused):
    """A plan does not finish while something still gets in its way. Params: `count`."""

    code = "plan-obstacles-open"
    sentence = _(
        "El plan tiene obstáculos sin cerrar (%(count)s). Diga cómo se resolvió cada uno, o descártelo con su motivo."
    )


class LessonsRequired(RuleRefused):
    """A plan that was signed does not end early without saying what was learnt."""

    code = "lessons-required"
    sentence = _("Para terminar antes de tiempo un plan firmado, escriba qué se aprendió: le servirá al próximo.")


class DeliveryActMissing(RuleRefused):
    """A plan finishes with the act of what was delivered."""

    code = "delivery-act-missing"
    sentence = _(
        "Para finalizar el plan hace falta el acta de entrega: qué se entrega, quién lo entrega y quién lo recibe."
    )


class ReceiptMissing(RuleRefused):
    """A plan that the entity has not confirmed to have received is closed only with a written reason."""

    code = "receipt-missing"
    sentence = _("La entidad no ha confirmado que recibió. Espere su recibo, o escriba por qué se cierra sin él.")


class NotShownYet(RuleRefused):
    """There is no version to show, or the plan ended: no round to record."""

    code = "plan-not-shown-yet"
    sentence = _(
        "Primero muestre el plan a la entidad: la ronda queda ligada a la versión que vio. Un plan terminado ya no las recibe."
    )


class AlreadySigned(RuleRefused):
    """The party has signed that version."""

    code = "already-signed"
    sentence = _("Esa parte ya firmó esta versión. Actualice la página para ver su firma.")


class PlanEnded(RuleRefused):
    """A plan that was closed or ended early asks nothing any more."""

    code = "plan-ended"
    sentence = _("Este plan ya terminó: no admite consultas nuevas. Ábralas desde un plan en curso.")


class NotYourConsultation(RuleRefused):
    """The expert to whom a consultation is assigned answers it."""

    code = "not-your-consultation"
    sentence = _("Esta consulta está a cargo de otra persona. Si debe responderla usted, pida que se la asignen.")


class OwnConsultation(RuleRefused):
    """Nobody answers what they asked."""

    code = "own-consultation"
    sentence = _("Quien hizo la consulta no la responde. Debe hacerlo otra persona.")


class ReopenedOnce(RuleRefused):
    """A consultation is reopened once, after an answer."""

    code = "reopened-once"
    sentence = _("Una consulta se reabre una sola vez, después de su respuesta. Si algo falta, abra otra.")


class NothingToShare(RuleRefused):
    """Only what was answered is useful to others."""

    code = "nothing-to-share"
    sentence = _("Solo se comparte lo que ya tiene respuesta.")


class StageOutOfOrder(RuleRefused):
    """Nothing of a stage is done before those that come first are closed (PTR-07). Params: `stages`."""

    code = "stage-out-of-order"
    sentence = _("La ruta del plan va en orden: antes hay que cerrar %(stages)s.")


class StageMilestonesOpen(RuleRefused):
    """A stage is closed once its milestones are validated or do not apply. Params: `names`."""

    code = "stage-milestones-open"
    sentence = _("Para cerrar esta etapa faltan hitos por validar: %(names)s.")


class StageNotClosedHere(RuleRefused):
    """The alternative is closed by the entity that agrees to one, and the delivery by its act; one closed stays so."""

    code = "stage-not-closed-here"
    sentence = _(
        "Esa etapa no se cierra aquí: la alternativa la acuerda la entidad, la entrega se cierra con el acta y una etapa "
        "cerrada ya no cambia."
    )


class AlternativesMissing(RuleRefused):
    """One alternative alone is not chosen among others."""

    code = "alternatives-missing"
    sentence = _("Para acordar una alternativa hay que comparar al menos dos.")
