"""«Avance»: how plans go by entity, unit, service, place, strategy or advisor, as of any day; and what is late and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.drawing_files import svg_response
from llegada.core.drawings import ACROSS_PHONE
from llegada.core.errors import Invalid, NotFound
from llegada.core.http import actor_of
from llegada.core.table_about import About
from llegada.core.tabular import Table, as_number, table_response
from llegada.core.templatetags.llegada import short_date
from llegada.insights import progress_words as words
from llegada.insights.definitions import PROGRESS_FIGURES, FigureDefinition, sources_of, words_of
from llegada.insights.filters import Problems
from llegada.insights.late_words import draw_late, late_rows, late_title
from llegada.insights.models import LateSpell
from llegada.insights.progress_asked import Asked, read_asked
from llegada.insights.progress_forms import ProgressForm
from llegada.insights.progress_rows import ProgressRow
from llegada.insights.selectors.late_list import LateKeys, count_ages, count_dues
from llegada.insights.selectors.lateness import OBSTACLE_WORDS, list_late, list_late_rows, read_late_page
from llegada.insights.selectors.progress import Cut, list_progress_years
from llegada.planning.policies import PLAN_POLICY as ANNUAL_PLAN_POLICY
from llegada.planning.policies import PlanPermission
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

ROWS_PER_PAGE: Final = 25
LATE_PER_PAGE: Final = 50
_LATE_FIGURES: Final = [one for one in PROGRESS_FIGURES if one.code in {"late", "lag"}]


def json_response(table: Table, about: Mapping[str, Any]) -> JsonResponse:
    """Return a table as JSON: what it is of, and a list of objects by column; amounts are numbers, as in open data."""
    rows = [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows]
    return JsonResponse({"name": table.name, **about, "rows": rows}, json_dumps_params={"ensure_ascii": False})


def _plain(value: Any) -> Any:
    return as_number(value) if isinstance(value, Decimal) else value


FORMATS: Final = ("xlsx", "csv", "json")


def give_table(request: HttpRequest, table: Table, extension: str, *, about: Mapping[str, Any]) -> HttpResponseBase:
    """Give a table in one of the formats; `about` says in JSON what it is of. Raises Invalid for a separator that is none."""
    return json_response(table, about) if extension == "json" else table_response(table, extension, asked=request.GET)


def _told_about(
    request: HttpRequest, form: ProgressForm, *, title: str, page: str, figures: Sequence[FigureDefinition]
) -> About:
    """Return what a file of progress is of, as CSV and XLSX say it inside; `page` is the name of where it is seen."""
    return About(
        title=title,
        scope=form.words,
        cut=form.cut.on,
        page=address_of(page, form.in_force),
        definitions=words_of(figures),
        source=sources_of(figures),
        path=request.get_full_path(),
    )


def address_of(page: str, filters: Mapping[str, str]) -> str:
    """Return the address of a page under some filters."""
    asked = urlencode({key: value for key, value in filters.items() if key not in {"page", "separador"}})
    return f"{reverse(page)}?{asked}" if asked else reverse(page)


def _about(form: ProgressForm) -> dict[str, Any]:
    """Return the day, what is asked in words and as the address says it, and what each figure counts."""
    return {
        "corte": form.cut.on,
        "alcance": form.words,
        "filtros": form.in_force,
        "definiciones": {str(one.label): f"{one.definition} {one.computed}" for one in PROGRESS_FIGURES},
    }


def refuse_problems(problems: Problems) -> None:
    """Refuse a file whose filters cannot be read: a page can leave one out and say so, a file cannot. Raises Invalid."""
    if problems:
        raise Invalid(problems)


def read_form(request: HttpRequest) -> ProgressForm:
    """Return the filters of the address, for somebody who reads plans. Raises NotAllowed."""
    actor = actor_of(request)
    WORK_PLAN_POLICY.require_ever(actor, Permission.VIEW)
    return ProgressForm(request.GET.dict(), actor=actor, years=list_progress_years(), today=timezone.localdate())


def _asked(request: HttpRequest, form: ProgressForm) -> Asked:
    return read_asked(actor=actor_of(request), form=form, asked=request.GET.get("por", ""))


def _entries(form: ProgressForm, asked: Asked, rows: list[ProgressRow]) -> list[words.ProgressEntry]:
    return words.make_entries(rows, asked.lateness_of(rows), name=asked.name, filters=form.readable)


@require_safe
@login_required
def show_progress(request: HttpRequest) -> HttpResponse:
    """Show the progress under the filters of the address."""
    actor, form = actor_of(request), read_form(request)
    asked = _asked(request, form)
    cut, label, rows, totals = asked.cut, asked.label, asked.rows, asked.totals
    order = request.GET.get("orden", "")
    page = Paginator(rows.ranked(order), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    entries = _entries(form, asked, list(page.object_list))
    context = {
        "form": form,
        "cut": cut,
        "may_see_cost": ANNUAL_PLAN_POLICY.may_ever(actor, PlanPermission.VIEW),
        "is_past": cut.on < timezone.localdate(),
        "chosen": asked.name,
        "column": asked.column or label,
        "has_no_zones": asked.name == words.ZONE and not form.zone_kinds,
        "chosen_label": label,
        "groupings": list(form.groupings.items()),
        "orders": list(words.ORDERS.items()),
        "order": order if order in words.ORDERS else next(iter(words.ORDERS)),
        "page_obj": page,
        "entries": entries,
        "drawing": words.draw_progress(_title(label, cut), entries, at_most=words.BARS),
        "downloads": downloads_of("insights:export_progress", form.readable, "svg"),
        "total": ProgressRow("", "", "", totals),
        "whole": words.ProgressEntry(ProgressRow("", "", "", totals), "none", "", None),
        "definitions": PROGRESS_FIGURES,
    }
    return render(request, "insights/progress.html", context, status=200 if form.is_valid() else 422)


@require_safe
@login_required
def export_progress(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download every row under the same filters."""
    form = read_form(request)
    if extension not in FORMATS and extension != "svg":
        raise NotFound()
    refuse_problems(form.problems)
    asked = _asked(request, form)
    label = asked.label
    entries = _entries(form, asked, list(asked.rows.ranked(request.GET.get("orden", ""))))
    title = _("avance-por-%(what)s-%(day)s") % {"what": asked.name, "day": form.cut.on.isoformat()}
    if extension == "svg":
        drawn = words.draw_progress(_title(label, form.cut), entries)
        return svg_response(drawn, title, title=_title(label, form.cut), about=[form.words])
    told = _told_about(request, form, title=_title(label, form.cut), page="insights:progress", figures=PROGRESS_FIGURES)
    table = Table(title, words.columns_of(asked.column or label), words.rows_of(entries), told)
    return give_table(request, table, extension, about=_about(form))


