"""Registers the app with Django, its verbs with the history, its doors with the administration, its mail with the day."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `accounts` app."""

    name = "llegada.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the verbs of the app in words, its pages in the administration, and the mail of notices in the day."""
        from llegada.accounts.doors import DOORS
        from llegada.accounts.due import DIGESTS
        from llegada.accounts.verbs import VERBS
        from llegada.core.administration import register_door
        from llegada.core.due import register_due
        from llegada.core.history import register_verbs

        register_verbs(VERBS)
        register_due(DIGESTS)
        for door in DOORS:
            register_door(door)
