"""What units owe before their plan is written, and the analyses to review, for «Mi trabajo»."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.planning.analysis_rules import ANALYSIS_EDITABLE
from llegada.planning.choices import AnalysisStatus
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanningCycle
from llegada.planning.policies import ANALYSIS_POLICY, PLAN_POLICY, AnalysisPermission, PlanPermission

#: At most so many of a kind: a person does not read more.
SHOWN: Final = 50
#: A deadline so many days ahead is near.
NEAR_DAYS: Final = 10


def list_owed_by_units(*, actor: Actor, today: date) -> Iterable[WaitingItem]:
    """Yield what the units of the actor owe: to begin their plan, to begin, complete or mend their analysis. One query.

    An analysis whose year has begun is no longer asked for.
    """
    planning = PLAN_POLICY.unit_ids(actor, PlanPermission.SEND)
    analysing = ANALYSIS_POLICY.unit_ids(actor, AnalysisPermission.SEND)
    if not planning | analysing:
        return
    of_row = {"unit": OuterRef("orgunit"), "cycle": OuterRef("planningcycle")}
    analyses = AnnualAnalysis.objects.filter(**of_row).order_by()
    rows = PlanningCycle.units.through.objects.filter(
        orgunit__in=planning | analysing, planningcycle__opens_on__lte=today, planningcycle__year__gte=today.year
    ).annotate(
        has_plan=Exists(AnnualPlan.objects.filter(**of_row)),
        analysis_status=Subquery(analyses.values("status")[:1]),
        analysis_id=Subquery(analyses.values("public_id")[:1]),
    )
    is_asked = Q(planningcycle__year__gt=today.year) & (
        Q(analysis_status__in=ANALYSIS_EDITABLE)
        | Q(analysis_status__isnull=True, planningcycle__analysis_due_on__isnull=False)
    )
    rows = rows.filter(Q(has_plan=False, orgunit__in=planning) | (is_asked & Q(orgunit__in=analysing)))
    found = rows.select_related("planningcycle", "orgunit").order_by("planningcycle__year", "orgunit__name")
    row: Any
    for row in found[:SHOWN]:
        if row.orgunit_id in analysing:
            yield from _analysis_owed(row, today)
        if row.orgunit_id in planning and not row.has_plan:
            yield _plan_to_begin(row, today)


def list_analyses_to_review(*, actor: Actor) -> Iterable[WaitingItem]:
    """Yield the analyses that were sent and that the actor may accept or send back."""
    if not ANALYSIS_POLICY.may_ever(actor, AnalysisPermission.REVIEW):
        return
    seen = ANALYSIS_POLICY.scope(actor, AnalysisPermission.REVIEW, AnnualAnalysis.objects.all())
    sent = seen.filter(status=AnalysisStatus.SENT).exclude(sent_by=actor.person_id).select_related("unit", "cycle")
    for one in sent.order_by("cycle", "unit__name")[:SHOWN]:
        yield WaitingItem(
            severity=Severity.READY,
            due=None,
            title=_("Leer y acoger el análisis anual %(year)s") % {"year": one.cycle.year},
            detail=one.unit.name,
            url=one.get_absolute_url(),
            action=_("Leer"),
        )


def _analysis_owed(row: Any, today: date) -> Iterable[WaitingItem]:
    words = {
        None: (_("Comenzar el análisis anual %(year)s"), _("Comenzar")),
        AnalysisStatus.DRAFT: (_("Completar y enviar el análisis anual %(year)s"), _("Abrir")),
        AnalysisStatus.RETURNED: (_("Corregir el análisis anual %(year)s, que fue devuelto"), _("Abrir")),
    }
    cycle, status = row.planningcycle, row.analysis_status
    is_begun = status is not None
    if status not in words or cycle.year <= today.year or not (is_begun or cycle.analysis_due_on):
        return
    title, action = words[status]
    to_begin = f"{reverse('planning:analyses')}?{urlencode({'ciclo': cycle.public_id})}"
    yield WaitingItem(
        severity=severity_of(cycle.analysis_due_on, today),
        due=cycle.analysis_due_on,
        title=title % {"year": cycle.year},
        detail=row.orgunit.name,
        url=reverse("planning:analysis", args=[row.analysis_id]) if is_begun else to_begin,
        action=action,
    )


def _plan_to_begin(row: Any, today: date) -> WaitingItem:
    cycle = row.planningcycle
    return WaitingItem(
        severity=severity_of(cycle.plans_due_on, today),
        due=cycle.plans_due_on,
        title=_("Comenzar el plan anual %(year)s") % {"year": cycle.year},
        detail=row.orgunit.name,
        url=cycle.get_absolute_url(),
        action=_("Comenzar"),
    )


def severity_of(due: date | None, today: date) -> Severity:
    """Return how pressing a deadline is on `today`; what has none is ready."""
    if due is None:
        return Severity.READY
    if due < today:
        return Severity.LATE
    return Severity.SOON if (due - today).days <= NEAR_DAYS else Severity.READY
