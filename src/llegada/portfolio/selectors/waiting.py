"""What awaits a person in the portfolio, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, VersionEditor
from llegada.portfolio.policies import FOR_VERSION_ACTION, SERVICE_POLICY, Permission
from llegada.portfolio.selectors.waiting_strategies import list_strategies_waiting_for

#: At most so many of a kind: a person does not read more.
SHOWN = 50
#: Stage that waits → the action that it awaits, the title and the button of what is shown to whoever may carry it out.
_WAITING: Final[dict[str, tuple[str, str | Promise, str | Promise]]] = {
    VersionStatus.RETURNED: ("rework", gettext_lazy("Corregir pre-diseño devuelto: %(name)s"), gettext_lazy("Abrir")),
    VersionStatus.PROTOCOL_RETURNED: (
        "redesign",
        gettext_lazy("Corregir protocolo devuelto: %(name)s"),
        gettext_lazy("Abrir"),
    ),
    VersionStatus.IN_FEEDBACK: (
        "accept_predesign",
        gettext_lazy("Retroalimentar pre-diseño: %(name)s"),
        gettext_lazy("Revisar"),
    ),
    VersionStatus.PROTOCOL_IN_REVIEW: (
        "validate_protocol",
        gettext_lazy("Validar protocolo: %(name)s"),
        gettext_lazy("Revisar"),
    ),
    VersionStatus.PROTOCOL_VALIDATED: (
        "parametrize",
        gettext_lazy("Parametrizar hitos: %(name)s"),
        gettext_lazy("Revisar"),
    ),
    VersionStatus.PARAMETRIZED: ("publish", gettext_lazy("Publicar servicio: %(name)s"), gettext_lazy("Revisar")),
}
_SENT_BACK: Final = frozenset({VersionStatus.RETURNED, VersionStatus.PROTOCOL_RETURNED})


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what awaits the actor: versions whose step is theirs, services to activate or without a unit, strategies."""
    return [
        *_versions_waiting(actor),
        *_services_without_unit(actor),
        *list_strategies_waiting_for(actor=actor, today=today),
    ]


def _versions_waiting(actor: Actor) -> list[WaitingItem]:
    """Return the versions whose next step is of this person's role, and those published whose operation may begin.

    Never one that only who did not write in it may decide.
    """
    reached = _to_activate(actor)
    for stage, (action, _title, _action) in _WAITING.items():
        permission = FOR_VERSION_ACTION[action]
        if not SERVICE_POLICY.may_ever(actor, permission):
            continue
        alive = SERVICE_POLICY.scope(actor, permission, Service.objects.filter(status__in=rules.EDITABLE))
        here = Q(status=stage, service__in=alive.order_by().values("pk"))
        if action in rules.NEEDS_STRANGER_TO_DESIGN:
            here &= ~Q(edited_by=actor.person_id) & ~Q(pk__in=_designed_by(actor))
        reached |= here
    waiting = ServiceVersion.objects.filter(reached).select_related("service__unit").order_by("name", "pk")
    return [
        _activation_item(one) if one.pk == one.service.published_version_id else _version_item(one)
        for one in waiting[: 2 * SHOWN]
    ]


def _to_activate(actor: Actor) -> Q:
    """Return which published versions are of services whose operation the actor may begin."""
    if not SERVICE_POLICY.may_ever(actor, Permission.OPERATE):
        return Q(pk__in=())
    published = Service.objects.filter(status=ServiceStatus.PUBLISHED)
    mine = SERVICE_POLICY.scope(actor, Permission.OPERATE, published)
    return Q(pk__in=mine.order_by().values("published_version"))


def _version_item(version: ServiceVersion) -> WaitingItem:
    _stage, title, action = _WAITING[version.status]
    return WaitingItem(
        severity=Severity.SOON if version.status in _SENT_BACK else Severity.READY,
        due=None,
        title=str(title) % {"name": version.name},
        detail=_("Versión %(number)s · %(unit)s")
        % {"number": version.number, "unit": version.service.unit or _("sin dependencia asignada")},
        url=version.service.get_absolute_url(),
        action=action,
    )


def _activation_item(version: ServiceVersion) -> WaitingItem:
    return WaitingItem(
        severity=Severity.READY,
        due=None,
        title=_("Activar la operación: %(name)s") % {"name": version},
        detail=str(version.service.unit or ""),
        url=version.service.get_absolute_url(),
        action=_("Abrir"),
    )


def _designed_by(actor: Actor) -> QuerySet[VersionEditor, int]:
    return VersionEditor.objects.filter(person=actor.person_id).values_list("version", flat=True)


def _services_without_unit(actor: Actor) -> list[WaitingItem]:
    if not SERVICE_POLICY.may_ever(actor, Permission.ASSIGN_UNIT):
        return []
    orphans = Service.objects.filter(unit__isnull=True).exclude(status=ServiceStatus.RETIRED)
    count = SERVICE_POLICY.scope(actor, Permission.ASSIGN_UNIT, orphans).count()
    if not count:
        return []
    return [
        WaitingItem(
            severity=Severity.READY,
            due=None,
            title=ngettext("%(count)s servicio sin dependencia", "%(count)s servicios sin dependencia", count)
            % {"count": count},
            detail=_("Mientras no la tengan, nadie los puede editar ni publicar."),
            url=f"{reverse('portfolio:list')}?work=unit",
            action=_("Asignar"),
        )
    ]
