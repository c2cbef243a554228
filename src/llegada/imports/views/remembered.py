"""The page of a remembered match: what a text stands for, corrected or forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.imports import selectors
from llegada.imports.match_forms import MatchForm
from llegada.imports.models import ValueMatch
from llegada.imports.policies import MATCH_POLICY, MatchPermission
from llegada.imports.services.directory import Directory
from llegada.imports.services.remembering import correct_match, forget_match


def _show(
    request: HttpRequest, match: ValueMatch, form: MatchForm, status: int, problem: LlegadaError | None = None
) -> HttpResponse:
    words = Directory(match.organization).words(match.kind).get(match.value, "")
    context = {
        "match": match,
        "words": words,
        "form": form,
        "events": history.list_shown(target=match),
        "problem": problem,
    }
    return render(request, "imports/match.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def match(request: HttpRequest, match_id: int) -> HttpResponse:
    """Ask what a remembered text stands for."""
    actor = actor_of(request)
    found = selectors.get_match(actor=actor, match_id=match_id)
    MATCH_POLICY.require(actor, MatchPermission.CHANGE, found)
    form = MatchForm(request.POST or None, match=found, directory=Directory(found.organization))

    def work() -> str:
        correct_match(actor=actor, match_id=match_id, value=form.value, now=timezone.now())
        messages.success(request, _("Quedó corregido. Lo que ya se trajo no cambia."))
        return reverse("imports:remembered")

    return save_or_show(request, form, work=work, show=lambda status: _show(request, found, form, status))


@require_POST
@login_required
def forget(request: HttpRequest, match_id: int) -> HttpResponse:
    """Forget what a text stands for."""
    actor = actor_of(request)
    found = selectors.get_match(actor=actor, match_id=match_id)
    MATCH_POLICY.require(actor, MatchPermission.CHANGE, found)

    def work() -> str:
        text = forget_match(actor=actor, match_id=match_id, now=timezone.now())
        messages.success(request, _("Quedó olvidado: la próxima vez se pregunta qué es «%(text)s».") % {"text": text})
        return reverse("imports:remembered")

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        form = MatchForm(match=found, directory=Directory(found.organization))
        return _show(request, found, form, status, problem)

    return act_or_show(request, work=work, show=show)
