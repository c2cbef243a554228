"""Questions about imports: those that the actor may see, and what waits to be matched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.imports import rules
from llegada.imports.choices import RunStatus
from llegada.imports.models import ImportMapping, ImportRun, ValueMatch
from llegada.imports.policies import (
    IMPORT_POLICY,
    MATCH_POLICY,
    ImportPermission,
    MatchPermission,
    organization_ids,
)


def list_runs(*, actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports that the actor may see, newest first."""
    found = IMPORT_POLICY.scope(actor, ImportPermission.VIEW, ImportRun.objects.all())
    return found.select_related("organization", "file", "created_by").order_by("-created_at", "-pk")


def get_run(*, actor: Actor, public_id: UUID) -> ImportRun:
    """Return one import. Raises NotFound."""
    try:
        return list_runs(actor=actor).get(public_id=public_id)
    except ImportRun.DoesNotExist:
        raise NotFound(run=str(public_id)) from None


def list_mappings(*, actor: Actor) -> QuerySet[ImportMapping]:
    """Return the saved ways of reading files of the organisations for which the actor brings data in."""
    mine = organization_ids(actor)
    found = ImportMapping.objects.select_related("organization", "saved_by")
    return found if mine is None else found.filter(organization__in=mine)


def list_matches(*, actor: Actor) -> QuerySet[ValueMatch]:
    """Return what was confirmed in the organisations for which the actor brings data in."""
    found = ValueMatch.objects.select_related("organization", "confirmed_by")
    return MATCH_POLICY.scope(actor, MatchPermission.VIEW, found)


def get_match(*, actor: Actor, match_id: int) -> ValueMatch:
    """Return one of them. Raises NotFound."""
    found = list_matches(actor=actor).filter(pk=match_id).first()
    if found is None:
        raise NotFound(match=match_id)
    return found


def find_mapping(*, organization_id: int, signature: str) -> ImportMapping | None:
    """Return the newest way of reading a file with the same headings, None if none was saved."""
    alike = ImportMapping.objects.filter(organization_id=organization_id, signature=signature)
    return alike.order_by("-saved_at", "-pk").first()


def has_mappings(organization_id: int) -> bool:
    """Return whether an organisation saved any way of reading a file."""
    return ImportMapping.objects.filter(organization=organization_id).exists()


def find_mapping_named(*, organization_id: int, name: str) -> ImportMapping | None:
    """Return the way of reading that an organisation saved by that name."""
    return ImportMapping.objects.filter(organization_id=organization_id, name=name).first()


def find_twin(run: ImportRun) -> ImportRun | None:
    """Return the import that brought the same sheet of the same file, where none of its rows is known to a trial that sees them.

    They are the same rows told apart in another way, and would be there twice.
    """
    if run.status != RunStatus.TRIED or not run.created or run.unchanged or run.changed:
        return None
    done = ImportRun.objects.filter(organization=run.organization_id, sha256=run.sha256, target=run.target)
    brought = done.filter(status=RunStatus.DONE, created__gt=0).order_by("-finished_at", "-pk")
    sheets = [one["sheet"] for one in run.layouts]
    return next((one for one in brought if [each["sheet"] for each in one.layouts] == sheets), None)


def is_dead(run: ImportRun, *, now: datetime, last_sign: datetime | None = None) -> bool:
    """Return whether whoever carried an import out has given no sign for too long; `last_sign` is None before it begins."""
    last = max(run.last_sign_at, last_sign or run.last_sign_at)
    return rules.is_dead(status=run.status, last_sign=last, now=now, has_begun=last_sign is not None)
