"""Registers the app with Django, and the catalogue of indices among the data that the product ships."""

from django.apps import AppConfig


class TargetingConfig(AppConfig):
    """The `targeting` app."""

    name = "llegada.targeting"
    label = "targeting"

    def ready(self) -> None:
        """Put the catalogue of indices among the data shipped."""
        from llegada.core.reference import ReferenceData, register_reference
        from llegada.targeting.services.index_catalogue import load_catalogue

        register_reference(ReferenceData("índices", 20, lambda actor, now: load_catalogue(actor=actor, now=now)))
