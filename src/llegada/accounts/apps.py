"""Registers the app with Django, its verbs with the history and its doors with the administration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `accounts` app."""

    name = "llegada.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the verbs of the app in words and its pages in the administration."""
        from llegada.accounts.doors import DOORS
        from llegada.accounts.verbs import VERBS
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs

        register_verbs(VERBS)
        for door in DOORS:
            register_door(door)
