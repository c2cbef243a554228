"""Registers the app with Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The `core` app."""

    name = "llegada.core"
    label = "core"
