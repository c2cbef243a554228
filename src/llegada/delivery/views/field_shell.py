"""The app of the field itself: its page, its manifest and its service worker. None of them holds anybody's data."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from llegada.core.errors import NotFound
from llegada.delivery.choices import CommitmentSide, EvidenceKind, SessionKind, SessionModality

_CHOICES = {
    "kinds": SessionKind.choices,
    "modalities": SessionModality.choices,
    "proves": [
        (one.value, one.label)
        for one in (EvidenceKind.PHOTO, EvidenceKind.ATTENDANCE_LIST, EvidenceKind.SIGNED_MINUTES)
    ],
    "sides": list(reversed(CommitmentSide.choices)),
}
#: What the app needs to open with no signal, beside its page.
_ASSETS = (
    "llegada/app.css",
    "llegada/field.js",
    "llegada/icon.svg",
    "llegada/icon-192.png",
    "llegada/fonts/work-sans-latin-400-normal.woff2",
    "llegada/fonts/work-sans-latin-600-normal.woff2",
    "llegada/fonts/montserrat-latin-700-normal.woff2",
)


@require_safe
@cache_control(no_cache=True)
def show_shell(request: HttpRequest) -> HttpResponse:
    """Show the page of the app, the same for everybody: the device keeps it and opens it with no signal and no login."""
    return render(request, "delivery/field/shell.html", _CHOICES)


@require_safe
@cache_control(no_cache=True)
def show_manifest(request: HttpRequest) -> HttpResponse:
    """Describe the app to the phone that installs it."""
    icons = [
        {"src": static(f"llegada/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    words = {
        "name": _("Llegada en campo"),
        "short_name": _("Llegada"),
        "description": _(
            "Sesiones, asistencia y fotos sin señal: se guardan en el teléfono y se envían cuando vuelve."
        ),
        "lang": "es-CO",
        "id": reverse("delivery:field"),
        "start_url": reverse("delivery:field"),
        "scope": reverse("delivery:field"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#004884",
        "icons": icons,
    }
    return JsonResponse(words, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def show_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, with what it keeps and a version that changes with any of it. Raises NotFound if it is not built.

    It is served under /campo/ so that it governs those pages and no others.
    """
    found = finders.find("llegada/field-worker.js")
    if not isinstance(found, str):
        raise NotFound(file="field-worker.js")
    code = Path(found).read_text(encoding="utf-8")
    assets = [static(name) for name in _ASSETS]
    shell = render_to_string("delivery/field/shell.html", _CHOICES, request)
    version = hashlib.sha256("\n".join([code, shell, *assets]).encode()).hexdigest()[:12]
    kept = {"version": version, "home": reverse("delivery:field"), "assets": assets}
    answer = HttpResponse(f"self.LLEGADA={json.dumps(kept)};\n{code}", content_type="text/javascript")
    answer["Content-Language"] = "es-co"
    return answer
