"""Questions about strategic statements: each sees those of their organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.portfolio.choices import StatementStatus
from llegada.portfolio.models import StrategicStatement
from llegada.portfolio.policies import STATEMENT_POLICY, StatementPermission


def list_statements(*, actor: Actor) -> QuerySet[StrategicStatement]:
    """Return the versions that the actor sees, by organisation, newest first."""
    return (
        STATEMENT_POLICY.scope(actor, StatementPermission.VIEW, StrategicStatement.objects.all())
        .select_related("organization", "edited_by")
        .order_by("organization__name", "-number", "pk")
    )


def get_statement(*, actor: Actor, public_id: UUID) -> StrategicStatement:
    """Return one version. Raises NotFound if hidden or absent."""
    try:
        return list_statements(actor=actor).get(public_id=public_id)
    except StrategicStatement.DoesNotExist:
        raise NotFound(statement=str(public_id)) from None


def find_statement_in_force(organization: Organization) -> StrategicStatement | None:
    """Return the version in force of an organisation, or None."""
    return StrategicStatement.objects.filter(organization=organization, status=StatementStatus.IN_FORCE).first()


def find_writing_organization(*, actor: Actor) -> Organization | None:
    """Return the organisation whose statements the actor writes under the role of now, or None."""
    roles = STATEMENT_POLICY.table[StatementPermission.EDIT]
    keys = [grant.organization_id for grant in actor.grants if grant.role in roles and grant.organization_id]
    return Organization.objects.filter(pk__in=keys[:1]).first() if keys else None
