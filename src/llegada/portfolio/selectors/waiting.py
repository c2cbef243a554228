"""What awaits a person in the portfolio, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llegada.core.actors import Actor
from llegada.core.waiting import MOST, Severity, WaitingItem, WaitingKind
from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, VersionEditor
from llegada.portfolio.policies import FOR_VERSION_ACTION, SERVICE_POLICY, Permission
from llegada.portfolio.selectors.waiting_strategies import list_strategy_kinds

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


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return what may await the actor: versions whose step is theirs, services to activate or without a unit, strategies."""
    return [
        _versions_waiting(actor),
        _services_without_unit(actor),
        *list_strategy_kinds(actor=actor, today=today),
    ]


def _versions_waiting(actor: Actor) -> WaitingKind:
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
    return WaitingKind(
        rows=ServiceVersion.objects.filter(reached).order_by("name", "pk"),
        due=None,
        reads={
            "pk": "pk",
            "published": "service__published_version_id",
            "name": "name",
            "number": "number",
            "status": "status",
            "service": "service__public_id",
            "unit": "service__unit__name",
        },
        tell=lambda rows: [_activation_item(one) if one.pk == one.published else _version_item(one) for one in rows],
        most=2 * MOST,
    )


def _to_activate(actor: Actor) -> Q:
    """Return which published versions are of services whose operation the actor may begin."""
    if not SERVICE_POLICY.may_ever(actor, Permission.OPERATE):
        return Q(pk__in=())
    published = Service.objects.filter(status=ServiceStatus.PUBLISHED)
    mine = SERVICE_POLICY.scope(actor, Permission.OPERATE, published)
    return Q(pk__in=mine.order_by().values("published_version"))


def _version_item(version: Any) -> WaitingItem:
    _stage, title, action = _WAITING[version.status]
    return WaitingItem(
        severity=Severity.SOON if version.status in _SENT_BACK else Severity.READY,
        due=None,
        title=str(title) % {"name": version.name},
        detail=_("Versión %(number)s · %(unit)s")
        % {"number": version.number, "unit": version.unit or _("sin dependencia asignada")},
        url=Service(public_id=version.service).get_absolute_url(),
        action=action,
    )


def _activation_item(version: Any) -> WaitingItem:
    return WaitingItem(
        severity=Severity.READY,
        due=None,
        title=_("Activar la operación: %(name)s") % {"name": version.name},
        detail=version.unit or "",
        url=Service(public_id=version.service).get_absolute_url(),
        action=_("Abrir"),
    )


def _designed_by(actor: Actor) -> QuerySet[VersionEditor, int]:
    return VersionEditor.objects.filter(person=actor.person_id).values_list("version", flat=True)


def _services_without_unit(actor: Actor) -> WaitingKind | None:
    """Return how many services have no unit, all in one row, if any has none."""
    if not SERVICE_POLICY.may_ever(actor, Permission.ASSIGN_UNIT):
        return None
    orphans = Service.objects.filter(unit__isnull=True).exclude(status=ServiceStatus.RETIRED)
    reached = SERVICE_POLICY.scope(actor, Permission.ASSIGN_UNIT, orphans)
    return WaitingKind(
        rows=reached.order_by().values("unit").annotate(count=Count("pk")),
        due=None,
        reads={"count": "count"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=ngettext("%(count)s servicio sin dependencia", "%(count)s servicios sin dependencia", row.count)
                % {"count": row.count},
                detail=_("Mientras no la tengan, nadie los puede editar ni publicar."),
                url=f"{reverse('portfolio:list')}?work=unit",
                action=_("Asignar"),
            )
            for row in rows
        ],
    )
