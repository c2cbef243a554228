"""When: columns by month or year beside the year before, whole or by who assists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.drawings import ACROSS, ACROSS_PHONE, Column, Drawing, draw_columns, stacked
from llegada.core.templatetags.llegada import MONTHS
from llegada.insights import view_rules
from llegada.insights.choices import Axis, Split, Step, ViewMetric
from llegada.insights.forms import OwnFilter
from llegada.insights.scope import Scope, choose, month_words
from llegada.insights.selectors.matrix import code_axis, label_axis
from llegada.insights.selectors.series import MOST_SERIES, Series, TimeReading, get_series
from llegada.insights.told import WHY_KEPT
from llegada.portal.explore import Frame, Sheet, answer_file, definition_code, read_frame, show, told, told_short

_ACROSS: Final = (ACROSS, ACROSS_PHONE)


@dataclass(frozen=True)
class Part:
    """One series: its label and its drawing, beside its table and on a telephone."""

    label: str
    drawing: Drawing
    phone: Drawing


@dataclass(frozen=True)
class Asked:
    """By what time, and of what one series each."""

    step: Step
    split: Split | None


@require_safe
@gzip_page
def time(request: HttpRequest) -> HttpResponse:
    """Show when it was assisted; the table says what the columns draw."""
    frame = read_frame(request, "time")
    asked = _asked(frame)
    found = get_series(frame.scope.cut, step=asked.step, split=asked.split, metric=frame.scope.metric)
    shown = found.parts[:MOST_SERIES]
    labels = _labels(frame, asked, shown)
    own = (
        OwnFilter("by", _("Tiempo"), Step.choices, asked.step),
        OwnFilter("split", _("Una serie"), [("", _("De todo")), *Split.choices], asked.split or ""),
    )
    parts = [
        Part(label, *(_draw(frame, asked, found.times, one, label, shown, across=across) for across in _ACROSS))
        for one, label in zip(shown, labels, strict=True)
    ]
    has_before = _has_before(found)
    context = {
        "asked": asked,
        "has_before": has_before,
        "running": _running(found.times, asked.step),
        "whole": Part("", *(_draw(frame, asked, found.times, found.whole, "", across=across) for across in _ACROSS)),
        "parts": parts,
        "hidden_parts": len(found.parts) - len(shown),
        "heads": labels,
        "rows": _rows(frame, asked, found, shown, has_before=has_before),
        "is_distinct": frame.scope.metric != ViewMetric.SESSIONS,
        "why_kept": WHY_KEPT if _is_anything_kept(found) else "",
        "definition": definition_code(frame.scope.metric),
    }
    return show(request, frame, own=own, context=context)


@require_safe
def time_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give the series as a file. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "time")
    asked = _asked(frame)
    metric = frame.scope.metric
    found = get_series(frame.scope.cut, step=asked.step, split=asked.split, metric=metric)
    labels = _labels(frame, asked, found.parts)
    rows: list[list[Any]] = []
    codes = (
        code_axis(Axis(asked.split), [one.key for one in found.parts if one.key], frame.options) if asked.split else {}
    )
    for series, label in [(found.whole, _("Todo")), *zip(found.parts, labels, strict=True)]:
        rows += [
            [
                _code(one, asked.step),
                codes.get(series.key or ""),
                label,
                told(metric, series.values.get(one), is_kept=one in series.kept),
                told(metric, series.earlier.get(one), is_kept=one in series.kept_earlier),
            ]
            for one in found.times
        ]
    when = _("Mes") if asked.step == Step.MONTH else _("Año")
    columns = [when, _("Código"), _("Serie"), str(metric.label), _("Año anterior")]
    drawing = _draw_all(frame, asked, found) if extension == "svg" else None
    notes = [str(WHY_KEPT)] if _is_anything_kept(found) else []
    title = _("%(what)s %(when)s") % {"what": metric.label, "when": str(asked.step.label).lower()}
    sheet = Sheet(
        f"llegada-tiempo-{slugify(str(asked.step.label))}",
        columns,
        rows,
        drawing,
        definition_code(metric),
        notes,
        title,
    )
    return answer_file(frame, sheet, extension)


def _draw_all(frame: Frame, asked: Asked, found: TimeReading) -> Drawing:
    """Return the whole and, below it, the series that the page shows, each under its name."""
    whole = _draw(frame, asked, found.times, found.whole, "")
    shown = found.parts[:MOST_SERIES]
    if not shown:
        return whole
    parts = [
        replace(_draw(frame, asked, found.times, one, label, shown), title=label)
        for one, label in zip(shown, _labels(frame, asked, shown), strict=True)
    ]
    return stacked(whole.title, [replace(whole, title=_("Todo")), *parts])


def _asked(frame: Frame) -> Asked:
    usual = Step.YEAR if _is_long(frame.scope) else Step.MONTH
    step = choose(frame.asked, "by", Step, usual, frame.problems)
    asked = frame.asked.get("split", "").strip()
    split = choose(frame.asked, "split", Split, Split.ORGANIZATION, frame.problems) if asked else None
    return Asked(step, None if "split" in frame.problems else split)


def _is_long(scope: Scope) -> bool:
    if scope.since is None or scope.until is None:
        return True
    return len(view_rules.months_between(scope.since, scope.until)) > view_rules.MOST_MONTHS


def _code(one: int, step: Step) -> str:
    return view_rules.written_month(one) if step == Step.MONTH else str(one)


def _words(one: int, step: Step) -> str:
    return month_words(one) if step == Step.MONTH else str(one)


def _labels(frame: Frame, asked: Asked, parts: list[Series]) -> list[str]:
    if asked.split is None:
        return []
    found = label_axis(Axis(asked.split), [one.key for one in parts if one.key is not None], frame.options)
    return [found.get(one.key or "", _("Sin nombre publicado")) for one in parts]


def _draw(
    frame: Frame,
    asked: Asked,
    times: list[int],
    series: Series,
    label: str,
    alike: list[Series] | None = None,
    *,
    across: int = ACROSS,
) -> Drawing:
    """Return the columns of a series, on the scale of all those that are `alike`."""
    metric, step = frame.scope.metric, asked.step
    drawn = (
        _height(metric, value, is_kept=when in kept) or 0
        for one in alike or ()
        for values, kept in ((one.values, one.kept), (one.earlier, one.kept_earlier))
        for when, value in values.items()
    )
    largest = max(drawn, default=0)
    is_one_year = step == Step.MONTH and len({one // 100 for one in times}) == 1
    columns = []
    for one in times:
        name = str(MONTHS[one % 100 - 1]) if is_one_year else _words(one, step)
        columns.append(
            Column(
                name,
                _height(metric, series.values.get(one), is_kept=one in series.kept),
                _written(metric, series, one),
                _height(metric, series.earlier.get(one), is_kept=one in series.kept_earlier),
                _written_earlier(metric, series, one),
            )
        )
    of = f"{metric.label}, {label}" if label else str(metric.label)
    title = _("%(what)s %(when)s. La tabla dice lo mismo.") % {"what": of, "when": str(step.label).lower()}
    return draw_columns(title, columns, largest=largest, before_words=_("el año anterior"), across=across)


def _height(metric: ViewMetric, value: int | None, *, is_kept: bool) -> int | None:
    """Return how tall a column is drawn: every small group of people alike, and what is kept back with them."""
    is_untold = metric == ViewMetric.PEOPLE and (is_kept or view_rules.is_small_group(value))
    return 1 if is_untold else value


def _written(metric: ViewMetric, series: Series, when: int) -> str:
    return told_short(metric, series.values.get(when), is_kept=when in series.kept)


def _written_earlier(metric: ViewMetric, series: Series, when: int) -> str:
    return told_short(metric, series.earlier.get(when), is_kept=when in series.kept_earlier)


def _is_anything_kept(found: TimeReading) -> bool:
    return any(one.kept or one.kept_earlier for one in (found.whole, *found.parts))


def _has_before(found: TimeReading) -> bool:
    """Return whether anything is known of the year before: a column that says nothing would only take room."""
    return any(one in found.whole.earlier for one in found.times)


def _running(times: list[int], step: Step) -> str:
    """Return the month or the year of today where it is drawn, since what it counts still grows; else nothing."""
    today = timezone.localdate()
    now = today.year * 100 + today.month if step == Step.MONTH else today.year
    return _words(now, step) if now in times else ""


def _rows(
    frame: Frame, asked: Asked, found: TimeReading, shown: list[Series], *, has_before: bool
) -> list[tuple[str, list[str]]]:
    """Return each time with the value, that of the year before if anything is known of it, and that of each series."""
    metric = frame.scope.metric
    return [
        (
            _words(one, asked.step),
            [
                _written(metric, found.whole, one),
                *([_written_earlier(metric, found.whole, one)] if has_before else []),
                *(_written(metric, part, one) for part in shown),
            ],
        )
        for one in found.times
    ]
