"""Registers the app with Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The `insights` app."""

    name = "llegada.insights"
    label = "insights"

    def ready(self) -> None:
        """Listen to the facts that move figures, let other pages ask what is known, and watch the indices once a day."""
        from llegada.core import facts
        from llegada.core.due import register_due
        from llegada.core.history import register_verbs
        from llegada.core.known import register_known_figures
        from llegada.core.onward import register_onward
        from llegada.delivery.facts import KIND
        from llegada.insights import progress_booking
        from llegada.insights.due import CHECK_FIGURES, CHECK_PROGRESS, GATHER_ARRIVALS, STILL_INDICES
        from llegada.insights.onward import movement_of_strategy
        from llegada.insights.selectors.units import list_known_of_unit
        from llegada.insights.services import apply_session_fact, apply_session_facts
        from llegada.insights.services.lines import apply_line_fact
        from llegada.insights.services.seats import apply_seat_fact, apply_seat_facts
        from llegada.insights.services.sharing import apply_span_fact, apply_span_facts
        from llegada.insights.verbs import VERBS
        from llegada.portfolio.facts import KIND as LINE_KIND
        from llegada.territory.facts import KIND as SEAT_KIND
        from llegada.workplans.facts import KIND as PLAN_KIND
        from llegada.workplans.facts import SPAN_KIND, STORY_KIND

        facts.listen(KIND, apply_session_fact, many=apply_session_facts)
        facts.listen(SEAT_KIND, apply_seat_fact, many=apply_seat_facts)
        facts.listen(SEAT_KIND, progress_booking.apply_seat_fact, many=progress_booking.apply_seat_facts)
        facts.listen(PLAN_KIND, progress_booking.apply_plan_fact, many=progress_booking.apply_plan_facts)
        facts.listen(STORY_KIND, progress_booking.apply_plan_story, many=progress_booking.apply_plan_stories)
        facts.listen(LINE_KIND, apply_line_fact)
        facts.listen(SPAN_KIND, apply_span_fact, many=apply_span_facts)
        register_known_figures(list_known_of_unit)
        register_onward("portfolio.strategy", movement_of_strategy)
        register_due(STILL_INDICES)
        register_due(CHECK_PROGRESS)
        register_due(GATHER_ARRIVALS)
        register_due(CHECK_FIGURES)
        register_verbs(VERBS)
