"""What is done to people, organisations, roles and tokens. Each verb is one transaction."""

from llegada.accounts.services.notices import mark_notice_read, mark_notices_read, notify, notify_roles
from llegada.accounts.services.organizations import create_organization, create_unit, edit_organization, edit_unit
from llegada.accounts.services.people import (
    deactivate_person,
    edit_own_profile,
    edit_person,
    install_administrator,
    reactivate_person,
    register_person,
)
from llegada.accounts.services.roles import assign_role, end_role
from llegada.accounts.services.tokens import issue_token, revoke_token

__all__ = [
    "assign_role",
    "create_organization",
    "create_unit",
    "deactivate_person",
    "edit_organization",
    "edit_own_profile",
    "edit_person",
    "edit_unit",
    "end_role",
    "install_administrator",
    "issue_token",
    "mark_notice_read",
    "mark_notices_read",
    "notify",
    "notify_roles",
    "reactivate_person",
    "register_person",
    "revoke_token",
]
