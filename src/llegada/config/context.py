"""What every template knows: who asks, where they can go, and whether this is the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor, Grant
from llegada.core.administration import doors_for
from llegada.core.demonstration import is_demo_loaded, is_demo_settled
from llegada.core.http import actor_of
from llegada.core.roles import ENTITY_ROLES
from llegada.delivery.material_policies import MATERIAL_POLICY, MaterialPermission
from llegada.delivery.policies import REQUEST_POLICY, SESSION_POLICY, RequestPermission
from llegada.delivery.policies import Permission as SessionPermission
from llegada.delivery.team_policies import MEMBER_POLICY, TeamPermission
from llegada.indicators.policies import is_in_menu_of as is_indicators_in_menu_of
from llegada.planning.policies import CYCLE_POLICY, CyclePermission
from llegada.portfolio.policies import SERVICE_POLICY, STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.policies import Permission as ServicePermission
from llegada.targeting.policies import GROUP_POLICY, INDEX_POLICY, GroupPermission, IndexPermission
from llegada.workplans.policies import WORK_PLAN_POLICY
from llegada.workplans.policies import Permission as PlanPermission


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the top bar."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True)
class Navigation:
    """The top bar: what fits in one row of a desk's screen, and the rest, inside «Más»."""

    shown: tuple[NavigationEntry, ...]
    more: tuple[NavigationEntry, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anywhere to go."""
        return bool(self.shown)

    @property
    def is_in_more(self) -> bool:
        """Return whether the page is one of those inside «Más»."""
        return any(entry.is_current for entry in self.more)


#: Entries that fit in one row beside «Más»; one more alone fits in its place.
MOST_IN_BAR: Final = 8


@dataclass(frozen=True)
class RoleChoice:
    """One role that the person may switch to."""

    id: int
    label: str
    is_active: bool


_PUBLIC = [
    (_("Quién hace qué y dónde"), "portal:home"),
    (_("Portafolio"), "portal:portfolio"),
    (_("Territorio"), "portal:territory"),
    (_("Datos abiertos"), "portal:data"),
    (_("Solicitudes"), "delivery:request_ask"),
]


def _reads_groups(actor: Actor) -> bool:
    return GROUP_POLICY.may_ever(actor, GroupPermission.VIEW) or INDEX_POLICY.may_ever(actor, IndexPermission.LOAD)


#: Entry → its page → who finds it in the top bar, in its order.
_INSIDE: list[tuple[str | Promise, str, Callable[[Actor], bool]]] = [
    (_("Mi trabajo"), "insights:my_work", lambda actor: True),
    (_("Mi entidad"), "insights:entity_home", lambda actor: bool(actor.roles & ENTITY_ROLES)),
    (_("Estrategias"), "strategies:list", lambda actor: STRATEGY_POLICY.may_ever(actor, StrategyPermission.VIEW)),
    (_("Portafolio"), "portfolio:list", lambda actor: SERVICE_POLICY.may_ever(actor, ServicePermission.VIEW_DRAFT)),
    (_("Indicadores"), "indicators:list", is_indicators_in_menu_of),
    (_("Focalización"), "targeting:home", _reads_groups),
    (_("Plan anual"), "planning:list", lambda actor: CYCLE_POLICY.may_ever(actor, CyclePermission.VIEW)),
    (_("Planes de trabajo"), "workplans:list", lambda actor: WORK_PLAN_POLICY.may_ever(actor, PlanPermission.VIEW)),
    (_("Avance"), "insights:progress", lambda actor: WORK_PLAN_POLICY.may_ever(actor, PlanPermission.VIEW)),
    (_("Agenda"), "delivery:agenda", lambda actor: SESSION_POLICY.may_ever(actor, SessionPermission.VIEW)),
    (_("Compromisos"), "delivery:commitments", lambda actor: SESSION_POLICY.may_ever(actor, SessionPermission.VIEW)),
    (_("Solicitudes"), "delivery:requests", lambda actor: REQUEST_POLICY.may_ever(actor, RequestPermission.VIEW)),
    (_("Mis borradores"), "delivery:drafts", lambda actor: MEMBER_POLICY.may_ever(actor, TeamPermission.VIEW)),
    (_("Material"), "delivery:material", lambda actor: MATERIAL_POLICY.may_ever(actor, MaterialPermission.VIEW)),
    (_("Territorio"), "portal:territory", lambda actor: True),
    (_("Mapa"), "portal:home", lambda actor: True),
    (_("Administración"), "accounts:administration", lambda actor: bool(doors_for(actor))),
]


def _inside(actor: Actor) -> list[tuple[str | Promise, str]]:
    return [(label, name) for label, name, is_for in _INSIDE if is_for(actor)]


def _is_home(path: str) -> bool:
    """Return whether a page is the first one, or one of the views that open from it."""
    return path == "/" or path.startswith("/quien-hace-que/")


def _navigation(request: HttpRequest) -> Navigation:
    actor = actor_of(request)
    entries = _inside(actor) if actor.is_authenticated else _PUBLIC
    found = []
    for label, name in entries:
        url = reverse(name)
        is_current = _is_home(request.path) if url == "/" else request.path.startswith(url)
        found.append(NavigationEntry(label, url, is_current))
    if len(found) <= MOST_IN_BAR + 1:
        return Navigation(tuple(found))
    return Navigation(tuple(found[:MOST_IN_BAR]), tuple(found[MOST_IN_BAR:]))


def _role_choices(request: HttpRequest) -> list[RoleChoice]:
    active = {grant.assignment_id for grant in actor_of(request).grants}
    available: tuple[Grant, ...] = tuple(getattr(request, "available_grants", ()))
    return [RoleChoice(grant.assignment_id or 0, grant.label, grant.assignment_id in active) for grant in available]


def _is_demo(request: HttpRequest) -> bool:
    has_organization = any(grant.organization_id for grant in actor_of(request).grants)
    return is_demo_settled() if has_organization else is_demo_loaded()


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context that `base.html` needs; everything is found only if the template asks."""
    return {
        "actor": actor_of(request),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "grants": SimpleLazyObject(lambda: _role_choices(request)),
        "is_demo": SimpleLazyObject(lambda: _is_demo(request)),
    }
