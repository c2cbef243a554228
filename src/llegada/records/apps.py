"""Registers the app with Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The `records` app."""

    name = "llegada.records"
    label = "records"

    def ready(self) -> None:
        """Drop every night the bytes that nothing uses any more."""
        from llegada.core.due import register_due
        from llegada.records.due import FORGOTTEN_FILES

        register_due(FORGOTTEN_FILES)
