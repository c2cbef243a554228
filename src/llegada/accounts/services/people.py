"""People: registered by who administers, corrected, and shut out when they leave. Nobody is deleted."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from llegada.accounts.errors import AdministratorExists, OwnAccount
from llegada.accounts.models import Person, RoleAssignment
from llegada.accounts.policies import ACCOUNTS_POLICY, PERSON_POLICY, Permission
from llegada.accounts.selectors import is_installation_administered
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import ReasonRequired
from llegada.core.queue import enqueue_on_commit
from llegada.core.roles import Role
from llegada.core.validation import ensure_valid, insert_valid


@transaction.atomic
def register_person(
    *,
    actor: Actor,
    email: str,
    full_name: str,
    now: datetime,
    post: str = "",
    password_hash: str | None = None,
) -> Person:
    """Register somebody who will log in with `email`. Raises NotAllowed, Invalid.

    They get a mail to choose their password, unless `password_hash` (as `make_password` gives it) says that one is known.
    """
    ACCOUNTS_POLICY.require_ever(actor, Permission.MANAGE)
    person = _new_person(email, full_name, post, password_hash, now)
    history.record(actor=actor, verb="person.register", target=person, now=now)
    if password_hash is None:
        enqueue_on_commit("accounts.send_invitation", person_id=person.pk)
    return person


@transaction.atomic
def install_administrator(*, email: str, full_name: str, now: datetime, password_hash: str | None = None) -> Person:
    """Register the first administrator of an installation that has none. Raises AdministratorExists, Invalid."""
    today = timezone.localdate(now)
    if is_installation_administered(today=today):
        raise AdministratorExists()
    person = _new_person(email, full_name, "", password_hash, now)
    RoleAssignment.objects.create(person=person, role=Role.IT_ADMIN, starts_on=today)
    installer = Actor(name="./llegada")
    history.record(actor=installer, verb="person.register", target=person, now=now)
    history.record(actor=installer, verb="role.assign", target=person, now=now, after=Role.IT_ADMIN)
    if password_hash is None:
        enqueue_on_commit("accounts.send_invitation", person_id=person.pk)
    return person


def _new_person(email: str, full_name: str, post: str, password_hash: str | None, now: datetime) -> Person:
    person = Person(
        email=email.strip().lower(),
        full_name=" ".join(full_name.split()),
        post=post.strip(),
        password=password_hash or make_password(None),
        joined_at=now,
    )
    person.search_text = person.text_to_search
    return insert_valid([person])[0]


@transaction.atomic
def edit_person(*, actor: Actor, person: Person, email: str, full_name: str, post: str, now: datetime) -> Person:
    """Correct somebody's data. Raises NotFound, NotAllowed, Invalid."""
    PERSON_POLICY.require(actor, Permission.MANAGE, person)
    return _write_profile(actor, person, _profile_of(person), email, full_name, post, now)


@transaction.atomic
def edit_own_profile(
    *, actor: Actor, person: Person, full_name: str, post: str, now: datetime, wants_digest: bool | None = None
) -> Person:
    """Correct one's own name, post and whether one wants the mail of the day (None: as it was). Raises Invalid.

    The address with which one logs in is changed by who administers.
    """
    before = _profile_of(person)
    if wants_digest is not None:
        person.wants_digest = wants_digest
    return _write_profile(actor, person, before, person.email, full_name, post, now)


_PROFILE = ("email", "full_name", "post", "wants_digest")


def _profile_of(person: Person) -> dict[str, str | bool]:
    return {name: getattr(person, name) for name in _PROFILE}


def _write_profile(
    actor: Actor,
    person: Person,
    before: dict[str, str | bool],
    email: str,
    full_name: str,
    post: str,
    now: datetime,
) -> Person:
    person.email, person.full_name, person.post = email.strip().lower(), " ".join(full_name.split()), post.strip()
    after = _profile_of(person)
    if after == before:
        return person
    person.search_text = person.text_to_search
    ensure_valid(person).save(update_fields=[*_PROFILE, "search_text"])
    changed = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    history.record(actor=actor, verb="person.edit", target=person, now=now, data={"changed": changed})
    return person


@transaction.atomic
def deactivate_person(*, actor: Actor, person: Person, reason: str, now: datetime) -> Person:
    """Shut somebody out: no login, no session, no token. Raises NotFound, NotAllowed, OwnAccount, ReasonRequired."""
    PERSON_POLICY.require(actor, Permission.MANAGE, person)
    if person.pk == actor.person_id:
        raise OwnAccount()
    if not reason.strip():
        raise ReasonRequired()
    return _set_active(actor, person, False, "person.deactivate", reason.strip(), now)


@transaction.atomic
def reactivate_person(*, actor: Actor, person: Person, reason: str, now: datetime) -> Person:
    """Let somebody in again, with the roles that they still hold. Raises NotFound, NotAllowed, ReasonRequired."""
    PERSON_POLICY.require(actor, Permission.MANAGE, person)
    if not reason.strip():
        raise ReasonRequired()
    return _set_active(actor, person, True, "person.reactivate", reason.strip(), now)


def _set_active(actor: Actor, person: Person, is_active: bool, verb: str, reason: str, now: datetime) -> Person:
    if person.is_active == is_active:
        return person
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    history.record(actor=actor, verb=verb, target=person, now=now, reason=reason)
    return person
