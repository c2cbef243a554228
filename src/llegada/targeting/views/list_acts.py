"""What is done with the entities of a list: a change by hand asked and decided, and the answer of an administration."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, page_or_fragment, save_or_show
from llegada.core.recovered import recovered_data
from llegada.targeting import selectors, services
from llegada.targeting.choices import ListStatus
from llegada.targeting.errors import NotAnswerable
from llegada.targeting.forms import AnswerForm, ChangeForm
from llegada.targeting.policies import ANSWER_POLICY, LIST_POLICY, ListPermission
from llegada.territory.models import Entity
from llegada.territory.selectors import get_entity, search_entities


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Search the entity (`?q=`), and once it is chosen (`?entidad=`) ask that it come in, or that it be left out."""
    actor = actor_of(request)
    one = services.draft_list(actor, public_id)
    entity = _chosen_entity(request)
    if entity is None:
        words = request.GET.get("q", "")
        context = {"list": one, "q": words, "entities": search_entities(words) if words.strip() else []}
        return page_or_fragment(
            request, page="targeting/lists/choose_entity.html", fragment="territory/_entities.html", context=context
        )
    excludes = one.entities.filter(entity=entity, is_included=True).exists()
    form = ChangeForm(request.POST or recovered_data(request), excludes=excludes, initial={"entity": entity.public_id})

    def work() -> str:
        data = form.cleaned_data
        services.ask_change(
            actor=actor,
            list_id=public_id,
            entity=data["entity"],
            reason=data["reason"],
            duty=data.get("duty", ""),
            duty_norm=data.get("duty_norm", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Cambio pedido. Lo decide otra persona."))
        return f"{one.get_absolute_url()}#cambios"

    def show(status: int) -> HttpResponse:
        context = {"list": one, "form": form, "entity": entity, "excludes": excludes}
        return render(request, "targeting/lists/change.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_POST
@login_required
def decide_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve, deny or take back a change by hand."""
    actor = actor_of(request)
    change = selectors.get_change(actor=actor, public_id=public_id)
    takes_back = request.POST.get("action") == "take_back"
    LIST_POLICY.require(actor, ListPermission.EDIT if takes_back else ListPermission.DECIDE_CHANGE, change.list)
    reason = request.POST.get("reason", "")

    def work() -> str:
        done = services.decide_change(
            actor=actor,
            public_id=public_id,
            decision=request.POST.get("action", ""),
            reason=reason,
            now=timezone.now(),
        )
        messages.success(request, _("El cambio quedó: %(status)s.") % {"status": done.get_status_display()})
        return f"{change.list.get_absolute_url()}#cambios"

    def show(status: int, refusal: LlegadaError | None) -> HttpResponse:
        context = {"list": change.list, "change": change, "problem": refusal, "written_reason": reason}
        return render(request, "targeting/lists/refused_change.html", context, status=status)

    return act_or_show(request, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write what the administration of an entity answered."""
    actor = actor_of(request)
    row = selectors.get_prioritized(actor=actor, public_id=public_id)
    ANSWER_POLICY.require(actor, ListPermission.ANSWER, row)
    if row.list.status != ListStatus.APPROVED or not row.is_included:
        raise NotAnswerable()
    initial = {
        "acceptance": row.acceptance,
        "on": row.acceptance_on,
        "by": row.acceptance_by,
        "note": row.acceptance_note,
    }
    form = AnswerForm(request.POST or recovered_data(request), initial=initial)

    def work() -> str:
        now = timezone.now()
        services.record_answer(
            actor=actor, public_id=public_id, answer=form.answer(), now=now, today=timezone.localdate(now)
        )
        messages.success(request, _("Respuesta registrada."))
        return row.list.get_absolute_url()

    def show(status: int) -> HttpResponse:
        context: dict[str, Any] = {"row": row, "list": row.list, "form": form}
        return render(request, "targeting/lists/answer.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


def _chosen_entity(request: HttpRequest) -> Entity | None:
    """Return the entity that the address or the form names, or None where none is chosen yet. Raises NotFound."""
    asked = request.POST.get("entity") or request.GET.get("entidad", "")
    if not asked:
        return None
    try:
        return get_entity(public_id=UUID(asked))
    except ValueError:
        return None
