"""Typed refusals. Each has a code, an HTTP status and a Spanish sentence that says what happened and what to do.

Hidden looks like absent (404), read-only is 403, a refusal by rule is 409, bad input is 422 with its fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class LlegadaError(Exception):
    """A refusal that a person can understand; `params` fill the sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    sentence: ClassVar[Sentence] = _("Algo falló de nuestro lado. Intente de nuevo en unos minutos.")

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        """Return the sentence, in the reader's language, with its parameters."""
        return str(self.sentence) % self.params


class NotFound(LlegadaError):
    """It does not exist, or this person may not know that it does."""

    code = "not-found"
    status = 404
    sentence = _("No encontramos lo que busca. Puede que la dirección esté mal escrita o que no tenga acceso.")


class MethodNotAllowed(LlegadaError):
    """What is asked is there, but not for that verb of HTTP: somebody opened the address to which a form is sent."""

    code = "method-not-allowed"
    status = 405
    sentence = _("Este recurso no admite esa acción.")


class NotAllowed(LlegadaError):
    """The person may see it, but may not do this to it."""

    code = "not-allowed"
    status = 403
    sentence = _(
        "Su rol permite ver esto, pero no hacer este cambio. Pida a quien administra su dependencia el rol que hace falta."
    )


class LoginNeeded(NotAllowed):
    """A programme asked for a file of those who log in: the page on which to do so would be taken for the file."""

    code = "login-needed"
    status = 401
    sentence = _(
        "Este archivo es para quien ingresa. Un programa lee las tablas con una llave (/datos/llaves/), y lo demás con una ficha "
        "de acceso en /api/v1/."
    )


class PageNotAllowed(NotAllowed):
    """The person may not open that page, whatever is on it."""

    code = "page-not-allowed"
    sentence = _("Su rol no permite abrir esta página. Si la necesita, pida el rol a quien administra su organización.")


class RuleRefused(LlegadaError):
    """A rule of the work says no."""

    code = "rule-refused"
    status = 409
    sentence = _("Una regla del trabajo no permite este cambio.")


class TransitionNotAllowed(RuleRefused):
    """The object's state does not admit the action. Params: `action`, `status`."""

    code = "transition-not-allowed"
    sentence = _("Esta acción no es posible en el estado actual. Actualice la página para ver en qué va.")


class ReasonRequired(RuleRefused):
    """The action needs a written reason."""

    code = "reason-required"
    sentence = _("Esta acción necesita un motivo. Escríbalo y vuelva a intentar.")


class Conflict(LlegadaError):
    """Somebody else changed the object in between."""

    code = "conflict"
    status = 409
    sentence = _(
        "Otra persona cambió esto mientras usted lo tenía abierto. Actualice la página, revise el cambio y vuelva a intentar."
    )


class Invalid(LlegadaError):
    """Bad input. `fields` maps each field to its sentences."""

    code = "invalid"
    status = 422
    sentence = _("Hay datos por corregir.")

    def __init__(self, fields: Mapping[str, Sequence[Sentence] | Sentence] | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.fields: dict[str, list[str]] = {
            name: [str(found)] if isinstance(found, str | Promise) else [str(one) for one in found]
            for name, found in (fields or {}).items()
        }

    def __str__(self) -> str:
        """Return the sentence, followed by each field's own."""
        detail = " ".join(sentence for sentences in self.fields.values() for sentence in sentences)
        return f"{super().__str__()} {detail}".strip()


class TooLarge(LlegadaError):
    """The request is larger than the installation accepts. Params: `limit_mb`."""

    code = "too-large"
    status = 413
    sentence = _(
        "El archivo pesa demasiado: el máximo es %(limit_mb)s MB. Reduzca su tamaño o divídalo, y vuelva a subirlo."
    )


class TooMany(LlegadaError):
    """Too many attempts of one address in a minute, on a page that anybody opens."""

    code = "too-many"
    status = 429
    sentence = _("Son demasiados intentos seguidos desde esta red. Espere un minuto y vuelva a intentar.")
