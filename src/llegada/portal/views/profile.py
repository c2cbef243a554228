"""The profile of a municipality or a department: what the indices say of it, who serves it and what came of it (FOC-05, FOC-11)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.errors import NotFound
from llegada.core.http import actor_of, moved
from llegada.core.tabular import table_response
from llegada.insights.selectors.profiles import get_profile
from llegada.portal.profile_page import build_cards, group_names, named_rows, profile_table
from llegada.targeting.choices import IndexLevel
from llegada.targeting.profile_rules import LEAST_SHARED
from llegada.territory import selectors


@require_safe
@gzip_page
def profile(request: HttpRequest, level: IndexLevel, code: str, slug: str) -> HttpResponse:
    """Show the profile of a place; of one that has no government of its own, say who governs it."""
    try:
        found = get_profile(actor=actor_of(request), level=level, code=code)
    except NotFound:
        return _without_government(request, level, code)
    if slug != slugify(found.place.name):
        return moved(request, found.place.get_absolute_url())
    context = {
        "place": found.place,
        "profile": found,
        "cards": build_cards(found),
        "groups": group_names(found),
        "strengths": named_rows(found, found.indices.strengths, is_strength=True),
        "gaps": named_rows(found, found.indices.gaps, is_strength=False),
        "least_shared": LEAST_SHARED,
    }
    return render(request, "portal/profile.html", context)


def _without_government(request: HttpRequest, level: IndexLevel, code: str) -> HttpResponse:
    """Say who governs a place that has no mayor. Raises UnknownCode or LostZero for what is no place."""
    if level == IndexLevel.DEPARTMENT:
        selectors.get_department(code=code)
    return render(request, "portal/profile_absent.html", {"municipality": selectors.get_municipality(code=code)})


@require_safe
def download_profile(request: HttpRequest, level: IndexLevel, code: str, slug: str, extension: str) -> HttpResponseBase:
    """Download every index of a place, of every year. Raises NotFound."""
    table = profile_table(get_profile(actor=actor_of(request), level=level, code=code))
    return table_response(table, extension, asked=request.GET)
