"""Registers the app with Django."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The `portfolio` app."""

    name = "llegada.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Put the verbs of the portfolio in the display table of the history."""
        from llegada.core.history import register_verbs
        from llegada.portfolio.verbs import VERBS

        register_verbs(VERBS)
