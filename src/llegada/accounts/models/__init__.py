"""People, organisations, their units as a tree, roles with scope and dates, data authorisations, API tokens and notices."""

from llegada.accounts.models.entity_people import EntityPerson, ErasedPerson
from llegada.accounts.models.notices import Notice
from llegada.accounts.models.organizations import Organization, OrgUnit, RoleAssignment
from llegada.accounts.models.people import ApiToken, ConsentText, Person, PersonManager

__all__ = [
    "ApiToken",
    "ConsentText",
    "EntityPerson",
    "ErasedPerson",
    "Notice",
    "OrgUnit",
    "Organization",
    "Person",
    "PersonManager",
    "RoleAssignment",
]
