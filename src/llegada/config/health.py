"""What machines ask: is it well, and how is it doing."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures of the process for Prometheus: to this machine, or to whoever brings `LLEGADA_METRICS_TOKEN`."""
    expected = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    # What a proxy of this machine passes on comes from elsewhere, though nobody told us to trust the proxy.
    is_passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    is_local = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not is_passed_on
    if constant_time_compare(given, expected) if expected else is_local:
        response: HttpResponse = ExportToDjangoView(request)
        return response
    return HttpResponseNotFound()
