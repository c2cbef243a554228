"""Whom nobody reached, first where it is most needed, with the door to choose them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.insights.forms import OwnFilter
from llegada.insights.scope import choose
from llegada.insights.selectors.silence import BY_DAYS, LEVELS, list_ranking_editions, list_silent
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show
from llegada.targeting.models import IndexEdition
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.territory.choices import EntityKind

ROWS_PER_PAGE: Final = 25


@require_safe
@gzip_page
def silence(request: HttpRequest) -> HttpResponse:
    """Show whom the filters did not reach; without a period, over the whole history."""
    frame = read_frame(request, "silence", is_all_years=True)
    kind, edition, editions = _asked(frame)
    found = list_silent(frame.scope.cut, kind=kind, edition=edition)
    own = (
        OwnFilter("kind", _("Entidades"), EntityKind.choices, kind),
        OwnFilter("rank", _("Primero"), _offered(editions), edition.index.code if edition else BY_DAYS),
    )
    context = {
        "found": found,
        "page_obj": Paginator(found.rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "edition": edition,
        "kind": EntityKind(kind),
        "today": timezone.localdate(),
        "may_target": kind in LEVELS and RULE_POLICY.may_ever(frame.actor, RulePermission.EDIT),
        "definition": "silence",
    }
    return show(
        request, frame, own=own, context=context, has_metric=False, formats=("xlsx", "csv", "json")
    )  # fmt: skip


@require_safe
def silence_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give all of them as a file. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "silence", is_all_years=True)
    kind, edition, _editions = _asked(frame)
    found = list_silent(frame.scope.cut, kind=kind, edition=edition)
    columns = [
        _("Puesto"), _("Entidad"), _("Clase"), _("Código del departamento"), _("Departamento"), _("Código del municipio"),
        _("Municipio"), _("Última llegada"), str(edition) if edition else _("Índice"),
    ]  # fmt: skip
    label = str(EntityKind(kind).label)
    rows = [
        [
            place, one.name, label, one.department_id, one.department or None, one.municipality_id, one.municipality or None,
            one.last_on, one.value,
        ]
        for place, one in enumerate(found.rows, start=1)
    ]  # fmt: skip
    return answer_file(frame, Sheet("llegada-sin-llegada", columns, rows, definition="silence"), extension)


def _asked(frame: Frame) -> tuple[str, IndexEdition | None, list[IndexEdition]]:
    kind = choose(frame.asked, "kind", EntityKind, EntityKind.MAYORALTY, frame.problems)
    editions = list_ranking_editions(kind, year=timezone.localdate().year)
    asked = frame.asked.get("rank", "").strip()
    found = next((one for one in editions if one.index.code == asked), None)
    if asked and asked != BY_DAYS and found is None:
        frame.problems["rank"] = _("Ese índice no ordena a esas entidades, o no tiene una edición vigente.")
    usual = editions[0] if editions and not asked else None
    return kind, found or usual, editions


def _offered(editions: Sequence[IndexEdition]) -> list[tuple[str, str]]:
    found = [(one.index.code, _("Por %(index)s") % {"index": one}) for one in editions]
    return [*found, (BY_DAYS, _("Más tiempo sin llegada"))]
