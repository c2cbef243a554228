"""The thematic lines, under «Administración»: listed, added, renamed, retired and taken up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core import history
from llegada.core.errors import Conflict, LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.portfolio import selectors, services
from llegada.portfolio.forms import LineForm
from llegada.portfolio.models import ThematicLine
from llegada.portfolio.policies import LINE_POLICY, LinePermission

ROWS_PER_PAGE = 25


@require_safe
@login_required
def line_list(request: HttpRequest) -> HttpResponse:
    """List the lines, in use and retired."""
    LINE_POLICY.require_ever(actor_of(request), LinePermission.MANAGE)
    page = Paginator(selectors.list_lines(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portfolio/lines.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@login_required
def create_line(request: HttpRequest) -> HttpResponse:
    """Ask for the name of a new line and create it."""
    actor = actor_of(request)
    LINE_POLICY.require_ever(actor, LinePermission.MANAGE)
    form = LineForm(request.POST or recovered_data(request))

    def work() -> str:
        services.create_line(actor=actor, name=form.cleaned_data["name"], now=timezone.now())
        messages.success(request, _("La línea temática quedó creada. Ya se puede elegir en los servicios."))
        return reverse("portfolio:lines")

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: render(request, "portfolio/line.html", {"form": form, "line": None}, status=status),
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a line with its history, and give it another name."""
    actor, line = actor_of(request), _manageable(request, public_id)
    form = LineForm(request.POST or recovered_data(request), initial=_initial(line))

    def work() -> str:
        data = form.cleaned_data
        services.rename_line(
            actor=actor, public_id=public_id, name=data["name"], seen_name=data["seen_name"], now=timezone.now()
        )
        messages.success(request, _("El nombre de la línea temática quedó guardado."))
        return reverse("portfolio:lines")

    def conflict(refusal: Conflict) -> HttpResponse:
        line.refresh_from_db()
        given = request.POST.copy()
        given["seen_name"] = line.name  # from here on, saving again is a decision
        again = LineForm(given)
        add_refusal(again, refusal)
        return _page(request, line, again, status=refusal.status)

    return save_or_show(
        request, form, work=work, show=lambda status: _page(request, line, form, status=status), on_conflict=conflict
    )


@require_POST
@login_required
def move_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Retire a line or take it up again."""
    actor, action = actor_of(request), request.POST.get("action", "")
    line = _manageable(request, public_id)

    def work() -> str:
        services.change_line(
            actor=actor,
            public_id=public_id,
            action=action,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
        said = {
            "retire": _("Línea retirada. Los servicios que la tienen la conservan."),
            "restore": _("Línea en uso. Ya se puede elegir en los servicios."),
        }
        messages.success(request, said[action])
        return reverse("portfolio:line", args=[public_id])

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, line, LineForm(initial=_initial(line)), status=status, problem=problem)

    return act_or_show(request, work=work, show=show)


def _manageable(request: HttpRequest, public_id: UUID) -> ThematicLine:
    line = selectors.get_line(public_id=public_id)
    LINE_POLICY.require(actor_of(request), LinePermission.MANAGE, line)
    return line


def _initial(line: ThematicLine) -> dict[str, str]:
    return {"name": line.name, "seen_name": line.name}


def _page(
    request: HttpRequest, line: ThematicLine, form: LineForm, *, status: int, problem: LlegadaError | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "line": line,
        "form": form,
        "problem": problem,
        "states": (),  # what stands before and after is said as it is
        "events": history.list_shown(target=line),
    }
    return render(request, "portfolio/line.html", context, status=status)
