"""The live page of a rule: weights that move, the list that answers, why each place is where it is, and running it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from llegada.core import history
from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import actor_of, once, page_or_fragment, shown_revision
from llegada.core.templatetags.llegada import number
from llegada.targeting import selectors, services
from llegada.targeting.choices import RuleLevel, RuleStatus
from llegada.targeting.chosen_map import department_paths, dots_of
from llegada.targeting.columns import Column, columns_of
from llegada.targeting.errors import NegativeWeight
from llegada.targeting.explanations import explain
from llegada.targeting.models import TargetingRule
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.ranking_page import SHOWN, ranked_rows
from llegada.targeting.rule_content import RuleContent, content_of
from llegada.targeting.rule_words import filter_words, note_words, universe_words
from llegada.targeting.scoring import Answer, answer
from llegada.targeting.selectors.concertation import find_capacity
from llegada.targeting.selectors.notes import notes_of
from llegada.targeting.selectors.readings import Reading, read_rule
from llegada.targeting.selectors.rules import name_filters
from llegada.targeting.selectors.universe import Place
from llegada.territory.models import Municipality

#: The parameter of each weight, in the order of the criteria.
WEIGHT: Final = "peso"
_MOST: Final = 1000


@dataclass(frozen=True)
class Live:
    """A rule under some weights: what it answers, or why it does not."""

    rule: TargetingRule
    content: RuleContent
    is_moved: bool
    reading: Reading | None = None
    solved: Answer | None = None
    columns: tuple[Column, ...] = ()
    problem: LlegadaError | None = None

    @cached_property
    def query(self) -> str:
        """Return the weights as the end of an address, where they are not those of the rule."""
        if not self.is_moved:
            return ""
        return "?" + urlencode([(WEIGHT, f"{one.weight:g}") for one in self.content.criteria])


@require_safe
@login_required
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a rule and its list under the weights of the address, or its own; the list alone for what asks a fragment."""
    live = _live(request, public_id)
    context, status = _list_context(request, live), 200
    if not getattr(request, "htmx", False):  # a fragment that says why there is no order takes its place like any other
        context |= _page_context(request, live)
        status = live.problem.status if live.problem and live.is_moved else 200
    return page_or_fragment(
        request,
        page="targeting/rules/detail.html",
        fragment="targeting/rules/_ranking.html",
        context=context,
        status=status,
    )


