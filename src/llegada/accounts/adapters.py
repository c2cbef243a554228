"""How allauth behaves here: people are registered by whoever administers them, so there is no open sign-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Refuses sign-up; accounts are made by the roles that may (ROL-05)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody registers alone."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: django-axes counts wrong passwords by person *and* address, so that nobody can lock another out."""


def login_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the e-mail address that a login names, in lower case, for django-axes to count by.

    allauth passes it as `email`, the form as `login`; django-axes would find neither and lock the whole address.
    """
    given = credentials or {}
    named = given.get("email") or given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(named).strip().lower()
