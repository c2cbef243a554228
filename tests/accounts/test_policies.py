from __future__ import annotations

import pytest

from llegada.accounts.policies import may_administer_installation
from llegada.core.actors import ANONYMOUS, Actor, Grant
from llegada.core.roles import Role


class TestMayAdministerInstallation:
    @pytest.mark.parametrize(
        ("grant", "may"),
        [
            (Grant(role=Role.IT_ADMIN, covers_installation=True), True),
            (Grant(role=Role.IT_ADMIN, organization_id=1), False),
            (Grant(role=Role.COORDINATOR, covers_installation=True), False),
        ],
    )
    def test_is_for_the_administrator_of_all_of_it(self, grant, may):
        assert may_administer_installation(Actor(person_id=1, grants=(grant,))) is may

    def test_is_for_nobody_who_is_not_known(self):
        assert not may_administer_installation(ANONYMOUS)
