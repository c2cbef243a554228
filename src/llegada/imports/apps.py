"""Registers the app with Django: its verbs, its door, and where what it brought comes from."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The `imports` app."""

    name = "llegada.imports"
    label = "imports"

    def ready(self) -> None:
        """Put the verbs of the app in words, and its door in the administration page."""
        from llegada.accounts.services.entity_people import ERASED
        from llegada.core import facts
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs
        from llegada.core.left import register_left
        from llegada.core.origins import register_origins
        from llegada.imports.doors import DOORS
        from llegada.imports.left import LEFT
        from llegada.imports.origins import find_origins
        from llegada.imports.services.entity_people import forget_person
        from llegada.imports.verbs import VERBS

        register_verbs(VERBS)
        facts.listen(ERASED, forget_person)
        register_origins(find_origins)
        register_left(LEFT)
        for door in DOORS:
            register_door(door)
