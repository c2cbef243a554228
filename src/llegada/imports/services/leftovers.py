"""What an import made besides its own rows, and goes with it if nobody else needs it: thematic lines, services of plans."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.delivery.models import Session
from llegada.insights.models import AssistanceCell
from llegada.portfolio.models import ThematicLine
from llegada.workplans.models import PlanMilestone, WorkPlanService


def take_lines_away(keys: Collection[int]) -> str:
    """Remove the thematic lines that nobody uses nor has touched since they were made; say which stay, and why, if any does.

    Each is held first, so that nobody begins to use one that goes.
    """
    stay = []
    for line in ThematicLine.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        used = _uses_of(line)
        if used:
            stay.append(_("%(name)s (la usan: %(what)s)") % {"name": line.name, "what": ", ".join(used)})
        elif line.history.count() > 1:
            stay.append(_("%(name)s (alguien la cambió después)") % {"name": line.name})
        else:
            line.delete()
    sentence = ngettext(
        "Al deshacerla se quedó %(count)s línea temática que creó: %(names)s.",
        "Al deshacerla se quedaron %(count)s líneas temáticas que creó: %(names)s.",
        len(stay),
    )
    return sentence % {"count": len(stay), "names": "; ".join(stay)} if stay else ""


def take_services_away(keys: Collection[int]) -> str:
    """Remove services that it gave to plans of earlier imports, where nothing of the plan is of them; say how many stay."""
    given = WorkPlanService.objects.filter(pk__in=keys)
    sessions = Session.objects.filter(plan=OuterRef("plan"), service_version=OuterRef("service_version"))
    milestones = PlanMilestone.objects.filter(plan_service=OuterRef("pk"))
    given.filter(~Exists(sessions), ~Exists(milestones)).delete()
    stay = given.count()
    sentence = ngettext(
        "Al deshacerla, %(count)s plan de antes siguió con el servicio que ella le agregó: otras sesiones o hitos son de él.",
        "Al deshacerla, %(count)s planes de antes siguieron con el servicio que ella les agregó: otras sesiones o hitos son de él.",
        stay,
    )
    return sentence % {"count": stay} if stay else ""


def _uses_of(line: ThematicLine) -> list[str]:
    """Return, in words, what names a line, by asking every relation of its model but its figures and its history.

    Those of parts that would go with it are asked too: they may be the work of others.
    """
    found = []
    for relation in ThematicLine._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        if not isinstance(relation, ForeignObjectRel) or other is AssistanceCell or hasattr(other, "history_object"):
            continue
        count = other._default_manager.filter(**{relation.field.name: line}).count()
        if count:
            found.append(f"{count} {other._meta.verbose_name_plural if count > 1 else other._meta.verbose_name}")
    return found
