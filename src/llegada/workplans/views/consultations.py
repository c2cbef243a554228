"""Consultations to central experts: the list with its time of answer, what is useful to others, a new one, and the term."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.errors import NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.tabular import Table, table_response
from llegada.workplans import consultation_rules, selectors, services
from llegada.workplans.consultation_filters import ConsultationFilter, SharedFilter
from llegada.workplans.errors import PlanEnded
from llegada.workplans.forms.consultations import ConsultationForm, TermForm
from llegada.workplans.models import Consultation
from llegada.workplans.policies import CONSULTATION_POLICY, WORK_PLAN_POLICY, ConsultationPermission, Permission

ROWS_PER_PAGE: Final = 25
SHARED_PER_PAGE: Final = 10
_FORMATS: Final = ("csv", "xlsx")


@login_required
@require_safe
def list_consultations(request: HttpRequest) -> HttpResponse:
    """List the consultations that the person may see, with how long answers take."""
    actor, today = actor_of(request), timezone.localdate()
    CONSULTATION_POLICY.require_ever(actor, ConsultationPermission.VIEW)
    visible = selectors.list_consultations(actor=actor)
    found = ConsultationFilter(request.GET, queryset=visible, actor=actor)
    page = Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    median, counted = selectors.median_answer(visible, today=today)
    context = {
        "filter": found,
        "page_obj": page,
        "rows": [(one, _is_late(one, today)) for one in page.object_list],
        "median": median,
        "counted": counted,
        "today": today,
        "may_set_term": CONSULTATION_POLICY.may_ever(actor, ConsultationPermission.SET_TERM),
    }
    return page_or_fragment(
        request,
        page="workplans/consultations/list.html",
        fragment="workplans/consultations/_results.html",
        context=context,
    )


def _is_late(one: Consultation, today: Any) -> bool:
    return consultation_rules.is_late(status=one.status, due_on=one.due_on, today=today)


@login_required
@require_safe
def export_consultations(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download what the list shows as CSV or XLSX."""
    actor = actor_of(request)
    CONSULTATION_POLICY.require_ever(actor, ConsultationPermission.VIEW)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    found = ConsultationFilter(request.GET, queryset=selectors.list_consultations(actor=actor), actor=actor)
    require_readable(found.form)
    columns = [
        _("Asunto"), _("Tema"), _("Plan de trabajo"), _("Entidad"), _("Dependencia"), _("Preguntó"), _("Preguntada el"),
        _("Responde"), _("Para cuándo"), _("Estado"), _("Respondida el"), _("Reabierta"), _("Compartida"),
    ]  # fmt: skip
    rows = (_row(one) for one in found.qs)
    return table_response(Table(name="consultas", columns=columns, rows=rows), extension, asked=request.GET)


def _row(one: Consultation) -> list[Any]:
    answered = timezone.localdate(one.answered_at) if one.answered_at else None
    return [
        one.subject,
        one.line.name,
        one.plan.title,
        one.plan.entity.name,
        one.plan.unit.name,
        one.asked_by.full_name,
        timezone.localdate(one.asked_at),
        one.expert.full_name if one.expert else None,
        one.due_on,
        one.get_status_display(),
        answered,
        _("sí") if one.reopened_at else _("no"),
        _("sí") if one.is_shared else _("no"),
    ]


@login_required
@require_safe
def show_shared(request: HttpRequest) -> HttpResponse:
    """Show what other teams asked and was answered, by words and topic."""
    actor = actor_of(request)
    CONSULTATION_POLICY.require_ever(actor, ConsultationPermission.READ_SHARED)
    found = SharedFilter(request.GET, queryset=selectors.list_shared(actor=actor))
    page = Paginator(found.qs, SHARED_PER_PAGE).get_page(request.GET.get("page"))
    return page_or_fragment(
        request,
        page="workplans/consultations/shared.html",
        fragment="workplans/consultations/_shared.html",
        context={"filter": found, "page_obj": page},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask something of a plan."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.CONSULT, plan)
    if plan.status in consultation_rules.ENDED_PLANS:
        raise PlanEnded()
    form = ConsultationForm(
        request.POST or recovered_data(request), request.FILES or None, lines=selectors.list_lines_to_ask()
    )

    def work() -> str:
        made = services.open_consultation(actor=actor, plan_id=public_id, content=form.content(), now=now)
        messages.success(request, _("La consulta quedó abierta. Se avisó a quien la asigna."))
        return made.get_absolute_url()

    def show(status: int) -> HttpResponse:
        days = selectors.term_days(plan.unit.organization_id)
        context = {"form": form, "plan": plan, "days": days}
        return render(request, "workplans/consultations/form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_term(request: HttpRequest) -> HttpResponse:
    """Say in how many working days the organisation answers."""
    actor = actor_of(request)
    CONSULTATION_POLICY.require_ever(actor, ConsultationPermission.SET_TERM)
    organizations = selectors.list_terms_to_set(actor=actor)
    own = organizations.first()
    initial = {"organization": own.public_id, "days": selectors.term_days(own.pk)} if own else {}
    form = TermForm(request.POST or None, organizations=organizations, initial=initial)

    def work() -> str:
        data = form.cleaned_data
        services.set_consultation_term(
            actor=actor, organization=data["organization"], days=data["days"], now=timezone.now()
        )
        messages.success(request, _("El plazo quedó guardado."))
        return reverse("workplans:consultations")

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/consultations/term.html", {"form": form}, status=status)

    return save_or_show(request, form, work=work, show=show)
