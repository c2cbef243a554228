"""Registers the app with Django, its verbs with the history and what comes from the annual plan with its pages."""

from django.apps import AppConfig


class WorkplansConfig(AppConfig):
    """The `workplans` app."""

    name = "llegada.workplans"
    label = "workplans"

    def ready(self) -> None:
        """Put the verbs in words, watch consultations every day, and show on the pages of the annual plan what comes from it."""
        from llegada.core.due import register_due
        from llegada.core.history import register_verbs
        from llegada.core.onward import register_onward
        from llegada.workplans.due import CONSULTATIONS
        from llegada.workplans.onward import door_of_plan, plans_of_line, plans_of_list
        from llegada.workplans.verbs import VERBS

        register_verbs(VERBS)
        register_due(CONSULTATIONS)
        register_onward("planning.annualplanline", plans_of_line)
        register_onward("planning.annualplan", door_of_plan)
        register_onward("targeting.prioritizedlist", plans_of_list)
