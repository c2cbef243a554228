"""What awaits a person in the portfolio, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.selectors.waiting_strategies import list_strategies_waiting_for

#: At most so many drafts: a person does not read more.
SHOWN = 50


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what awaits the actor: complete drafts of services to approve, services without a unit, strategies."""
    return [
        *_drafts_to_publish(actor),
        *_services_without_unit(actor),
        *list_strategies_waiting_for(actor=actor, today=today),
    ]


def _drafts_to_publish(actor: Actor) -> list[WaitingItem]:
    if not SERVICE_POLICY.may_ever(actor, Permission.PUBLISH):
        return []
    alive = Service.objects.filter(status__in=rules.EDITABLE, unit__isnull=False)
    drafts = (
        ServiceVersion.objects.filter(
            service__in=SERVICE_POLICY.scope(actor, Permission.PUBLISH, alive), status=VersionStatus.DRAFT
        )
        .exclude(kind="")
        .exclude(objective="")
        .exclude(deliverable="")
        .exclude(modalities=None)
        .exclude(milestones=None)
        .exclude(edited_by=actor.person_id)
        .select_related("service__organization", "service__unit")
        .prefetch_related("milestones")
        .order_by("name", "pk")[:SHOWN]
    )
    return [
        WaitingItem(
            severity=Severity.READY,
            due=None,
            title=_("Aprobar servicio: %(name)s") % {"name": draft.name},
            detail=_("Versión %(number)s · %(unit)s") % {"number": draft.number, "unit": draft.service.unit},
            url=draft.service.get_absolute_url(),
            action=_("Revisar"),
        )
        for draft in drafts
        if not rules.missing_weight(one.weight for one in draft.milestones.all())
    ]


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
