"""The moments of the cycle of public value, under «Administración»: listed, added, changed, retired and taken up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.portfolio import selectors, services
from llegada.portfolio.forms.moments import MomentForm
from llegada.portfolio.models import CycleMoment
from llegada.portfolio.policies import MOMENT_POLICY, LinePermission


@require_http_methods(["GET", "POST"])
@login_required
def moment_list(request: HttpRequest) -> HttpResponse:
    """List the moments, in use and retired, and add another."""
    actor = actor_of(request)
    MOMENT_POLICY.require_ever(actor, LinePermission.MANAGE)
    moments = list(selectors.list_moments())
    form = MomentForm(request.POST or recovered_data(request), initial={"position": len(moments) + 1})

    def work() -> str:
        services.create_moment(
            actor=actor, name=form.cleaned_data["name"], position=form.cleaned_data["position"], now=timezone.now()
        )
        messages.success(request, _("El momento quedó creado. Ya se puede elegir en los pre-diseños."))
        return reverse("portfolio:moments")

    def show(status: int) -> HttpResponse:
        return render(request, "portfolio/moments.html", {"form": form, "moments": moments}, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def edit_moment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a moment with its history, and give it another name or place."""
    actor, moment = actor_of(request), _manageable(request, public_id)
    form = MomentForm(request.POST or recovered_data(request), initial=_initial(moment))

    def work() -> str:
        services.edit_moment(actor=actor, public_id=public_id, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("El momento quedó guardado."))
        return reverse("portfolio:moments")

    return save_or_show(request, form, work=work, show=lambda status: _page(request, moment, form, status=status))


@require_POST
@login_required
def move_moment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Retire a moment or take it up again."""
    moment = _manageable(request, public_id)

    def work() -> str:
        services.change_moment(
            actor=actor_of(request),
            public_id=public_id,
            action=request.POST.get("action", ""),
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Guardado. Los servicios que lo tienen lo conservan."))
        return reverse("portfolio:moment", args=[public_id])

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, moment, MomentForm(initial=_initial(moment)), status=status, problem=problem)

    return act_or_show(request, work=work, show=show)


def _initial(moment: CycleMoment) -> dict[str, Any]:
    return {"name": moment.name, "position": moment.position, "seen_name": moment.name}


def _manageable(request: HttpRequest, public_id: UUID) -> CycleMoment:
    moment = selectors.get_moment(public_id=public_id)
    MOMENT_POLICY.require(actor_of(request), LinePermission.MANAGE, moment)
    return moment


def _page(
    request: HttpRequest, moment: CycleMoment, form: MomentForm, *, status: int, problem: LlegadaError | None = None
) -> HttpResponse:
    context = {
        "moment": moment,
        "form": form,
        "problem": problem,
        "states": (),  # what stands before and after is said as it is
        "events": history.list_shown(target=moment),
    }
    return render(request, "portfolio/moment.html", context, status=status)
