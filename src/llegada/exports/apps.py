"""Registers the app with Django: its verbs, and what it does at night."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """The `exports` app."""

    name = "llegada.exports"
    label = "exports"

    def ready(self) -> None:
        """Put the verbs in words and forget old files every night."""
        from llegada.core.due import register_due
        from llegada.core.history import register_verbs
        from llegada.core.left import register_left
        from llegada.exports.due import OLD_FILES
        from llegada.exports.left import LEFT
        from llegada.exports.verbs import VERBS

        register_verbs(VERBS)
        register_due(OLD_FILES)
        register_left(LEFT)
