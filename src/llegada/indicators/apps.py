"""Registers the app with Django and its verbs with the history."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The `indicators` app."""

    name = "llegada.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Put the verbs of the app in words."""
        from llegada.core.history import register_verbs
        from llegada.indicators.verbs import VERBS

        register_verbs(VERBS)
