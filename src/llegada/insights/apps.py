"""Registers the app with Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The `insights` app."""

    name = "llegada.insights"
    label = "insights"

    def ready(self) -> None:
        """Listen to the facts that move figures."""
        from llegada.core import facts
        from llegada.delivery.facts import KIND
        from llegada.insights.services import apply_session_fact, apply_session_facts

        facts.listen(KIND, apply_session_fact, many=apply_session_facts)
