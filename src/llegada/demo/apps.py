"""Registers the app with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` app."""

    name = "llegada.demo"
    label = "demo"

    def ready(self) -> None:
        """Add the words of its history."""
        from llegada.core.history import register_verbs
        from llegada.demo.verbs import LABELS

        register_verbs(LABELS)
