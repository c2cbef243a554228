"""Who reads what may be told outside, and who asks for and answers about coverage (COM-05)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from llegada.core.policies import Policy, Reach
from llegada.core.roles import Role
from llegada.delivery.models import CoverageRequest, SessionEvidence
from llegada.workplans.policies import plan_reaches


class MaterialPermission(StrEnum):
    """What can be done with field material and with a request for coverage."""

    VIEW = "view"
    ANSWER = "answer"


#: The communications team reads what may be published and nothing else of a session (states and roles, E).
_TEAM: Final = {Role.COMMUNICATIONS: Reach.ORGANIZATION}

MATERIAL_POLICY: Policy[SessionEvidence] = Policy(
    view=MaterialPermission.VIEW,
    table={MaterialPermission.VIEW: _TEAM},
    reaches=plan_reaches("session__plan__", lambda evidence: evidence.session.plan),
)

COVERAGE_POLICY: Policy[CoverageRequest] = Policy(
    view=MaterialPermission.VIEW,
    table={
        MaterialPermission.VIEW: {**_TEAM, Role.INTERNAL_CONTROL: Reach.ORGANIZATION},
        MaterialPermission.ANSWER: _TEAM,
    },
    reaches=plan_reaches("session__plan__", lambda coverage: coverage.session.plan),
)
