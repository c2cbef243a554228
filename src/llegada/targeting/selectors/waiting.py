"""What awaits a person in prioritised lists, for «Mi trabajo»: to approve, to decide a change by hand, to answer."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.targeting.choices import Acceptance, ChangeStatus, ListStatus
from llegada.targeting.models import PrioritizedEntity, PrioritizedList
from llegada.targeting.policies import LIST_POLICY, ListPermission


def list_waiting_kinds(*, actor: Actor) -> list[WaitingKind | None]:
    """Return what the actor may have to decide in lists, or to answer for their entity."""
    return [_to_decide(actor), _to_answer(actor)]


def _to_decide(actor: Actor) -> WaitingKind | None:
    """Return the lists that others sent, and those in whose drafts others asked changes: one query finds both."""
    if not LIST_POLICY.may_ever(actor, ListPermission.REVIEW):
        return None
    others = Q(changes__status=ChangeStatus.ASKED) & ~Q(changes__asked_by=actor.person_id)
    waiting = (
        LIST_POLICY.scope(actor, ListPermission.REVIEW, PrioritizedList.objects.all())
        .filter(status__in=(ListStatus.DRAFT, ListStatus.IN_REVIEW))
        .annotate(asked=Count("changes", filter=others))
        .exclude(Q(status=ListStatus.DRAFT, asked=0))
        .exclude(Q(status=ListStatus.IN_REVIEW) & (Q(edited_by=actor.person_id) | Q(sent_by=actor.person_id)))
        .order_by("updated_at", "pk")
    )
    return WaitingKind(
        rows=waiting,
        due=None,
        reads={
            "public_id": "public_id",
            "name": "name",
            "year": "year",
            "status": "status",
            "unit": "unit__name",
            "asked": "asked",
        },
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Aprobar la lista de entidades priorizadas: %(name)s") % {"name": one.name}
                if one.status == ListStatus.IN_REVIEW
                else ngettext(
                    "Decidir %(n)d cambio manual de la lista: %(name)s",
                    "Decidir %(n)d cambios manuales de la lista: %(name)s",
                    one.asked,
                )
                % {"n": one.asked, "name": one.name},
                detail=_("Vigencia %(year)s · %(unit)s") % {"year": one.year, "unit": one.unit},
                url=PrioritizedList(public_id=one.public_id).get_absolute_url(),
                action=_("Revisar") if one.status == ListStatus.IN_REVIEW else _("Decidir"),
            )
            for one in rows
        ],
    )


def _to_answer(actor: Actor) -> WaitingKind | None:
    """Return the approved lists in which the actor's entity is, to which it has not answered."""
    entities = {key for grant in actor.grants if grant.role in ENTITY_ROLES for key in grant.entity_ids}
    if not entities:
        return None
    rows = PrioritizedEntity.objects.filter(
        entity__in=entities, is_included=True, acceptance=Acceptance.PENDING, list__status=ListStatus.APPROVED
    )
    return WaitingKind(
        rows=rows.order_by("list__approved_at", "pk"),
        due=None,
        reads={
            "public_id": "public_id",
            "name": "list__name",
            "year": "list__year",
            "organization": "list__unit__organization__name",
        },
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Responder si la administración acepta: %(name)s") % {"name": row.name},
                detail=_("Vigencia %(year)s · %(unit)s") % {"year": row.year, "unit": row.organization},
                url=reverse("targeting:list_answer", args=[row.public_id]),
                action=_("Responder"),
            )
            for row in rows
        ],
    )
