"""One line: its page, making and editing it by hand, taking it out, making it joint, and its life."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core import history
from llegada.core.errors import Conflict, LlegadaError, NotFound, TransitionNotAllowed
from llegada.core.http import act_or_show, actor_of, page_or_fragment, save_or_show, shown_revision
from llegada.core.models import Event
from llegada.core.onward import list_onward
from llegada.core.recovered import recovered_data
from llegada.planning import rules, selectors, services
from llegada.planning.choices import AmendmentKind, LineStatus
from llegada.planning.forms import LineForm, line_initial
from llegada.planning.line_content import changed_line_fields, line_content_of, name_of
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.plan_words import MONTH_NAMES
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.verbs import LINE_ACTION_LABELS
from llegada.territory.models import Entity
from llegada.territory.selectors import get_entity, search_entities


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a line, what it lacks, whom it overlaps, and what can be done with it."""
    return _line_page(request, selectors.get_line(actor=actor_of(request), public_id=public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Search the entity (`?q=`), and once it is chosen (`?entidad=`) fill in the line."""
    actor = actor_of(request)
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, plan)
    if plan.status not in rules.PLAN_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=plan.status)
    entity = chosen_entity(request)
    if entity is None:
        return choose_entity(request, plan, title=_("Nueva línea: ¿a qué entidad?"))
    form = LineForm(
        request.POST or recovered_data(request),
        plan=plan,
        today=timezone.localdate(),
        initial={"entity": entity.public_id},
    )

    def work() -> str:
        line = services.create_line(actor=actor, plan_id=public_id, content=form.content(), now=timezone.now())
        messages.success(request, _("Línea agregada."))
        return line.get_absolute_url()

    return save_or_show(
        request, form, work=work, show=lambda status: _form_page(request, form, plan, status=status, entity=entity)
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit what a line says; with `?entidad=` it is for another entity."""
    actor = actor_of(request)
    line = selectors.get_line(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, line.plan)
    if line.plan.status not in rules.PLAN_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=line.plan.status)
    stands = line_content_of(line)
    entity = chosen_entity(request) or line.entity
    initial = line_initial(stands, line.revision) | {"entity": entity.public_id}
    given: dict[str, Any] = {"plan": line.plan, "today": timezone.localdate(), "line": line}
    form = LineForm(request.POST or recovered_data(request), initial=initial, **given)

    def work() -> str:
        services.edit_line(
            actor=actor,
            public_id=public_id,
            content=form.content(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Línea guardada."))
        return line.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        saved = selectors.get_line(actor=actor, public_id=public_id)
        theirs, mine = line_content_of(saved), form.content()
        differences = [(field_label(name), written(theirs, name)) for name in changed_line_fields(mine, theirs)]
        data = request.POST.copy()
        data["revision"] = str(saved.revision)  # from here on, saving again is a decision
        more = {"conflict": refusal, "theirs": differences, "line": saved, "entity": mine.entity}
        return _form_page(request, LineForm(data, **given), line.plan, status=refusal.status, **more)

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: _form_page(request, form, line.plan, status=status, line=line, entity=entity),
        on_conflict=conflict,
    )


@require_POST
@login_required
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a line out of a plan that has not been sent."""

    def work() -> str:
        plan = services.remove_line(
            actor=actor_of(request), public_id=public_id, now=timezone.now(), revision=shown_revision(request)
        )
        messages.success(request, _("Línea quitada. El historial del plan guarda lo que decía."))
        return plan.get_absolute_url()

    return _done(request, public_id, work)


@require_POST
@login_required
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a line joint with a unit that it overlaps."""
    actor = actor_of(request)
    line = selectors.get_line(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, line.plan)
    try:
        unit_id = UUID(request.POST.get("unit", ""))
    except ValueError:
        raise NotFound(unit=request.POST.get("unit", "")) from None

    def work() -> str:
        joined = services.join_line(actor=actor, public_id=public_id, unit_id=unit_id, now=timezone.now())
        messages.success(request, _("La línea quedó conjunta."))
        return joined.get_absolute_url()

    return _done(request, public_id, work)


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action of its unit on a line."""

    def work() -> str:
        line = services.move_line(
            actor=actor_of(request), public_id=public_id, action=request.POST.get("action", ""), now=timezone.now()
        )
        messages.success(request, _("Hecho. La línea quedó: %(status)s.") % {"status": line.get_status_display()})
        return line.get_absolute_url()

    return _done(request, public_id, work)


def chosen_entity(request: HttpRequest) -> Entity | None:
    """Return the entity of the address, or None where none is chosen yet. Raises NotFound."""
    chosen = request.GET.get("entidad", "") or request.POST.get("entity", "")
    if not chosen:
        return None
    try:
        return get_entity(public_id=UUID(chosen))
    except ValueError:
        raise NotFound(entity=chosen) from None


def choose_entity(request: HttpRequest, plan: AnnualPlan, *, title: str) -> HttpResponse:
    """Search an entity; each one found leads to the same address with it chosen."""
    words = request.GET.get("q", "").strip()
    context = {"q": words, "entities": search_entities(words) if words else [], "plan": plan, "title": title}
    return page_or_fragment(
        request, page="planning/choose_entity.html", fragment="territory/_entities.html", context=context
    )


def field_label(name: str) -> str:
    """Return the name of a field of a line, to begin a sentence with."""
    if name == "budget":
        return _("Presupuesto")
    label = str(AnnualPlanLine._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def written(content: Any, name: str) -> str:
    """Return what a content says in one field, in words."""
    value = getattr(content, name)
    if name == "budget":
        return "; ".join(f"{source}: {amount}" for source, amount in value.items())
    if name == "partners":
        return ", ".join(unit.name for unit in value)
    return "" if value is None else name_of(value)


def _done(request: HttpRequest, public_id: UUID, work: Any) -> HttpResponse:
    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        line = selectors.get_line(actor=actor_of(request), public_id=public_id)
        return _line_page(request, line, problem=problem, status=status)

    return act_or_show(request, work=work, show=show)


def _line_page(
    request: HttpRequest, line: AnnualPlanLine, *, problem: LlegadaError | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    may = PLAN_POLICY.permissions_on(actor, line.plan)
    is_amendable = PlanPermission.AMEND in may and line.plan.status in rules.PLAN_AMENDABLE
    goes_on = rules.next_line_status(line.status, "cancel") is not None
    is_writable = line.plan.status in rules.PLAN_EDITABLE
    context = {
        "line": line,
        "plan": line.plan,
        "revision": str(line.revision),
        "gaps": selectors.gaps_of(line) if is_writable else [],
        "overlaps": selectors.find_overlaps([line]) if line.status != LineStatus.CANCELLED else [],
        "may_write": PlanPermission.EDIT in may and is_writable,
        "actions": [
            {"value": one, "label": LINE_ACTION_LABELS[one]} for one in rules.available_line_actions(line.status)
        ]
        if is_amendable
        else [],
        "amendment_kinds": [
            (kind.label, reverse("planning:amend", args=[line.public_id, kind.value]))
            for kind in AmendmentKind
            if kind != AmendmentKind.NEW_LINE
        ]
        if is_amendable and goes_on
        else [],
        "months": selectors.list_months(line) if line.plan.status in rules.PLAN_PROGRAMMED else [],
        "work_plans": list_onward(actor, line),
        "events": _events_of(line),
        "states": LineStatus.choices,
        "problem": problem,
    }
    return render(request, "planning/line.html", context, status=status)


def _events_of(line: AnnualPlanLine) -> list[Event]:
    """Return the decisions on a line; those about a month say which, and of which step."""
    events = history.list_shown(target=line)
    for event in events:
        if "month" in event.data:
            parts = (str(MONTH_NAMES[event.data["month"]]).capitalize(), event.data.get("step", ""))
            event.subject = ": ".join(part for part in parts if part)  # type: ignore[attr-defined]
    return events


def _form_page(request: HttpRequest, form: LineForm, plan: AnnualPlan, *, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "plan": plan, "sections": form.sections(), **more}
    return render(request, "planning/line_form.html", context, status=status)
