"""Registers the app with Django: its verbs, its objects, and the catalogue of indices among the data that the product ships."""

from django.apps import AppConfig


class TargetingConfig(AppConfig):
    """The `targeting` app."""

    name = "llegada.targeting"
    label = "targeting"

    def ready(self) -> None:
        """Put the verbs of the app in words, name what they are about, and the catalogue of indices among the data shipped."""
        from llegada.core.history import register_verbs
        from llegada.core.onward import register_onward
        from llegada.core.reference import ReferenceData, register_reference
        from llegada.core.subjects import register_subjects
        from llegada.targeting.onward import lists_of_strategy
        from llegada.targeting.services.index_catalogue import load_catalogue
        from llegada.targeting.subjects import PRIORITIZED
        from llegada.targeting.verbs import VERBS

        register_verbs(VERBS)
        register_onward("portfolio.strategy", lists_of_strategy)
        register_subjects("targeting.prioritizedentity", PRIORITIZED)
        register_reference(ReferenceData("índices", 20, lambda actor, now: load_catalogue(actor=actor, now=now)))
