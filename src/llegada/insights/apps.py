"""Registers the app with Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The `insights` app."""

    name = "llegada.insights"
    label = "insights"

    def ready(self) -> None:
        """Listen to the facts that move figures, and let other pages ask what is known of a unit."""
        from llegada.core import facts
        from llegada.core.known import register_known_figures
        from llegada.delivery.facts import KIND
        from llegada.insights.selectors.units import list_known_of_unit
        from llegada.insights.services import apply_session_fact, apply_session_facts

        facts.listen(KIND, apply_session_fact, many=apply_session_facts)
        register_known_figures(list_known_of_unit)
