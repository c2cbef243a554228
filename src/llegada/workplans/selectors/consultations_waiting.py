"""Which consultations await a person, for «Mi trabajo»: to answer, to assign or take, and to read and close."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.workplans.choices import ConsultationStatus
from llegada.workplans.models import Consultation
from llegada.workplans.policies import CONSULTATION_POLICY, ConsultationPermission


def consultations_waiting(actor: Actor, today: date) -> WaitingKind | None:
    """Return the consultations that the actor has to move on; nobody assigns or takes what they asked."""
    everything = Consultation.objects.all()
    of_nobody = Q(status=ConsultationStatus.OPEN) & ~Q(asked_by=actor.person_id)
    waiting = [
        Q(among, pk__in=CONSULTATION_POLICY.scope(actor, permission, everything).order_by().values("pk"))
        for permission, among in (
            (ConsultationPermission.ANSWER, Q(status=ConsultationStatus.ASSIGNED, expert=actor.person_id)),
            (ConsultationPermission.ASSIGN, of_nobody),
            (ConsultationPermission.TAKE, of_nobody),
            (ConsultationPermission.FOLLOW, Q(status=ConsultationStatus.ANSWERED, asked_by=actor.person_id)),
        )
        if CONSULTATION_POLICY.may_ever(actor, permission)
    ]
    if not waiting:
        return None
    return WaitingKind(
        rows=Consultation.objects.filter(reduce(or_, waiting)).order_by("due_on", "pk"),
        due=Case(When(status=ConsultationStatus.ANSWERED, then=None), default=F("due_on")),
        reads={
            "public_id": "public_id",
            "subject": "subject",
            "status": "status",
            "line": "line__name",
            "entity": "plan__entity__name",
        },
        tell=lambda rows: [_item(one, actor, today) for one in rows],
    )


def _item(one: Any, actor: Actor, today: date) -> WaitingItem:
    takes = CONSULTATION_POLICY.may_ever(actor, ConsultationPermission.TAKE)
    title, action = {
        ConsultationStatus.ASSIGNED: (_("Responder una consulta: %(subject)s"), _("Responder")),
        ConsultationStatus.ANSWERED: (_("Leer la respuesta: %(subject)s"), _("Leer")),
        ConsultationStatus.OPEN: (
            (_("Tomar una consulta: %(subject)s"), _("Tomar"))
            if takes
            else (_("Asignar una consulta: %(subject)s"), _("Asignar"))
        ),
    }[ConsultationStatus(one.status)]
    return WaitingItem(
        severity=Severity.READY if one.due is None else Severity.LATE if one.due < today else Severity.SOON,
        due=one.due,
        title=title % {"subject": one.subject},
        detail=f"{one.line} · {one.entity}",
        url=Consultation(public_id=one.public_id).get_absolute_url(),
        action=action,
    )
