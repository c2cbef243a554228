"""What awaits a person in the annual analyses, for «Mi trabajo»: to begin, to complete, to mend, to review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Final
from urllib.parse import urlencode

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.planning.analysis_rules import ANALYSIS_EDITABLE
from llegada.planning.choices import AnalysisStatus
from llegada.planning.models import AnnualAnalysis, PlanningCycle
from llegada.planning.policies import ANALYSIS_POLICY, AnalysisPermission

#: At most so many of a kind: a person does not read more.
SHOWN: Final = 50
#: A deadline so many days ahead is near.
NEAR_DAYS: Final = 10


def list_analyses_waiting_for(*, actor: Actor, today: date) -> Iterable[WaitingItem]:
    """Yield what the actor has to do in the annual analyses. One whose year has begun is no longer asked for."""
    yield from _to_begin(actor, today)
    yield from _to_move(actor, today)


def _to_begin(actor: Actor, today: date) -> Iterable[WaitingItem]:
    roles = ANALYSIS_POLICY.table[AnalysisPermission.SEND]
    units = {unit_id for grant in actor.grants if grant.role in roles for unit_id in grant.unit_ids}
    if not units:
        return
    asked = PlanningCycle.units.through.objects.filter(
        orgunit__in=units,
        planningcycle__opens_on__lte=today,
        planningcycle__analysis_due_on__isnull=False,
        planningcycle__year__gt=today.year,
    ).exclude(orgunit__annual_analyses__cycle=F("planningcycle"))
    found = asked.select_related("planningcycle", "orgunit").order_by("planningcycle__year", "orgunit__name")
    for one in found[:SHOWN]:
        cycle = one.planningcycle
        yield WaitingItem(
            severity=_severity(cycle.analysis_due_on, today),
            due=cycle.analysis_due_on,
            title=_("Comenzar el análisis anual %(year)s") % {"year": cycle.year},
            detail=one.orgunit.name,
            url=f"{reverse('planning:analyses')}?{urlencode({'ciclo': cycle.public_id})}",
            action=_("Comenzar"),
        )


def _to_move(actor: Actor, today: date) -> Iterable[WaitingItem]:
    """Yield the analyses whose next step is of this person's role, in one query."""
    reached = [
        Q(pk__in=ANALYSIS_POLICY.scope(actor, permission, AnnualAnalysis.objects.filter(among)).order_by().values("pk"))
        for permission, among in (
            (AnalysisPermission.SEND, Q(status__in=ANALYSIS_EDITABLE, cycle__year__gt=today.year)),
            (AnalysisPermission.REVIEW, Q(status=AnalysisStatus.SENT) & ~Q(sent_by=actor.person_id)),
        )
        if ANALYSIS_POLICY.may_ever(actor, permission)
    ]
    if not reached:
        return
    words = {
        AnalysisStatus.DRAFT: (_("Completar y enviar el análisis anual %(year)s"), _("Abrir")),
        AnalysisStatus.RETURNED: (_("Corregir el análisis anual %(year)s, que fue devuelto"), _("Abrir")),
        AnalysisStatus.SENT: (_("Leer y acoger el análisis anual %(year)s"), _("Leer")),
    }
    found = AnnualAnalysis.objects.filter(reduce(or_, reached)).select_related("unit", "cycle")
    for one in found.order_by("cycle", "unit__name")[: SHOWN * len(reached)]:
        title, action = words[AnalysisStatus(one.status)]
        due = one.cycle.analysis_due_on if one.status in ANALYSIS_EDITABLE else None
        yield WaitingItem(
            severity=_severity(due, today),
            due=due,
            title=title % {"year": one.cycle.year},
            detail=one.unit.name,
            url=one.get_absolute_url(),
            action=action,
        )


def _severity(due: date | None, today: date) -> Severity:
    if due is None:
        return Severity.READY
    if due < today:
        return Severity.LATE
    return Severity.SOON if (due - today).days <= NEAR_DAYS else Severity.READY
