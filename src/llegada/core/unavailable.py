"""What is said when the database is held by somebody else, is away, or takes nothing: what to do, and that nothing typed is lost.

Nothing here asks the database, nor who is asking.
"""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar, Final

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import LlegadaError
from llegada.core.middleware import is_api, is_browser
from llegada.core.recovered import texts_of

#: Seconds after which whoever asked may ask again.
RETRY_SECONDS: Final = 15
#: What is never written into a page: who meets one of these goes back to where it was written.
_SECRET: Final = frozenset({"code", "credential", "token"})
#: Comes with every form that this site drew.
_MARK: Final = "csrfmiddlewaretoken"


class DatabaseHeld(LlegadaError):
    """Somebody else was writing for longer than one waits."""

    code = "database-held"
    status = 503
    heading: ClassVar[str | Promise] = _("La base de datos está ocupada")
    sentence = _(
        "Se está guardando algo grande y no alcanzamos a responder. No quedó nada a medias: espere un momento y vuelva a intentar."
    )


class DatabaseAway(DatabaseHeld):
    """The database does not answer."""

    code = "database-away"
    heading = _("La base de datos no responde")
    sentence = _(
        "Puede que se esté reiniciando. No quedó nada a medias: espere un momento y vuelva a intentar; si sigue así, avise a quien "
        "administra Llegada."
    )


class DatabaseReadOnly(DatabaseHeld):
    """The database admits no changes: its disk is full, or may not be written on."""

    code = "database-read-only"
    heading = _("El servidor no puede guardar")
    sentence = _(
        "No queda espacio en su disco, o no se puede escribir en él. No quedó nada a medias: avise a quien administra Llegada y "
        "vuelva a intentar después."
    )


class DatabaseDamaged(DatabaseHeld):
    """The file of the database cannot be read."""

    code = "database-damaged"
    heading = _("La base de datos no se puede leer")
    sentence = _(
        "Su archivo parece dañado. Avise ya a quien administra Llegada: hay que restaurar la última copia de seguridad."
    )


_OF_SQLITE: Final[dict[int, type[DatabaseHeld]]] = {
    sqlite3.SQLITE_BUSY: DatabaseHeld,
    sqlite3.SQLITE_LOCKED: DatabaseHeld,
    sqlite3.SQLITE_FULL: DatabaseReadOnly,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseAway,
    sqlite3.SQLITE_IOERR: DatabaseReadOnly,  # so a full disk says too
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
#: By how the code of PostgreSQL begins: locks, what was cancelled or lost a dead-lock; no room; connections, shutdowns, resources.
_OF_POSTGRESQL: Final[tuple[tuple[str, type[DatabaseHeld]], ...]] = (
    ("55P03", DatabaseHeld),
    ("57014", DatabaseHeld),
    ("40P01", DatabaseHeld),
    ("40001", DatabaseHeld),
    ("25006", DatabaseReadOnly),
    ("53100", DatabaseReadOnly),
    ("08", DatabaseAway),
    ("53", DatabaseAway),
    ("57P", DatabaseAway),
    ("XX001", DatabaseDamaged),
    ("XX002", DatabaseDamaged),
)


def refusal_of(error: BaseException | None) -> DatabaseHeld | None:
    """Return what to say of a failure that is of the database itself and not of what we asked of it, or None."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        kind = _OF_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)  # the rest tells kinds of each apart
        return kind() if kind else None
    code = getattr(cause, "sqlstate", None)
    if code is None:  # no answer came, not even a refusal
        return DatabaseAway() if isinstance(error, OperationalError | InterfaceError) else None
    return next((kind() for begins, kind in _OF_POSTGRESQL if code.startswith(begins)), None)


def render_unavailable(request: HttpRequest, refusal: DatabaseHeld) -> HttpResponse:
    """Answer 503: with what was typed, to send it again from there, or problem+json to a program."""
    if is_api(request) or (request.path.endswith((".json", ".jsonld")) and not is_browser(request)):
        from llegada.core.api import problem  # DRF is loaded only where the API is asked

        answer = problem(refusal)
    else:
        # With no request: its processors ask the database.
        page = render_to_string("unavailable.html", {"refusal": refusal, **_typed(request)})
        answer = HttpResponse(page, status=refusal.status)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Return the address to ask again and, of a form, its fields; files and passwords have to be given again where they were."""
    if request.method in {"GET", "HEAD"}:
        return {"again": request.get_full_path()}
    try:
        fields, has_files = request.POST, bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, OSError):  # it came cut, or is too large
        return {}
    names = {name for name in fields if name in _SECRET or "password" in name}
    if names or has_files or _MARK not in fields:
        return {"typed": texts_of(fields), "had_files": has_files}
    return {"target": request.get_full_path(), "fields": [(name, one) for name, said in fields.lists() for one in said]}
