"""Registers the app with Django, its verbs with the history and its doors with the administration."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """The `territory` app."""

    name = "llegada.territory"
    label = "territory"

    def ready(self) -> None:
        """Put the verbs of the app in words and its door in the administration."""
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs
        from llegada.territory.doors import DOORS
        from llegada.territory.verbs import VERBS

        register_verbs(VERBS)
        for door in DOORS:
            register_door(door)
