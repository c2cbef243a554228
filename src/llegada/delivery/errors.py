"""Refusals about sessions, minutes and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused

#: Problem of `rules.detail_problems` → its sentence.
DETAIL_SENTENCES: Final[Mapping[str, str | Promise]] = {
    "hours_inverted": _("La hora de fin debe ser posterior a la de inicio."),
    "outside_plan": _(
        "La fecha está fuera del plan de trabajo. Elija un día entre su inicio y su fin, o cambie el plan primero."
    ),
    "other_kind_missing": _("Diga cuál fue el otro mecanismo."),
}
#: Part of `rules.missing_for_minutes` → its name.
MINUTES_PARTS: Final[Mapping[str, str | Promise]] = {
    "attendance": _("la lista de asistencia"),
    "what_was_done": _("el desarrollo"),
    "commitments": _("los compromisos (o decir que no hubo)"),
}
#: Why sensitive data are not kept.
SENSITIVE_UNAUTHORIZED: Final = _("Para guardar estos datos hace falta su autorización. Márquela, o déjelos en blanco.")


class PlanNotInCourse(RuleRefused):
    """Sessions belong to plans in execution."""

    code = "plan-admits-no-sessions"
    sentence = _("El plan de trabajo no está en ejecución: no admite sesiones. Mire en qué estado va y qué falta.")


class PlanAdmitsNoCommitments(RuleRefused):
    """Commitments belong to plans that are signed and not closed."""

    code = "plan-admits-no-commitments"
    sentence = _("El plan de trabajo no admite compromisos: aún no está firmado, o ya terminó. Mire en qué estado va.")


class NotInTheTeam(RuleRefused):
    """A student writes of the plans in whose team they are, while they are in course."""

    code = "not-in-the-team"
    sentence = _(
        "No está en el equipo de ese plan, o ya no admite borradores. Pida a quien lo acompaña que lo agregue."
    )


class DraftThereAlready(RuleRefused):
    """One open draft a thing and an author."""

    code = "draft-there-already"
    sentence = _("Ya tiene un borrador de eso: ábralo en «Mis borradores» y siga escribiendo ahí.")


class SessionPassed(RuleRefused):
    """It has been held already, or it will not be."""

    code = "session-passed"
    sentence = _("La sesión ya se realizó o no se hará: la cobertura se pide antes.")


class CoverageAskedAlready(RuleRefused):
    """A session is covered once."""

    code = "coverage-asked-already"
    sentence = _("La cobertura de esta sesión ya se pidió. Mire su estado en la página de la sesión.")


class SessionClosed(RuleRefused):
    """Its minutes are approved, or it was cancelled."""

    code = "session-closed"
    sentence = _(
        "Esta sesión ya no admite cambios: su acta está aprobada o se canceló. Si algo falta, regístrelo en otra sesión."
    )


class MinutesIncomplete(RuleRefused):
    """The minutes lack something. Params: `missing`."""

    code = "minutes-incomplete"
    sentence = _("Al acta le falta %(missing)s. Pida a quien registró la sesión que lo complete.")


class OwnMinutes(RuleRefused):
    """Whoever wrote, recorded or gave a session does not approve its minutes."""

    code = "own-minutes"
    sentence = _("Quien dio o registró la sesión no puede aprobar su acta. Debe hacerlo otra persona.")


class OwnCommitment(RuleRefused):
    """Whoever fulfilled a commitment does not verify it."""

    code = "own-commitment"
    sentence = _("Quien cumplió un compromiso no puede verificarlo. Debe hacerlo otra persona.")


class RecordedElsewhere(RuleRefused):
    """The identifier that came from outside is already that of something else."""

    code = "recorded-elsewhere"
    sentence = _("Ese identificador ya es de otra sesión. Genere uno nuevo y vuelva a enviar.")


class DoorShut(RuleRefused):
    """The code of a session admits nobody: its day passed, it closed, or it was cancelled."""

    code = "attendance-closed"
    sentence = _("El registro de esta sesión ya cerró. Si usted asistió, pida a quien la dio que lo anote en la lista.")


class NotADayToAttend(RuleRefused):
    """Who is on the list must have been there: it is not yet the day of the session."""

    code = "attendance-too-early"
    sentence = _("La sesión aún no ocurre: por ahora solo se puede preinscribir.")


class NothingToTranscribe(RuleRefused):
    """Only a list on paper is transcribed, once."""

    code = "nothing-to-transcribe"
    sentence = _("Ese archivo no es una lista de asistencia por transcribir. Actualice la página para ver en qué va.")


class LinkClosed(RuleRefused):
    """The link to report commitments was revoked, or its last day passed."""

    code = "commitment-link-closed"
    sentence = _("Este enlace ya no sirve. Pida uno nuevo a quien asiste a su entidad.")


class FieldWaits(RuleRefused):
    """It hangs from a session that has not arrived yet."""

    code = "field-waits"
    sentence = _(
        "Espera a que llegue la sesión a la que pertenece. No tiene que hacer nada: se guarda sola cuando llegue."
    )


class FieldTwoVersions(RuleRefused):
    """What the device had read was changed by somebody else before it arrived."""

    code = "field-two-versions"
    sentence = _(
        "Otra persona cambió esto mientras usted estaba sin señal. Las dos versiones están guardadas: elija una."
    )


class FieldPlanGone(RuleRefused):
    """The plan is no longer of who captured it, or the session is no longer there for them."""

    code = "field-plan-gone"
    sentence = _(
        "El plan de trabajo ya no está a su cargo. Lo que capturó sigue en este equipo: guárdelo en un archivo y entrégueselo a "
        "quien lo tiene ahora."
    )


class FieldChanged(RuleRefused):
    """What was received under that identifier says something else."""

    code = "field-changed"
    sentence = _(
        "Este registro ya se había recibido con otro contenido. Con señal, abra su página y haga allí el cambio."
    )


class FieldFileMissing(RuleRefused):
    """The record came and its file is not here whole."""

    code = "field-file-missing"
    sentence = _("El archivo no llegó completo. No tiene que hacer nada: el equipo sigue enviándolo desde donde iba.")


class FieldWithdrawn(RuleRefused):
    """Its author discarded it on a device."""

    code = "field-withdrawn"
    sentence = _("Esto se había descartado en un equipo y no se guardó. Si lo necesita, pulse «Intentar otra vez».")


class FieldOfSomebodyElse(RuleRefused):
    """What a device sends was captured by another person."""

    code = "field-of-somebody-else"
    sentence = _("Esto lo capturó otra persona en este equipo: ella debe ingresar para enviarlo.")


class NotATraining(RuleRefused):
    """Only mechanisms that teach are measured before and after."""

    code = "not-a-training"
    sentence = _(
        "Solo las capacitaciones y los talleres llevan prueba inicial y final. Corrija el mecanismo de la sesión."
    )


class TrainingTestFrozen(RuleRefused):
    """A test that was opened, here or in another session, stays as it is."""

    code = "test-frozen"
    sentence = _("Esa prueba ya se abrió en alguna sesión y no cambia. Escriba una nueva a partir de ella.")


class TrainingTestChosen(RuleRefused):
    """The test of a session is chosen before it is opened."""

    code = "test-chosen"
    sentence = _("La prueba de esta sesión ya se abrió: no se puede elegir otra.")


class TrainingTestNotOpen(RuleRefused):
    """The test is answered by phone while who gives the session keeps it open, on its day."""

    code = "test-not-open"
    sentence = _("La prueba no está abierta en este momento. Pida a quien da la sesión que la abra.")


class FewResults(RuleRefused):
    """Nothing is told of fewer people than a rule says."""

    code = "few-results"
    sentence = _("Todavía no hay dato suficiente: hacen falta al menos cinco personas con las dos pruebas.")
