"""What is written many rows at a time."""

from __future__ import annotations

import uuid

from llegada.core.bulk import new_uuids


class TestNewUuids:
    def test_are_random_ones_as_python_makes_them(self):
        made = [uuid.UUID(one) for one in new_uuids(500)]

        assert len(set(made)) == 500
        assert {(one.version, one.variant) for one in made} == {(4, uuid.RFC_4122)}
