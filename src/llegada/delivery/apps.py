"""Registers the app with Django, its verbs with the history, and what it knows with whoever chooses where to go."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The `delivery` app."""

    name = "llegada.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Say what the app knows to those below it: its verbs and what they are about, whom it assisted, its doors, what is due."""
        from llegada.core.administration import register_door
        from llegada.core.assisted import register_assisted
        from llegada.core.days_off import register_days_off
        from llegada.core.due import register_due
        from llegada.core.history import register_verbs
        from llegada.core.left import register_left
        from llegada.core.subjects import register_subjects
        from llegada.delivery.doors import DOORS
        from llegada.delivery.due import COMMITMENT_REMINDERS, FIELD_PIECES, REQUESTS
        from llegada.delivery.left import LEFT
        from llegada.delivery.selectors.assisted import list_assisted
        from llegada.delivery.selectors.requests import find_days_off
        from llegada.delivery.subjects import COMMITMENTS, COVERAGES, DRAFTS
        from llegada.delivery.verbs import VERBS

        register_verbs(VERBS)
        register_subjects("delivery.commitment", COMMITMENTS)
        register_subjects("delivery.coveragerequest", COVERAGES)
        register_subjects("delivery.studentdraft", DRAFTS)
        register_assisted(list_assisted)
        register_days_off(find_days_off)
        for door in DOORS:
            register_door(door)
        register_due(COMMITMENT_REMINDERS)
        register_due(REQUESTS)
        register_due(FIELD_PIECES)
        register_left(LEFT)
