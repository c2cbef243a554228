"""What all the views of «quién hace qué y dónde» share: filters, tabs, downloads, and how a count of people is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.core.actors import Actor
from llegada.core.drawing_files import svg_response
from llegada.core.drawings import Drawing, attached
from llegada.core.errors import Invalid
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.table_about import About
from llegada.core.tabular import Table, table_response
from llegada.core.templatetags.llegada import number
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.insights import view_rules
from llegada.insights.choices import ViewMetric
from llegada.insights.definitions import FIGURES, VIEW_FIGURES, FigureDefinition, sources_of, words_of
from llegada.insights.filters import OF_PROGRESS, Problems, name_foreign
from llegada.insights.forms import OwnFilter, ScopeForm
from llegada.insights.scope import Scope
from llegada.insights.selectors.explore_options import Options
from llegada.insights.told import KEPT_BACK, told_people
from llegada.insights.view_asked import read_view

#: View → its words in the tabs, in their order. Overlaps say what is planned: only for who plans.
VIEWS: Final[dict[str, str | Promise]] = {
    "matrix": gettext_lazy("Matriz"),
    "map": gettext_lazy("Mapa"),
    "time": gettext_lazy("Tiempo"),
    "coverage": gettext_lazy("Cobertura"),
    "silence": gettext_lazy("Sin llegada"),
    "overlaps": gettext_lazy("Cruces"),
}
#: What some views are asked besides the filters that they share.
OWN_FILTERS: Final = ("rows", "cols", "view", "by", "split", "kind", "rank", "days")
#: What a page says where the year that it is asked for cannot be read.
BAD_YEAR: Final = gettext_lazy("La vigencia es un año de cuatro cifras entre 1990 y 2100, como 2026.")
#: The same of a page that has all of them.
ALL_OF_THEM: Final = gettext_lazy("Aquí se muestran todas las vigencias: no se elige una.")
#: «Menos de 5» inside a cell.
FEW_SHORT: Final = "< 5"
#: What a cell of a page says where telling it would tell one of those.
KEPT_SHORT: Final = gettext_lazy("res.")


@dataclass(frozen=True)
class Tab:
    """One view among the others, with the same filters."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """What somebody asks of a view: who, with which filters; `problems` are those that could not be read."""

    actor: Actor
    view: str
    options: Options
    scope: Scope
    problems: Problems
    asked: Mapping[str, str]
    #: Its own address.
    path: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that a view says as a table, its drawing if it has one, and the code of the definition of its figure.

    `title` is that of the drawing as a file, where on its page it says something else. `besides` are the codes of its other
    figures.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    drawing: Drawing | None = None
    definition: str = ""
    notes: Sequence[str] = field(default=())
    title: str = ""
    besides: Sequence[str] = ()

    @property
    def figures(self) -> list[FigureDefinition]:
        """Return the definitions of its figures."""
        known = FIGURES | VIEW_FIGURES
        return [known[code] for code in dict.fromkeys((self.definition, *self.besides)) if code in known]


def year_problem(asked: Mapping[str, str], *, has_years: bool) -> str | Promise:
    """Say that the year of the address cannot be read, or that the page has all of them and no filter by year; else nothing."""
    year = asked.get("year", "").strip()
    if year and not has_years:
        return ALL_OF_THEM
    if year and view_rules.parse_year(year) is None:
        return BAD_YEAR
    return next(iter(name_foreign(asked, OF_PROGRESS).values()), "")


def refuse_year(asked: Mapping[str, str]) -> None:
    """Refuse a file of a page that has every year, where the address asks for one. Raises Invalid."""
    problem = year_problem(asked, has_years=False)
    if problem:
        raise Invalid({"year": problem})


def read_frame(request: HttpRequest, view: str, *, is_all_years: bool = False) -> Frame:
    """Read the filters of the address; without a period, the latest year with something registered, or every year."""
    actor = actor_of(request)
    asked = read_view(request.GET, actor=actor, is_all_years=is_all_years)
    return Frame(actor, view, asked.options, asked.scope, asked.problems, request.GET, request.get_full_path())


def show(
    request: HttpRequest,
    frame: Frame,
    *,
    own: Sequence[OwnFilter] = (),
    context: Mapping[str, Any],
    has_metric: bool = True,
    every_year: str | Promise = "",
    formats: Sequence[str] = ("xlsx", "csv", "json", "svg"),
) -> HttpResponse:
    """Answer with the page of a view, or with what moves in it for HTMX."""
    kept = {one.name: one.value for one in own}
    extra = {name: value for name, value in kept.items() if value}
    whole = {
        "frame": frame,
        "form": ScopeForm(
            options=frame.options, scope=frame.scope, own=own, has_metric=has_metric, every_year=every_year
        ),
        "tabs": make_tabs(actor=frame.actor, current=frame.view, query=frame.scope.query()),
        "problems": list(frame.problems.values()),
        "cut_at": timezone.now(),
        "downloads": [(one.upper(), table_url(frame, one, **extra)) for one in formats],
        "view": frame.view,
        "heading": VIEWS.get(frame.view, ""),
        "nothing_yet": not frame.options.catalogue.years,
        "page_template": f"portal/explore/{frame.view}.html",
        **context,
    }
    return page_or_fragment(
        request, page="portal/explore/page.html", fragment="portal/explore/fragment.html", context=whole
    )


def make_tabs(*, actor: Actor, current: str, query: str) -> list[Tab]:
    """Return the views, each with the filters of now; the first page is one of them."""
    found = [Tab(_("Resumen"), f"{reverse('portal:home')}?{query}", current == "home")]
    for view, label in VIEWS.items():
        if view != "overlaps" or PLANNED_POLICY.may_ever(actor, Permission.VIEW_PLANNED):
            found.append(Tab(label, f"{view_url(view)}?{query}", view == current))
    return found


def view_url(view: str) -> str:
    """Return the address of a view."""
    return reverse(f"portal:{view}")


def table_url(frame: Frame, extension: str, **extra: Any) -> str:
    """Return the address of the file of a view, under the filters of now and those of its own."""
    base = reverse(f"portal:{frame.view}_table", args=[extension])
    return f"{base}?{frame.scope.query(**extra)}"


def downloads_of(view: str, query: str) -> list[tuple[str, str]]:
    """Return the files of a view under some filters, by their format, for the page of who or what is in them."""
    return [
        (one.upper(), f"{reverse(f'portal:{view}_table', args=[one])}?{query}")
        for one in ("xlsx", "csv", "json", "svg")
    ]


def refuse_problems(frame: Frame) -> None:
    """Refuse a file whose filters cannot be read: a page can leave one out and say so, a file cannot. Raises Invalid."""
    if frame.problems:
        raise Invalid(frame.problems)


def answer_file(frame: Frame, sheet: Sheet, extension: str, *, scope: str = "") -> HttpResponseBase:
    """Give what a view says as CSV, XLSX, JSON or SVG. Raises Invalid for a filter that cannot be read.

    `scope` says what it is of, where the filters alone do not.
    """
    refuse_problems(frame)
    own = {name: frame.asked[name] for name in OWN_FILTERS if frame.asked.get(name)}
    about = {"vista": frame.view, "alcance": scope or frame.scope.words, "filtros": {**frame.scope.asked, **own}}
    page = f"{view_url(frame.view)}?{frame.scope.query(**own)}"
    return give_file(sheet, extension, about=about, asked=frame.asked, page=page, path=frame.path)


def give_file(
    sheet: Sheet, extension: str, *, about: Mapping[str, Any], asked: Mapping[str, str], page: str, path: str
) -> HttpResponseBase:
    """Give a sheet as CSV, XLSX, JSON or SVG; `about` says what it is of, `asked` is what the address says.

    `page` is where it is seen, and `path` its own address.
    """
    if extension in {"csv", "xlsx"}:
        told_about = _about(sheet, view=str(about["vista"]), scope=str(about["alcance"]), page=page, path=path)
        return table_response(Table(sheet.name, sheet.columns, sheet.rows, told_about), extension, asked=asked)
    if extension == "json":
        content = json.dumps(_as_json(about, sheet), cls=DjangoJSONEncoder, ensure_ascii=False)
        return attached(content, "application/json; charset=utf-8", f"{sheet.name}.json")
    title = sheet.title or (sheet.drawing.title if sheet.drawing else sheet.name)
    notes = [one for one in sheet.notes if not title.startswith(one)]  # the title says what is counted
    return svg_response(sheet.drawing, sheet.name, title=title, about=[str(about["alcance"])], notes=notes)


def _about(sheet: Sheet, *, view: str, scope: str, page: str, path: str) -> About:
    """Return what a sheet is of, as a CSV and an XLSX say it inside."""
    return About(
        title=sheet.title or (sheet.drawing.title if sheet.drawing else str(VIEWS.get(view, sheet.name))),
        scope=scope,
        cut=timezone.now(),
        page=page,
        definitions=words_of(sheet.figures),
        notes=sheet.notes,
        source=sources_of(sheet.figures),
        path=path,
    )


def _as_json(about: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    return {
        **about,
        "corte": timezone.now(),
        "definicion": f"{reverse('portal:data')}#cifra-{sheet.definition}" if sheet.definition else None,
        "notas": list(sheet.notes),
        "columnas": list(sheet.columns),
        "filas": [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows],
    }


def told(metric: ViewMetric, value: int | None, *, is_kept: bool = False) -> int | str | None:
    """Return a value as a file tells it: neither a small group of people, nor what would tell it by difference."""
    if is_kept:
        return str(KEPT_BACK)
    return told_people(value) if metric == ViewMetric.PEOPLE else value


def told_short(metric: ViewMetric, value: int | None, *, is_kept: bool = False) -> str:
    """Return a value as a cell of a page tells it; nothing where nothing is registered."""
    if not value:
        return ""
    if is_kept:
        return str(KEPT_SHORT)
    return FEW_SHORT if metric == ViewMetric.PEOPLE and view_rules.is_small_group(value) else number(value)


def definition_code(metric: ViewMetric) -> str:
    """Return the code of the definition of a metric."""
    return str(metric)
