"""Registers the app with Django."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The `portfolio` app."""

    name = "llegada.portfolio"
    label = "portfolio"
