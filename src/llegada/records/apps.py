"""Registers the app with Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The `records` app."""

    name = "llegada.records"
    label = "records"

    def ready(self) -> None:
        """Drop every night the bytes that nothing uses any more; read the files of forms before their transactions."""
        from llegada.core.arrivals import read_with
        from llegada.core.due import register_due
        from llegada.records.due import FORGOTTEN_FILES
        from llegada.records.services import read_upload

        register_due(FORGOTTEN_FILES)
        read_with(read_upload)
