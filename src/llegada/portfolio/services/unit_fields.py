"""Defines the fields that a unit adds to the design of its services (PRD-22): a new one, changed, retired, taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.validation import ensure_valid
from llegada.portfolio import design_rules, rules, selectors
from llegada.portfolio.models import UnitField
from llegada.portfolio.policies import UNIT_FIELD_POLICY, FieldPermission

#: What of a field may change once it is defined.
_CHANGING = ("name", "options", "help_text", "is_required")


@transaction.atomic
def create_unit_field(*, actor: Actor, unit: OrgUnit, said: Mapping[str, Any], now: datetime) -> UnitField:
    """Define a field of `unit`: `said` holds its kind and what may change. Raises NotFound, NotAllowed, Invalid."""
    field = UnitField(unit=unit, kind=said["kind"], **{name: said[name] for name in _CHANGING})
    UNIT_FIELD_POLICY.require(actor, FieldPermission.MANAGE, field)
    ensure_valid(field).save()
    history.record(actor=actor, verb="unitfield.create", target=field, now=now, data={"name": field.name})
    return field


@transaction.atomic
def edit_unit_field(*, actor: Actor, public_id: UUID, said: Mapping[str, Any], now: datetime) -> UnitField:
    """Change what may change of a field; options are added, never taken away. Raises NotFound, NotAllowed, Invalid."""
    field = _manageable(actor, public_id)
    options = field.option_list
    changes = {name: [getattr(field, name), said[name]] for name in _CHANGING if getattr(field, name) != said[name]}
    for name in changes:
        setattr(field, name, said[name])
    if not design_rules.keeps_options(options, field.option_list):
        raise Invalid({"options": _("Agregue opciones, pero no quite ninguna: puede haber servicios que la usan.")})
    if changes:
        ensure_valid(field).save()
        history.record(actor=actor, verb="unitfield.edit", target=field, now=now, data={"changes": changes})
    return field


@transaction.atomic
def move_unit_field(*, actor: Actor, public_id: UUID, action: str, now: datetime) -> UnitField:
    """Retire a field or take it up again; what was answered stays. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict."""
    field = _manageable(actor, public_id)
    after = rules.next_line_state(field.is_active, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=str(field.is_active))
    states.move(field, field="is_active", before=field.is_active, after=after)
    history.record(actor=actor, verb=f"unitfield.{action}", target=field, now=now)
    return field


def _manageable(actor: Actor, public_id: UUID) -> UnitField:
    field = selectors.get_unit_field(actor=actor, public_id=public_id)
    UNIT_FIELD_POLICY.require(actor, FieldPermission.MANAGE, field)
    return field