def _title(label: str | Promise, cut: Cut) -> str:
    return _("Avance por %(what)s a corte del %(day)s") % {"what": str(label).lower(), "day": short_date(cut.on)}


def downloads_of(name: str, filters: Mapping[str, str], *others: str) -> list[tuple[str, str]]:
    """Return the files of the page under its filters, by their format."""
    query = urlencode({key: value for key, value in filters.items() if key != "page"})
    asked = f"?{query}" if query else ""
    return [(one.upper(), f"{reverse(name, args=[one])}{asked}") for one in (*FORMATS, *others)]


def _late_title(cut: Cut) -> str:
    return _("Hitos vencidos a corte del %(day)s") % {"day": short_date(cut.on)}


def _late(request: HttpRequest, form: ProgressForm) -> QuerySet[LateSpell]:
    return list_late(actor=actor_of(request), cut=form.cut)


@require_safe
@login_required
def show_late(request: HttpRequest) -> HttpResponse:
    """List the milestones that were late on the day, the longest first, with what was recorded as the reason."""
    actor, form = actor_of(request), read_form(request)
    cut = form.cut
    late = _late(request, form)
    dues = count_dues(late)
    counts = count_ages(dues, day=cut.on)
    page = Paginator(LateKeys(late, dues), LATE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "cut": cut,
        "may_see_cost": ANNUAL_PLAN_POLICY.may_ever(actor, PlanPermission.VIEW),
        "page_obj": page,
        "downloads": downloads_of("insights:export_late", form.readable, "svg"),
        "drawing": draw_late(counts, day=cut.on),
        "phone": draw_late(counts, day=cut.on, across=ACROSS_PHONE),
        "ages": late_rows(counts),
        "rows": [(row, (cut.on - row.due_on).days) for row in read_late_page(cut=cut, keys=page)],
        "obstacles": OBSTACLE_WORDS,
        "definitions": _LATE_FIGURES,
    }
    return render(request, "insights/late.html", context, status=200 if form.is_valid() else 422)


@require_safe
@login_required
def export_late(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same milestones, or how many there are of each age as SVG."""
    form = read_form(request)
    if extension not in FORMATS and extension != "svg":
        raise NotFound()
    refuse_problems(form.problems)
    cut = form.cut
    name = _("hitos-vencidos-%(day)s") % {"day": cut.on.isoformat()}
    if extension == "svg":
        drawn = draw_late(count_ages(count_dues(_late(request, form)), day=cut.on), day=cut.on)
        return svg_response(drawn, name, title=late_title(cut.on), about=[form.words])
    columns = [
        _("Hito"), _("Plan"), _("Entidad"), _("Código DANE"), _("Dependencia"), _("Asesor"), _("Fecha límite"), _("Días vencido"),
        _("Obstáculos registrados"), _("Dirección"),
    ]  # fmt: skip
    rows = (
        [
            row.milestone.name,
            row.plan.title,
            row.entity.name,
            row.entity.municipality_id or row.entity.department_id,
            row.unit.name,
            row.advisor.full_name,
            row.due_on,
            (cut.on - row.due_on).days,
            "; ".join(f"{one.get_kind_display()}: {one.what}" for one in row.plan.obstacles_then) or None,  # type: ignore[attr-defined]
            request.build_absolute_uri(row.plan.get_absolute_url()),
        ]
        for row in list_late_rows(cut=cut, late=_late(request, form)).iterator(chunk_size=500)
    )
    told = _told_about(request, form, title=_late_title(cut), page="insights:late", figures=_LATE_FIGURES)
    table = Table(name, columns, rows, told)
    return give_table(request, table, extension, about=_about(form))
