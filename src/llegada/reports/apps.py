"""Registers the app with Django, its verbs with the history, its doors and the addresses of its documents."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The `reports` app."""

    name = "llegada.reports"
    label = "reports"

    def ready(self) -> None:
        """Put the verbs in words, open the door of the formats and let other pages lead to their documents."""
        from llegada.core.administration import register_door
        from llegada.core.documents import register_documents
        from llegada.core.history import register_verbs
        from llegada.core.left import register_left
        from llegada.reports.addresses import document_address
        from llegada.reports.doors import DOORS
        from llegada.reports.left import LEFT
        from llegada.reports.verbs import VERBS

        register_verbs(VERBS)
        for door in DOORS:
            register_door(door)
        register_documents(document_address)
        register_left(LEFT)
