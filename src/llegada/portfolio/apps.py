"""Registers the app with Django, its verbs with the history and its door with the administration."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The `portfolio` app."""

    name = "llegada.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Put the verbs of the app in words and its import in the administration."""
        from llegada.core.administration import register_door
        from llegada.core.history import register_verbs
        from llegada.core.subjects import register_subjects
        from llegada.portfolio.doors import DOORS
        from llegada.portfolio.selectors.subjects import SERVICES
        from llegada.portfolio.verbs import VERBS

        register_verbs(VERBS)
        register_subjects("portfolio.service", SERVICES)
        for door in DOORS:
            register_door(door)
