"""Who may do what to the yearly cycle, and to the analyses and plans of units. Who writes one never decides on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q

from llegada.core.policies import Policy, Reach, ReachRule, unit_reaches
from llegada.core.roles import Role
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanningCycle


class CyclePermission(StrEnum):
    """What can be done to the planning of a year."""

    VIEW = "view"
    MANAGE = "manage"
    VOTE = "vote"
    CLOSE_ROUND = "close_round"


class PlanPermission(StrEnum):
    """What can be done to the annual plan of a unit."""

    VIEW = "view"
    EDIT = "edit"
    SEND = "send"
    REVIEW = "review"
    REGISTER = "register"
    AMEND = "amend"
    PROGRAM = "program"
    DECIDE_AMENDMENT = "decide_amendment"
    VOTE = "vote"
    SET_BUDGET = "set_budget"
    SET_CAPACITY = "set_capacity"


class AnalysisPermission(StrEnum):
    """What can be done to the annual analysis of a unit."""

    VIEW = "view"
    EDIT = "edit"
    SEND = "send"
    REVIEW = "review"


#: Action of the transition table of analyses → permission that it needs.
FOR_ANALYSIS_ACTION: Final = {
    "send": AnalysisPermission.SEND,
    "send_back": AnalysisPermission.REVIEW,
    "accept": AnalysisPermission.REVIEW,
}
#: Action of the transition table → permission that it needs; presenting and deciding come from the cycle.
FOR_PLAN_ACTION: Final = {
    "send": PlanPermission.SEND,
    "consolidate": PlanPermission.REVIEW,
    "send_back": PlanPermission.REVIEW,
    "register": PlanPermission.REGISTER,
    "start": PlanPermission.REGISTER,
    "close": PlanPermission.REVIEW,
}

_READERS = dict.fromkeys(
    (
        Role.EXECUTIVE, Role.COMMITTEE, Role.COORDINATOR, Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.GROUP_COORDINATOR,
        Role.LIAISON, Role.ADVISOR, Role.TERRITORIAL_MANAGER, Role.EXPERT, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE,
        Role.INTERNAL_CONTROL, Role.EVALUATOR,
    ),
    Reach.ORGANIZATION,
)  # fmt: skip
_COORDINATION = {Role.COORDINATOR: Reach.ORGANIZATION}
#: Who fills the plan: the head and who they delegate (seed S2, step 5).
_WRITERS = {
    Role.UNIT_HEAD: Reach.UNIT,
    Role.TECHNICAL_LEAD: Reach.UNIT,
    Role.GROUP_COORDINATOR: Reach.UNIT,
    Role.LIAISON: Reach.UNIT,
}

CYCLE_POLICY: Policy[PlanningCycle] = Policy(
    view=CyclePermission.VIEW,
    table={
        CyclePermission.VIEW: _READERS,
        CyclePermission.MANAGE: _COORDINATION,
        CyclePermission.VOTE: {Role.COMMITTEE: Reach.ORGANIZATION},
        CyclePermission.CLOSE_ROUND: _COORDINATION,  # the coordination is the committee's secretary
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, cycle: (
                grant.covers_installation or cycle.organization_id == grant.organization_id
            ),
        ),
    },
)

PLAN_POLICY: Policy[AnnualPlan] = Policy(
    view=PlanPermission.VIEW,
    table={
        PlanPermission.VIEW: _READERS,
        PlanPermission.EDIT: _WRITERS,
        PlanPermission.SEND: {Role.UNIT_HEAD: Reach.UNIT},
        PlanPermission.REVIEW: _COORDINATION,
        PlanPermission.REGISTER: {**_WRITERS, **_COORDINATION},
        PlanPermission.AMEND: _WRITERS,
        PlanPermission.PROGRAM: _WRITERS,  # month by month, while the plan is carried out (seed S2, step 7)
        PlanPermission.DECIDE_AMENDMENT: _COORDINATION,
        PlanPermission.VOTE: {Role.COMMITTEE: Reach.ORGANIZATION},
        PlanPermission.SET_BUDGET: {Role.PLANNING_OFFICE: Reach.ORGANIZATION, **_COORDINATION},
        PlanPermission.SET_CAPACITY: {Role.UNIT_HEAD: Reach.UNIT, Role.GROUP_COORDINATOR: Reach.UNIT},
    },
    reaches=unit_reaches(),
)

ANALYSIS_POLICY: Policy[AnnualAnalysis] = Policy(
    view=AnalysisPermission.VIEW,
    table={
        AnalysisPermission.VIEW: _READERS,
        AnalysisPermission.EDIT: _WRITERS,
        AnalysisPermission.SEND: {Role.UNIT_HEAD: Reach.UNIT},
        AnalysisPermission.REVIEW: _COORDINATION,
    },
    reaches=unit_reaches(),
)
