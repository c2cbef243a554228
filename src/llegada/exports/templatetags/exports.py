"""The list of datasets, for the page of open data, which stands beside this app and does not know it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from llegada.core.http import actor_of
from llegada.exports.selectors import list_datasets_for, list_open_files

register = template.Library()


@register.inclusion_tag("exports/_catalogue.html", takes_context=True)
def dataset_catalogue(context: RequestContext) -> dict[str, Any]:
    """Show every dataset that the reader may have, with its formats and when a file of it was last made."""
    actor = actor_of(context["request"])
    files = list_open_files()
    rows = []
    for dataset in list_datasets_for(actor=actor):
        made = [file.made_at for (code, _), file in files.items() if code == dataset.code and file.made_at]
        rows.append({"dataset": dataset, "made_at": max(made) if made else None})
    return {"rows": rows, "actor": actor, "year": timezone.localdate().year}
