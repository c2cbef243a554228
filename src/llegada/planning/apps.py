"""Registers the app with Django, its verbs with the history and its objects with the notices."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The `planning` app."""

    name = "llegada.planning"
    label = "planning"

    def ready(self) -> None:
        """Put the verbs of the app in words, and name what they are about."""
        from llegada.core.history import register_verbs
        from llegada.core.onward import register_onward
        from llegada.core.subjects import register_subjects
        from llegada.planning.onward import plans_of_list
        from llegada.planning.subjects import read_amendments, read_analyses, read_cycles, read_plans
        from llegada.planning.verbs import VERBS

        register_verbs(VERBS)
        register_onward("targeting.prioritizedlist", plans_of_list)
        register_subjects("planning.planningcycle", read_cycles)
        register_subjects("planning.annualanalysis", read_analyses)
        register_subjects("planning.annualplan", read_plans)
        register_subjects("planning.planamendment", read_amendments)
