"""The concertation matrix of a unit and year: begun, written, read, and agreed on by another person."""

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
from llegada.core.http import act_or_show, actor_of, save_or_show, shown_revision
from llegada.core.recovered import recovered_data
from llegada.targeting.choices import MatrixStatus
from llegada.targeting.concertation_rules import affordable
from llegada.targeting.forms.concertation import MatrixForm, NewMatrixForm
from llegada.targeting.models import ConcertationMatrix
from llegada.targeting.policies import MATRIX_POLICY, MatrixPermission
from llegada.targeting.selectors.concertation import get_matrix, list_matrices, read_matrix
from llegada.targeting.services import concertation as services

ROWS_PER_PAGE = 50


@require_safe
@login_required
def list_all(request: HttpRequest) -> HttpResponse:
    """List the matrices, newest year first."""
    actor = actor_of(request)
    MATRIX_POLICY.require_ever(actor, MatrixPermission.VIEW)
    page = Paginator(list_matrices(actor=actor), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_create": MATRIX_POLICY.may_ever(actor, MatrixPermission.EDIT)}
    return render(request, "targeting/concertation/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a matrix, or its next version."""
    actor = actor_of(request)
    MATRIX_POLICY.require_ever(actor, MatrixPermission.EDIT)
    initial = {"year": timezone.localdate().year}
    form = NewMatrixForm(request.POST or recovered_data(request), actor=actor, initial=initial)

    def work() -> str:
        data = form.cleaned_data
        matrix = services.begin_matrix(actor=actor, unit=data["unit"], year=data["year"], now=timezone.now())
        return reverse("targeting:matrix_edit", args=[matrix.public_id])

    def show(status: int) -> HttpResponse:
        return render(request, "targeting/concertation/new.html", {"form": form}, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a matrix: offer, demand and capacity of each service, and of all together."""
    return _page(request, get_matrix(actor=actor_of(request), public_id=public_id))


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a matrix."""
    actor = actor_of(request)
    matrix = services.draft_matrix(actor, public_id)
    rows = read_matrix(matrix).rows
    names = ("people", "months", "share", "over_reason", "revision")
    form = MatrixForm(
        request.POST or recovered_data(request),
        services=rows,
        initial={name: getattr(matrix, name) for name in names},
    )

    def work() -> str:
        services.edit_matrix(
            actor=actor,
            public_id=public_id,
            content=form.content(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Matriz guardada."))
        return matrix.get_absolute_url()

    def show(status: int, **more: Any) -> HttpResponse:
        context = {"form": form, "matrix": matrix, **more}
        return render(request, "targeting/concertation/form.html", context, status=status)

    def conflict(refusal: Conflict) -> HttpResponse:
        nonlocal form
        saved = get_matrix(actor=actor, public_id=public_id)
        data = request.POST.copy()
        data["revision"] = str(saved.revision)  # from here on, saving again is a decision
        form = MatrixForm(data, services=rows)
        theirs = [(_("Última persona que la editó"), saved.edited_by.full_name)]
        return show(refusal.status, conflict=refusal, theirs=theirs)

    return save_or_show(request, form, work=work, show=show, on_conflict=conflict)


@require_POST
@login_required
def agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree on a matrix."""
    actor = actor_of(request)

    def work() -> str:
        matrix = services.agree_on_matrix(
            actor=actor, public_id=public_id, now=timezone.now(), revision=shown_revision(request)
        )
        messages.success(request, _("La matriz quedó concertada."))
        return matrix.get_absolute_url()

    def show(status: int, refusal: LlegadaError | None) -> HttpResponse:
        return _page(request, get_matrix(actor=actor, public_id=public_id), status=status, problem=refusal)

    return act_or_show(request, work=work, show=show)


def _page(
    request: HttpRequest, matrix: ConcertationMatrix, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    reading = read_matrix(matrix)
    is_draft = matrix.status == MatrixStatus.DRAFT
    gaps = [services.gap_words(*gap) for gap in reading.gaps()] if is_draft else []
    may_agree = is_draft and MATRIX_POLICY.can(actor, MatrixPermission.AGREE, matrix)
    wrote = may_agree and services.has_written(matrix, actor.person_id)
    left = reading.left
    context = {
        "matrix": matrix,
        "reading": reading,
        "rows": [
            (row, affordable(left, row.row.months_each) if row.row and left is not None else None)
            for row in reading.rows
        ],
        "is_over": left is not None and left < 0,
        "gaps": gaps,
        "may_edit": is_draft and MATRIX_POLICY.can(actor, MatrixPermission.EDIT, matrix),
        "may_agree": may_agree and not wrote and not gaps,
        "needs_other_person": wrote,
        "revision": str(matrix.revision),
        "events": history.list_shown(target=matrix),
        "states": MatrixStatus.choices,
        "problem": problem,
    }
    return render(request, "targeting/concertation/detail.html", context, status=status)
