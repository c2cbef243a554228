"""Every page asks the database a bounded number of times, as a person with a scope, however many rows there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from llegada.core.roles import Role
from llegada.insights import sets
from llegada.insights.selectors import breakdowns
from llegada.insights.services import rebuild_figures
from tests import factories as make
from tests.architecture.endpoints import ENDPOINTS
from tests.architecture.permissions import DOORS
from tests.architecture.world import World, make_notice
from tests.delivery.field_makers import make_field_conflict, make_field_device
from tests.delivery.makers import make_answers, make_sensitive
from tests.delivery.request_makers import grow_request, make_request
from tests.imports.makers import make_import_run
from tests.indicators.makers import make_sheet
from tests.planning.makers import grow_analysis, make_analysis, make_annual_plan, make_month, make_plan_line
from tests.portfolio.design_makers import grow_design
from tests.targeting.list_makers import make_change, make_list
from tests.targeting.makers import make_edition, make_index
from tests.workplans.makers import grow_consultation, make_consultation

pytestmark = pytest.mark.django_db
BUDGET = 15
#: Pages that cost less, whatever they show: one more query in them is one too many.
BUDGETS = {"insights:my_work": 9}
#: Page → the role that asks for it; None is a visitor.
PAGES: dict[str, Role | None] = {
    "portal:home": None,
    "portal:matrix": Role.ADVISOR,
    "portal:time": Role.ADVISOR,
    "portal:detail": Role.ADVISOR,
    "portal:map": None,
    "portal:unit": Role.ADVISOR,
    "portal:person": Role.UNIT_HEAD,
    "portal:coverage": Role.ADVISOR,
    "portal:silence": Role.ADVISOR,
    "portal:overlaps": Role.COORDINATOR,
    "portal:portfolio": None,
    "portal:service": None,
    "portal:territory": None,
    "portal:department": None,
    "portal:municipality": None,
    "portal:entity": None,
    "portal:municipality_profile": Role.ADVISOR,
    "portal:department_profile": None,
    "portal:data": None,
    "exports:dataset": None,
    "exports:catalogue": None,
    "exports:file": None,
    "exports:keys": Role.ADVISOR,
    "portal:glossary": None,
    "insights:my_work": Role.ADVISOR,
    "insights:planned": Role.UNIT_HEAD,
    "insights:progress": Role.UNIT_HEAD,
    "insights:late": Role.UNIT_HEAD,
    "insights:cost": Role.UNIT_HEAD,
    "portfolio:list": Role.UNIT_HEAD,
    "portfolio:detail": Role.UNIT_HEAD,
    "portfolio:compare": Role.UNIT_HEAD,
    "portfolio:design": Role.UNIT_HEAD,
    "portfolio:design_schedule": Role.UNIT_HEAD,
    "portfolio:operation": Role.UNIT_HEAD,
    "portfolio:fields": Role.UNIT_HEAD,
    "portfolio:similar": Role.UNIT_HEAD,
    "portfolio:predesign": Role.UNIT_HEAD,
    "portfolio:predesign_section": Role.UNIT_HEAD,
    "portfolio:lines": Role.IT_ADMIN,
    "portfolio:moments": Role.IT_ADMIN,
    "portfolio:moment": Role.IT_ADMIN,
    "portfolio:line": Role.IT_ADMIN,
    "indicators:list": Role.UNIT_HEAD,
    "indicators:detail": Role.PLANNING_OFFICE,
    "strategies:list": Role.UNIT_HEAD,
    "strategies:detail": Role.UNIT_HEAD,
    "strategies:committee": Role.COORDINATOR,
    "strategies:statements": Role.COORDINATOR,
    "imports:list": Role.COORDINATOR,
    "imports:new": Role.COORDINATOR,
    "imports:remembered": Role.COORDINATOR,
    "imports:match": Role.COORDINATOR,
    "imports:run": Role.COORDINATOR,
    "imports:columns": Role.COORDINATOR,
    "imports:matches": Role.COORDINATOR,
    "targeting:home": None,
    "targeting:indices": None,
    "targeting:index": Role.UNIT_HEAD,
    "targeting:edition": Role.UNIT_HEAD,
    "targeting:index_import": Role.IT_ADMIN,
    "targeting:lists": None,
    "targeting:list": Role.UNIT_HEAD,
    "targeting:matrices": Role.UNIT_HEAD,
    "targeting:matrix": Role.UNIT_HEAD,
    "targeting:matrix_edit": Role.UNIT_HEAD,
    "targeting:rules": Role.UNIT_HEAD,
    "targeting:rule_create": Role.UNIT_HEAD,
    "targeting:rule": Role.UNIT_HEAD,
    "targeting:rule_place": Role.UNIT_HEAD,
    "targeting:rule_edit": Role.UNIT_HEAD,
    "targeting:run": Role.UNIT_HEAD,
    "targeting:run_place": Role.UNIT_HEAD,
    "targeting:run_compare": Role.UNIT_HEAD,
    "insights:movement": Role.UNIT_HEAD,
    "targeting:groups": Role.UNIT_HEAD,
    "targeting:group": Role.UNIT_HEAD,
    "planning:list": Role.UNIT_HEAD,
    "planning:calendar": Role.COORDINATOR,
    "planning:committee": Role.COORDINATOR,
    "planning:analyses": Role.COORDINATOR,
    "planning:analyses_export": Role.COORDINATOR,
    "planning:analysis": Role.UNIT_HEAD,
    "planning:analysis_edit": Role.UNIT_HEAD,
    "planning:detail": Role.UNIT_HEAD,
    "planning:checks": Role.UNIT_HEAD,
    "planning:import_lines": Role.UNIT_HEAD,
    "planning:workbook": Role.UNIT_HEAD,
    "planning:lines_from_list": Role.UNIT_HEAD,
    "planning:line": Role.UNIT_HEAD,
    "planning:month": Role.UNIT_HEAD,
    "planning:line_month": Role.UNIT_HEAD,
    "planning:program": Role.UNIT_HEAD,
    "workplans:from_lines": Role.UNIT_HEAD,
    "planning:amendment": Role.COORDINATOR,
    "workplans:list": Role.ADVISOR,
    "workplans:progress": Role.UNIT_HEAD,
    "workplans:joints": Role.UNIT_HEAD,
    "workplans:route": Role.ADVISOR,
    "workplans:joint": Role.UNIT_HEAD,
    "workplans:detail": Role.ADVISOR,
    "workplans:version": Role.LEGAL_REPRESENTATIVE,
    "workplans:amendments": Role.ADVISOR,
    "workplans:amendment": Role.UNIT_HEAD,
    "workplans:obstacles": Role.ADVISOR,
    "workplans:consultations": Role.EXPERT,
    "workplans:consultations_shared": Role.ADVISOR,
    "workplans:consultation": Role.UNIT_HEAD,
    "workplans:rounds": Role.UNIT_HEAD,
    "workplans:delivery": Role.ENTITY_CONTACT,
    "delivery:agenda": Role.ADVISOR,
    "delivery:agenda_territory": Role.TERRITORIAL_MANAGER,
    "delivery:calendars": Role.ADVISOR,
    "delivery:calendar": None,
    "delivery:session": Role.ADVISOR,
    "delivery:minutes": Role.UNIT_HEAD,
    "delivery:door": Role.ADVISOR,
    "delivery:training": Role.ADVISOR,
    "delivery:events": Role.UNIT_HEAD,
    "delivery:event": Role.UNIT_HEAD,
    "delivery:event_new": Role.UNIT_HEAD,
    "delivery:check_in": None,
    "delivery:sensitive": Role.DATA_PROTECTION_OFFICER,
    "delivery:commitments": Role.ADVISOR,
    "insights:entity_home": Role.LEGAL_REPRESENTATIVE,
    "delivery:commitment": Role.ADVISOR,
    "delivery:commitments_by_link": None,
    "delivery:field": None,
    "delivery:field_download": Role.ADVISOR,
    "delivery:field_conflicts": Role.ADVISOR,
    "delivery:field_conflict": Role.ADVISOR,
    "delivery:field_devices": Role.UNIT_HEAD,
    "delivery:requests": Role.UNIT_HEAD,
    "delivery:request": Role.UNIT_HEAD,
    "delivery:request_ask": None,
    "reports:verify_code": None,
    "reports:subject": Role.COORDINATOR,
    "reports:order": Role.COORDINATOR,
    "reports:sheets": Role.COORDINATOR,
    "reports:sheets_order": Role.COORDINATOR,
    "reports:formats": Role.COORDINATOR,
    "accounts:administration": Role.IT_ADMIN,
    "accounts:people": Role.IT_ADMIN,
    "accounts:entity_people": Role.COORDINATOR,
    "accounts:entity_person_add": Role.COORDINATOR,
    "accounts:person": Role.IT_ADMIN,
    "accounts:organizations": Role.IT_ADMIN,
    "accounts:organization": Role.IT_ADMIN,
    "accounts:own": Role.ADVISOR,
    "accounts:notices": Role.ADVISOR,
    "api:entity-list": None,
    "api:unit-list": None,
    "api:service-list": None,
    "api:figures-list": None,
    "api:profile-detail": None,
    "api:prioritized-list-list": None,
    "api:work-plan-list": Role.ADVISOR,
    "api:indicator-sheet-list": Role.UNIT_HEAD,
    "api:strategy-list": Role.UNIT_HEAD,
    "api:targeting-rule-list": Role.UNIT_HEAD,
    "api:targeting-run-list": Role.UNIT_HEAD,
    "api:milestone-list": Role.ADVISOR,
    "api:session-list": Role.ADVISOR,
    "api:commitment-list": Role.ADVISOR,
}


def count_queries(world: World, name: str, role: Role | None, login) -> list[str]:
    row = DOORS.get(name) or ENDPOINTS[name]
    url = reverse(name, kwargs=row.arguments(world) if row.arguments else None)
    people = world.installation if getattr(row, "installation", None) else world.here.people
    browser = login(people[role]) if role else Client()
    browser.get(url)  # what is read once and remembered is not counted
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.get(url)
    assert answer.status_code == 200, name
    return [query["sql"] for query in asked.captured_queries]


def grow(world: World) -> None:
    """Add, to every list of the world, more rows of what it already shows."""
    side, things = world.here, world.here.things
    advisor = side.people[Role.ADVISOR]
    for number in range(6):
        place = make.make_municipality(f"0500{number + 2}", f"Lugar {number}")
        version = make.make_service(side.unit)
        plan = make.make_plan(unit=side.unit, entity=make.make_entity(place), advisor=advisor, versions=[version])
        make.make_plan(unit=side.unit, entity=side.entity, advisor=advisor, versions=[version])
        for session in (make.make_session(plan, status="held"), make.make_session(things.plan)):
            make.make_attendance(session)
            make.make_commitment(session)
        entry = make.make_attendance(things.held_session)
        make_sensitive(entry)
        make_answers(things.training_test, entry)
        make_field_conflict(things.planned_session, advisor)
        make_consultation(plan, status="answered", is_shared=True, expert=side.people[Role.EXPERT])
        make_consultation(things.plan)
        grow_consultation(things.consultation)
        make_field_device(advisor, side.unit)
        make.make_commitment(things.held_session)
        make.make_unit(parent=side.unit)
        make.make_strategy(side.unit, status="presented")
        make.make_line(f"Línea {number}")
        make_import_run(side.organization, by=side.people[Role.MONITORING_ADMIN])
        grow_design(things.draft_service, side.unit, number)
        make_plan_line(things.annual_plan)
        colleague = make.make_person()
        make_month(make_plan_line(things.running_plan, version=version), team=[advisor, colleague], steps=("Sala",))
        make_annual_plan(make.make_unit(side.organization), cycle=things.cycle)
        make_analysis(make.make_unit(side.organization), cycle=things.cycle, status="sent")
        grow_analysis(things.annual_analysis, number)
        make_sheet(side.unit)
        make_list(side.unit, plan.entity, status="approved")
        make_edition(things.index_edition.index, {"05001": 1.0, place.code: 2.0}, year=2000 + number)
        make_index(parent=things.index_edition.index)
        make_change(things.draft_list, plan.entity)
        things.entity_group.entities.add(plan.entity)
        make_edition(make_index(), {"05001": 40.0, place.code: 60.0})
        make_notice(advisor, plan)
        make_request(side.unit, entity=plan.entity, assigned_to=advisor)
        make_request(side.unit, "received", entity=side.entity)
        grow_request(things.request, number)
        colleague = make.make_person()
        make.assign(colleague, Role.ADVISOR, unit=side.unit)
        make.assign(advisor, Role.LIAISON, organization=side.organization, ends_on=make.date(2020, 2, number + 1))


def hold(world: World) -> None:
    """Hold sessions of two services of one line, whose people are joined, and of a small group; make the figures of all."""
    side, line = world.here, make.make_line("Una línea de dos servicios")
    for _one in range(2):
        version = make.make_service(side.unit, line=line)
        plan = make.make_plan(unit=side.unit, entity=side.entity, advisor=side.people[Role.ADVISOR], versions=[version])
        for _other in range(3):
            make.make_attendance(make.make_session(plan, status="held"))
    few = make.make_plan(unit=side.unit, entity=make.make_entity(make.make_municipality("05999", "Lugar de pocos")))
    make.make_attendance(make.make_session(few, status="held"))
    rebuild_figures()


class TestQueryBudgets:
    def test_are_kept_and_do_not_grow_with_the_rows(self, world, login):
        hold(world)
        small = {name: count_queries(world, name, role, login) for name, role in PAGES.items()}
        grow(world)
        rebuild_figures()
        large = {name: count_queries(world, name, role, login) for name, role in PAGES.items()}
        over = {name: len(queries) for name, queries in large.items() if len(queries) > BUDGETS.get(name, BUDGET)}
        growing = {name: (len(small[name]), len(large[name])) for name in PAGES if len(large[name]) > len(small[name])}
        assert (over, growing) == ({}, {})

    def test_are_kept_by_a_place_that_shows_one_year_to_somebody_inside(self, world, login, monkeypatch):
        monkeypatch.setattr(breakdowns, "_MOST_CELLS", 0)
        monkeypatch.setattr(sets, "LARGE", 1)
        hold(world)
        queries = count_queries(world, "portal:department", Role.ADVISOR, login)
        assert len(queries) < BUDGET
        # What costs most is there, large sets; PostgreSQL is asked for them without Django, which does not count it.
        assert connection.vendor == "postgresql" or any("insights_coverarrival" in one for one in queries)
