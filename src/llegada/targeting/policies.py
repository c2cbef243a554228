"""Who may do what in focalisation. Who makes a list or asks a change of it never decides on it."""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import Final

from django.db.models import Q

from llegada.core.policies import Policy, Reach, ReachRule, unit_reaches
from llegada.core.roles import Role
from llegada.targeting.list_rules import LIST_PUBLIC
from llegada.targeting.models import (
    ConcertationMatrix,
    EntityGroup,
    ExternalIndex,
    PrioritizedEntity,
    PrioritizedList,
    TargetingRule,
)


class IndexPermission(StrEnum):
    """What can be done to an index and its editions."""

    VIEW = "view"
    DEFINE = "define"
    LOAD = "load"
    WITHDRAW = "withdraw"


_UNIT = {Role.TECHNICAL_LEAD: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_KEEPERS = {
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.PLANNING_OFFICE: Reach.ORGANIZATION,
    Role.IT_ADMIN: Reach.INSTALLATION,
}

#: Public figures are everybody's to read. Those of the country serve every organisation, and any that keeps its figures may bring
#: their file: an edition is frozen with its hash and its author. What a unit defined is its own and its organisation's.
INDEX_POLICY: Policy[ExternalIndex] = Policy(
    view=IndexPermission.VIEW,
    table={
        IndexPermission.VIEW: {Role.PUBLIC: Reach.ALL},
        IndexPermission.DEFINE: _UNIT,
        IndexPermission.LOAD: {**_KEEPERS, **_UNIT},
        IndexPermission.WITHDRAW: {**_KEEPERS, **_UNIT},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False)
                if grant.covers_installation
                else Q(unit__isnull=True) | Q(unit__organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, index: (
                grant.covers_installation or index.unit is None or index.unit.organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids),
            holds=lambda grant, actor, index: index.unit_id in grant.unit_ids,
        ),
    },
)


class ListPermission(StrEnum):
    """What can be done to a prioritised list."""

    VIEW = "view"
    EDIT = "edit"
    REVIEW = "review"
    DECIDE_CHANGE = "decide_change"
    ANSWER = "answer"


class GroupPermission(StrEnum):
    """What can be done to a group of entities."""

    VIEW = "view"
    EDIT = "edit"


class RulePermission(StrEnum):
    """What can be done to a rule of focalisation; its runs are seen with it."""

    VIEW = "view"
    EDIT = "edit"


#: Action of the transition table of lists → permission that it needs.
FOR_LIST_ACTION: Final = {
    "send": ListPermission.EDIT,
    "discard": ListPermission.EDIT,
    "send_back": ListPermission.REVIEW,
    "approve": ListPermission.REVIEW,
    "withdraw": ListPermission.REVIEW,
}
#: Who reads what their organisation still prepares.
_INSIDE = dict.fromkeys(
    (
        Role.EXECUTIVE, Role.COMMITTEE, Role.COORDINATOR, Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.GROUP_COORDINATOR,
        Role.LIAISON, Role.ADVISOR, Role.TERRITORIAL_MANAGER, Role.EXPERT, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE,
        Role.INTERNAL_CONTROL, Role.EVALUATOR,
    ),
    Reach.ORGANIZATION,
)  # fmt: skip
_UNIT_WRITERS = {
    Role.UNIT_HEAD: Reach.UNIT,
    Role.TECHNICAL_LEAD: Reach.UNIT,
    Role.GROUP_COORDINATOR: Reach.UNIT,
    Role.LIAISON: Reach.UNIT,
}
_DECIDERS = {Role.UNIT_HEAD: Reach.UNIT, Role.COORDINATOR: Reach.ORGANIZATION}


GROUP_POLICY: Policy[EntityGroup] = Policy(
    view=GroupPermission.VIEW,
    table={
        GroupPermission.VIEW: dict.fromkeys(_INSIDE, Reach.ALL),
        GroupPermission.EDIT: _UNIT_WRITERS,
    },
    reaches=unit_reaches(),
)

LIST_POLICY: Policy[PrioritizedList] = Policy(
    view=ListPermission.VIEW,
    table={
        ListPermission.VIEW: {**_INSIDE, Role.PUBLIC: Reach.PUBLISHED},
        ListPermission.EDIT: _UNIT_WRITERS,
        ListPermission.REVIEW: _DECIDERS,
        ListPermission.DECIDE_CHANGE: _DECIDERS,
    },
    reaches={
        **unit_reaches(),
        Reach.PUBLISHED: ReachRule(
            query=lambda grant, actor: Q(status__in=LIST_PUBLIC),
            holds=lambda grant, actor, one: one.status in LIST_PUBLIC,
        ),
    },
)

#: What an administration answers is written by the unit, or by the entity itself, once the list is approved.
ANSWER_POLICY: Policy[PrioritizedEntity] = Policy(
    view=ListPermission.VIEW,
    table={
        ListPermission.VIEW: LIST_POLICY.table[ListPermission.VIEW],
        ListPermission.ANSWER: {
            **_UNIT_WRITERS,
            Role.ADVISOR: Reach.UNIT,
            Role.ENTITY_CONTACT: Reach.ENTITY,
            Role.LEGAL_REPRESENTATIVE: Reach.ENTITY,
        },
    },
    reaches={
        **unit_reaches("list__", attrgetter("list.unit")),
        Reach.PUBLISHED: ReachRule(
            query=lambda grant, actor: Q(list__status__in=LIST_PUBLIC),
            holds=lambda grant, actor, one: one.list.status in LIST_PUBLIC,
        ),
        Reach.ENTITY: ReachRule(
            query=lambda grant, actor: Q(entity_id__in=grant.entity_ids, list__status__in=LIST_PUBLIC),
            holds=lambda grant, actor, one: one.entity_id in grant.entity_ids and one.list.status in LIST_PUBLIC,
        ),
    },
)


class MatrixPermission(StrEnum):
    """What can be done to a concertation matrix."""

    VIEW = "view"
    EDIT = "edit"
    AGREE = "agree"


MATRIX_POLICY: Policy[ConcertationMatrix] = Policy(
    view=MatrixPermission.VIEW,
    table={
        MatrixPermission.VIEW: _INSIDE,
        MatrixPermission.EDIT: _UNIT_WRITERS,
        MatrixPermission.AGREE: _DECIDERS,
    },
    reaches=unit_reaches(),
)

RULE_POLICY: Policy[TargetingRule] = Policy(
    view=RulePermission.VIEW,
    table={
        RulePermission.VIEW: _INSIDE,
        RulePermission.EDIT: {**_UNIT, Role.GROUP_COORDINATOR: Reach.UNIT},
    },
    reaches=unit_reaches(),
)
