"""Registers the app with Django."""

from django.apps import AppConfig


class WorkplansConfig(AppConfig):
    """The `workplans` app."""

    name = "llegada.workplans"
    label = "workplans"
