"""Imports the catalogue of entities: upload and read the report, then confirm the same file."""

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
from llegada.core.imports import ImportReport
from llegada.core.tabular import xlsx_response
from llegada.core.uploads import HeldUpload
from llegada.territory.models import Entity
from llegada.territory.policies import TERRITORY_POLICY, Permission
from llegada.territory.services import import_entities, read_entities, template_table


def _require(actor: Actor) -> None:
    TERRITORY_POLICY.require_ever(actor, Permission.IMPORT)


def _carry_out(*, actor: Actor, held: HeldUpload, dry_run: bool, now: datetime) -> ImportReport:
    rows = read_entities(held.open(), name=held.name)
    return import_entities(actor=actor, rows=rows, dry_run=dry_run, now=now, source=held.source)


_PAGE: Final = ImportPage("territory/import_entities.html", Entity, "informe-de-entidades", _require, _carry_out)


@require_http_methods(["GET", "POST"])
@login_required
def import_page(request: HttpRequest) -> HttpResponseBase:
    """Ask for a file, try it and show its report; with a `token`, carry out the file that was tried."""
    return _PAGE.answer(request)


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponseBase:
    """Give the template, with one example row."""
    _require(actor_of(request))
    return xlsx_response(template_table())
