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
        from llegada.planning.subjects import AMENDMENTS, ANALYSES, CYCLES, PLANS
        from llegada.planning.verbs import VERBS

        register_verbs(VERBS)
        register_onward("targeting.prioritizedlist", plans_of_list)
        register_subjects("planning.planningcycle", CYCLES)
        register_subjects("planning.annualanalysis", ANALYSES)
        register_subjects("planning.annualplan", PLANS)
        register_subjects("planning.planamendment", AMENDMENTS)
