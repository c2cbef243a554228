"""What the pages of the annual analyses show: parts as they are read, the gate, the actions, the year together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.planning import analysis_rules, selectors, services
from llegada.planning.analysis_content import PARTS, said_in
from llegada.planning.analysis_words import SLUGS, TITLES, gap_words
from llegada.planning.choices import AnalysisSection, AnalysisStatus
from llegada.planning.models import AnalysisFinding, AnnualAnalysis, PlanningCycle
from llegada.planning.policies import (
    ANALYSIS_POLICY,
    CYCLE_POLICY,
    FOR_ANALYSIS_ACTION,
    AnalysisPermission,
    CyclePermission,
)
from llegada.planning.verbs import ANALYSIS_ACTION_LABELS
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission

_QUIET: Final = frozenset({"send_back"})


@dataclass(frozen=True)
class ReadSection:
    """One section as it is read: `state` is one of `analysis_rules.section_state`."""

    key: str
    title: str | Promise
    slug: str
    state: str
    finding: AnalysisFinding | None


def analysis_context(actor: Actor, analysis: AnnualAnalysis) -> dict[str, Any]:
    """Return what the page of an analysis shows to `actor`."""
    may = ANALYSIS_POLICY.permissions_on(actor, analysis)
    gaps = services.list_gaps(analysis)
    is_writable = analysis.status in analysis_rules.ANALYSIS_EDITABLE
    allowed = [
        one
        for one in analysis_rules.available_analysis_actions(analysis.status)
        if FOR_ANALYSIS_ACTION[one] in may and not (one == "send" and gaps)
    ]
    needs_other = [one for one in allowed if one in analysis_rules.ANALYSIS_NEEDS_OTHER_PERSON]
    held = needs_other if needs_other and selectors.has_written(analysis, actor.person_id) else []
    return {
        "analysis": analysis,
        "revision": str(analysis.revision),
        "steps": [
            {"label": AnalysisStatus(state).label, "status": how, "note": ""}
            for state, how in analysis_rules.analysis_steps(analysis.status)
        ],
        "sections": sections_of(analysis),
        "done": len(PARTS) - len(gaps),
        "total": len(PARTS),
        "gaps": [(gap_words(part, what), edit_url(analysis, part)) for part, what in gaps] if is_writable else [],
        "is_writable": is_writable,
        "may_write": AnalysisPermission.EDIT in may and is_writable,
        "may_propose": not is_writable and STRATEGY_POLICY.may_ever(actor, StrategyPermission.EDIT),
        "needs_other_person": bool(held),
        "actions": [
            {
                "value": one,
                "label": ANALYSIS_ACTION_LABELS[one],
                "reason": _("¿Qué hay que completar o corregir?")
                if one in analysis_rules.ANALYSIS_NEEDS_REASON
                else "",
                "kind": "quiet" if one in _QUIET else "",
            }
            for one in allowed
            if one not in held
        ],
        "scenarios_slug": SLUGS[analysis_rules.SCENARIOS],
        "priorities_slug": SLUGS[analysis_rules.PRIORITIES],
        "events": history.list_shown(target=analysis),
        "states": AnalysisStatus.choices,
    }


def sections_of(analysis: AnnualAnalysis) -> list[ReadSection]:
    """Return the sections of an analysis as they are read. Makes no query if its findings are loaded."""
    found = {one.section: one for one in analysis.findings.all()}
    return [
        ReadSection(key, TITLES[key], SLUGS[key], analysis_rules.section_state(said), found.get(key))
        for key, said in said_in(analysis).items()
    ]


def edit_url(analysis: AnnualAnalysis, part: str) -> str:
    """Return where a part of an analysis is written."""
    return reverse("planning:analysis_edit", args=[analysis.public_id, SLUGS[part]])


def year_context(actor: Actor, cycle: PlanningCycle, *, today: date) -> dict[str, Any]:
    """Return the analyses of a year together: who has sent, who is late, and what those that were sent propose."""
    rows = selectors.list_analysis_rows(cycle, today=today)
    delivered = [row.analysis for row in rows if row.is_delivered and row.analysis]
    return {
        "rows": [(row, [row.states.get(key, "") for key in AnalysisSection.values]) for row in rows],
        "columns": AnalysisSection.labels,
        "late": sum(1 for row in rows if row.days_late),
        "delivered": len(delivered),
        "accepted": sum(1 for one in delivered if one.status == AnalysisStatus.ACCEPTED),
        "scenarios": list(_all(delivered, "scenarios")),
        "priorities": list(_all(delivered, "priorities")),
        "to_begin": selectors.list_units_to_analyze(actor=actor, cycle=cycle),
        "may_manage": CYCLE_POLICY.can(actor, CyclePermission.MANAGE, cycle),
        "calendar_url": f"{reverse('planning:calendar', args=[cycle.year])}?ciclo={cycle.public_id}",
    }


def _all(analyses: Iterable[AnnualAnalysis], name: str) -> Iterable[tuple[AnnualAnalysis, Any]]:
    return ((one, row) for one in analyses for row in getattr(one, name).all())
