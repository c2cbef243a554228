"""Registers the app with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` app."""

    name = "llegada.demo"
    label = "demo"
