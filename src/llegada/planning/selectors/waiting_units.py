"""What units owe before their plan is written, and the analyses to review, for «Mi trabajo»."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.planning.analysis_rules import ANALYSIS_EDITABLE
from llegada.planning.choices import AnalysisStatus
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanningCycle
from llegada.planning.policies import ANALYSIS_POLICY, PLAN_POLICY, AnalysisPermission, PlanPermission

#: A deadline so many days ahead is near.
NEAR_DAYS: Final = 10
#: A row is a year open for a unit: what the unit has of that year, and what the words of the row need.
_OF_ROW: Final = {"unit": OuterRef("orgunit"), "cycle": OuterRef("planningcycle")}
_YEAR: Final = {"cycle": "planningcycle__public_id", "year": "planningcycle__year", "unit": "orgunit__name"}


def list_kinds_owed_by_units(*, actor: Actor, today: date) -> list[WaitingKind]:
    """Return what the units of the actor owe: to begin their plan, and to begin, complete or mend their analysis."""
    years = PlanningCycle.units.through.objects.filter(
        planningcycle__opens_on__lte=today, planningcycle__year__gte=today.year
    ).order_by("planningcycle__year", "orgunit__name")
    return [
        _analyses_owed(years, ANALYSIS_POLICY.unit_ids(actor, AnalysisPermission.SEND), today),
        _plans_to_begin(years, PLAN_POLICY.unit_ids(actor, PlanPermission.SEND), today),
    ]


def _analyses_owed(years: QuerySet[Any], units: Collection[int], today: date) -> WaitingKind:
    """Return the analyses of the units that are not sent; one whose year has begun is no longer asked for."""
    analyses = AnnualAnalysis.objects.filter(**_OF_ROW).order_by()
    asked = years.filter(orgunit__in=units, planningcycle__year__gt=today.year).annotate(
        analysis_status=Subquery(analyses.values("status")[:1]),
        analysis_id=Subquery(analyses.values("public_id")[:1]),
    )
    return WaitingKind(
        rows=asked.filter(
            Q(analysis_status__in=ANALYSIS_EDITABLE)
            | Q(analysis_status__isnull=True, planningcycle__analysis_due_on__isnull=False)
        ),
        due="planningcycle__analysis_due_on",
        reads={**_YEAR, "status": "analysis_status", "analysis": "analysis_id"},
        tell=lambda rows: [_analysis_item(row, today) for row in rows],
    )


def _analysis_item(row: Any, today: date) -> WaitingItem:
    title, action = {
        None: (_("Comenzar el análisis anual %(year)s"), _("Comenzar")),
        AnalysisStatus.DRAFT: (_("Completar y enviar el análisis anual %(year)s"), _("Abrir")),
        AnalysisStatus.RETURNED: (_("Corregir el análisis anual %(year)s, que fue devuelto"), _("Abrir")),
    }[row.status]
    to_begin = f"{reverse('planning:analyses')}?{urlencode({'ciclo': row.cycle})}"
    return WaitingItem(
        severity=severity_of(row.due, today),
        due=row.due,
        title=title % {"year": row.year},
        detail=row.unit,
        url=AnnualAnalysis(public_id=row.analysis).get_absolute_url() if row.analysis else to_begin,
        action=action,
    )


def _plans_to_begin(years: QuerySet[Any], units: Collection[int], today: date) -> WaitingKind:
    """Return the years open for units that have no plan of them."""
    return WaitingKind(
        rows=years.filter(~Exists(AnnualPlan.objects.filter(**_OF_ROW)), orgunit__in=units),
        due="planningcycle__plans_due_on",
        reads=_YEAR,
        tell=lambda rows: [
            WaitingItem(
                severity=severity_of(row.due, today),
                due=row.due,
                title=_("Comenzar el plan anual %(year)s") % {"year": row.year},
                detail=row.unit,
                url=PlanningCycle(public_id=row.cycle).get_absolute_url(),
                action=_("Comenzar"),
            )
            for row in rows
        ],
    )


def analyses_to_review(actor: Actor) -> WaitingKind | None:
    """Return the analyses that were sent and that the actor may accept or send back."""
    if not ANALYSIS_POLICY.may_ever(actor, AnalysisPermission.REVIEW):
        return None
    seen = ANALYSIS_POLICY.scope(actor, AnalysisPermission.REVIEW, AnnualAnalysis.objects.all())
    sent = seen.filter(status=AnalysisStatus.SENT).exclude(sent_by=actor.person_id)
    return WaitingKind(
        rows=sent.order_by("cycle", "unit__name"),
        due=None,
        reads={"public_id": "public_id", "year": "cycle__year", "unit": "unit__name"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Leer y acoger el análisis anual %(year)s") % {"year": one.year},
                detail=one.unit,
                url=AnnualAnalysis(public_id=one.public_id).get_absolute_url(),
                action=_("Leer"),
            )
            for one in rows
        ],
    )


def severity_of(due: date | None, today: date) -> Severity:
    """Return how pressing a deadline is on `today`; what has none is ready."""
    if due is None:
        return Severity.READY
    if due < today:
        return Severity.LATE
    return Severity.SOON if (due - today).days <= NEAR_DAYS else Severity.READY
