"""What every endpoint shares: pages by cursor, refusals as `application/problem+json` (RFC 9457), the actor of a request."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from llegada.core.actors import Actor
from llegada.core.arrivals import read_files
from llegada.core.errors import Conflict, Invalid, LlegadaError, MethodNotAllowed, NotAllowed, NotFound
from llegada.core.http import actor_of, once_by_key

M = TypeVar("M", bound=Model)

PROBLEM_JSON = "application/problem+json"
validate_no_nul = ProhibitNullCharactersValidator()


class BoundedJSONParser(JSONParser):
    """Reads JSON. What is nested deeper than Python reads is malformed, and no failure of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what the body says. Raises ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError() from error


class CursorPages(CursorPagination):
    """Pages by cursor, so that page 2,000 costs what page 1 costs. `page_size` may be asked for, up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "pk"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the page at the cursor. Raises NotFound for a cursor that was never given."""
        cursor = self.decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            name = self.get_ordering(request, queryset, view)[0].lstrip("-")
            meta = queryset.model._meta
            field = meta.pk if name == "pk" else meta.get_field(name)
            try:
                validate_no_nul(cursor.position)
                field.run_validators(field.to_python(cursor.position))
            except ModelValidationError:
                raise NotFound() from None
        return super().paginate_queryset(queryset, request, view)


def api_actor(request: Request) -> Actor:
    """Return who is asking: the token's person, or the session's."""
    token_actor = getattr(request, "auth", None)
    return token_actor if isinstance(token_actor, Actor) else actor_of(request._request)


#: What an address takes for a public identifier.
UUID_PATTERN: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="Con la misma clave, enviar dos veces hace una sola cosa.",
)


def known_actor(request: Request) -> Actor:
    """Return who is asking. Raises NotAuthenticated."""
    actor = api_actor(request)
    if not actor.is_authenticated:
        raise NotAuthenticated()
    return actor


def chosen(candidates: QuerySet[M], public_id: UUID, field: str) -> M:
    """Return the candidate of that identifier; one beyond reach looks like one that does not exist. Raises Invalid."""
    found = candidates.filter(public_id=public_id).first()
    if found is None:
        raise Invalid({field: _("No existe o no lo puede usar: %(id)s.") % {"id": public_id}})
    return found


def made_once(request: Request, *, view_name: str, make: Callable[[], UUID]) -> tuple[UUID, int]:
    """Make something once for the request's `Idempotency-Key`; without one, as often as it is asked.

    `make` returns the public id by which `view_name` shows it. Returns that id and 201, or 200 where an earlier request made it.
    Raises Invalid for a key that is none, Conflict for one that served for something else, and what `make` raises.
    """
    made: list[UUID] = []

    def work() -> str:
        made.append(make())
        return reverse(view_name, args=[made[0]])

    read_files(request.FILES)
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return make(), 201
    try:
        key = UUID(given)
    except ValueError:
        raise Invalid({"Idempotency-Key": _("La clave debe ser un UUID. Genere uno nuevo por cada envío.")}) from None
    found = resolve(once_by_key(key, person_id=api_actor(request).person_id, work=work))
    if found.view_name != view_name:
        raise Conflict()
    return UUID(str(found.kwargs["public_id"])), 201 if made else 200


def problem_body(refusal: LlegadaError) -> dict[str, Any]:
    """Return the body of a refusal: type, title, status, code, detail, and `fields` where input was bad."""
    body: dict[str, Any] = {
        "type": f"urn:llegada:problem:{refusal.code}",
        "title": str(type(refusal).sentence) if not refusal.params else str(refusal),
        "status": refusal.status,
        "code": refusal.code,
        "detail": str(refusal),
        "at": timezone.now().isoformat(),
    }
    if isinstance(refusal, Invalid):
        body["fields"] = refusal.fields
    return body


def problem(refusal: LlegadaError) -> HttpResponse:
    """Return `refusal` as a plain Django response, for refusals met before an endpoint is reached."""
    return JsonResponse(problem_body(refusal), status=refusal.status, content_type=PROBLEM_JSON)


class NotAuthenticated(NotAllowed):
    """No valid token or session came with the request."""

    code = "not-authenticated"
    status = 401
    sentence = _("Identifíquese primero: envíe su ficha de acceso en el encabezado Authorization, o ingrese.")


class Throttled(LlegadaError):
    """Too many requests."""

    code = "throttled"
    status = 429
    sentence = _("Son demasiadas consultas seguidas. Espere un momento y vuelva a intentar.")


class Malformed(LlegadaError):
    """The request could not be read."""

    code = "malformed"
    status = 400
    sentence = _("No pudimos leer la solicitud: llegó incompleta o mal escrita. Revísela y envíela de nuevo.")


class UnsupportedMediaType(LlegadaError):
    """The body came in a format that is not read here."""

    code = "unsupported-media-type"
    status = 415
    sentence = _(
        "No leemos ese formato aquí. Envíe el cuerpo como dice el esquema de la API: JSON, o multipart/form-data si lleva archivos."
    )


class NotAcceptable(LlegadaError):
    """The answer was asked for in a format that is not written here."""

    code = "not-acceptable"
    status = 406
    sentence = _("No escribimos ese formato. Pida application/json.")


#: Errors of the framework that carry no data of their own → how the house says them.
_SAME: dict[type[exceptions.APIException], type[LlegadaError]] = {
    exceptions.Throttled: Throttled,
    exceptions.MethodNotAllowed: MethodNotAllowed,
    exceptions.UnsupportedMediaType: UnsupportedMediaType,
    exceptions.NotAcceptable: NotAcceptable,
    exceptions.ParseError: Malformed,
}


def _by_field(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Return the sentences of each field by its path: `attendance.1.email` is that of the second person of a list."""
    if not isinstance(detail, dict | list):
        return {path: [str(detail)]}
    pairs = list(detail.items()) if isinstance(detail, dict) else list(enumerate(detail))
    said = [str(one) for _, one in pairs if isinstance(detail, list) and not isinstance(one, dict | list)]
    fields = {path: said} if said else {}
    for name, inner in pairs:
        if isinstance(detail, dict) or isinstance(inner, dict | list):
            is_of_whole = name == api_settings.NON_FIELD_ERRORS_KEY and path  # of the list itself, not of a part of it
            fields |= _by_field(inner, path if is_of_whole else f"{path}.{name}" if path else str(name))
    return fields


def _as_refusal(error: Exception) -> LlegadaError | None:
    if isinstance(error, LlegadaError):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Invalid(_by_field(error.detail))
    if isinstance(error, ModelValidationError):
        return Invalid(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
    if isinstance(error, Http404 | exceptions.NotFound):
        return NotFound()
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return NotAuthenticated()
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return NotAllowed()
    if isinstance(error, exceptions.APIException):
        return _SAME.get(type(error), Malformed)()
    return None


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer any refusal of an endpoint as problem+json, in JSON even where the endpoint writes another format (the schema).

    Unknown errors go on to Django (and to the log).
    """
    refusal = _as_refusal(error)
    if refusal is None:
        return None
    answer = problem(refusal)
    if refusal.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    wait = getattr(error, "wait", None)  # what a throttled request must wait, in seconds
    if wait:
        answer["Retry-After"] = str(ceil(wait))
    return answer
