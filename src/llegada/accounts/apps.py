"""Registers the app with Django, and its verbs with the history."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `accounts` app."""

    name = "llegada.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the verbs of the app in words."""
        from llegada.accounts.verbs import VERBS
        from llegada.core.history import register_verbs

        register_verbs(VERBS)
