"""How allauth behaves here: people are registered by whoever administers them, so there is no open sign-up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Refuses sign-up; accounts are made by the roles that may (ROL-05)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody registers alone."""
        return False
