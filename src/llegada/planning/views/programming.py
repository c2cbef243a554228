"""One line in one month: what is programmed, writing it, and marking its steps (PLA-06)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.errors import Conflict, LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.planning import rules, selectors, services
from llegada.planning.forms import MonthForm, month_initial, step_formset
from llegada.planning.models import AnnualPlanLine, LineMonth
from llegada.planning.month_content import (
    changed_month_fields,
    copied,
    month_content_of,
    month_written,
)
from llegada.planning.plan_words import catalogue_words
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.services.months import programmable_line


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID, month: date) -> HttpResponse:
    """Show what is programmed of a line in a month, with its steps."""
    line = selectors.get_line_in_month(actor=actor_of(request), public_id=public_id, month=month)
    return _page(request, line, month)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def program(request: HttpRequest, public_id: UUID, month: date) -> HttpResponse:
    """Write what is programmed of a line in a month; with `?copiar=anterior` one not programmed begins as the last that is."""
    actor = actor_of(request)
    line = programmable_line(actor, public_id, month)
    stands = selectors.find_month(line, month)
    before = selectors.find_month_before(line, month)
    is_copy = request.GET.get("copiar") == "anterior" and stands is None and before is not None
    shown = month_content_of(stands)
    if is_copy:
        shown = copied(month_content_of(before))
    data = request.POST or recovered_data(request)
    in_team = {*shown.team, *(stands.team.all() if stands else ())}
    people = selectors.list_team_choices(line, today=timezone.localdate(), besides=in_team)
    form = MonthForm(data, people=people, initial=month_initial(shown, stands.revision if stands else 0))
    steps = step_formset(data, steps=shown.steps)

    def work() -> str:
        services.program_month(
            actor=actor,
            line_id=public_id,
            month=month,
            content=form.content(steps.steps()),
            now=timezone.now(),
            today=timezone.localdate(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Programación guardada."))
        return _url(line, month)

    def show(status: int, **more: Any) -> HttpResponse:
        context = {
            "line": line, "plan": line.plan, "month": month, "form": form, "formset": steps, "before": before,
            "is_copy": is_copy, "stands": stands, **more,
        }  # fmt: skip
        return render(request, "planning/month_form.html", context, status=status)

    def conflict(refusal: Conflict) -> HttpResponse:
        saved = selectors.find_month(line, month)
        theirs, mine = month_content_of(saved), form.content(steps.steps())
        again = request.POST.copy()
        again["revision"] = str(saved.revision if saved else 0)  # from here on, saving again is a decision
        more = {
            "form": MonthForm(again, people=people),
            "formset": step_formset(again),
            "conflict": refusal,
            "theirs": [(_label(name), month_written(theirs, name)) for name in changed_month_fields(mine, theirs)],
        }
        return show(refusal.status, **more)

    return save_or_show(request, form, steps, work=work, show=show, on_conflict=conflict)


@require_POST
@login_required
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a step as done, or with `done` empty as not done after all."""
    actor = actor_of(request)
    step = selectors.get_step(actor=actor, public_id=public_id)
    line = step.programming.line
    PLAN_POLICY.require(actor, PlanPermission.PROGRAM, line.plan)
    month = date(line.plan.cycle.year, step.programming.month, 1)

    def work() -> str:
        services.mark_step(
            actor=actor,
            public_id=public_id,
            is_done=bool(request.POST.get("done")),
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("Paso actualizado."))
        return _url(line, month)

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        found = selectors.get_line_in_month(actor=actor, public_id=line.public_id, month=month)
        return _page(request, found, month, problem=problem, status=status)

    return act_or_show(request, work=work, show=show)


def _page(
    request: HttpRequest,
    line: AnnualPlanLine,
    month: date,
    *,
    problem: LlegadaError | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    programming = selectors.find_month(line, month)
    may = PLAN_POLICY.can(actor, PlanPermission.PROGRAM, line.plan) and line.plan.status in rules.PLAN_AMENDABLE
    touches = month.month in rules.months_of(line.starts_on, line.ends_on)
    warnings, duration = selectors.catalogue_warnings_of(line)
    context = {
        "line": line,
        "plan": line.plan,
        "month": month,
        "programming": programming,
        "steps": list(programming.steps.all()) if programming else [],
        "is_outside": not touches,
        "warnings": [catalogue_words(key, duration) for key in warnings],
        "can_copy": programming is None and selectors.find_month_before(line, month) is not None,
        "may_mark": may,
        "may_program": may and touches and line.status in rules.LINE_PROGRAMMABLE,
        "today": timezone.localdate(),
        "problem": problem,
    }
    return render(request, "planning/line_month.html", context, status=status)


def _url(line: AnnualPlanLine, month: date) -> str:
    return reverse("planning:line_month", args=[line.public_id, month])


def _label(name: str) -> str:
    if name == "steps":
        return _("Pasos")
    label = str(LineMonth._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]
