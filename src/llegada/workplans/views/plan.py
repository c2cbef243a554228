"""The page of a plan, its moves and its versions."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llegada.core.errors import Conflict, Invalid, NotFound, RuleRefused, TooLarge
from llegada.core.history import VERB_LABELS
from llegada.core.http import actor_of, once
from llegada.workplans import selectors, services
from llegada.workplans.views.page import Problem, show_page

#: Refusals that are shown in the page itself, with what had been written.
SHOWN: Final = (RuleRefused, Conflict, Invalid, TooLarge)


@login_required
@require_GET
def show_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a plan to either side, with the actions of whoever looks."""
    return show_page(request, public_id)


@login_required
@require_POST
def move_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out the action of a button; a refusal stays in the page with the reason that was written."""
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")

    def work() -> str:
        plan = services.apply_action(
            actor=actor_of(request),
            public_id=public_id,
            action=action,
            now=timezone.now(),
            reason=reason,
            version_id=_version_id(request),
            has_consent=request.POST.get("consent") == "on",
            seen_status=request.POST.get("seen", ""),
            lessons=request.POST.get("lessons", ""),
        )
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"workplan.{action}"]})
        return plan.get_absolute_url()

    try:
        return once(request, work)
    except SHOWN as refusal:
        problem = Problem(refusal, action=action, reason=reason)
        return show_page(request, public_id, problem=problem, status=refusal.status)


def _version_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("version", ""))
    except ValueError:
        return None


@login_required
@require_GET
def show_version(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Show what the entity was shown in one version, its hash, and what changed from the one before."""
    plan = selectors.get_work_plan(actor=actor_of(request), public_id=public_id)
    versions = {one.number: one for one in selectors.list_versions(plan=plan)}
    if number not in versions:
        raise NotFound(version=number)
    version, earlier = versions[number], versions.get(number - 1)
    context = {
        "plan": plan,
        "version": version,
        **selectors.read_content(version),
        "is_latest": number == max(versions),
        "is_signed": plan.signed_version_id == version.pk,
        "is_intact": selectors.is_intact(version),
        "earlier": earlier,
        "changes": selectors.compare_versions(older=earlier, newer=version) if earlier else None,
    }
    return render(request, "workplans/version.html", context)