@require_safe
@login_required
def place(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Explain one place under the weights of the address, or those of the rule."""
    live = _live(request, public_id)
    if live.reading is None or live.solved is None:
        raise live.problem or NotFound(place=code)
    at = next((at for at, one in enumerate(live.reading.places) if one.code == code), None)
    if at is None:
        raise NotFound(place=code)
    context = {
        "rule": live.rule,
        "place": live.reading.places[at],
        "profile": _profile_of(live.content.level, live.reading.places[at]),
        "explanation": explain(live.solved, live.columns, at),
        "method": live.content.method,
        "back": live.rule.get_absolute_url() + live.query,
        "parent": live.rule.name,
        "is_moved": live.is_moved,
    }
    return render(request, "targeting/rules/place.html", context)


def _profile_of(level: str, place: Place) -> str:
    """Return the public page of a municipality; nothing of what has none of its own."""
    return Municipality(code=place.code, name=place.name).get_absolute_url() if level == RuleLevel.MUNICIPALITY else ""


@require_POST
@login_required
def save_weights(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the weights that are on the page."""
    actor = actor_of(request)

    def work() -> str:
        rule = services.save_weights(
            actor=actor,
            public_id=public_id,
            weights=_given(request.POST.getlist(WEIGHT)),
            now=timezone.now(),
            revision=shown_revision(request),
        )
        messages.success(
            request, _("Pesos guardados: la regla va en la revisión %(number)s.") % {"number": rule.revision}
        )
        return rule.get_absolute_url()

    return _done_or_shown(request, public_id, work)


@require_POST
@login_required
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Run the rule as it is saved, and freeze what comes out."""
    actor = actor_of(request)

    def work() -> str:
        made = services.run_rule(
            actor=actor, public_id=public_id, now=timezone.now(), note=request.POST.get("note", "")[:2000]
        )
        messages.success(request, _("Corrida %(number)s congelada: ya no cambia.") % {"number": made.number})
        return made.get_absolute_url()

    return _done_or_shown(request, public_id, work)


def _done_or_shown(request: HttpRequest, public_id: UUID, work: Any) -> HttpResponse:
    try:
        return once(request, work)
    except LlegadaError as refusal:
        live = _live(request, public_id)
        context = {**_list_context(request, live), **_page_context(request, live), "refusal": refusal}
        return render(request, "targeting/rules/detail.html", context, status=refusal.status)


def _given(texts: list[str]) -> list[float]:
    """Read the weights of a page. Raises NegativeWeight where one is no number from 0 up."""
    found = []
    for text in texts:
        try:
            weight = float(text.replace(",", ".").strip() or 0)
        except ValueError:
            raise NegativeWeight() from None
        if not 0 <= weight <= _MOST:
            raise NegativeWeight()
        found.append(weight)
    return found


def _live(request: HttpRequest, public_id: UUID) -> Live:
    rule = selectors.get_rule(actor=actor_of(request), public_id=public_id)
    content = content_of(rule)
    asked = (request.POST if request.method == "POST" else request.GET).getlist(WEIGHT)
    try:
        weights = _given(asked)
        moved = content.with_weights(dict(enumerate(weights))) if len(weights) == len(content.criteria) else content
    except NegativeWeight as refusal:
        return Live(rule, content, is_moved=True, problem=refusal)
    is_moved = moved != content
    try:
        reading = read_rule(moved, today=timezone.localdate())
        solved = answer(reading.problem)
    except LlegadaError as refusal:
        return Live(rule, moved, is_moved=is_moved, problem=refusal)
    columns = columns_of(moved, reading.editions, solved.scaled.shares.tolist())
    return Live(rule, moved, is_moved, reading, solved, tuple(columns))


def _list_context(request: HttpRequest, live: Live) -> dict[str, Any]:
    """Return what the list shows: rows, map and notes."""
    context: dict[str, Any] = {
        "rule": live.rule,
        "problem": live.problem,
        "is_moved": live.is_moved,
        "query": live.query,
    }
    reading, solved = live.reading, live.solved
    if reading is None or solved is None:
        return context
    shows_all = request.GET.get("ver") == "todos"
    ranked = len(solved.scaled.rows)
    chosen = solved.scaled.rows[np.flatnonzero(solved.chosen)].tolist()
    counts = {"chosen": number(len(chosen)), "ranked": number(ranked)}
    summary = ngettext(
        "%(chosen)s lugar escogido, de %(ranked)s con puntaje.",
        "%(chosen)s lugares escogidos, de %(ranked)s con puntaje.",
        len(chosen),
    )
    places = (reading.places[at] for at in chosen)
    return context | {
        "rows": ranked_rows(
            reading,
            solved,
            live.columns,
            limit=None if shows_all else SHOWN,
            url_of=lambda code: f"{live.rule.get_absolute_url()}lugares/{code}/{live.query}",
        ),
        "columns": live.columns,
        "ranked": ranked,
        "has_more": not shows_all and ranked > SHOWN,
        "summary": summary % counts,
        "dots": dots_of((one.latitude, one.longitude, one.name) for one in places),
        "notes": [note_words(note, live.columns, live.content.level) for note in notes_of(reading, solved)],
        "universe": universe_words(live.content.level, count=len(reading.places), universe=reading.universe),
    }


def _page_context(request: HttpRequest, live: Live) -> dict[str, Any]:
    """Return what the page shows around the list."""
    actor, rule = actor_of(request), live.rule
    total = sum(one.weight for one in live.content.criteria)
    criteria = sorted(rule.criteria.all(), key=lambda one: one.position)
    may_edit = RULE_POLICY.can(actor, RulePermission.EDIT, rule)
    return {
        "controls": [
            {
                "place": place,
                "label": live.columns[place].label if live.columns else criterion.index.short_name,
                "name": str(criterion.index),
                "direction": criterion.get_direction_display(),
                "colour": place % 8 + 1,
                "weight": f"{given.weight:g}",
                "share": 100 * given.weight / total if total else 0,
            }
            for place, (criterion, given) in enumerate(zip(criteria, live.content.criteria, strict=True))
        ],
        "total": total,
        "most": f"{max([100.0, *(one.weight for one in live.content.criteria)]):g}",
        "filters": [
            filter_words(one.content, index=one.index, values=one.values, group=one.group) for one in name_filters(rule)
        ],
        "capacity": find_capacity(rule),
        "chosen": 0 if live.solved is None else int(live.solved.chosen.sum()),
        "paths": department_paths(),
        "runs": selectors.list_runs(actor=actor, rule=rule)[:10],
        "may_edit": may_edit and rule.status == RuleStatus.OPEN,
        "may_move": may_edit,
        "events": history.list_shown(target=rule),
        "states": RuleStatus.choices,
    }
