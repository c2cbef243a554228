"""Writes annual analyses, part by part: two people in two parts do not disturb each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.planning import analysis_rules, selectors
from llegada.planning.analysis_content import PARTS, FindingContent, Part, part_of, plain_part, seen_mark
from llegada.planning.models import (
    AnalysisFinding,
    AnalysisPriority,
    AnalysisSource,
    AnnualAnalysis,
    InterventionScenario,
)
from llegada.planning.policies import ANALYSIS_POLICY, AnalysisPermission
from llegada.planning.services.beginning import insert_owed


@transaction.atomic
def create_analysis(*, actor: Actor, cycle_id: UUID, unit: OrgUnit, now: datetime) -> AnnualAnalysis:
    """Begin the analysis of a unit that the cycle asks for a plan. Raises NotFound, NotAllowed, Invalid."""
    cycle = selectors.get_cycle(actor=actor, public_id=cycle_id)
    analysis = AnnualAnalysis(cycle=cycle, unit=unit, created_at=now, updated_at=now)
    analysis.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    ANALYSIS_POLICY.require(actor, AnalysisPermission.EDIT, analysis)
    insert_owed(analysis, already=_("La dependencia ya tiene su análisis de esa vigencia."))
    history.record(actor=actor, verb="analysis.create", target=analysis, now=now, after=analysis.status)
    return analysis


@transaction.atomic
def edit_analysis(
    *, actor: Actor, public_id: UUID, part: str, content: Part, now: datetime, seen: str | None = None
) -> AnnualAnalysis:
    """Make one of PARTS say `content`, whole. Saying what it already says changes nothing.

    `seen` is the mark of what the actor's page showed of it. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict,
    Invalid.
    """
    analysis = writable_analysis(actor, public_id)
    if part not in PARTS:
        raise NotFound(part=part)
    before = part_of(analysis, part)
    if before == content:
        return analysis
    if seen is not None and seen != seen_mark(before):
        raise Conflict()
    _claim(analysis, actor=actor, now=now)
    if isinstance(content, FindingContent):
        _write_finding(analysis, part, content)
    elif part == analysis_rules.SCENARIOS:
        rows = [InterventionScenario(analysis=analysis, position=at, **vars(one)) for at, one in _numbered(content)]
        _replace(InterventionScenario.objects.filter(analysis=analysis), rows, ("analysis",))
    else:
        _write_priorities(analysis, content)
    changes = {part: [plain_part(before), plain_part(content)]}
    history.record(actor=actor, verb="analysis.edit", target=analysis, now=now, data={"changes": changes})
    return analysis


def writable_analysis(actor: Actor, public_id: UUID) -> AnnualAnalysis:
    """Return an analysis that the actor may write now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    analysis = selectors.get_analysis(actor=actor, public_id=public_id)
    ANALYSIS_POLICY.require(actor, AnalysisPermission.EDIT, analysis)
    if analysis.status not in analysis_rules.ANALYSIS_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=analysis.status)
    return analysis


def _claim(analysis: AnnualAnalysis, *, actor: Actor, now: datetime) -> None:
    """Take the right to change what was read, by one conditional UPDATE. Raises Conflict."""
    found = AnnualAnalysis.objects.filter(pk=analysis.pk, revision=analysis.revision, status=analysis.status)
    changes = {"revision": analysis.revision + 1, "edited_by_id": actor.person_id, "updated_at": now}
    if found.update(**changes) != 1:
        raise Conflict()
    for name, value in changes.items():
        setattr(analysis, name, value)


def _write_finding(analysis: AnnualAnalysis, section: str, content: FindingContent) -> None:
    if content == FindingContent():
        AnalysisFinding.objects.filter(analysis=analysis, section=section).delete()
        return
    finding, _created = AnalysisFinding.objects.update_or_create(
        analysis=analysis, section=section, defaults={"applies": content.applies, "text": content.text}
    )
    rows = [AnalysisSource(finding=finding, position=at, **vars(one)) for at, one in _numbered(content.sources)]
    _replace(AnalysisSource.objects.filter(finding=finding), rows, ("finding",))


def _write_priorities(analysis: AnnualAnalysis, content: Iterable[object]) -> None:
    rows = []
    for at, one in _numbered(content):
        said = dict(vars(one))
        rows.append(AnalysisPriority(analysis=analysis, position=at, line_id=said.pop("line"), **said))
    asked = {one.line_id for one in rows if one.line_id is not None}
    if asked - set(selectors.list_priority_lines(analysis).values_list("pk", flat=True)):
        raise Invalid({"line": _("Escoja una línea temática de la lista.")})
    _replace(AnalysisPriority.objects.filter(analysis=analysis), rows, ("analysis", "line"))


def _numbered(rows: Iterable[object]) -> Iterable[tuple[int, object]]:
    return enumerate(rows, start=1)


def _replace(stored: models.QuerySet[models.Model], rows: Sequence[models.Model], relations: tuple[str, ...]) -> None:
    """Put `rows` in the place of the `stored` ones. Raises Invalid with what each field says."""
    for row in rows:
        ensure_fields_valid(row, exclude=relations)
    stored.delete()
    stored.model._default_manager.bulk_create(rows)
