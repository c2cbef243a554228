"""Writes the strategic statements of an organisation and puts a version in force (EST-02; seed S4, L1.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from llegada.accounts.models import Organization
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.core.validation import ensure_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import StatementStatus
from llegada.portfolio.errors import StatementIncomplete, WriterCannotPutInForce
from llegada.portfolio.models import StrategicStatement
from llegada.portfolio.policies import STATEMENT_POLICY, StatementPermission
from llegada.portfolio.strategy_content import tidy


@transaction.atomic
def write_statement(
    *, actor: Actor, organization: Organization, texts: dict[str, str], now: datetime, revision: int | None = None
) -> StrategicStatement:
    """Write the draft of an organisation's next version, which may be incomplete; where there is none, begin it.

    `texts` has `rules.STATEMENT_TEXTS`; `revision` is the one that the page showed. Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    draft = StrategicStatement.objects.filter(organization=organization, status=StatementStatus.DRAFT).first()
    is_new = draft is None
    if draft is None:
        last = StrategicStatement.objects.filter(organization=organization).aggregate(last=Max("number"))["last"] or 0
        draft = StrategicStatement(organization=organization, number=last + 1, created_at=now, updated_at=now)
    STATEMENT_POLICY.require(actor, StatementPermission.EDIT, draft)
    said = {name: tidy(texts.get(name, "")) for name in rules.STATEMENT_TEXTS}
    changes = {name: [getattr(draft, name), text] for name, text in said.items() if getattr(draft, name) != text}
    if not is_new and not changes and revision in (None, draft.revision):
        return draft
    if not is_new:
        _claim(draft, now, revision)
    elif revision not in (None, 0):
        raise Conflict()  # the draft that the page showed came into force meanwhile
    for name, text in said.items():
        setattr(draft, name, text)
    draft.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    ensure_valid(draft, exclude=["organization", "edited_by"]).save()
    verb = "statement.create" if is_new else "statement.edit"
    history.record(actor=actor, verb=verb, target=draft, now=now, data={"changes": changes})
    return draft


@transaction.atomic
def put_statement_in_force(
    *, actor: Actor, public_id: UUID, now: datetime, revision: int | None = None
) -> StrategicStatement:
    """Put a draft in force, frozen from then on; the version before it is superseded. Designers are told.

    Raises NotFound, NotAllowed, TransitionNotAllowed, StatementIncomplete, WriterCannotPutInForce, Conflict.
    """
    draft = selectors.get_statement(actor=actor, public_id=public_id)
    STATEMENT_POLICY.require(actor, StatementPermission.PUT_IN_FORCE, draft)
    before, after = draft.status, rules.STATEMENT_TRANSITIONS.get((draft.status, "put_in_force"))
    if after is None:
        raise TransitionNotAllowed(action="put_in_force", status=before)
    if not all(getattr(draft, name) for name in rules.STATEMENT_TEXTS):
        raise StatementIncomplete()
    if rules.is_own_work(edited_by_id=draft.edited_by_id, person_id=actor.person_id):
        raise WriterCannotPutInForce()
    _claim(draft, now, revision)
    former = StrategicStatement.objects.filter(organization=draft.organization, status=StatementStatus.IN_FORCE).first()
    if former is not None:
        superseded = rules.STATEMENT_TRANSITIONS[former.status, "supersede"]
        states.move(former, before=former.status, after=superseded, updated_at=now)
    today = timezone.localdate(now)
    states.move(draft, before=before, after=after, updated_at=now, in_force_on=today)
    event = history.record(
        actor=actor, verb="statement.put_in_force", target=draft, now=now, before=before, after=after
    )
    designers = [Role.TECHNICAL_LEAD, Role.UNIT_HEAD, Role.COORDINATOR, Role.PLANNING_OFFICE]
    notify(event=event, people=find_role_holders(organization=draft.organization, roles=designers, today=today))
    return draft


def _claim(draft: StrategicStatement, now: datetime, expected: int | None) -> None:
    seen = draft.revision if expected is None else expected
    found = StrategicStatement.objects.filter(pk=draft.pk, revision=seen, status=draft.status)
    if found.update(revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    draft.revision, draft.updated_at = seen + 1, now
