"""Imports an offer of services: upload and read the report, then confirm the same file."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.actors import Actor
from llegada.core.http import actor_of
from llegada.core.import_pages import ImportPage
from llegada.core.tabular import read_table, xlsx_response
from llegada.core.uploads import HeldUpload
from llegada.portfolio.models import Service
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services import OfferReport, import_offer
from llegada.portfolio.tables import template_table


def _require(actor: Actor) -> None:
    SERVICE_POLICY.require_ever(actor, Permission.IMPORT)


def _carry_out(*, actor: Actor, held: HeldUpload, dry_run: bool, now: datetime) -> OfferReport:
    rows = read_table(held.open(), name=held.name)
    return import_offer(actor=actor, rows=rows, dry_run=dry_run, now=now, source=held.source)


_PAGE: Final = ImportPage("portfolio/import.html", Service, "informe-de-importacion", _require, _carry_out)


@require_http_methods(["GET", "POST"])
@login_required
def import_services(request: HttpRequest) -> HttpResponseBase:
    """Ask for a file, try it and show its report; with a `token`, carry out the file that was tried."""
    return _PAGE.answer(request)


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponseBase:
    """Give the empty template."""
    _require(actor_of(request))
    return xlsx_response(template_table())
