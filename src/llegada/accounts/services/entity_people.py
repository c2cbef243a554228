"""People of entities: typed in by hand, and erased when they ask for it, or when there is no ground left to keep them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.choices import KeepingGround
from llegada.accounts.erasure import marks_against, marks_of
from llegada.accounts.models import EntityPerson, ErasedPerson, Organization
from llegada.accounts.policies import ENTITY_PEOPLE_POLICY, EntityPeoplePermission
from llegada.accounts.selectors import get_entity_person
from llegada.core import facts, history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired

#: The kind under which `core.facts` tells that somebody was erased, for whoever else keeps something of them.
ERASED: str = "entity_person_erased"


@transaction.atomic
def add_entity_person(*, actor: Actor, organization: Organization, now: datetime, **said: Any) -> EntityPerson:
    """Keep somebody whom an entity names, with the ground for it, as an import would. Raises NotAllowed, Invalid.

    Who asked to be erased and is typed in again is kept: a person decides it, with a ground of today.
    """
    if actor.person_id is None:
        raise NotAllowed()
    person = EntityPerson(
        organization=organization, created_by_id=actor.person_id, created_at=now, updated_at=now, **said
    )
    person.document = "".join(person.document.split()).replace(".", "")
    person.email = person.email.lower()
    ENTITY_PEOPLE_POLICY.require(actor, EntityPeoplePermission.ADD, person)
    if person.ground == KeepingGround.CONSENT and person.consented_on is None:
        raise Invalid({"consented_on": _("Dice que la persona autorizó y no dice cuándo. Escriba la fecha.")})
    if person.ground != KeepingGround.CONSENT and person.consented_on is not None:
        raise Invalid({"consented_on": _("Trae la fecha de una autorización y dice otra razón. Deje una de las dos.")})
    if person.consented_on is not None and person.consented_on > timezone.localdate(now):
        raise Invalid({"consented_on": _("Es una fecha por venir. Revísela.")})
    same = EntityPerson.objects.filter(organization=organization, entity=person.entity)
    if not person.document and not person.email:
        raise Invalid({"document": _("Hace falta el documento o el correo.")})
    if person.document and same.filter(document=person.document).exists():
        raise Invalid({"document": _("Esa entidad ya tiene una persona con ese documento.")})
    if person.email and same.filter(email__iexact=person.email).exists():
        raise Invalid({"email": _("Esa entidad ya tiene una persona con ese correo.")})
    person.save()
    told = _told(person)
    again = [*marks_of(**told), *marks_against(**told)]
    ErasedPerson.objects.filter(organization=organization, mark__in=again).delete()
    data = {"entity": str(person.entity.public_id), "ground": person.ground}
    history.record(actor=actor, verb="entityperson.add", target=person, now=now, data=data)
    return person


@transaction.atomic
def erase_entity_person(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    """Erase somebody (Ley 1581 de 2012, art. 8): what stays written is that it was done, by whom and why. Raises ReasonRequired.

    A mark that says nothing of them stays too, so that no later file brings them again.
    """
    person = get_entity_person(actor=actor, public_id=public_id)
    ENTITY_PEOPLE_POLICY.require(actor, EntityPeoplePermission.ERASE, person)
    if not reason.strip():
        raise ReasonRequired()
    # Held from here on: an import that is changing them ends its batch first, and what it kept of them goes too.
    if not EntityPerson.objects.select_for_update().filter(pk=person.pk).values_list("pk", flat=True):
        raise NotFound(person=str(public_id))
    data = {"entity": str(person.entity.public_id)}
    history.record(actor=actor, verb="entityperson.erase", target=person, now=now, reason=reason.strip(), data=data)
    facts.announce(ERASED, before=person.pk)
    person.delete()
    marks = [
        ErasedPerson(organization_id=person.organization_id, mark=mark, erased_at=now)
        for mark in marks_of(**_told(person))
    ]
    ErasedPerson.objects.bulk_create(marks, ignore_conflicts=True)


def _told(person: EntityPerson) -> dict[str, Any]:
    return {
        "organization_id": person.organization_id,
        "entity_id": person.entity_id,
        "document": person.document,
        "email": person.email,
    }
