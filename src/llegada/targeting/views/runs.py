"""Runs: what came out and how firm it is, each place explained, two compared, and all of it to take away."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.tabular import table_response
from llegada.targeting import selectors
from llegada.targeting.choices import RuleLevel, Standing
from llegada.targeting.chosen_map import department_paths, dots_of
from llegada.targeting.columns import Column, columns_of, editions_of_criteria
from llegada.targeting.explanations import explain
from llegada.targeting.models import RunEdition, RunPlace, TargetingRun
from llegada.targeting.policies import LIST_POLICY, ListPermission
from llegada.targeting.ranking_page import bar_parts
from llegada.targeting.rule_content import content_from
from llegada.targeting.rule_words import note_words, universe_words
from llegada.targeting.run_comparison import compare_runs
from llegada.targeting.run_drawings import doubtful_of, interval_chart
from llegada.targeting.run_workbook import run_workbook
from llegada.targeting.scoring import answer
from llegada.targeting.selectors.equity import compare_with_country
from llegada.targeting.tables import run_table

ROWS_PER_PAGE: Final = 50
#: Of the places that moved most between two runs, so many are shown.
MOST_MOVED: Final = 50


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a run: its list, how firm it is, who it leaves out, and against the country."""
    actor = actor_of(request)
    run = selectors.get_run(actor=actor, public_id=public_id)
    editions = selectors.list_run_editions(run)
    columns = _columns(run, editions)
    places = selectors.list_run_places(run)
    chosen = [place for place in places if place.is_chosen]
    page = Paginator(places, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    level = run.content["level"]
    standings = {one: sum(place.standing == one for place in places) for one in Standing.values}
    context = {
        "run": run,
        "rule": run.rule,
        "columns": columns,
        "page_obj": page,
        "rows": [_row(run, place, columns) for place in page],
        "safe": sum(place.standing == Standing.SAFE for place in chosen),
        "standings": standings,
        "doubtful": [_row(run, place, columns) for place in doubtful_of(places)],
        "chart": interval_chart(places, chosen=len(chosen)),
        "notes": [note_words(note, columns, level) for note in run.summary["notes"]],
        "universe": universe_words(level, count=run.universe_count, universe=run.summary["universe"]),
        "editions": editions,
        "stale": selectors.list_stale(editions),
        "dots": dots_of(_seat(place) for place in chosen),
        "paths": department_paths(),
        "equity": compare_with_country([one.code for one in chosen]) if level == RuleLevel.MUNICIPALITY else None,
        "others": _others(actor, run),
        "may_list": LIST_POLICY.may_ever(actor, ListPermission.EDIT),
    }
    return render(request, "targeting/runs/detail.html", context)


@require_safe
@login_required
def place(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Explain one place with what the run froze."""
    run = selectors.get_run(actor=actor_of(request), public_id=public_id)
    columns = _columns(run, selectors.list_run_editions(run))
    places = selectors.in_tie_order(run, selectors.list_run_places(run))
    at = next((at for at, one in enumerate(places) if one.code == code), None)
    if at is None:
        raise NotFound(place=code)
    one = places[at]
    context = {
        "run": run,
        "place": one,
        "profile": one.municipality.get_absolute_url() if one.municipality else "",
        "explanation": explain(answer(selectors.problem_of_run(run, places)), columns, at),
        "method": run.content["method"],
        "back": run.get_absolute_url(),
        "parent": str(run),
        "sensitive_to": columns[one.sensitive_to].label if one.sensitive_to is not None else "",
    }
    return render(request, "targeting/runs/place.html", context)


@require_safe
@login_required
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who enters, who leaves and who moved from a run to another of the same level, the one of `?con=`."""
    actor = actor_of(request)
    first = selectors.get_run(actor=actor, public_id=public_id)
    context: dict[str, Any] = {"first": first, "others": _others(actor, first), "chosen": request.GET.get("con", "")}
    second = next((one for one in context["others"] if str(one.public_id) == context["chosen"]), None)
    if second is not None:
        found = compare_runs(selectors.list_run_places(first), selectors.list_run_places(second))
        context |= {"second": second, "comparison": found, "moved": found.moved[:MOST_MOVED]}
    return render(request, "targeting/runs/compare.html", context)


def _others(actor: Actor, run: TargetingRun) -> list[TargetingRun]:
    """Return the runs with which one can be compared: those of its level that the actor sees, newest first."""
    return list(selectors.list_runs(actor=actor).exclude(pk=run.pk).filter(content__level=run.content["level"])[:50])


@require_safe
@login_required
def download(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Give a run as a workbook with its formulas, as a CSV, or as JSON with the rule and its editions."""
    run = selectors.get_run(actor=actor_of(request), public_id=public_id)
    editions = selectors.list_run_editions(run)
    columns = _columns(run, editions)
    places = selectors.list_run_places(run)
    name = _("corrida-%(year)s-%(number)s") % {"year": run.rule.year, "number": run.number}
    if extension == "csv":
        return table_response(run_table(name, places, columns), extension, asked=request.GET)
    if extension == "json":
        response: HttpResponse = JsonResponse(
            _as_data(run, editions, places), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    elif extension == "xlsx":
        ordered = selectors.in_tie_order(run, places)
        solved = answer(selectors.problem_of_run(run, ordered))
        response = HttpResponse(
            run_workbook(run, content_from(run.content), columns, ordered, solved),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        raise NotFound(extension=extension)
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def _columns(run: TargetingRun, editions: list[RunEdition]) -> list[Column]:
    content = content_from(run.content)
    return columns_of(content, editions_of_criteria(content, [one.edition for one in editions]), run.summary["shares"])


def _row(run: TargetingRun, place: RunPlace, columns: list[Column]) -> dict[str, Any]:
    return {
        "place": place,
        "url": reverse("targeting:run_place", kwargs={"public_id": run.public_id, "code": place.code}),
        "note": place.municipality.department.name if place.municipality else "",
        "parts": bar_parts(columns, place.parts) if place.parts else [],
        "missing": [column.label for column in columns if place.values[column.place] is None and column.share > 0],
        "sensitive_to": columns[place.sensitive_to].label if place.sensitive_to is not None else "",
    }


def _seat(place: RunPlace) -> tuple[float | None, float | None, str]:
    seat = place.municipality or place.department
    return (seat.latitude, seat.longitude, place.name) if seat else (None, None, place.name)


def _as_data(run: TargetingRun, editions: list[RunEdition], places: list[RunPlace]) -> dict[str, Any]:
    return {
        "run": {
            "id": str(run.public_id),
            "number": run.number,
            "run_at": run.run_at.isoformat(),
            "content_sha256": run.content_sha256,
            "result_sha256": run.result_sha256,
            "summary": run.summary,
        },
        "rule": run.content,
        "editions": [
            {
                "index": one.edition.index.code,
                "year": one.edition.year,
                "number": one.edition.number,
                "sha256": one.sha256,
            }
            for one in editions
        ],
        "places": [
            {
                "code": one.code,
                "name": one.name,
                "rank": one.rank,
                "score": one.score,
                "is_chosen": one.is_chosen,
                "values": one.values,
                "filled": one.filled,
                "parts": one.parts,
                "stay_share": one.stay_share,
                "rank_low": one.rank_low,
                "rank_high": one.rank_high,
                "standing": one.standing,
            }
            for one in places
        ],
    }
