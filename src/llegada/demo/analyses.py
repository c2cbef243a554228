"""Plays the invented annual analyses through the services that the pages use, each to where its script says that it stands."""

from __future__ import annotations

from datetime import date, timedelta

from llegada.core.roles import Role
from llegada.demo.catalogue.analyses import ANALYSES, FINDINGS, PRIORITIES, RETURN_REASON, SCENARIOS
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.planning.analysis_content import Part, PriorityContent
from llegada.planning.choices import AnalysisStatus as Fate
from llegada.planning.models import PlanningCycle
from llegada.planning.services import create_analysis, edit_analysis, move_analysis
from llegada.portfolio.models import ThematicLine

#: So many days ago each was written, sent and read: between the opening of the cycle and today.
_WRITTEN, _SENT, _READ = 40, 30, 27
#: What the coordination answers to each; the one that was sent still waits.
_ANSWERS = {Fate.ACCEPTED: ("accept", ""), Fate.RETURNED: ("send_back", RETURN_REASON)}
#: A draft has got so far.
_BEGUN = ("previous_results", "performance")


def make_analyses(cast: Cast, *, today: date) -> None:
    """Make the analyses of the next year of the first institute: one accepted, one to read, one returned, one begun."""
    cycle = PlanningCycle.objects.get(organization=cast.organizations["INAT"], year=today.year + 1)
    lead, head = cast.acting("lider", Role.TECHNICAL_LEAD), cast.acting("jefatura", Role.UNIT_HEAD)
    coordination = cast.acting("coordinacion", Role.COORDINATOR)
    written, sent, read = (moment(today - timedelta(days=back), 10) for back in (_WRITTEN, _SENT, _READ))
    for place, (acronym, fate) in enumerate(ANALYSES.items()):
        unit = cast.units[acronym]
        analysis = create_analysis(actor=lead, cycle_id=cycle.public_id, unit=unit, now=written)
        for part, content in _parts(place).items():
            if fate is not Fate.DRAFT or part in _BEGUN:
                edit_analysis(actor=lead, public_id=analysis.public_id, part=part, content=content, now=written)
        if fate is Fate.DRAFT:
            continue
        move_analysis(actor=head, public_id=analysis.public_id, action="send", now=sent)
        if fate in _ANSWERS:
            action, reason = _ANSWERS[fate]
            move_analysis(actor=coordination, public_id=analysis.public_id, action=action, now=read, reason=reason)


def _parts(place: int) -> dict[str, Part]:
    """Return what the unit in `place` says: those that follow each other propose something else."""
    lines = dict(ThematicLine.objects.values_list("name", "pk"))
    priorities = tuple(PriorityContent(name, reason, lines.get(line or "")) for name, reason, line in PRIORITIES)
    first = place % 2
    return {
        **FINDINGS,
        "scenarios": SCENARIOS[first : first + 1],
        "priorities": priorities[first::2],
    }
