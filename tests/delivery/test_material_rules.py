from __future__ import annotations

import pytest

from llegada.delivery import material_rules as rules
from llegada.delivery.choices import CoverageStatus, EvidenceKind, ImageUse


class TestMayPublish:
    @pytest.mark.parametrize("image_use", [None, *ImageUse.values])
    @pytest.mark.parametrize("kind", [None, *EvidenceKind.values])
    def test_only_what_somebody_said_of_a_kind_that_tells(self, kind, image_use):
        expected = kind in {"photo", "video", "testimony", "narrative", "material"} and image_use in {
            "nobody",
            "authorised",
        }
        assert rules.may_publish(kind=kind, image_use=image_use) is expected


class TestCoverage:
    @pytest.mark.parametrize("action", ["assign", "decline", "fly"])
    @pytest.mark.parametrize("status", CoverageStatus.values)
    def test_moves_by_its_table_and_no_other_way(self, status, action):
        expected = {"assign": "assigned", "decline": "declined"}.get(action)
        expected = None if expected == status else expected
        assert rules.next_coverage_status(status, action) == expected
        assert (action in rules.available_coverage_actions(status)) is (expected is not None)
