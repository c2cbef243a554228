"""Lines of the annual plan become work plans: choose them, and one action makes their drafts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from llegada.core.errors import Invalid
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.planning.selectors import search_lines
from llegada.workplans import selectors, services
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.services.from_lines import MOST_LINES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry_out(request: HttpRequest) -> HttpResponse:
    """Show the lines without work plan, by words of their entity or service, and make the plans of those chosen."""
    actor = actor_of(request)
    WORK_PLAN_POLICY.require_ever(actor, Permission.EDIT)
    if request.method != "POST":
        return _page(request)

    def work() -> str:
        now = timezone.now()
        advisors = selectors.list_advisors(actor=actor, today=timezone.localdate(now))
        chosen = request.POST.get("advisor", "")
        done = services.carry_out_lines(
            actor=actor,
            line_ids=_uuids(request.POST.getlist("lines")),
            advisor=next((one for one in advisors if str(one.public_id) == chosen), None),
            now=now,
        )
        _say(request, done)
        return reverse("workplans:list") + "?estado=draft" if done.made else reverse("workplans:from_lines")

    try:
        return once(request, work)
    except Invalid as refusal:
        return _page(request, problem=refusal, status=refusal.status)


def _say(request: HttpRequest, done: services.LinesCarriedOut) -> None:
    if done.made:
        said = ngettext("Quedó %(count)d plan en borrador.", "Quedaron %(count)d planes en borrador.", len(done.made))
        messages.success(request, said % {"count": len(done.made)})
    if done.already:
        said = ngettext("%(count)d línea ya tenía su plan.", "%(count)d líneas ya tenían su plan.", done.already)
        messages.info(request, said % {"count": done.already})
    for line, reason in done.left:
        messages.warning(request, _("%(entity)s: %(reason)s") % {"entity": line.entity.name, "reason": reason})


def _page(request: HttpRequest, *, problem: Invalid | None = None, status: int = 200) -> HttpResponse:
    actor, words = actor_of(request), request.GET.get("q", "").strip()
    lines = search_lines(selectors.list_lines_to_carry_out(actor=actor), words)
    of_list = next(iter(_uuids([request.GET.get("lista", "")])), None)
    if of_list:
        lines = lines.filter(prioritized__list__public_id=of_list)
    found = list(lines[: MOST_LINES + 1])
    chosen = set(request.POST.getlist("lines")) if request.method == "POST" else None
    context: dict[str, Any] = {
        "q": words,
        "lista": of_list or "",
        "rows": [
            (line, str(line.public_id) in chosen if chosen is not None else bool(words or of_list))
            for line in found[:MOST_LINES]
        ],
        "has_more": len(found) > MOST_LINES,
        "advisors": selectors.list_advisors(actor=actor, today=timezone.localdate()),
        "advisor": request.POST.get("advisor", ""),
        "problem": next(iter(problem.fields.values()))[0] if problem else "",
    }
    return page_or_fragment(
        request, page="workplans/from_lines.html", fragment="workplans/_from_lines.html", context=context, status=status
    )


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue  # not something that the page offered
    return found
