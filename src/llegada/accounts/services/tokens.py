"""Keys with which a program acts as a person."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts import rules
from llegada.accounts.models import ApiToken, Person
from llegada.accounts.policies import PERSON_POLICY, Permission
from llegada.accounts.tokens import token_digest
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound
from llegada.core.validation import ensure_valid

#: Begins every token, so that one left by mistake in a file can be found.
TOKEN_PREFIX = "llegada_"  # noqa: S105 - public on purpose


@transaction.atomic
def issue_token(*, actor: Actor, name: str, expires_on: date, now: datetime) -> tuple[ApiToken, str]:
    """Make a token with which a program acts as the actor; its text is returned once and only its SHA-256 kept. Raises Invalid."""
    if actor.person_id is None:
        raise NotFound()
    today = timezone.localdate(now)
    if not today <= expires_on <= rules.last_token_day(today):
        raise Invalid({"expires_on": _("La fecha debe estar entre hoy y dentro de un año.")})
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ensure_valid(
        ApiToken(
            person=Person.objects.get(pk=actor.person_id),
            name=name.strip(),
            digest=token_digest(text),
            created_at=now,
            expires_on=expires_on,
        )
    )
    token.save(force_insert=True)
    history.record(actor=actor, verb="token.issue", target=token.person, now=now, after=token.name)
    return token, text


@transaction.atomic
def revoke_token(*, actor: Actor, public_id: UUID, now: datetime) -> ApiToken:
    """End a token at once: one's own, or that of a person whom the actor administers. Raises NotFound."""
    managed = PERSON_POLICY.scope(actor, Permission.MANAGE, Person.objects.all())
    token = (
        ApiToken.objects.filter(Q(person_id=actor.person_id) | Q(person__in=managed.values("pk")))
        .select_related("person")
        .filter(public_id=public_id)
        .first()
    )
    if token is None:
        raise NotFound()
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        history.record(actor=actor, verb="token.revoke", target=token.person, now=now, before=token.name)
        token.refresh_from_db()
    return token
