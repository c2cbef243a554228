"""Registers the app with Django."""

from django.apps import AppConfig


class TargetingConfig(AppConfig):
    """The `targeting` app."""

    name = "llegada.targeting"
    label = "targeting"
