"""Writes an annual analysis, one page for each part, with its example and what is already known."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.errors import Conflict, NotFound, TransitionNotAllowed
from llegada.core.http import actor_of, save_or_show
from llegada.core.known import known_figures
from llegada.core.recovered import recovered_data
from llegada.planning import analysis_rules, selectors, services
from llegada.planning.analysis_content import (
    PARTS,
    FindingContent,
    Part,
    PriorityContent,
    ScenarioContent,
    SourceContent,
    part_of,
    seen_mark,
)
from llegada.planning.analysis_words import (
    EXAMPLES,
    HELP,
    ROW_WORDS,
    SLUGS,
    SOURCE_WORDS,
    TABS,
    TERMS,
    TITLES,
    part_words,
)
from llegada.planning.choices import AnalysisSection
from llegada.planning.forms import FindingForm, PartForm, RowFormSet, priorities_form, scenarios_form, sources_form
from llegada.planning.models import AnnualAnalysis
from llegada.planning.policies import ANALYSIS_POLICY, AnalysisPermission
from llegada.planning.views.analysis_parts import edit_url

_KEYS: Final = {slug: key for key, slug in SLUGS.items()}


class _PartEditor:
    """The form of one part with its rows, and what it says when they are read."""

    def __init__(self, analysis: AnnualAnalysis, part: str, data: Any) -> None:
        self.analysis, self.part = analysis, part
        stands = part_of(analysis, part)
        mark = {"seen": seen_mark(stands)}
        self.form: PartForm
        if isinstance(stands, FindingContent):
            said = {"text": stands.text, "does_not_apply": not stands.applies}
            self.form = FindingForm(data, initial=said | mark)
            self.rows: RowFormSet = sources_form(data, sources=stands.sources)
        else:
            self.form = PartForm(data, initial=mark)
            self.rows = self._list_form(data, stands)

    def _list_form(self, data: Any, stands: Any) -> RowFormSet:
        if self.part == analysis_rules.SCENARIOS:
            return scenarios_form(data, scenarios=stands)
        lines = list(selectors.list_priority_lines(self.analysis).values_list("pk", "name"))
        return priorities_form(data, priorities=stands, lines=lines)

    def content(self) -> Part:
        """Return what was typed. Call once both forms are valid."""
        rows = self.rows.rows()
        if isinstance(self.form, FindingForm):
            return self.form.content([SourceContent(**row) for row in rows])
        if self.part == analysis_rules.SCENARIOS:
            return tuple(ScenarioContent(**row) for row in rows)
        return tuple(PriorityContent(**row) for row in rows)


@require_http_methods(["GET", "POST"])
@login_required
def edit_part(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Write one part of an analysis."""
    actor = actor_of(request)
    analysis = selectors.get_analysis(actor=actor, public_id=public_id)
    ANALYSIS_POLICY.require(actor, AnalysisPermission.EDIT, analysis)
    if slug not in _KEYS:
        raise NotFound(part=slug)
    if analysis.status not in analysis_rules.ANALYSIS_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=analysis.status)
    editor = _PartEditor(analysis, _KEYS[slug], request.POST or recovered_data(request))

    def work() -> str:
        services.edit_analysis(
            actor=actor,
            public_id=public_id,
            part=editor.part,
            content=editor.content(),
            now=timezone.now(),
            seen=editor.form.cleaned_data["seen"],
        )
        messages.success(request, _("Guardado: %(part)s.") % {"part": TITLES[editor.part]})
        place = PARTS.index(editor.part) + 1
        goes_on = "go_on" in request.POST and place < len(PARTS)
        return edit_url(analysis, PARTS[place]) if goes_on else analysis.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        saved = selectors.get_analysis(actor=actor, public_id=public_id)
        theirs = part_of(saved, editor.part)
        data = request.POST.copy()
        data["seen"] = seen_mark(theirs)  # from here on, saving again is a decision
        again = _PartEditor(saved, editor.part, data)
        return _part_page(request, again, refusal.status, conflict=refusal, theirs=part_words(editor.part, theirs))

    return save_or_show(
        request,
        editor.form,
        editor.rows,
        work=work,
        show=lambda status: _part_page(request, editor, status),
        on_conflict=conflict,
    )


def _part_page(request: HttpRequest, editor: _PartEditor, status: int, **more: Any) -> HttpResponse:
    analysis, part = editor.analysis, editor.part
    place = PARTS.index(part)
    is_section = part in AnalysisSection.values
    lacking = {one for one, _what in services.list_gaps(analysis)}
    row_title, add = ROW_WORDS.get(part, SOURCE_WORDS)
    shows_previous = part == AnalysisSection.PREVIOUS_RESULTS
    context = {
        "analysis": analysis,
        "part": part,
        "title": TITLES[part],
        "help": HELP[part],
        "example": EXAMPLES[part],
        "term": TERMS.get(part, ""),
        "number": place + 1,
        "total": len(PARTS),
        "is_last": place == len(PARTS) - 1,
        "tabs": [
            {"label": TABS[one], "url": edit_url(analysis, one), "is_here": one == part, "is_whole": one not in lacking}
            for one in PARTS
        ],
        "form": editor.form,
        "formset": editor.rows,
        "is_section": is_section,
        "row_title": row_title,
        "add": add,
        "previous": selectors.find_previous_lines(analysis) if shows_previous else None,
        "shows_previous": shows_previous,
        "figures": known_figures(analysis.unit.path, analysis.looked_year) if shows_previous else [],
        **more,
    }
    return render(request, "planning/analyses/part.html", context, status=status)
