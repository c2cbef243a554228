"""A prioritised list becomes lines of an annual plan: which plan, which service, when, and with whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from llegada.core.errors import TransitionNotAllowed
from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.planning import selectors, services
from llegada.planning.forms.from_list import LinesFromListForm
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.targeting.choices import ListStatus
from llegada.targeting.selectors import get_list, summarize_list


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make_lines(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask what the lines will say, and make one for each entity of the list that has none yet with that service."""
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, PlanPermission.EDIT)
    one = get_list(actor=actor, public_id=public_id)
    if one.status != ListStatus.APPROVED:
        raise TransitionNotAllowed(action="plan", status=one.status)
    plans = selectors.list_plans_for_list(actor=actor, one=one)
    initial = {"service": one.service_id, "starts_on": f"{one.year}-02-01", "ends_on": f"{one.year}-11-30"}
    form = LinesFromListForm(request.POST or recovered_data(request), plans=plans, initial=initial)

    def work() -> str:
        done = services.make_lines_of_list(
            actor=actor,
            list_id=public_id,
            plan_id=form.cleaned_data["plan"].public_id,
            wanted=form.wanted(),
            now=timezone.now(),
        )
        said = ngettext("Se agregó %(n)d línea al plan.", "Se agregaron %(n)d líneas al plan.", done.made)
        messages.success(request, said % {"n": done.made})
        if done.already:
            said = ngettext(
                "%(n)d entidad ya tenía la suya con ese servicio.",
                "%(n)d entidades ya tenían la suya con ese servicio.",
                done.already,
            )
            messages.info(request, said % {"n": done.already})
        return done.plan.get_absolute_url()

    def show(status: int) -> HttpResponse:
        context = {"list": one, "form": form, "summary": summarize_list(one), "has_plans": plans.exists()}
        return render(request, "planning/lines_from_list.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)
