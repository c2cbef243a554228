"""Refusals of imports, with their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import RuleRefused


class ImportAtWork(RuleRefused):
    """The organisation has another import at work. Params: `name`."""

    code = "import-at-work"
    sentence = _(
        "Su organización ya tiene una importación en curso: «%(name)s». Espere a que termine, o cancélela, y vuelva a empezar esta."
    )


class UndoAtWork(RuleRefused):
    """The organisation has another import that is being undone. Params: `name`."""

    code = "import-undo-at-work"
    sentence = _(
        "Su organización está deshaciendo la importación «%(name)s». Espere a que termine y vuelva a empezar esta."
    )


class ColumnsMissing(RuleRefused):
    """Fields without which nothing goes in have no column. Params: `fields`."""

    code = "import-columns-missing"
    sentence = _(
        "Falta decir de qué columna sale: %(fields)s. Elíjala en la lista. Si el archivo no lo dice, dé un valor "
        "para todas las filas donde la página lo pregunta, o agregue la columna y suba el archivo otra vez."
    )


class NothingToBring(RuleRefused):
    """The dry run found no row that can go in."""

    code = "import-nothing-to-bring"
    sentence = _("Ninguna fila puede entrar. Corrija el archivo con las razones de la lista y súbalo otra vez.")


class BuiltUpon(RuleRefused):
    """What an import brought has been used since. Params: `what`."""

    code = "import-built-upon"
    sentence = _("No se puede deshacer: sobre lo que trajo ya hay %(what)s. Quite o mueva eso primero.")


class UndoneInPart(RuleRefused):
    """While an import was being undone others put something upon what it brought. Params: `left`, `what`."""

    code = "import-undone-in-part"
    sentence = _(
        "Se deshizo solo una parte: quedan %(left)s filas, porque mientras tanto alguien puso %(what)s sobre lo que trajeron. "
        "Quite o mueva eso y vuelva a deshacerla."
    )


class FileGone(RuleRefused):
    """The file of the import was dropped."""

    code = "import-file-gone"
    sentence = _("El archivo de esta importación ya se borró. Para traerlo, súbalo otra vez.")


class NotYours(RuleRefused):
    """Somebody else uploaded the file. Params: `name`."""

    code = "import-not-yours"
    sentence = _("La descarta quien subió el archivo: %(name)s. Pídaselo.")


class SupersededRun(RuleRefused):
    """The process was taken for dead and somebody else went on."""

    code = "import-superseded"
    sentence = _("Esta importación la retomó otro proceso.")
