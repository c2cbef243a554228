"""The front page of focalisation: where each of its parts is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.targeting.policies import (
    GROUP_POLICY,
    INDEX_POLICY,
    MATRIX_POLICY,
    RULE_POLICY,
    GroupPermission,
    IndexPermission,
    MatrixPermission,
    RulePermission,
)
from llegada.targeting.selectors.indices import count_indices


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the parts of focalisation: indices, rules, groups and prioritised lists."""
    actor = actor_of(request)
    context = {
        "counts": count_indices(),
        "may_load": INDEX_POLICY.may_ever(actor, IndexPermission.LOAD),
        "may_see_rules": RULE_POLICY.may_ever(actor, RulePermission.VIEW),
        "may_write_rules": RULE_POLICY.may_ever(actor, RulePermission.EDIT),
        "may_see_matrices": MATRIX_POLICY.may_ever(actor, MatrixPermission.VIEW),
        "may_see_groups": GROUP_POLICY.may_ever(actor, GroupPermission.VIEW),
    }
    return render(request, "targeting/home.html", context)
