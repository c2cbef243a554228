"""Registers the app with Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The `core` app."""

    name = "llegada.core"
    label = "core"

    def ready(self) -> None:
        """Register what is done once a day, and hear of tasks that found no server."""
        from django_tasks.signals import task_finished

        from llegada.core.due import DueJob, register_due
        from llegada.core.left import try_later
        from llegada.core.queue import drop_old_results
        from llegada.core.table_statistics import look_over_all

        register_due(DueJob(name="core.statistics", hour=3, run=lambda now: look_over_all()))
        register_due(DueJob(name="core.old_results", hour=4, run=lambda now: drop_old_results(now=now)))
        task_finished.connect(try_later)
