"""What of the field asks a person: two versions to choose from, and devices that still have work to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from llegada.core.errors import Conflict, Invalid, LlegadaError, RuleRefused
from llegada.core.http import actor_of, once
from llegada.core.templatetags.llegada import short_date
from llegada.delivery import field_rules
from llegada.delivery.choices import FieldOutcome, SessionKind, SessionModality
from llegada.delivery.models import FieldDevice, FieldItem, Session
from llegada.delivery.policies import FIELD_DEVICE_POLICY, FIELD_ITEM_POLICY, Permission
from llegada.delivery.selectors import field as field_selectors
from llegada.delivery.services import field as field_services

_WORDS = {
    "title": gettext_lazy("Tema"),
    "kind": gettext_lazy("Mecanismo"),
    "other_kind": gettext_lazy("Cuál mecanismo"),
    "modality": gettext_lazy("Modalidad"),
    "place": gettext_lazy("Lugar o medio"),
    "held_on": gettext_lazy("Fecha"),
    "starts_at": gettext_lazy("Hora de inicio"),
    "ends_at": gettext_lazy("Hora de fin"),
    "agenda": gettext_lazy("Orden del día"),
    "what_was_done": gettext_lazy("Qué se hizo"),
    "no_commitments": gettext_lazy("No hubo compromisos"),
    "report": gettext_lazy("Qué se logró"),
    "status": gettext_lazy("Estado"),
}


#: Closed lists among them.
_LABELS = {"kind": SessionKind.choices, "modality": SessionModality.choices}


@dataclass(frozen=True)
class Difference:
    """One field of the two versions."""

    label: Any
    mine: Any
    theirs: Any
    differs: bool


@dataclass(frozen=True)
class DeviceRow:
    """One device, and what is wrong with it."""

    device: FieldDevice
    is_stale: bool
    has_wrong_clock: bool


@login_required
@require_GET
def show_conflicts(request: HttpRequest) -> HttpResponse:
    """List what came in two versions and nobody has chosen."""
    actor = actor_of(request)
    FIELD_ITEM_POLICY.require_ever(actor, Permission.VIEW)
    found = Paginator(field_selectors.list_conflicts(actor=actor), 25).get_page(request.GET.get("page"))
    return render(request, "delivery/field/conflicts.html", {"page_obj": found})


@login_required
@require_GET
def show_conflict(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the two versions side by side, to choose one."""
    return _conflict_page(request, public_id)


def _conflict_page(
    request: HttpRequest, public_id: UUID, problem: LlegadaError | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    item = field_selectors.get_conflict(actor=actor, public_id=public_id)
    subject = field_selectors.find_subject(item=item)
    rows = _differences(item, subject)
    context = {
        "item": item,
        "subject": subject,
        "is_session": isinstance(subject, Session),
        "stands_at": field_selectors.stands_at(item=item),
        "rows": [row for row in rows if row.differs],
        "same": [row for row in rows if not row.differs],
        "people": len(item.body.get("people", [])),
        "promises": len(item.body.get("commitments", [])),
        "can_resolve": item.outcome == FieldOutcome.CONFLICT and FIELD_ITEM_POLICY.can(actor, Permission.RESOLVE, item),
        "problem": problem,
    }
    return render(request, "delivery/field/conflict.html", context, status=status)


def _differences(item: FieldItem, subject: Any) -> list[Difference]:
    if isinstance(subject, Session):
        theirs = field_selectors.describe_session(subject)
    elif subject is not None:
        theirs = {"report": subject.report, "status": subject.get_status_display()}
    else:
        theirs = {}
    mine = {name: item.body[name] for name in _WORDS if name in item.body}
    differing = set(field_rules.differences(mine, theirs))
    return [
        Difference(_WORDS[name], _in_words(name, mine[name]), _in_words(name, theirs.get(name)), name in differing)
        for name in mine
    ]


def _in_words(name: str, value: Any) -> Any:
    """Return a stored value as a person reads it."""
    if name in _LABELS:
        return dict(_LABELS[name]).get(value, value)
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    try:
        return short_date(date.fromisoformat(value)) if name == "held_on" else value
    except ValueError:
        return value


@login_required
@require_POST
def resolve_conflict(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave the version chosen: «mine» is the one of the field, «theirs» the one that stood."""
    actor, choice = actor_of(request), request.POST.get("choice", "")
    FIELD_ITEM_POLICY.require(actor, Permission.RESOLVE, field_selectors.get_conflict(actor=actor, public_id=public_id))

    def work() -> str:
        try:
            revision = int(request.GET.get("revision", ""))
        except ValueError:
            raise Conflict() from None
        field_services.resolve_conflict(
            actor=actor,
            public_id=public_id,
            choice=choice,
            revision=revision,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("Quedó la versión que eligió; la otra se conserva en el registro."))
        return reverse("delivery:field_conflicts")

    try:
        return once(request, work)
    except (RuleRefused, Invalid, Conflict) as refusal:
        return _conflict_page(request, public_id, problem=refusal, status=refusal.status)


@login_required
@require_GET
def show_devices(request: HttpRequest) -> HttpResponse:
    """Show to who supervises how much each device has to send, as it told when it last reached the server."""
    actor, now = actor_of(request), timezone.now()
    FIELD_DEVICE_POLICY.require_ever(actor, Permission.VIEW)
    found = Paginator(field_selectors.list_devices(actor=actor), 25).get_page(request.GET.get("page"))
    rows = [
        DeviceRow(
            device=device,
            is_stale=device.oldest_at is not None and (now - device.oldest_at).days >= field_rules.STALE_DAYS,
            has_wrong_clock=field_rules.is_clock_wrong(device.clock_offset),
        )
        for device in found.object_list
    ]
    return render(request, "delivery/field/devices.html", {"page_obj": found, "rows": rows})
