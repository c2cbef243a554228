"""The accounts that the demonstration offers, with their roles, for whoever starts it."""

from __future__ import annotations

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.demo.catalogue import MAIL_DOMAIN, PASSWORD

#: One account a kind of work, in the order of the tour.
OFFERED = (
    "asesoria", "monitoreo", "grupo", "jefatura", "lider", "coordinacion", "comite", "territorio", "alcaldia", "secretaria",
    "direccion", "control", "sistemas",
)  # fmt: skip


def list_accounts() -> list[tuple[str, str]]:
    """Return (e-mail, roles in words) of the offered accounts that exist here, in order."""
    emails = {f"{login}@{MAIL_DOMAIN}": position for position, login in enumerate(OFFERED)}
    people = Person.objects.filter(email__in=emails).prefetch_related("assignments")
    found = sorted(people, key=lambda person: emails[person.email])
    return [
        (person.email, ", ".join(dict.fromkeys(str(Role(one.role).label) for one in person.assignments.all())))
        for person in found
    ]


def describe_accounts() -> str:
    """Return the accounts as lines for a terminal, with their common password."""
    rows = list_accounts()
    width = max((len(email) for email, _ in rows), default=0)
    lines = [f"  {email:<{width}}  {roles}" for email, roles in rows]
    return "\n".join([*lines, f"  Contraseña de todas: {PASSWORD}"]) if rows else ""
