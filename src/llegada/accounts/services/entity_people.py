"""People of entities: erased when they ask for it, or when there is no ground left to keep them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from llegada.accounts.policies import ENTITY_PEOPLE_POLICY, EntityPeoplePermission
from llegada.accounts.selectors import get_entity_person
from llegada.core import facts, history
from llegada.core.actors import Actor
from llegada.core.errors import ReasonRequired

#: The kind under which `core.facts` tells that somebody was erased, for whoever else keeps something of them.
ERASED: str = "entity_person_erased"


@transaction.atomic
def erase_entity_person(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    """Erase somebody (Ley 1581 de 2012, art. 8): what stays written is that it was done, by whom and why. Raises ReasonRequired."""
    person = get_entity_person(actor=actor, public_id=public_id)
    ENTITY_PEOPLE_POLICY.require(actor, EntityPeoplePermission.ERASE, person)
    if not reason.strip():
        raise ReasonRequired()
    data = {"entity": str(person.entity.public_id)}
    history.record(actor=actor, verb="entityperson.erase", target=person, now=now, reason=reason.strip(), data=data)
    facts.announce(ERASED, before=person.pk)
    person.delete()
