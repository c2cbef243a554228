"""What happens to some plans in execution beside their milestones: they change, and things get in their way."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from llegada.core.actors import Actor
from llegada.demo.institutions import Cast
from llegada.demo.rounds import Rounds
from llegada.demo.script import PlanScript, moment
from llegada.demo.year import PlanStory
from llegada.workplans.amendment_rules import MOVABLE
from llegada.workplans.choices import AmendmentKind
from llegada.workplans.choices import WorkPlanStatus as Fate
from llegada.workplans.models import WorkPlanAmendment
from llegada.workplans.services import (
    ObstacleContent,
    Wanted,
    move_amendment,
    move_obstacle,
    propose_amendment,
    record_obstacle,
)

#: Plans of the year, beside the showcase, to which something happens.
TOUCHED: Final = 6
#: Who resolves it → what gets in the way.
_OBSTACLES: Final = {
    "entity": ("information", "La alcaldía no ha enviado los manuales vigentes; sin ellos no se puede comparar."),
    "provider": ("provider", "El profesional en nómina salió y falta quien lo reemplace."),
}


@dataclass
class PlanDepth:
    """One plan in execution and its people."""

    story: PlanStory
    today: date

    def _ask(self, kind: str, reason: str, days_ago: int, **wanted: Any) -> WorkPlanAmendment:
        return propose_amendment(
            actor=self.story.advisor,
            public_id=self.story.plan.public_id,
            kind=kind,
            reason=reason,
            wanted=Wanted(**wanted),
            now=moment(self.today - timedelta(days=days_ago), 11),
        )

    def _move(self, one: WorkPlanAmendment, actor: Actor, action: str, days_ago: int, reason: str = "") -> None:
        now = moment(self.today - timedelta(days=days_ago), 15)
        move_amendment(actor=actor, public_id=one.public_id, action=action, now=now, reason=reason)

    def give_more_time(self) -> None:
        """Move the end of the plan: accepted, approved and applied."""
        later = self.story.plan.ends_on + timedelta(days=30)
        one = self._ask(AmendmentKind.DATES, "La vía estuvo cerrada un mes por las lluvias.", 6, ends_on=later)
        self._move(one, self.story.representative, "accept", 4)
        self._move(one, self.story.head, "approve", 3)

    def set_a_milestone_aside(self, *, is_decided: bool) -> None:
        """Ask that the last milestone not apply; another person approves it, or has still to."""
        waiting = self.story.plan.milestones.filter(status__in=MOVABLE).order_by("-position")
        if waiting.count() < 2:
            return
        reason = "La entidad ya tiene ese producto, hecho con recursos propios."
        one = self._ask(AmendmentKind.NOT_APPLICABLE, reason, 5, milestone_id=waiting[0].public_id)
        if is_decided:
            self._move(one, self.story.head, "approve", 2)

    def change_the_counterpart(self, *, is_refused: bool) -> None:
        """Ask for another counterpart: the entity refuses, or has still to answer."""
        people = {"counterpart_name": "Oriana Vega Collado", "counterpart_post": "Secretaría general"}
        one = self._ask(
            AmendmentKind.PEOPLE, "La secretaria de planeación salió de la alcaldía.", 3, counterpart=people
        )
        if is_refused:
            self._move(
                one, self.story.representative, "refuse", 1, "Responderá quien la reemplace; falta su nombramiento."
            )

    def meet_an_obstacle(self, side: str, *, days_ago: int, due_in: int, end: str = "") -> None:
        """Record what gets in the way; it is resolved, or still waits for whoever is on that side."""
        kind, what = _OBSTACLES[side]
        since = self.today - timedelta(days=days_ago)
        due_on = max(self.today + timedelta(days=due_in), since)
        content = ObstacleContent(kind, what, since, side, due_on)
        plan_id, now = self.story.plan.public_id, moment(since, 16)
        one = record_obstacle(actor=self.story.advisor, public_id=plan_id, content=content, now=now)
        move_obstacle(actor=self.story.advisor, public_id=one.public_id, action="start", now=moment(since, 17))
        if end:
            now = moment(self.today - timedelta(days=1), 9)
            move_obstacle(actor=self.story.advisor, public_id=one.public_id, action="resolve", now=now, reason=end)


def play_year(cast: Cast, chance: random.Random, scripts: Iterable[PlanScript], rounds: Rounds, *, today: date) -> int:
    """Play every plan of the year, one after the other, and then what happens to some; return how many sessions there are."""
    stories, sessions = [], 0
    for script in scripts:
        story = PlanStory(cast, chance, script, rounds, today=today)
        sessions += story.play()
        stories.append(story)
    _go_deeper(stories, today=today)
    return sessions


def _go_deeper(stories: list[PlanStory], *, today: date) -> None:
    """Let the showcase's plan, the first of all, and a few others meet what a year brings."""
    running = [one for one in stories if one.script.fate is Fate.IN_EXECUTION]
    showcase, *others = [PlanDepth(one, today) for one in running[: TOUCHED + 1]]
    showcase.give_more_time()
    showcase.set_a_milestone_aside(is_decided=False)
    showcase.change_the_counterpart(is_refused=False)
    showcase.meet_an_obstacle("entity", days_ago=8, due_in=4)
    showcase.meet_an_obstacle("provider", days_ago=15, due_in=-2)
    for place, one in enumerate(others):
        one.meet_an_obstacle("entity", days_ago=12, due_in=3, end="Llegó por correo y se revisó." if place % 2 else "")
        if place % 3 == 0:
            one.give_more_time()
        elif place % 3 == 1:
            one.set_a_milestone_aside(is_decided=True)
        else:
            one.change_the_counterpart(is_refused=True)
