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

from llegada.core.templatetags.llegada import number, percent
from llegada.insights.forms import OwnFilter
from llegada.insights.scope import choose
from llegada.insights.selectors.silence import BY_DAYS, LEVELS, Silence, list_ranking_editions, list_silent
from llegada.portal.country_map import CountryMap
from llegada.portal.department_map import DepartmentValue, build_department_map
from llegada.portal.drawings import draw_map
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show, view_url
from llegada.portal.kinds import MANY
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
        OwnFilter("kind", _("Entidades"), [(one.value, MANY[one]) for one in EntityKind], kind),
        OwnFilter("rank", _("Primero"), _offered(editions), edition.index.code if edition else BY_DAYS),
    )
    context = {
        "found": found,
        "page_obj": Paginator(found.rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "edition": edition,
        "kind": EntityKind(kind),
        "map": _map(frame, kind, found) if found.rows else None,
        "today": timezone.localdate(),
        "many": MANY[EntityKind(kind)],
        "may_target": kind in LEVELS and RULE_POLICY.may_ever(frame.actor, RulePermission.EDIT),
        "definition": "silence",
    }
    return show(request, frame, own=own, context=context, has_metric=False)


def _map(frame: Frame, kind: str, found: Silence) -> CountryMap:
    """Return the departments in shades of the share of their entities that were not reached."""
    names = frame.options.catalogue.departments
    extra = {
        name: frame.asked[name] for name in ("kind", "rank") if frame.asked.get(name) and name not in frame.problems
    }
    values = {}
    for one in found.by_department:
        name = names[one.department_id].name if one.department_id in names else one.department_id
        words = _("%(name)s: sin llegada %(silent)s de %(among)s (%(percent)s)") % {
            "name": name,
            "silent": number(one.silent),
            "among": number(one.among),
            "percent": percent(one.silent, one.among),
        }
        share = max(1, round(100 * one.silent / one.among)) if one.silent else 0
        url = f"{view_url('silence')}?{frame.scope.query(department=one.department_id, **extra)}"
        values[one.department_id] = DepartmentValue(share, words, url)
    return build_department_map(
        values,
        label=_("Mapa de Colombia: parte de las entidades sin llegada, por departamento. La tabla dice cuáles son."),
        absent=_("a todas se llegó, o no hay de esa clase"),
        chosen=frame.scope.department_id,
        unit=" %",
    )


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
            one.last_on, _whole(one.value),
        ]
        for place, one in enumerate(found.rows, start=1)
    ]  # fmt: skip
    drawing = None
    if extension == "svg":
        title = _("%(what)s sin llegada, parte de cada departamento") % {"what": MANY[EntityKind(kind)]}
        drawing = draw_map(_map(frame, kind, found), title)
    sheet = Sheet("llegada-sin-llegada", columns, rows, drawing, "silence")
    return answer_file(frame, sheet, extension, scope=f"{frame.scope.words} · {MANY[EntityKind(kind)]}")


def _whole(value: float | None) -> float | int | None:
    """Return a value as its index writes it: people are no decimals."""
    return int(value) if value is not None and value.is_integer() else value


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
