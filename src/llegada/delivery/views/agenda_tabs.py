"""The ways of looking at the agenda, for whoever has each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.delivery.filters import MINE, UNIT
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.delivery.selectors.calendar_feeds import unit_keys_read


@dataclass(frozen=True)
class AgendaTab:
    """One way of looking, and whether it is this one."""

    label: str
    url: str
    is_here: bool


def agenda_tabs(actor: Actor, here: str) -> list[AgendaTab]:
    """Return the ways that `actor` has; `here` is the one shown: that of the filter «ver», or «territorio»."""
    agenda = reverse("delivery:agenda")
    found = [AgendaTab(_("Todas las que veo"), agenda, here not in (MINE, UNIT, "territorio"))]
    if PLANNED_POLICY.may_ever(actor, Permission.VIEW_PLANNED):
        found.append(AgendaTab(_("Mías"), f"{agenda}?ver={MINE}", here == MINE))
        if unit_keys_read(actor=actor):
            found.append(AgendaTab(_("De mi dependencia"), f"{agenda}?ver={UNIT}", here == UNIT))
        url = reverse("delivery:agenda_territory")
        found.append(AgendaTab(_("De un territorio"), url, here == "territorio"))
    return found if len(found) > 1 else []
