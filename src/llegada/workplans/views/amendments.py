"""Amendments of a signed plan: those of a plan, proposing one of each kind, its page and what is decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, NotAllowed, NotFound
from llegada.core.history import VERB_LABELS
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.workplans import amendment_rules, selectors, services
from llegada.workplans.choices import AmendmentKind
from llegada.workplans.errors import PlanNotAmendable
from llegada.workplans.forms import AMENDMENT_FORMS, AmendmentForm
from llegada.workplans.models import WorkPlan, WorkPlanAmendment
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, may_amend_by
from llegada.workplans.verbs import AMENDMENT_ACTIONS, AMENDMENT_DOORS

#: Word of the address → kind.
KINDS: Final[Mapping[str, AmendmentKind]] = {
    "fechas": AmendmentKind.DATES,
    "servicios": AmendmentKind.SERVICES,
    "personas": AmendmentKind.PEOPLE,
    "hito-no-aplica": AmendmentKind.NOT_APPLICABLE,
}
_KIND_OF_BUTTON: Final = {"refuse": "danger", "withdraw": "quiet"}
_CONFIRM: Final = {
    "accept": gettext_lazy("La entidad está de acuerdo. Después la aprueba la jefatura."),
    "approve": gettext_lazy("El cambio se aplica enseguida y el plan queda en una versión nueva."),
}
_REASONS: Final = {"refuse": gettext_lazy("¿Por qué se rechaza?")}


@dataclass(frozen=True)
class Button:
    """An action that the person may take on an amendment now."""

    action: str
    label: str | Promise
    kind: str
    confirm: str | Promise
    reason: str | Promise


@login_required
@require_GET
def list_amendments(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the amendments of a plan, newest first, and the doors to propose one."""
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    may = WORK_PLAN_POLICY.can(actor, Permission.AMEND, plan) and plan.status in amendment_rules.AMENDABLE
    context = {
        "plan": plan,
        "amendments": selectors.list_amendments(plan=plan),
        "doors": [(slug, AMENDMENT_DOORS[kind]) for slug, kind in KINDS.items()] if may else [],
    }
    return render(request, "workplans/amendments/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Propose an amendment of one kind; `?hito=` begins with a milestone chosen."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.AMEND, plan)
    if kind not in KINDS:
        raise NotFound(kind=kind)
    if plan.status not in amendment_rules.AMENDABLE:
        raise PlanNotAmendable()
    form = AMENDMENT_FORMS[KINDS[kind]](
        request.POST or recovered_data(request), plan=plan, actor=actor, today=timezone.localdate(now)
    )
    if request.GET.get("hito"):
        form.initial["milestone"] = request.GET["hito"]

    def work() -> str:
        amendment = services.propose_amendment(
            actor=actor,
            public_id=public_id,
            kind=KINDS[kind],
            reason=form.cleaned_data["reason"],
            wanted=form.wanted(),
            now=now,
        )
        messages.success(request, _waits_for(amendment))
        return amendment.get_absolute_url()

    return save_or_show(request, form, work=work, show=lambda status: _form_page(request, form, plan, kind, status))


def _waits_for(amendment: WorkPlanAmendment) -> str:
    if amendment.kind in amendment_rules.NEEDS_ENTITY:
        return _("Modificación propuesta. Primero la acepta la entidad y después la aprueba la jefatura.")
    return _("Quedó pedido. Lo aprueba otra persona de las que revisan los hitos.")


def _form_page(request: HttpRequest, form: AmendmentForm, plan: WorkPlan, kind: str, status: int) -> HttpResponse:
    context = {
        "form": form,
        "plan": plan,
        "kind": KINDS[kind],
        "needs_entity": KINDS[kind] in amendment_rules.NEEDS_ENTITY,
    }
    return render(request, "workplans/amendments/form.html", context, status=status)


@login_required
@require_GET
def show_amendment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an amendment changes, what it does to the progress, and what whoever looks may decide."""
    return _page(request, public_id)


@login_required
@require_POST
def move_amendment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the action of a button; a refusal stays in the page with the reason that was written."""
    actor, action = actor_of(request), request.POST.get("action", "")
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    if not may_amend_by(action, amendment.kind) & WORK_PLAN_POLICY.permissions_on(actor, amendment.plan):
        raise NotAllowed(action=action)

    def work() -> str:
        services.move_amendment(
            actor=actor,
            public_id=public_id,
            action=action,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"modification.{action}"]})
        return amendment.get_absolute_url()

    return act_or_show(
        request, work=work, show=lambda status, problem: _page(request, public_id, status=status, problem=problem)
    )


def _page(
    request: HttpRequest, public_id: UUID, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    changes = selectors.changes_of(amendment)
    context: dict[str, Any] = {
        "amendment": amendment,
        "plan": amendment.plan,
        "changes": selectors.words_of(changes),
        "progress": selectors.progress_of_amendment(amendment, changes),
        "is_open": amendment.status in amendment_rules.OPEN,
        "needs_entity": amendment.kind in amendment_rules.NEEDS_ENTITY,
        "is_own": amendment.proposed_by_id == actor.person_id,
        "buttons": _buttons(actor, amendment),
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/amendments/detail.html", context, status=status)


def _buttons(actor: Actor, amendment: WorkPlanAmendment) -> list[Button]:
    return [
        Button(
            action,
            AMENDMENT_ACTIONS[action],
            _KIND_OF_BUTTON.get(action, ""),
            _CONFIRM.get(action, ""),
            _REASONS.get(action, ""),
        )
        for action in selectors.list_amendment_actions(actor=actor, amendment=amendment)
    ]
