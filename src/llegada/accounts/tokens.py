"""How a program proves for whom it acts: `Authorization: Bearer <ficha>`; only the SHA-256 of a token is kept."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from llegada.accounts.models import ApiToken, Person
from llegada.accounts.selectors import build_actor, list_current_assignments
from llegada.core.actors import Actor
from llegada.core.http import actor_of
from llegada.core.throttling import RequestsPerMinute


def token_digest(token: str) -> str:
    """Return the SHA-256, in hexadecimal, under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(authentication.BaseAuthentication):
    """Accepts a person's token. The actor holds all the roles that the person has today."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Person, Actor] | None:
        """Return the person and the actor, or None if no token came.

        Raises AuthenticationFailed for a bad one, and Throttled for many: views count only who got past here.
        """
        header = authentication.get_authorization_header(request).decode("latin-1").split()
        if not header or header[0].lower() != self.keyword.lower():
            return None
        today = timezone.localdate()
        token = (
            ApiToken.objects.select_related("person")
            .filter(
                digest=token_digest(header[1] if len(header) == 2 else ""),
                revoked_at__isnull=True,
                expires_on__gte=today,
            )
            .first()
        )
        if token is None or not token.person.is_active:
            counter = RequestsPerMinute()
            if not counter.allow_address(request):
                raise exceptions.Throttled(counter.wait())
            raise exceptions.AuthenticationFailed()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        assignments = list_current_assignments(person=token.person, today=today)
        return token.person, build_actor(person=token.person, assignments=assignments)

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 answers in WWW-Authenticate."""
        return self.keyword


class SessionAuthentication(authentication.SessionAuthentication):
    """Accepts the session of a browser, under the role chosen there; writes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        """Return the person and the actor of the session, or None."""
        found = super().authenticate(request)
        return None if found is None else (found[0], actor_of(request._request))


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the token."""

    target_class = TokenAuthentication
    name = "ficha"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme: a bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Ficha de acceso de una persona, creada en «Mi cuenta».",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the session of a browser."""

    target_class = SessionAuthentication
    name = "sesion"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme: the session cookie."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
