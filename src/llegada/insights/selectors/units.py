"""What a unit did in a year, read live: for who analyses the year before planning the next (EST-10)."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from llegada.core.known import KnownFigure
from llegada.core.templatetags.llegada import number, percent
from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.workplans.models import PlanMilestone
from llegada.workplans.rules import MEASURED


def list_known_of_unit(unit_path: str, year: int) -> list[KnownFigure]:
    """Return the sessions that count, the entities that they reached and the weight validated of a unit's work in a year.

    The weight is that of the followed plans that begin in the year. What nobody registered is not there: it is not zero.
    """
    sessions = Session.objects.filter(
        plan__unit__path__startswith=unit_path, status__in=COUNTED, held_on__year=year
    ).aggregate(held=Count("pk"), entities=Count("plan__entity", distinct=True))
    weights = PlanMilestone.objects.filter(
        plan__unit__path__startswith=unit_path, plan__status__in=MEASURED, plan__starts_on__year=year
    ).aggregate(
        plans=Count("plan", distinct=True), total=Sum("weight"), done=Sum("weight", filter=Q(status="validated"))
    )
    known = []
    if sessions["held"]:
        known += [
            KnownFigure(_("Sesiones realizadas"), number(sessions["held"])),
            KnownFigure(_("Entidades asistidas"), number(sessions["entities"])),
        ]
    if weights["total"]:
        share = {
            "share": percent(weights["done"] or 0, weights["total"]),
            "plans": number(weights["plans"]),
        }
        known.append(
            KnownFigure(_("Avance de los planes de trabajo"), _("%(share)s validado, en %(plans)s planes") % share)
        )
    return known
