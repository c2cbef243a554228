"""Who puts students in the team of a plan, and who writes and accepts drafts: what a student writes counts only accepted."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q

from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.delivery.models import PlanStudent, StudentDraft
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import plan_reaches


class TeamPermission(StrEnum):
    """What can be done with the students of a plan and with their drafts."""

    VIEW = "view"
    MANAGE = "manage"
    WRITE = "write"
    REVIEW = "review"


_RECORDERS: Final = {Role.ADVISOR: Reach.OWN, Role.TERRITORIAL_MANAGER: Reach.TERRITORY}
_HEADS: Final = {Role.GROUP_COORDINATOR: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_READ: Final = {**_RECORDERS, **_HEADS, Role.INTERNAL_CONTROL: Reach.ORGANIZATION}

#: Read from the plan: who sees its students, and who puts them in.
STUDENT_POLICY: Policy[WorkPlan] = Policy(
    view=TeamPermission.VIEW,
    table={TeamPermission.VIEW: _READ, TeamPermission.MANAGE: {**_RECORDERS, **_HEADS}},
    reaches=plan_reaches("", lambda plan: plan),
)

#: A student sees what is theirs; whoever records on the plan accepts it.
DRAFT_POLICY: Policy[StudentDraft] = Policy(
    view=TeamPermission.VIEW,
    table={
        TeamPermission.VIEW: {**_READ, Role.STUDENT: Reach.EXCLUSIVE},
        TeamPermission.WRITE: {Role.STUDENT: Reach.EXCLUSIVE},
        TeamPermission.REVIEW: _RECORDERS,
    },
    reaches={
        **plan_reaches("plan__", lambda draft: draft.plan),
        Reach.EXCLUSIVE: ReachRule(
            query=lambda grant, actor: Q(author_id=actor.person_id or 0),
            holds=lambda grant, actor, draft: draft.author_id == actor.person_id,
        ),
    },
)

#: A student's own place in a team.
MEMBER_POLICY: Policy[PlanStudent] = Policy(
    view=TeamPermission.VIEW,
    table={TeamPermission.VIEW: {Role.STUDENT: Reach.EXCLUSIVE}},
    reaches={
        Reach.EXCLUSIVE: ReachRule(
            query=lambda grant, actor: Q(person_id=actor.person_id or 0),
            holds=lambda grant, actor, member: member.person_id == actor.person_id,
        ),
    },
)
