"""A service still in design, to which an import brought sessions and plans, that moves to another line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llegada.core.roles import Role
from llegada.insights.models import AssistanceCell
from llegada.insights.services import find_differences, rebuild_figures
from llegada.insights.services.sharing import find_shared_differences, rebuild_shared
from llegada.portfolio import services
from llegada.portfolio.content import content_of
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A version in design with a held session, and another unit with the same entity on its line."""
    line, units = make.make_line("Finanzas"), [make.make_unit(), make.make_unit()]
    version = make.make_service(units[0], line=line, is_published=False)
    entity = make.make_entity()
    plan = make.make_plan(unit=units[0], entity=entity, versions=[version])
    plan.milestones.all().delete()  # an import brings none
    make.make_plan(unit=units[1], entity=entity, versions=[make.make_service(units[1], line=line)])
    make.make_session(plan, status="held")
    rebuild_figures()
    assert rebuild_shared() == 1
    return version


def moved(version, by):
    """Return the line to which `by` moved a version."""
    line, service = make.make_line("Catastro"), version.service
    lead = make.make_actor(Role.TECHNICAL_LEAD, unit=service.unit)
    if by == "design":
        content = replace(content_of(version), line=line)
        services.edit_draft(actor=lead, public_id=service.public_id, content=content, now=make.NOW)
    else:
        services.edit_predesign(actor=lead, public_id=service.public_id, changes={"line": line}, now=make.NOW)
    return line


class TestApplyLineFact:
    def test_moves_sessions_and_plans_with_it(self, draft):
        line = moved(draft, "design")

        assert AssistanceCell.objects.filter(sessions__gt=0).values_list("line_id", flat=True).get() == line.pk
        assert find_differences() == []
        assert find_shared_differences() == []
        assert rebuild_shared() == 0

    def test_moves_them_from_the_predesign_too(self, draft):
        type(draft).objects.filter(pk=draft.pk).update(status="predesign")

        moved(draft, "predesign")

        assert find_differences() == []
        assert rebuild_shared() == 0
