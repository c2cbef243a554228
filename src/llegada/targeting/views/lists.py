"""Prioritised lists: all of them, one with its entities, and making it from a run, from nothing or from the former version."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, page_or_fragment, save_or_show, shown_revision
from llegada.core.onward import list_onward
from llegada.core.recovered import recovered_data
from llegada.core.tabular import table_response
from llegada.targeting import list_rules, selectors, services
from llegada.targeting.choices import ChangeStatus, ListStatus
from llegada.targeting.filters import ListFilter, PrioritizedFilter
from llegada.targeting.forms import ListForm
from llegada.targeting.models import ListChange, PrioritizedList, TargetingRun
from llegada.targeting.policies import (
    ANSWER_POLICY,
    FOR_LIST_ACTION,
    LIST_POLICY,
    RULE_POLICY,
    ListPermission,
    RulePermission,
)
from llegada.targeting.selectors.concertation import find_capacity
from llegada.targeting.tables import list_table
from llegada.targeting.verbs import LIST_ACTION_LABELS

ROWS_PER_PAGE: Final = 25
_FORMATS: Final = ("csv", "xlsx")


@require_safe
def list_all(request: HttpRequest) -> HttpResponse:
    """List the prioritised lists: the approved ones for everybody, and those in edition for who prepares them."""
    actor = actor_of(request)
    asked = ListFilter(request.GET, queryset=selectors.list_lists(actor=actor))
    page = Paginator(asked.qs, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": asked,
        "page_obj": page,
        "may_create": LIST_POLICY.may_ever(actor, ListPermission.EDIT),
    }
    return page_or_fragment(
        request, page="targeting/lists/all.html", fragment="targeting/lists/_all.html", context=context
    )


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a version of a list: who is in it, why, and what each administration answered."""
    one = selectors.get_list(actor=actor_of(request), public_id=public_id)
    if getattr(request, "htmx", False):
        return render(request, "targeting/lists/_entities.html", _entities_context(request, one))
    return _page(request, one)


