"""Registers the app with Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """The `territory` app."""

    name = "llegada.territory"
    label = "territory"
