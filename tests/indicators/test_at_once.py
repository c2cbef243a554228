"""Two people at the same instant: one correction, one putting in force, and nothing half-written."""

from __future__ import annotations

import pytest

from llegada.core.errors import LlegadaError
from llegada.indicators import services
from llegada.indicators.models import IndicatorSheet
from tests import factories as make
from tests.at_once import at_once
from tests.indicators.makers import make_cast, make_sheet

pytestmark = pytest.mark.django_db(transaction=True)


def force(actor, sheet):
    return services.put_in_force(actor=actor, public_id=sheet.public_id, now=make.NOW)


class TestAtOnce:
    def test_two_corrections_are_one(self):
        cast = make_cast()
        sheet = force(cast.planner, make_sheet(cast.unit))
        first, second = at_once(
            *(
                lambda actor=actor: services.open_correction(actor=actor, public_id=sheet.public_id, now=make.NOW)
                for actor in (cast.lead, cast.head)
            )
        )
        assert first == second
        assert IndicatorSheet.objects.count() == 2

    def test_only_one_of_two_puts_it_in_force(self):
        cast = make_cast()
        sheet = make_sheet(cast.unit)
        outcomes = at_once(lambda: force(cast.planner, sheet), lambda: force(cast.monitor, sheet))
        assert sum(isinstance(one, LlegadaError) for one in outcomes) == 1
        sheet.refresh_from_db()
        assert (sheet.status, sheet.revision) == ("in_force", 2)

    def test_a_sheet_is_not_retired_under_a_correction(self):
        cast = make_cast()
        sheet = force(cast.planner, make_sheet(cast.unit))
        outcomes = at_once(
            lambda: services.open_correction(actor=cast.lead, public_id=sheet.public_id, now=make.NOW),
            lambda: services.retire_sheet(
                actor=cast.planner, public_id=sheet.public_id, action="retire", reason="Ya no", now=make.NOW
            ),
        )
        assert sum(isinstance(one, LlegadaError) for one in outcomes) == 1
