"""The page of the communications team, and what the session page sends about files and coverage."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of
from llegada.delivery import material_rules, selectors
from llegada.delivery.material_policies import COVERAGE_POLICY, MATERIAL_POLICY, MaterialPermission
from llegada.delivery.policies import Permission
from llegada.delivery.selectors import material as found_in
from llegada.delivery.services.material import answer_coverage, ask_coverage, say_image_use
from llegada.delivery.views.page import session_context
from llegada.delivery.views.session_access import session_for
from llegada.records.http import file_response

#: Action on a request for coverage → its button.
COVERAGE_ACTIONS: Final = {
    "assign": gettext_lazy("Enviar un equipo"),
    "decline": gettext_lazy("No hay equipo"),
}
_PAGE_ROWS: Final = 50


@require_safe
@login_required
def show_material(request: HttpRequest) -> HttpResponse:
    """Show the requests for coverage and the files that may be told outside."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    MATERIAL_POLICY.require_ever(actor, MaterialPermission.VIEW)
    words = request.GET.get("q", "")
    material = found_in.list_material(actor=actor)
    if words.strip():
        material = found_in.search_material(material, words)
    rows = [
        (one, [(name, COVERAGE_ACTIONS[name]) for name in material_rules.available_coverage_actions(one.status)])
        for one in found_in.list_coverage(actor=actor, today=today)
    ]
    page = Paginator(material, _PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"rows": rows, "page_obj": page, "words": words, **given}
    return render(request, "delivery/material.html", context, status=status)


@require_safe
@login_required
def download_material(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give a file that may be told outside."""
    found = found_in.get_material(actor=actor_of(request), public_id=public_id)
    return file_response(found.file, found.name)


@require_POST
@login_required
def move_coverage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer a request for coverage; a refusal stays on the page with what was written."""
    actor, answer = actor_of(request), request.POST.get("answer", "")
    coverage = found_in.get_coverage(actor=actor, public_id=public_id)
    COVERAGE_POLICY.require(actor, MaterialPermission.ANSWER, coverage)

    def work() -> str:
        answer_coverage(
            actor=actor,
            public_id=public_id,
            action=request.POST.get("action", ""),
            answer=answer,
            now=timezone.now(),
        )
        messages.success(request, _("La respuesta quedó registrada y se avisó a quien la pidió."))
        return reverse("delivery:material")

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, status=status, problem=problem, refused_id=public_id, written=answer)

    return act_or_show(request, work=work, show=show)


@require_POST
@login_required
def ask_for_coverage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask that a session be covered."""
    session = session_for(request, public_id, Permission.RECORD)

    def work() -> str:
        ask_coverage(
            actor=actor_of(request), public_id=public_id, reason=request.POST.get("reason", ""), now=timezone.now()
        )
        messages.success(request, _("La cobertura quedó pedida: se avisó al equipo de comunicaciones."))
        return f"{session.get_absolute_url()}#cobertura"

    return act_or_show(
        request, work=work, show=lambda status, problem: _session_page(request, public_id, status, problem)
    )


@require_POST
@login_required
def set_image_use(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Say what may be done with a file of a session."""
    session = session_for(request, public_id, Permission.RECORD)

    def work() -> str:
        say_image_use(
            actor=actor_of(request),
            public_id=public_id,
            evidence_id=evidence_id,
            image_use=request.POST.get("image_use", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Quedó dicho qué se puede hacer con el archivo."))
        return f"{session.get_absolute_url()}#evidencias"

    return act_or_show(
        request, work=work, show=lambda status, problem: _session_page(request, public_id, status, problem)
    )


def _session_page(request: HttpRequest, public_id: UUID, status: int, problem: LlegadaError | None) -> HttpResponse:
    session = selectors.get_session(actor=actor_of(request), public_id=public_id)
    context = session_context(request, session) | {"problem": problem}
    return render(request, "delivery/session.html", context, status=status)
