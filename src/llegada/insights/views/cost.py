"""«Costo programado»: the money of the approved annual plans by unit, service, line and year (REP-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from llegada.core.drawing_files import svg_response
from llegada.core.drawings import MOST_BARS, Bar, Drawing, draw_bars
from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.table_about import About
from llegada.core.tabular import Table
from llegada.core.templatetags.llegada import number
from llegada.insights.filters import OF_OTHER_PAGES, Problems, name_foreign
from llegada.insights.progress_forms import ALL_YEARS
from llegada.insights.selectors.cost import CostRow, list_cost, list_cost_years
from llegada.insights.views.progress import FORMATS, address_of, downloads_of, give_table, refuse_problems
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.workplans.policies import WORK_PLAN_POLICY
from llegada.workplans.policies import Permission as WorkPlanPermission

ROWS_PER_PAGE: Final = 50
#: What each figure counts, in words.
DEFINITIONS: Final[tuple[tuple[str | Promise, str | Promise], ...]] = (
    (
        gettext_lazy("Por entidad"),
        gettext_lazy("lo programado sobre las entidades de las líneas que dicen su presupuesto."),
    ),
    (
        gettext_lazy("Por sesión"),
        gettext_lazy(
            "lo programado sobre las sesiones que las mismas dependencias realizaron en las vigencias de sus planes."
        ),
    ),
)
#: What addresses call each grouping → what it is, and its word.
GROUPINGS: Final[dict[str, tuple[str, str | Promise]]] = {
    "dependencia": ("unit", gettext_lazy("Dependencia")),
    "servicio": ("service", gettext_lazy("Servicio")),
    "linea": ("line", gettext_lazy("Línea temática")),
    "vigencia": ("year", gettext_lazy("Vigencia")),
}


@dataclass(frozen=True)
class _Asked:
    """What is added up, in which year (None: all), the years that there are, and a sentence for what could not be read."""

    name: str
    year: int | None
    years: list[int]
    problems: Problems

    @property
    def period(self) -> str:
        """Say the year."""
        return _("Vigencia %(year)s") % {"year": self.year} if self.year else _("Todas las vigencias")

    @property
    def readable(self) -> dict[str, str]:
        """Return what is in force as the address writes it."""
        return {"por": self.name, "vigencia": str(self.year or ALL_YEARS)}


def _asked(request: HttpRequest) -> _Asked:
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, PlanPermission.VIEW)
    years = list_cost_years(actor=actor)
    asked, this = request.GET.get("vigencia", ""), timezone.localdate().year
    name = request.GET.get("por", "")
    problems = name_foreign(request.GET, OF_OTHER_PAGES)
    if name and name not in GROUPINGS:
        problems["por"] = _("«%(value)s» no es algo que esta página sepa mostrar.") % {"value": name[:40]}
    name = name if name in GROUPINGS else next(iter(GROUPINGS))
    if asked == ALL_YEARS or (not asked and name == "vigencia"):
        return _Asked(name, None, years, problems)
    if asked and asked not in map(str, years):
        problems["vigencia"] = _("No hay planes anuales aprobados de la vigencia «%(year)s» que pueda ver.") % {
            "year": asked[:40]
        }
    default = this if this in years or not years else years[0]
    return _Asked(name, next((year for year in years if str(year) == asked), default), years, problems)


@require_safe
@login_required
def show_cost(request: HttpRequest) -> HttpResponse:
    """Show the money programmed, and what it comes to for each entity and each session."""
    asked = _asked(request)
    name, year = asked.name, asked.year
    by, label = GROUPINGS[name]
    rows, total = list_cost(actor=actor_of(request), by=by, year=year)
    context = {
        "problems": list(asked.problems.values()),
        "seen": asked.period,
        "drawing": _drawing(rows, label, year),
        "downloads": downloads_of("insights:export_cost", asked.readable, "svg"),
        "chosen": name,
        "chosen_label": label,
        "groupings": [(one, words) for one, (_by, words) in GROUPINGS.items()],
        "year": year,
        "cut_at": timezone.now(),
        "may_see_cost": True,
        "shows_progress": WORK_PLAN_POLICY.may_ever(actor_of(request), WorkPlanPermission.VIEW),
        "years": asked.years,
        "page_obj": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "total": total,
        "shows_design": by == "service",
        "definitions": DEFINITIONS,
    }
    return render(request, "insights/cost.html", context)


@require_safe
@login_required
def export_cost(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same rows."""
    asked = _asked(request)
    if extension not in FORMATS and extension != "svg":
        raise NotFound()
    refuse_problems(asked.problems)
    name, year = asked.name, asked.year
    by, label = GROUPINGS[name]
    rows, _total = list_cost(actor=actor_of(request), by=by, year=year)
    columns = [
        _("Código"), str(label), _("Líneas"), _("Líneas con presupuesto"), _("Entidades programadas"), _("Programado (COP)"),
        _("Por fuente (COP)"), _("Programado por entidad (COP)"), _("Sesiones realizadas"),
        _("Programado por sesión realizada (COP)"), _("Costo en el diseño (COP)"),
    ]  # fmt: skip
    title = _("costo-programado-por-%(what)s-%(year)s") % {"what": name, "year": year or ALL_YEARS}
    if extension == "svg":
        return svg_response(_drawing(rows, label, year), title)
    now = timezone.now()
    about = {
        "corte": now,
        "alcance": asked.period,
        "filtros": asked.readable,
        "definiciones": {str(label_of): str(words) for label_of, words in DEFINITIONS},
    }
    told = About(
        title=_title(label, year),
        scope=asked.period,
        cut=now,
        page=address_of("insights:cost", asked.readable),
        definitions=[(str(label_of), str(words)) for label_of, words in DEFINITIONS],
        source=_("Planes anuales aprobados y sesiones registradas en Llegada."),
        path=request.get_full_path(),
    )
    return give_table(request, Table(title, columns, map(_line, rows), told), extension, about=about)


def _drawing(rows: Sequence[CostRow], label: str | Promise, year: int | None) -> Drawing:
    """Return what is programmed by each group as bars on the largest."""
    amounts = sorted(((row.amount, row.name) for row in rows if row.amount), reverse=True)
    largest = amounts[0][0] if amounts else 1
    bars = [Bar(name, float(amount / largest), number(amount)) for amount, name in amounts]
    hidden = [_("Los primeros %(shown)s; la tabla los tiene todos.") % {"shown": MOST_BARS}]
    return draw_bars(_title(label, year), bars, hidden if len(bars) > MOST_BARS else [], is_share=False)


def _title(label: str | Promise, year: int | None) -> str:
    return _("Pesos programados por %(what)s · %(year)s") % {
        "what": str(label).lower(),
        "year": year or _("Todas las vigencias"),
    }


def _line(row: CostRow) -> list[Any]:
    return [
        row.code,
        row.name,
        row.lines,
        row.budgeted_lines,
        row.entities or None,
        row.amount,
        "; ".join(f"{source}: {amount}" for source, amount in row.by_source) or None,
        row.per_entity,
        row.sessions,
        row.per_session,
        row.design,
    ]
