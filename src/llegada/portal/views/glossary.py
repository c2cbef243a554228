"""Pages that explain: the glossary, and how accessible the site is."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.core.glossary import TERMS


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words of the work, each with its anchor."""
    return render(request, "portal/glossary.html", {"terms": TERMS})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the statement of accessibility that Resolución MinTIC 1519 de 2020 asks for, and how to report a barrier."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    is_configured = bool(address) and not address.endswith("@localhost")
    return render(request, "portal/accessibility.html", {"contact": address if is_configured else ""})
