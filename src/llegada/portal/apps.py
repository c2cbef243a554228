"""Registers the app with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The `portal` app."""

    name = "llegada.portal"
    label = "portal"
