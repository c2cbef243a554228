"""Registers the app with Django, and its verbs with the history."""

from django.apps import AppConfig


class WorkplansConfig(AppConfig):
    """The `workplans` app."""

    name = "llegada.workplans"
    label = "workplans"

    def ready(self) -> None:
        """Put the verbs of the app in words."""
        from llegada.core.history import register_verbs
        from llegada.workplans.verbs import VERBS

        register_verbs(VERBS)
