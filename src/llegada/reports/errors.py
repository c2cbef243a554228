"""Why a document is not made, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, LlegadaError, RuleRefused


class FontsMissing(LlegadaError):
    """The fonts of the documents were not installed. Params: `folder`."""

    code = "document-fonts-missing"
    sentence = _(
        "Faltan las letras de los documentos en %(folder)s. Avise a quien administra la instalación: "
        "las pone «./llegada up»."
    )


class NotTypeset(LlegadaError):
    """The document could not be drawn; the log says why."""

    code = "document-not-typeset"
    sentence = _("El documento no se pudo componer. Ya quedó registrado: avise a quien administra la instalación.")


class TooLongForDocument(RuleRefused):
    """It would have more rows than a document holds. Params: `rows`, `most`."""

    code = "too-long-for-document"
    sentence = _(
        "El documento tendría %(rows)s filas y el máximo es %(most)s. Use la descarga en XLSX, que no tiene ese límite."
    )


class LogoRefused(Invalid):
    """The image does not serve as a logo; `fields["logo"]` says why."""

    code = "logo-refused"
    sentence = _("El logo no se guardó.")


class SheetsInCourse(LlegadaError):
    """All the fichas of that level are being drawn already."""

    code = "sheets-in-course"
    status = 409
    sentence = _(
        "Ya se están preparando esas fichas. Espere a que terminen, o cancele la preparación y pídalas de nuevo."
    )
