"""The page that asks of which plan something is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from llegada.core.folding import having_words
from llegada.workplans.models import WorkPlan


def choose_plan(request: HttpRequest, plans: QuerySet[WorkPlan], words: Mapping[str, Any]) -> HttpResponse:
    """Show the plans to choose from, or go straight to the only one.

    `words` are those of the page: `door` (address that takes `?plan=`), `heading`, `which`, `which_states`, `parent`, `parent_url`.
    """
    typed = request.GET.get("q", "")
    plans = having_words(plans, typed, said=("title",), kept=("entity__search_text",))
    found = Paginator(plans, 25).get_page(request.GET.get("page"))
    if not typed and found.paginator.count == 1:
        return HttpResponseRedirect(f"{words['door']}?plan={found.object_list[0].public_id}")
    return render(request, "delivery/choose_plan.html", {"page_obj": found, "words": typed, **words})
