"""Refusals of focalisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, NotAllowed, RuleRefused


class UniverseEmpty(RuleRefused):
    """No place meets the filters of a rule."""

    code = "universe-empty"
    sentence = _(
        "Ningún lugar cumple los filtros de la regla, así que no hay a quién ordenar. Quite o cambie un filtro."
    )


class NoWeight(RuleRefused):
    """A rule has no criterion, or all of its weights are zero."""

    code = "no-weight"
    sentence = _("Todos los pesos son cero, así que nada ordena los lugares. Dé peso a un criterio al menos.")


class NegativeWeight(RuleRefused):
    """A weight is less than zero, or is no number."""

    code = "negative-weight"
    sentence = _(
        "Un peso no puede ser negativo. Si de ese índice importa lo bajo, cambie el sentido del criterio y deje el peso positivo."
    )


class NobodyRanked(RuleRefused):
    """Every place misses a value that leaves it out."""

    code = "nobody-ranked"
    sentence = _(
        "A todos los lugares les falta algún dato que los deja por fuera. Cambie qué se hace cuando falta, o quite el criterio."
    )


class NothingVaries(RuleRefused):
    """Every criterion has one value for all places."""

    code = "nothing-varies"
    sentence = _(
        "Cada criterio tiene un mismo valor en todos los lugares, así que ninguno los distingue. Agregue otro criterio "
        "o amplíe los filtros."
    )


class IndexOfAnotherLevel(RuleRefused):
    """A criterion or filter reads an index that is not measured of what the rule puts in order. Params: `index`, `level`."""

    code = "index-of-another-level"
    sentence = _("«%(index)s» no se mide por %(level)s, que es lo que ordena la regla. Elija un índice de ese nivel.")


class IndexNotOrdered(RuleRefused):
    """A criterion reads an index whose values are names, or categories of several places at once. Params: `index`."""

    code = "index-not-ordered"
    sentence = _(
        "«%(index)s» es un grupo sin orden para esta regla: sirve para filtrar o para los cupos, no para puntuar."
    )


class EditionNotInForce(RuleRefused):
    """An index has no edition in force of the year that a rule asks for. Params: `index`, `year`."""

    code = "edition-not-in-force"
    sentence = _(
        "«%(index)s» no tiene una edición vigente (año: %(year)s): se retiró o no se ha cargado. Elija otro año u otro índice."
    )


class RuleArchived(RuleRefused):
    """An archived rule neither changes nor runs."""

    code = "rule-archived"
    sentence = _("La regla está archivada. Vuelva a ponerla en uso antes de cambiarla o de correrla.")


class ListEmpty(RuleRefused):
    """No entity is in the list."""

    code = "prioritized-list-empty"
    sentence = _("La lista no tiene ninguna entidad. Parta de una corrida, o pida que se incluya al menos una.")


class ChangesUndecided(RuleRefused):
    """Manual changes wait for who decides. Params: `count`."""

    code = "list-changes-undecided"
    sentence = _("Hay %(count)s cambios manuales sin decidir. Apruébelos o niéguelos antes de aprobar la lista.")


class MakerCannotDecide(RuleRefused):
    """Who made or sent a list, or asked a change of it, is not who decides."""

    code = "list-maker-cannot-decide"
    sentence = _("Usted hizo, envió o pidió lo que se decide. Pida a otra persona con ese permiso que lo haga.")


class NotAnswerable(RuleRefused):
    """Administrations answer to the approved list alone."""

    code = "list-not-answerable"
    sentence = _("Las respuestas se registran en la versión aprobada de la lista, de las entidades que están en ella.")


class NoSuchPlaces(RuleRefused):
    """Places of a run have no entity in the catalogue. Params: `places`."""

    code = "places-without-entity"
    sentence = _(
        "Estos lugares de la corrida no tienen entidad activa en el catálogo: %(places)s. "
        "Agréguela al catálogo, o sáquelos del universo de la regla y corra otra vez."
    )


class UnknownLayout(Invalid):
    """No sheet of the file is a table that can be read by itself."""

    code = "unknown-layout"
    sentence = _("No reconocemos las columnas del archivo. Diga qué es cada una y la próxima vez entrará solo.")


class YearNeeded(Invalid):
    """Neither the file nor whoever loads says of which year the values are."""

    code = "year-needed"
    sentence = _("El archivo no dice de qué año es. Escriba el año de los datos.")


class DoubtfulEditions(RuleRefused):
    """Something of the file is doubtful and nobody said why it is right. Params: `concerns`."""

    code = "doubtful-editions"
    sentence = _("No se cargó: %(concerns)s Si está bien así, escriba por qué y vuelva a confirmar.")


class EditionWithdrawn(RuleRefused):
    """What was withdrawn already is not withdrawn again."""

    code = "edition-withdrawn"
    sentence = _("La edición ya estaba retirada. Actualice la página para ver por qué.")


class MatrixIncomplete(RuleRefused):
    """A concertation matrix cannot be agreed on yet. Params: `problems`."""

    code = "matrix-incomplete"
    sentence = _("La matriz todavía no se puede concertar: %(problems)s.")


class IndicesOfOthers(NotAllowed):
    """A file brings indices that the person may not load. Params: `names`."""

    code = "indices-of-others"
    sentence = _(
        "El archivo trae índices que su rol no carga: %(names)s. Los del país los cargan el equipo de monitoreo, la oficina de "
        "planeación o TI; los de una dependencia, quien la dirige o su líder técnico."
    )
