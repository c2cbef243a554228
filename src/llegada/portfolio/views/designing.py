"""Designs and moves services: new, edit, each step of the way, discard a version, assign a unit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core.errors import Conflict, LlegadaError, TransitionNotAllowed
from llegada.core.http import actor_of, once, save_or_show, shown_revision
from llegada.core.recovered import recovered_data
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.content import ServiceContent, changed_fields, content_of
from llegada.portfolio.errors import NotBeingWritten
from llegada.portfolio.forms import (
    BaseMilestoneFormSet,
    IdentityForm,
    ServiceForm,
    UnitForm,
    initial_of,
    milestone_formset,
)
from llegada.portfolio.models import Service, ThematicLine
from llegada.portfolio.policies import FOR_VERSION_ACTION, SERVICE_POLICY, Permission
from llegada.portfolio.service_words import DONE
from llegada.portfolio.views.reading import detail_with_refusal


@require_http_methods(["GET", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Ask for a new service: its first version is an idea."""
    actor = actor_of(request)
    SERVICE_POLICY.require_ever(actor, Permission.EDIT)
    units = selectors.list_editable_units(actor=actor)
    first = units.first()
    form = IdentityForm(
        request.POST or recovered_data(request),
        lines=selectors.list_active_lines(),
        units=units,
        initial={"unit": first and first.pk},
    )

    def work() -> str:
        service = services.create_service(
            actor=actor, unit=form.cleaned_data["unit"], content=ServiceContent(**form.identity()), now=timezone.now()
        )
        messages.success(request, _("Idea guardada. Cuando se vaya a trabajar en ella, empiece el pre-diseño."))
        return service.get_absolute_url()

    return save_or_show(request, form, work=work, show=lambda status: _form_page(request, form, None, status=status))


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit the version in edition, opening one in design when what is published changes."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    if service.status not in rules.EDITABLE:
        raise TransitionNotAllowed(action="edit", status=service.status)
    draft = selectors.find_draft(service)
    if draft is not None and draft.status in rules.PREDESIGN_WRITABLE:
        return redirect("portfolio:predesign", public_id)
    if draft is not None and draft.status not in rules.DESIGN_WRITABLE:
        raise NotBeingWritten(stage=draft.get_status_display())
    stands = content_of(draft or selectors.current_version(service))
    data = request.POST or recovered_data(request)
    lines = selectors.list_active_lines(besides=stands.line)
    form = ServiceForm(data, lines=lines, initial=initial_of(stands, service.revision))
    formset = milestone_formset(data, milestones=stands.milestones)

    def work() -> str:
        services.edit_draft(
            actor=actor,
            public_id=public_id,
            content=form.content(formset.milestones()),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        _say_saved(request, formset)
        return service.get_absolute_url()

    return save_or_show(
        request,
        form,
        formset,
        work=work,
        show=lambda status: _form_page(request, form, formset, service=service, status=status),
        on_conflict=lambda refusal: _conflict_page(request, service, form, formset, refusal, lines=lines),
    )


def _say_saved(request: HttpRequest, formset: BaseMilestoneFormSet) -> None:
    if formset.is_unfinished:
        messages.success(request, _("Borrador guardado. Puede seguir después donde lo dejó."))
    else:
        messages.success(request, _("Diseño guardado. Cuando esté completo, envíe el protocolo a la coordinación."))


def _form_page(
    request: HttpRequest,
    form: IdentityForm,
    formset: BaseMilestoneFormSet | None,
    *,
    status: int,
    service: Service | None = None,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "formset": formset, "service": service, **more}
    if service is not None:
        context["version"] = selectors.current_version(service)
    return render(request, "portfolio/form.html", context, status=status)


def _conflict_page(
    request: HttpRequest,
    service: Service,
    form: ServiceForm,
    formset: BaseMilestoneFormSet,
    refusal: Conflict,
    *,
    lines: QuerySet[ThematicLine],
) -> HttpResponse:
    """Show what the other person saved beside what this one wrote, which stays in the form."""
    service.refresh_from_db()
    theirs = content_of(selectors.find_draft(service) or selectors.current_version(service))
    differences = _differences(theirs, form.content(formset.milestones()), form)
    data = request.POST.copy()
    data["revision"] = str(service.revision)  # from here on, saving again is a decision
    form = ServiceForm(data, lines=lines)
    return _form_page(
        request,
        form,
        formset,
        service=service,
        status=refusal.status,
        conflict=refusal,
        theirs=differences,
    )


def _differences(theirs: ServiceContent, mine: ServiceContent, form: ServiceForm) -> list[tuple[str, str]]:
    """Return, for each field in which the two differ, its label and what is saved now."""
    labels = {name: str(field.label) for name, field in form.fields.items()} | {"milestones": _("Hitos")}
    words = {
        "milestones": "; ".join(f"{one.name} ({services.write_number(one.weight)})" for one in theirs.milestones),
        "modalities": ", ".join(str(dict(form.fields["modalities"].choices).get(one)) for one in theirs.modalities),  # type: ignore[attr-defined]
        "kind": str(dict(form.fields["kind"].choices).get(theirs.kind, "")),  # type: ignore[attr-defined]
    }
    return [(labels[name], words.get(name, str(getattr(theirs, name)))) for name in changed_fields(mine, theirs)]


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action on a service or on its version in edition."""
    action = request.POST.get("action", "")
    work: Callable[..., object] = partial(services.move_service, action=action)
    if action == "publish":
        work = services.publish_service
    elif action in FOR_VERSION_ACTION:
        work = partial(services.move_version, action=action)

    def carry_out() -> str:
        work(
            actor=actor_of(request),
            public_id=public_id,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
            revision=shown_revision(request),
        )
        messages.success(request, str(DONE[action]))
        return reverse("portfolio:detail", args=[public_id])

    try:
        return once(request, carry_out)
    except LlegadaError as refusal:
        return detail_with_refusal(request, public_id, refusal)


@require_POST
@login_required
def discard_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Discard the version in edition."""

    def work() -> str:
        services.discard_draft(
            actor=actor_of(request), public_id=public_id, now=timezone.now(), reason=request.POST.get("reason", "")
        )
        messages.success(request, _("Borrador descartado. Lo que decía quedó en el historial."))
        return reverse("portfolio:detail", args=[public_id])

    try:
        return once(request, work)
    except LlegadaError as refusal:
        return detail_with_refusal(request, public_id, refusal)


@require_POST
@login_required
def assign_unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say which unit a service belongs to."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.ASSIGN_UNIT, service)
    form = UnitForm(request.POST, units=selectors.list_assignable_units(service=service))

    def work() -> str:
        services.assign_unit(actor=actor, public_id=public_id, unit=form.cleaned_data["unit"], now=timezone.now())
        messages.success(request, _("Dependencia asignada. Su equipo ya puede editar el servicio."))
        return service.get_absolute_url()

    try:
        form.require_valid()
        return once(request, work)
    except LlegadaError as refusal:
        return detail_with_refusal(request, public_id, refusal, unit_form=form)
