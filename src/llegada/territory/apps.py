"""Registers the app with Django, and its doors with the administration."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """The `territory` app."""

    name = "llegada.territory"
    label = "territory"

    def ready(self) -> None:
        """Add the door of the import."""
        from llegada.core.administration import register_door
        from llegada.territory.doors import DOORS

        for door in DOORS:
            register_door(door)
