"""Rules of focalisation: the list, a new one, its edition, and whether it is in use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.errors import Conflict
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, page_or_fragment, save_or_show
from llegada.core.recovered import recovered_data
from llegada.targeting import selectors, services
from llegada.targeting.choices import RuleStatus
from llegada.targeting.errors import RuleArchived
from llegada.targeting.filters import RuleFilterSet
from llegada.targeting.forms import RuleForm, criteria_formset, filters_formset, offered, rule_initial
from llegada.targeting.models import TargetingRule
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.rule_content import content_of

ROWS_PER_PAGE = 25


@require_safe
@login_required
def list_all(request: HttpRequest) -> HttpResponse:
    """List the rules of the actor's organisation."""
    actor = actor_of(request)
    RULE_POLICY.require_ever(actor, RulePermission.VIEW)
    found = RuleFilterSet(request.GET, queryset=selectors.list_rules(actor=actor))
    context = {
        "filter": found,
        "page_obj": Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
        "may_create": RULE_POLICY.may_ever(actor, RulePermission.EDIT),
    }
    return page_or_fragment(
        request, page="targeting/rules/all.html", fragment="targeting/rules/_all.html", context=context
    )


@require_http_methods(["GET", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Ask for a new rule; what is written lives in the form until it can be saved."""
    actor = actor_of(request)
    RULE_POLICY.require_ever(actor, RulePermission.EDIT)
    data, choices = request.POST or recovered_data(request), offered()
    form = RuleForm(data, choices=choices, actor=actor, initial={"year": timezone.localdate().year, "cut_number": 100})
    criteria, filters = criteria_formset(data, choices=choices), filters_formset(data, choices=choices)

    def work() -> str:
        rule = services.create_rule(
            actor=actor,
            unit=form.cleaned_data["unit"],
            content=form.content(criteria.contents(), filters.contents()),
            now=timezone.now(),
        )
        messages.success(request, _("Regla guardada. Mueva los pesos y mire cómo responde la lista."))
        return rule.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return _page(request, form, criteria, filters, status=status, has_indices=bool(choices.indices))

    return save_or_show(request, form, criteria, filters, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit what a rule says. Its runs stay as they were."""
    actor = actor_of(request)
    rule = _editable(request, public_id)
    stands = content_of(rule)
    data, choices = request.POST or recovered_data(request), offered()
    form = RuleForm(data, choices=choices, actor=actor, unit=rule.unit, initial=rule_initial(stands, rule.revision))
    criteria = criteria_formset(data, choices=choices, criteria=stands.criteria)
    filters = filters_formset(data, choices=choices, filters=stands.filters)

    def work() -> str:
        services.edit_rule(
            actor=actor,
            public_id=public_id,
            content=form.content(criteria.contents(), filters.contents()),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Regla guardada."))
        return rule.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        given = request.POST.copy()
        given["revision"] = str(selectors.get_rule(actor=actor, public_id=public_id).revision)
        again = RuleForm(given, choices=choices, actor=actor, unit=rule.unit)
        add_refusal(again, refusal)
        return _page(request, again, criteria, filters, rule=rule, status=refusal.status)

    return save_or_show(
        request,
        form,
        criteria,
        filters,
        work=work,
        show=lambda status: _page(request, form, criteria, filters, rule=rule, status=status),
        on_conflict=conflict,
    )


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Archive a rule, or put it in use again."""
    actor = actor_of(request)
    action = request.POST.get("action", "")

    def work() -> str:
        rule = services.move_rule(actor=actor, public_id=public_id, action=action, now=timezone.now())
        is_archived = rule.status == RuleStatus.ARCHIVED
        messages.success(
            request, _("Regla archivada: sus corridas siguen aquí.") if is_archived else _("Regla en uso.")
        )
        return rule.get_absolute_url()

    return once(request, work)


def _editable(request: HttpRequest, public_id: UUID) -> TargetingRule:
    rule = selectors.get_rule(actor=actor_of(request), public_id=public_id)
    RULE_POLICY.require(actor_of(request), RulePermission.EDIT, rule)
    if rule.status == RuleStatus.ARCHIVED:
        raise RuleArchived()
    return rule


def _page(
    request: HttpRequest,
    form: RuleForm,
    criteria: Any,
    filters: Any,
    *,
    status: int,
    rule: TargetingRule | None = None,
    has_indices: bool = True,
) -> HttpResponse:
    context = {"form": form, "criteria": criteria, "filters": filters, "rule": rule, "has_indices": has_indices}
    return render(request, "targeting/rules/form.html", context, status=status)
