"""Registers the app with Django and its verbs with the history."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The `planning` app."""

    name = "llegada.planning"
    label = "planning"

    def ready(self) -> None:
        """Put the verbs of the app in words."""
        from llegada.core.history import register_verbs
        from llegada.planning.verbs import VERBS

        register_verbs(VERBS)
