"""Who is asking: a person with the roles they act under now, each with its scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from llegada.core.roles import Role


@dataclass(frozen=True)
class Grant:
    """One role with its scope. Empty sets mean «nothing of this kind», never «everything».

    `unit_ids` already holds the descendants; `covers_installation` is for roles given with no organisation.
    """

    role: Role
    assignment_id: int | None = None
    organization_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    department_codes: frozenset[str] = frozenset()
    municipality_codes: frozenset[str] = frozenset()
    entity_ids: frozenset[int] = frozenset()
    covers_installation: bool = False
    scope_label: str = ""

    @property
    def label(self) -> str:
        """Return the role in words, with its scope."""
        return f"{self.role.label} · {self.scope_label}" if self.scope_label else str(self.role.label)


PUBLIC_GRANT = Grant(role=Role.PUBLIC)


@dataclass(frozen=True)
class Actor:
    """Somebody with the grants under which they act. `grants` never holds the public one; `all_grants` does."""

    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = field(default=())

    @property
    def is_authenticated(self) -> bool:
        """Return whether the actor is a known person."""
        return self.person_id is not None

    @cached_property
    def all_grants(self) -> tuple[Grant, ...]:
        """Return the grants plus the one that every visitor has."""
        return (*self.grants, PUBLIC_GRANT)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the roles under which the actor acts now."""
        return frozenset(grant.role for grant in self.grants)

    def has_role(self, *roles: Role) -> bool:
        """Return whether any of `roles` is held now."""
        return not self.roles.isdisjoint(roles)

    @property
    def active_role_label(self) -> str:
        """Return the roles in words, for the top bar."""
        return ", ".join(grant.label for grant in self.grants)


ANONYMOUS = Actor()
#: Who types a command on the server: no person of the installation, but allowed what its administration is.
SYSTEM = Actor(name="Consola", grants=(Grant(role=Role.IT_ADMIN, covers_installation=True),))
