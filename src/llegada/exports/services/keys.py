"""Makes and revokes the keys with which programs read datasets; only their SHA-256 is kept."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound
from llegada.core.validation import ensure_valid
from llegada.exports import rules
from llegada.exports.datasets import DATASETS
from llegada.exports.models import DataKey
from llegada.exports.selectors import may_read_own

#: Begins every key, so that one left by mistake in a file can be found.
KEY_PREFIX: Final = "llegada_datos_"


@transaction.atomic
def issue_key(*, actor: Actor, name: str, dataset: str, expires_on: date, now: datetime) -> tuple[DataKey, str]:
    """Make a key that reads one dataset, or all with a blank one, as its person; its text is returned once.

    Raises NotFound for nobody in particular, and Invalid.
    """
    if actor.person_id is None:
        raise NotFound()
    today = timezone.localdate(now)
    if not today <= expires_on <= today + rules.LAST_KEY_DAY:
        raise Invalid({"expires_on": _("La fecha debe estar entre hoy y dentro de un año.")})
    if dataset and not (dataset in DATASETS and may_read_own(actor=actor, dataset=DATASETS[dataset])):
        raise Invalid({"dataset": _("Elija un conjunto que sus roles le dejan leer.")})
    text = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ensure_valid(
        DataKey(
            person=Person.objects.get(pk=actor.person_id),
            name=name.strip(),
            dataset=dataset,
            digest=rules.digest_of(text),
            created_at=now,
            expires_on=expires_on,
        )
    )
    key.save(force_insert=True)
    history.record(actor=actor, verb="datakey.issue", target=key.person, now=now, after=key.name)
    return key, text


@transaction.atomic
def revoke_key(*, actor: Actor, public_id: UUID, now: datetime) -> None:
    """End one of the actor's own keys at once; done twice, it changes nothing. Raises NotFound."""
    key = DataKey.objects.filter(person_id=actor.person_id or 0, public_id=public_id).select_related("person").first()
    if key is None:
        raise NotFound(key=str(public_id))
    if DataKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        history.record(actor=actor, verb="datakey.revoke", target=key.person, now=now, before=key.name)


def note_use(*, key: DataKey, today: date) -> None:
    """Keep the day on which a key was last used, once a day."""
    if key.last_used_on != today:
        DataKey.objects.filter(pk=key.pk).update(last_used_on=today)
