"""Reporting and reviewing a milestone from the page of its plan, and reading its evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llegada.core.errors import Invalid, LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once
from llegada.records.http import file_response
from llegada.workplans import selectors, services
from llegada.workplans.forms import ReportForm, ReviewForm
from llegada.workplans.models import PlanMilestone
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.views.page import Problem, show_page
from llegada.workplans.views.plan import SHOWN


@login_required
@require_POST
def report_milestone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Report a milestone with its evidence; what was written stays on a refusal (files must be chosen again)."""
    milestone = _milestone_of(request, public_id, Permission.REPORT_MILESTONE)
    form = ReportForm(request.POST, milestone=milestone)

    def work() -> str:
        services.report_milestone(
            actor=actor_of(request),
            public_id=public_id,
            report=_words(form, "report"),
            uploads=request.FILES.getlist("evidence"),
            now=timezone.now(),
        )
        messages.success(
            request, _("El hito «%(name)s» quedó reportado. Ahora lo revisa otra persona.") % {"name": milestone.name}
        )
        return _address(milestone)

    return _done_or_shown(request, milestone, form, work)


@login_required
@require_POST
def review_milestone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Validate a milestone or return it, by the button that was pressed."""
    milestone = _milestone_of(request, public_id, Permission.REVIEW_MILESTONE)
    form = ReviewForm(request.POST, milestone=milestone)
    action = request.POST.get("action", "")

    def work() -> str:
        services.review_milestone(
            actor=actor_of(request),
            public_id=public_id,
            action=action,
            observation=_words(form, "observation"),
            now=timezone.now(),
        )
        said = _("El hito «%(name)s» quedó validado.") if action == "validate" else _("El hito «%(name)s» se devolvió.")
        messages.success(request, said % {"name": milestone.name})
        return _address(milestone)

    return _done_or_shown(request, milestone, form, work)


def _milestone_of(request: HttpRequest, public_id: UUID, permission: Permission) -> PlanMilestone:
    """Return a milestone on whose plan the person holds `permission`. Raises NotFound, NotAllowed."""
    milestone = selectors.get_milestone(actor=actor_of(request), public_id=public_id)
    WORK_PLAN_POLICY.require(actor_of(request), permission, milestone.plan)
    return milestone


def _words(form: ReportForm | ReviewForm, field: str) -> str:
    """Return what was written in a field; whether it may be blank is for the service to say. Raises Invalid if it is too long."""
    if form.has_error(field, "max_length"):
        raise Invalid({field: [str(one) for one in form.errors[field]]})
    return str(form.cleaned_data.get(field, ""))


def _address(milestone: PlanMilestone) -> str:
    return f"{milestone.plan.get_absolute_url()}#hito-{milestone.public_id}"


def _done_or_shown(
    request: HttpRequest, milestone: PlanMilestone, form: ReportForm | ReviewForm, work: object
) -> HttpResponse:
    try:
        return once(request, work)  # type: ignore[arg-type]
    except SHOWN as refusal:
        _explain(form, refusal)
        problem = Problem(refusal, milestone_id=milestone.public_id, form=form)
        return show_page(request, milestone.plan.public_id, problem=problem, status=refusal.status)


def _explain(form: ReportForm | ReviewForm, refusal: LlegadaError) -> None:
    """Put a refusal of files beside the files, and any other beside its field or at the top of the form."""
    form.errors.clear()
    if isinstance(refusal, Invalid) and "file" in refusal.fields:
        form.add_error("evidence", " ".join(refusal.fields["file"]))
    else:
        add_refusal(form, refusal)


@login_required
@require_GET
def download_evidence(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give a piece of evidence to whoever may see its plan."""
    evidence = selectors.get_evidence(actor=actor_of(request), public_id=public_id)
    return file_response(evidence.file, evidence.name)