@require_safe
def download(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Download the entities of a version, in and out of it."""
    one = selectors.get_list(actor=actor_of(request), public_id=public_id)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    rows = [*selectors.list_entities_of(one), *selectors.list_entities_of(one, is_included=False)]
    return table_response(list_table(one, rows), extension, asked=request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Make a list from a run (`?corrida=`), or an empty one."""
    actor = actor_of(request)
    LIST_POLICY.require_ever(actor, ListPermission.EDIT)
    run = _asked_run(request, actor)
    initial: dict[str, Any] = {"year": timezone.localdate().year}
    if run:
        rule = run.rule
        initial = {
            "unit": rule.unit.public_id,
            "name": rule.name,
            "year": rule.year,
            "purpose": rule.purpose,
            "strategy": rule.strategy.public_id if rule.strategy else None,
            "service": rule.service.public_id if rule.service else None,
        }
    form = ListForm(request.POST or recovered_data(request), actor=actor, initial=initial)

    def work() -> str:
        made = services.create_list(
            actor=actor, unit=form.cleaned_data["unit"], content=form.content(), run=run, now=timezone.now()
        )
        messages.success(request, _("La lista quedó en borrador. Revísela y envíela a quien la aprueba."))
        return made.get_absolute_url()

    def show(status: int) -> HttpResponse:
        standing = selectors.list_standing_of(run.rule.unit) if run else ()
        context = {"form": form, "run": run, "standing": standing}
        return render(request, "targeting/lists/form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit what a draft says of itself."""
    actor = actor_of(request)
    one = services.draft_list(actor, public_id)
    initial = {
        "name": one.name,
        "year": one.year,
        "purpose": one.purpose,
        "strategy": one.strategy.public_id if one.strategy else None,
        "service": one.service.public_id if one.service else None,
        "revision": one.revision,
    }
    given: dict[str, Any] = {"actor": actor, "unit": one.unit}
    form = ListForm(request.POST or recovered_data(request), initial=initial, **given)

    def work() -> str:
        services.edit_list(
            actor=actor,
            public_id=public_id,
            content=form.content(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Lista guardada."))
        return one.get_absolute_url()

    def show(status: int, **more: Any) -> HttpResponse:
        return render(request, "targeting/lists/form.html", {"form": form, "list": one, **more}, status=status)

    def conflict(refusal: Conflict) -> HttpResponse:
        nonlocal form
        saved = selectors.get_list(actor=actor, public_id=public_id)
        data = request.POST.copy()
        data["revision"] = str(saved.revision)  # from here on, saving again is a decision
        form = ListForm(data, **given)
        return show(
            refusal.status, conflict=refusal, theirs=[(_("Nombre"), saved.name), (_("Para qué"), saved.purpose)]
        )

    return save_or_show(request, form, work=work, show=show, on_conflict=conflict)


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action on a version."""
    actor, reason = actor_of(request), request.POST.get("reason", "")

    def work() -> str:
        one = services.move_list(
            actor=actor,
            public_id=public_id,
            action=request.POST.get("action", ""),
            now=timezone.now(),
            reason=reason,
            revision=shown_revision(request),
        )
        messages.success(request, _("Hecho. La lista quedó: %(status)s.") % {"status": one.get_status_display()})
        return one.get_absolute_url()

    def show(status: int, refusal: LlegadaError | None) -> HttpResponse:
        one = selectors.get_list(actor=actor, public_id=public_id)
        return _page(request, one, status=status, problem=refusal, written_reason=reason)

    return act_or_show(request, work=work, show=show)


@require_POST
@login_required
def new_version(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the next version of an approved list, with its entities or with those of a run (`?corrida=`)."""
    actor = actor_of(request)

    def work() -> str:
        made = services.open_version(
            actor=actor, public_id=public_id, run=_asked_run(request, actor), now=timezone.now()
        )
        messages.success(request, _("La versión %(number)s quedó en borrador.") % {"number": made.number})
        return made.get_absolute_url()

    def show(status: int, refusal: LlegadaError | None) -> HttpResponse:
        return _page(request, selectors.get_list(actor=actor, public_id=public_id), status=status, problem=refusal)

    return act_or_show(request, work=work, show=show)


def _asked_run(request: HttpRequest, actor: Actor) -> TargetingRun | None:
    """Return the run that the address names, if any. Raises NotFound for one that the actor does not see."""
    asked = request.GET.get("corrida", "")
    if not asked:
        return None
    try:
        return selectors.get_run_to_prioritize(actor=actor, public_id=UUID(asked))
    except ValueError:
        raise NotFound(run=asked) from None


def _entities_context(request: HttpRequest, one: PrioritizedList, *, known: int | None = None) -> dict[str, Any]:
    """Return what the table of entities shows; `known` is how many there are, where nothing is asked."""
    actor = actor_of(request)
    asked = PrioritizedFilter(request.GET, queryset=selectors.list_entities_of(one))
    pages = Paginator(asked.qs, ROWS_PER_PAGE)
    if known is not None and not any(asked.form.cleaned_data.values()):
        pages.count = known  # counted already: no query for it
    page = pages.get_page(request.GET.get("page"))
    may_answer = one.status == ListStatus.APPROVED and ANSWER_POLICY.may_ever(actor, ListPermission.ANSWER)
    for row in page:
        row.list = one  # it is this one: asking for each would be a query a row
        row.may_answer = may_answer and ANSWER_POLICY.can(actor, ListPermission.ANSWER, row)
    return {"list": one, "filter": asked, "page_obj": page, "may_edit": _may_edit(actor, one)}


def _may_edit(actor: Actor, one: PrioritizedList) -> bool:
    return one.status == ListStatus.DRAFT and LIST_POLICY.can(actor, ListPermission.EDIT, one)


def _change_row(change: ListChange, actor: Actor, may: frozenset[str]) -> dict[str, Any]:
    """Return a manual change with what the actor may do with it: who asked takes it back, another decides it."""
    is_open = change.status == ChangeStatus.ASKED and change.list.status == ListStatus.DRAFT
    is_own = change.asked_by_id == actor.person_id
    return {
        "change": change,
        "may_decide": is_open and not is_own and ListPermission.DECIDE_CHANGE in may,
        "may_take_back": is_open and is_own and ListPermission.EDIT in may,
    }


def _page(request: HttpRequest, one: PrioritizedList, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    may = LIST_POLICY.permissions_on(actor, one)
    summary = selectors.summarize_list(one)
    is_inside = bool(actor.grants)
    made = selectors.has_made(one, actor.person_id) if one.status == ListStatus.IN_REVIEW else False
    allowed = [act for act in list_rules.available_list_actions(one.status) if FOR_LIST_ACTION[act] in may]
    held = [act for act in allowed if act in list_rules.LIST_NEEDS_OTHER_PERSON and made]
    context = {
        **_entities_context(request, one, known=summary.included),
        "summary": summary,
        "capacity": find_capacity(one) if is_inside else None,
        "excluded": list(selectors.list_entities_of(one, is_included=False)) if summary.excluded else [],
        "changes": [_change_row(change, actor, may) for change in selectors.list_changes(one)],
        "versions": list(selectors.list_versions(actor=actor, one=one)),
        "revision": str(one.revision),
        "steps": [
            {"label": ListStatus(key).label, "status": state} for key, state in list_rules.list_steps(one.status)
        ],
        "actions": [
            {
                "value": act,
                "label": LIST_ACTION_LABELS[act],
                "reason": _("¿Por qué?") if act in list_rules.LIST_NEEDS_REASON else "",
                "kind": "danger" if act == "withdraw" else "quiet" if act in {"send_back", "discard"} else "",
            }
            for act in allowed
            if act not in held
        ],
        "needs_other_person": bool(held),
        "may_open_version": one.status == ListStatus.APPROVED and ListPermission.EDIT in may,
        "onward": list_onward(actor, one) if is_inside else [],
        "is_inside": is_inside,
        "sees_run": one.run is not None and RULE_POLICY.can(actor, RulePermission.VIEW, one.run.rule),
        "events": history.list_shown(target=one) if is_inside else [],
        "states": ListStatus.choices,
        **more,
    }
    return render(request, "targeting/lists/detail.html", context, status=status)
