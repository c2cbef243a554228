"""The page of a request: where it stands, what was asked and answered, and the actions of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.history import VERB_LABELS, list_shown
from llegada.core.http import act_or_show, actor_of, shown_revision
from llegada.core.roles import ENTITY_ROLES
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.forms.request_actions import ACTION_FORMS, CloseForm, RequestForm
from llegada.delivery.forms.requests import CompleteForm, RateForm
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_choices import RequestStatus
from llegada.delivery.request_policies import SPOKEN, require_for_action
from llegada.delivery.request_words import CLOCK_KINDS, REQUEST_ACTION_LABELS, clock_words
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_acts import carry_out
from llegada.records.http import file_response

#: State → the action that is the step forward: it stands open, the others behind a button.
_FORWARD: Final = {
    "received": "classify",
    "classified": "assign",
    "completed": "assign",
    "assigned": "answer",
    "in_progress": "answer",
    "answered": "notify",
    "notified": "close",
}
_DANGER: Final = frozenset({"withdraw", "desist", "transfer"})


@dataclass(frozen=True)
class Panel:
    """One action of the page: its button, and its form where it asks for something."""

    action: str
    label: str | Promise
    form: forms.Form | None
    kind: str
    is_open: bool


@login_required
@require_safe
def show_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a request to who works on it, with everything; and to the entity that asked, without what is internal."""
    one = selectors.get_request(actor=actor_of(request), public_id=public_id)
    return _page(request, one)


def _page(
    request: HttpRequest,
    one: AssistanceRequest,
    *,
    bound: tuple[str, forms.Form | None] = ("", None),
    problem: LlegadaError | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    if actor.roles and actor.roles <= ENTITY_ROLES:
        known = {f"{bound[0]}_form": bound[1]} if bound[0] in SPOKEN else {}
        context = followed_context(one, today=today, **known) | {"problem": problem, "is_inside": True}
        return render(request, "delivery/requests/followed.html", context, status=status)
    panels = _panels(actor, one, today, bound)
    context = {
        **_common(one, today=today),
        "problem": problem,
        "forward": next((panel for panel in panels if panel.action == _FORWARD.get(one.status)), None),
        "panels": [panel for panel in panels if panel.action != _FORWARD.get(one.status)],
        "mails": selectors.list_mails(one),
        "events": list_shown(target=one),
        "states": RequestStatus.choices,
        "transfer_until": _within(one, rules.TRANSFER_DAYS) if one.status == "received" else None,
        "alerts": _alerts(one),
    }
    return render(request, "delivery/requests/detail.html", context, status=status)


def _common(one: AssistanceRequest, *, today: date) -> dict[str, Any]:
    clock = selectors.clock_of(one, today=today, days_off=selectors.days_off_of(one.organization_id))
    return {
        "one": one,
        "today": today,
        "clock": clock_words(clock),
        "clock_kind": CLOCK_KINDS[clock.level],
        "is_running": one.status in rules.RUNNING,
        "answers": selectors.list_answers(one),
        "files": selectors.list_request_files(one),
    }


def followed_context(one: AssistanceRequest, *, today: date, **given: Any) -> dict[str, Any]:
    """Return what whoever asked sees of a request: no name of who works on it, no history."""
    common = _common(one, today=today)
    common["answers"] = [answer for answer in common["answers"] if answer.notified_at is not None]
    may_rate = rules.may_rate(one.status, is_rated=one.rated_on is not None)
    return {
        **common,
        "steps": _steps(one),
        "complete_form": given.get("complete_form") or CompleteForm(auto_id="id_complete_%s"),
        "rate_form": (given.get("rate_form") or RateForm(auto_id="id_rate_%s")) if may_rate else None,
    }


def _steps(one: AssistanceRequest) -> list[dict[str, Any]]:
    """Return the way of a request in four words, and where it stands."""
    reached = {"received": 0, "answered": 1, "notified": 2, "closed": 3}.get(one.status, 1)
    words = [_("Radicada"), _("En trámite"), _("Respondida"), _("Cerrada")]
    if one.status in {RequestStatus.WITHDRAWN, RequestStatus.TRANSFERRED}:
        words, reached = [_("Radicada"), one.get_status_display()], 1
    return [
        {"label": word, "status": "done" if place < reached else "current" if place == reached else "pending"}
        for place, word in enumerate(words)
    ]


def _alerts(one: AssistanceRequest) -> list[str]:
    """Return what is worth knowing before acting."""
    said = []
    if one.extended_on is not None:
        said.append(_("El término ya se prorrogó una vez."))
    if one.reopened_on is not None and one.status != RequestStatus.CLOSED:
        said.append(_("Se reabrió porque la respuesta no sirvió: «%(why)s»") % {"why": one.opinion})
    return said


def _within(one: AssistanceRequest, days: int) -> date:
    return add_working_days(one.received_on, days, selectors.days_off_of(one.organization_id))


def _panels(actor: Actor, one: AssistanceRequest, today: date, bound: tuple[str, forms.Form | None]) -> list[Panel]:
    panels = []
    for action in selectors.list_request_actions(actor=actor, request=one):
        form = bound[1] if bound[0] == action else _form_of(action, one, actor, today)
        kind = "danger" if action in _DANGER else "quiet"
        panels.append(Panel(action, REQUEST_ACTION_LABELS[action], form, kind, is_open=bound[0] == action))
    return panels


def _form_of(action: str, one: AssistanceRequest, actor: Actor, today: date, *data: Any) -> forms.Form | None:
    make = ACTION_FORMS.get(action)
    if make is None:
        return None
    values: dict[str, Any] = {"auto_id": f"id_{action}_%s"}
    if issubclass(make, RequestForm):
        values |= {"request": one, "actor": actor, "today": today}
    return make(*data, **values)


@login_required
@require_POST
def move_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out one action; a refusal stays on the page with what was written."""
    actor, now, action = actor_of(request), timezone.now(), request.POST.get("action", "")
    one = selectors.get_request(actor=actor, public_id=public_id)
    require_for_action(actor, action, one)
    form = _form_of(action, one, actor, timezone.localdate(now), request.POST, request.FILES)

    def work() -> str:
        data = form.cleaned_data if form is not None else {}
        if isinstance(form, CloseForm):
            data = {"ending": form.to_ending()}
        moved = carry_out(
            actor=actor, public_id=public_id, action=action, given=data, now=now, revision=shown_revision(request)
        )
        said = {"what": VERB_LABELS[f"request.{action}"], "status": moved.get_status_display()}
        messages.success(request, _("%(what)s. Estado: %(status)s.") % said)
        return one.get_absolute_url()

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        fresh = selectors.get_request(actor=actor, public_id=public_id)
        return _page(request, fresh, bound=(action, form), problem=problem, status=status)

    return act_or_show(request, work=work, show=show, form=form)


@login_required
@require_safe
def download(request: HttpRequest, public_id: UUID, file_id: UUID) -> FileResponse:
    """Give back a file of a request to who may see it."""
    one = selectors.get_request(actor=actor_of(request), public_id=public_id)
    return file_response(*selectors.find_attached(one, file_id))
