"""Registers the app with Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The `insights` app."""

    name = "llegada.insights"
    label = "insights"
