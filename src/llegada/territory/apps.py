"""Registers the app with Django: its verbs, its doors in the administration and the data that it ships."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """The `territory` app."""

    name = "llegada.territory"
    label = "territory"

    def ready(self) -> None:
        """Put the verbs of the app in words, its door in the administration and its data among those shipped."""
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs
        from llegada.core.reference import ReferenceData, register_reference
        from llegada.territory.doors import DOORS
        from llegada.territory.services.reference import load_reference
        from llegada.territory.verbs import VERBS

        register_verbs(VERBS)
        for door in DOORS:
            register_door(door)
        load = ReferenceData("territorio", 10, lambda actor, now: load_reference(actor=actor, now=now))
        register_reference(load)
