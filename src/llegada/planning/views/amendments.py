"""Amendments: asking for one of each kind, its page, the decision of the coordination or of the committee."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core import history
from llegada.core.errors import LlegadaError, NotFound, TransitionNotAllowed
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.templatetags.llegada import short_date
from llegada.planning import rules, selectors, services
from llegada.planning.choices import AmendmentKind, AmendmentStatus
from llegada.planning.forms import AmendmentForm, AmendmentSheetForm, line_initial
from llegada.planning.line_content import line_content_of
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.templatetags.planning import money
from llegada.planning.views.lines import choose_entity, chosen_entity, field_label
from llegada.portfolio.choices import FundingSource
from llegada.portfolio.forms import RoundForm
from llegada.portfolio.views.rounds import lost_words, round_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_change(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Ask for a change of one kind in a line."""
    actor = actor_of(request)
    line = selectors.get_line(actor=actor, public_id=public_id)
    plan = _amendable(request, line.plan)
    if kind not in AmendmentKind.values or kind == AmendmentKind.NEW_LINE:
        raise NotFound(kind=kind)
    entity = chosen_entity(request)
    if kind == AmendmentKind.ENTITY and entity is None:
        return choose_entity(request, plan, title=_("Cambiar la entidad de la línea: ¿cuál es la nueva?"))
    initial = line_initial(line_content_of(line), line.revision)
    if entity is not None:
        initial["entity"] = entity.public_id
    form = AmendmentForm(
        request.POST or recovered_data(request),
        kind=kind,
        plan=plan,
        today=timezone.localdate(),
        line=line,
        initial=initial,
    )

    def work() -> str:
        amendment = services.request_amendment(
            actor=actor,
            plan_id=plan.public_id,
            kind=kind,
            line_id=public_id,
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _asked(request, amendment)

    def show(status: int) -> HttpResponse:
        return _form_page(request, form, plan, kind, status, line=line, entity=entity)

    return save_or_show(request, form, work=work, show=show)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_new_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for a new line in a plan in execution."""
    actor = actor_of(request)
    plan = _amendable(request, selectors.get_plan(actor=actor, public_id=public_id))
    entity = chosen_entity(request)
    if entity is None:
        return choose_entity(request, plan, title=_("Pedir una línea nueva: ¿a qué entidad?"))
    kind = AmendmentKind.NEW_LINE.value
    form = AmendmentForm(
        request.POST or recovered_data(request),
        kind=kind,
        plan=plan,
        today=timezone.localdate(),
        initial={"entity": entity.public_id},
    )

    def work() -> str:
        amendment = services.request_amendment(
            actor=actor,
            plan_id=public_id,
            kind=kind,
            content=form.content(),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _asked(request, amendment)

    def show(status: int) -> HttpResponse:
        return _form_page(request, form, plan, kind, status, entity=entity)

    return save_or_show(request, form, work=work, show=show)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an amendment changes from what to what, and who decides it."""
    return _page(request, selectors.get_amendment(actor=actor_of(request), public_id=public_id))


@require_POST
@login_required
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve or deny an amendment that the coordination decides alone."""
    amendment = _amendment_for(request, public_id, PlanPermission.DECIDE_AMENDMENT)

    def work() -> str:
        decided = services.decide_amendment(
            actor=actor_of(request),
            public_id=public_id,
            action=request.POST.get("action", ""),
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
        return _decided(request, decided)

    return _acted(request, amendment, work)


@require_POST
@login_required
def present(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Present an amendment to the committee."""
    amendment = _amendment_for(request, public_id, PlanPermission.DECIDE_AMENDMENT)

    def work() -> str:
        services.present_amendment(actor=actor_of(request), public_id=public_id, now=timezone.now())
        messages.success(request, _("La modificación quedó en comité. Se avisó a sus miembros."))
        return amendment.get_absolute_url()

    return _acted(request, amendment, work)


@require_POST
@login_required
def write_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the sheet of the member who asks."""
    amendment = _amendment_for(request, public_id, PlanPermission.VOTE)
    form = AmendmentSheetForm(request.POST)

    def work() -> str:
        services.write_amendment_sheet(
            actor=actor_of(request),
            public_id=public_id,
            decision=form.cleaned_data["decision"],
            comments=form.cleaned_data["comments"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(
            request, _("Su decisión quedó registrada. La coordinación cierra la ronda después de la reunión.")
        )
        return amendment.get_absolute_url()

    return _acted(request, amendment, work, sheet_form=form)


@require_POST
@login_required
def close_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the round on an amendment with the meeting's date and its act."""
    amendment = _amendment_for(request, public_id, PlanPermission.DECIDE_AMENDMENT)
    form = RoundForm(request.POST)

    def work() -> str:
        decided = services.close_amendment_round(
            actor=actor_of(request),
            public_id=public_id,
            met_on=form.cleaned_data["met_on"],
            act_number=form.cleaned_data["act_number"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        return _decided(request, decided)

    return _acted(request, amendment, work, round_form=form)


def _amendable(request: HttpRequest, plan: AnnualPlan) -> AnnualPlan:
    PLAN_POLICY.require(actor_of(request), PlanPermission.AMEND, plan)
    if plan.status not in rules.PLAN_AMENDABLE:
        raise TransitionNotAllowed(action="amend", status=plan.status)
    return plan


def _amendment_for(request: HttpRequest, public_id: UUID, permission: str) -> PlanAmendment:
    actor = actor_of(request)
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, permission, amendment.plan)
    return amendment


def _asked(request: HttpRequest, amendment: PlanAmendment) -> str:
    if amendment.kind == AmendmentKind.NEW_LINE:
        messages.success(request, _("Modificación pedida. La decide el comité, como toda línea nueva."))
    elif amendment.needs_committee:
        messages.success(request, _("Modificación pedida. La decide el comité: cambia el presupuesto en más del 20 %."))
    else:
        messages.success(request, _("Modificación pedida. La decide la coordinación."))
    return amendment.get_absolute_url()


def _decided(request: HttpRequest, amendment: PlanAmendment) -> str:
    if amendment.status == AmendmentStatus.APPROVED:
        messages.success(request, _("Modificación aprobada y aplicada."))
    else:
        messages.success(request, _("Modificación negada. Nada cambió."))
    return amendment.get_absolute_url()


def _acted(request: HttpRequest, amendment: PlanAmendment, work: Any, **forms: Any) -> HttpResponse:
    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        again = selectors.get_amendment(actor=actor_of(request), public_id=amendment.public_id)
        return _page(request, again, status=status, problem=problem, **forms)

    return act_or_show(request, work=work, show=show, form=next(iter(forms.values()), None))


def _page(
    request: HttpRequest,
    amendment: PlanAmendment,
    *,
    status: int = 200,
    problem: LlegadaError | None = None,
    sheet_form: Any = None,
    round_form: Any = None,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    may = PLAN_POLICY.permissions_on(actor, amendment.plan)
    is_open = amendment.status == AmendmentStatus.REQUESTED
    is_own = rules.is_own_work(authors=(amendment.requested_by_id,), person_id=actor.person_id)
    rounds = selectors.list_rounds(amendment.plan.cycle, amendment=amendment) if amendment.needs_committee else []
    in_round = round_context(
        rounds, amendment.plan.cycle.organization, today=today, person_id=actor.person_id, is_own_work=is_own
    )
    may_decide = is_open and not is_own and PlanPermission.DECIDE_AMENDMENT in may
    context: dict[str, Any] = {
        "amendment": amendment,
        "plan": amendment.plan,
        "changes": [(field_label(name), _words(name, old), _words(name, new)) for name, (old, new) in _told(amendment)],
        "may_decide": may_decide and not amendment.needs_committee,
        "may_present": may_decide and amendment.needs_committee and in_round["current"] is None,
        "events": history.list_shown(target=amendment),
        "states": AmendmentStatus.choices,
        "problem": problem,
        **in_round,
    }
    if in_round["may_vote"] and PlanPermission.VOTE in may:
        context["sheet_form"] = sheet_form or AmendmentSheetForm(recovered_data(request, has="decision"))
    if in_round["current"] is not None and may_decide:
        context["round_form"] = round_form or RoundForm(recovered_data(request, has="act_number"))
    context["written_reason"] = lost_words(request, context)
    return render(request, "planning/amendment.html", context, status=status)


def _told(amendment: PlanAmendment) -> list[tuple[str, Any]]:
    return [(name, pair) for name, pair in amendment.changes.items() if pair[0] or pair[1]]


def _words(name: str, value: Any) -> str:
    """Return a kept value in words."""
    if not value:
        return ""
    if name == "budget":
        return "; ".join(f"{FundingSource(key).label}: {money(Decimal(amount))}" for key, amount in value.items())
    if name == "partners":
        return ", ".join(one["name"] for one in value)
    if isinstance(value, dict):
        return str(value["name"])
    if name in {"starts_on", "ends_on"}:
        return short_date(date.fromisoformat(value))
    choices = dict(AnnualPlanLine._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))


def _form_page(
    request: HttpRequest, form: AmendmentForm, plan: AnnualPlan, kind: str, status: int, **more: Any
) -> HttpResponse:
    context = {"form": form, "plan": plan, "kind": AmendmentKind(kind), "sections": form.sections(), **more}
    return render(request, "planning/amendment_form.html", context, status=status)
