"""Registers the app with Django: its verbs and its door."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The `imports` app."""

    name = "llegada.imports"
    label = "imports"

    def ready(self) -> None:
        """Put the verbs of the app in words, and its door in the administration page."""
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs
        from llegada.imports.doors import DOORS
        from llegada.imports.verbs import VERBS

        register_verbs(VERBS)
        for door in DOORS:
            register_door(door)
