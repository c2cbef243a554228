"""Registers the app with Django, and its verbs with the history."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The `delivery` app."""

    name = "llegada.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Put the verbs of the app in words."""
        from llegada.core.history import register_verbs
        from llegada.delivery.verbs import VERBS

        register_verbs(VERBS)
