"""The list of commitments of both sides, their actions, and its table to download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llegada.core.errors import Conflict, Invalid, LlegadaError, RuleRefused
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, once, page_or_fragment, safe_return
from llegada.core.roles import ENTITY_ROLES
from llegada.core.tabular import Table, xlsx_response
from llegada.delivery import rules, selectors, services
from llegada.delivery.filters import CommitmentFilter
from llegada.delivery.models import Commitment
from llegada.delivery.policies import COMMITMENT_POLICY, PLAN_POLICY, Permission
from llegada.delivery.verbs import COMMITMENT_ACTION_LABELS


@login_required
@require_GET
def show_commitments(request: HttpRequest) -> HttpResponse:
    """Show what both sides promised, the most urgent first."""
    return _list_page(request, request.GET)


def _list_page(request: HttpRequest, query: Any, *, status: int = 200, **given: Any) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    COMMITMENT_POLICY.require_ever(actor, Permission.VIEW)
    found = CommitmentFilter(query, queryset=selectors.list_commitments(actor=actor))
    page = Paginator(found.qs, 25).get_page(query.get("page"))
    rows = [
        {
            "commitment": one,
            "is_overdue": rules.is_overdue(due_on=one.due_on, status=one.status, today=today),
            "is_soon": rules.is_due_soon(due_on=one.due_on, status=one.status, today=today),
            "actions": selectors.list_commitment_actions(actor=actor, commitment=one),
        }
        for one in page.object_list
    ]
    context = {
        "filter": found,
        "page_obj": page,
        "rows": rows,
        "today": today,
        "action_labels": COMMITMENT_ACTION_LABELS,
        "may_commit": PLAN_POLICY.may_ever(actor, Permission.COMMIT),
        "plan_id": found.form.cleaned_data.get("plan") if found.form.is_valid() else None,
        "is_entity_side": bool(actor.roles & ENTITY_ROLES),
        **given,
    }
    return page_or_fragment(
        request,
        page="delivery/commitments.html",
        fragment="delivery/_commitments_table.html",
        context=context,
        status=status,
    )


@login_required
@require_POST
def move_commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Fulfil, verify, reopen or cancel a commitment, and come back to the list as it was."""
    action = request.POST.get("action", "")
    back = safe_return(request, request.POST.get("next") or reverse("delivery:commitments"))
    done = {
        "fulfill": _("El compromiso quedó como cumplido."),
        "verify": _("El cumplimiento quedó verificado."),
        "reopen": _("El compromiso quedó abierto de nuevo."),
        "cancel": _("El compromiso quedó cancelado."),
    }

    def work() -> str:
        services.change_commitment(
            actor=actor_of(request),
            public_id=public_id,
            action=action,
            now=timezone.now(),
            outcome=request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, done[action])
        return back

    try:
        return once(request, work)
    except (RuleRefused, Invalid, Conflict) as refusal:
        return _refused(request, public_id, refusal)


def _refused(request: HttpRequest, public_id: UUID, refusal: LlegadaError) -> HttpResponse:
    """Show the list of the plan with the refusal and what was typed at the commitment."""
    commitment = selectors.get_commitment(actor=actor_of(request), public_id=public_id)
    query = {"plan": str(commitment.plan.public_id), "estado": "todos"}
    typed = {
        "action": request.POST.get("action", ""),
        "outcome": request.POST.get("outcome", ""),
        "reason": request.POST.get("reason", ""),
    }
    return _list_page(
        request, query, status=refusal.status, problem=refusal, problem_id=commitment.public_id, typed=typed
    )


@login_required
@require_GET
def export_commitments(request: HttpRequest) -> HttpResponseBase:
    """Download the commitments of the same filters as XLSX."""
    actor, today = actor_of(request), timezone.localdate()
    COMMITMENT_POLICY.require_ever(actor, Permission.VIEW)
    found = CommitmentFilter(request.GET, queryset=selectors.list_commitments(actor=actor))
    require_readable(found.form)
    columns = [
        _("Compromiso"), _("Quién responde"), _("Responsable"), _("Fecha límite"), _("Entregable"), _("Estado"), _("Vencido"),
        _("Cómo se cumplió"), _("Entidad"), _("Código DANE"), _("Plan de trabajo"), _("Se acordó en"), _("Fecha del acuerdo"),
    ]  # fmt: skip
    rows = (_row(one, rules.is_overdue(due_on=one.due_on, status=one.status, today=today)) for one in found.qs)
    return xlsx_response(Table(name="compromisos", columns=columns, rows=rows))


def _row(one: Commitment, is_overdue: bool) -> list[Any]:
    return [
        one.description,
        one.get_side_display(),
        one.responsible,
        one.due_on,
        one.deliverable or None,
        one.get_status_display(),
        _("sí") if is_overdue else _("no"),
        one.outcome or None,
        one.plan.entity.name,
        one.plan.entity.municipality_id or one.plan.entity.department_id,
        one.plan.title,
        one.origin,
        one.origin_on,
    ]
