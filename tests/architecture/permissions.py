"""Who may open each address of the product. A new address without its row here fails `test_permissions_table.py`."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any, Final

from django.utils.text import slugify

from llegada.core.roles import Role
from llegada.delivery.selectors.commitment_parts import link_token
from tests.architecture.world import ROLES, World

Arguments = Callable[[World], dict[str, Any]]


class Who(Enum):
    """Whose a door is."""

    EVERYBODY = auto()
    SIGNED_IN = auto()
    ROLES = auto()
    #: Pages of the account that allauth keeps: some for everybody, some after saying again who one is.
    ACCOUNT = auto()


@dataclass(frozen=True)
class Door:
    """One address: who opens it, and with which object. `is_action` says that it only takes POST.

    `elsewhere` is what a holder of the same role in the other organisation gets: 404 for an object, 200 for a list.
    `installation` are the roles that open it only when they were given for the whole installation.
    """

    who: Who
    roles: frozenset[Role] = frozenset()
    arguments: Arguments | None = None
    is_action: bool = False
    elsewhere: int = 404
    installation: frozenset[Role] = frozenset()


ALL: Final = frozenset(ROLES)
PLAN_READERS: Final = ALL - {
    Role.STUDENT,
    Role.IT_ADMIN,
    Role.COMMUNICATIONS,
    Role.PARTNER_USER,
    Role.DATA_PROTECTION_OFFICER,
}
BRINGERS: Final = frozenset({Role.COORDINATOR, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE})
SERVICE_READERS: Final = (PLAN_READERS | {Role.COMMUNICATIONS}) - {
    Role.ENTITY_CONTACT,
    Role.LEGAL_REPRESENTATIVE,
    Role.RECORDS_MANAGER,
}
STRATEGY_READERS: Final = SERVICE_READERS - {
    Role.ADVISOR,
    Role.TERRITORIAL_MANAGER,
    Role.EXPERT,
    Role.COMMUNICATIONS,
}
ANNUAL_PLAN_READERS: Final = SERVICE_READERS - {Role.COMMUNICATIONS}
EVENT_READERS: Final = PLAN_READERS - {Role.ENTITY_CONTACT, Role.LEGAL_REPRESENTATIVE}
COORDINATION: Final = frozenset({Role.COORDINATOR})
PLAN_WRITERS: Final = frozenset({Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.GROUP_COORDINATOR, Role.LIAISON})
RECORDERS: Final = frozenset({Role.ADVISOR, Role.TERRITORIAL_MANAGER})
MAKERS: Final = RECORDERS | {Role.GROUP_COORDINATOR, Role.UNIT_HEAD}
JOINT_LEADERS: Final = frozenset({Role.GROUP_COORDINATOR, Role.UNIT_HEAD})
DESIGNERS: Final = frozenset({Role.TECHNICAL_LEAD, Role.UNIT_HEAD})
REQUEST_RECORDERS: Final = MAKERS | {Role.EXPERT, Role.TECHNICAL_LEAD, Role.COORDINATOR, Role.RECORDS_MANAGER}
REQUEST_READERS: Final = frozenset(
    {
        Role.ADVISOR,
        Role.TERRITORIAL_MANAGER,
        Role.UNIT_HEAD,
        Role.GROUP_COORDINATOR,
        Role.TECHNICAL_LEAD,
        Role.COORDINATOR,
        Role.RECORDS_MANAGER,
        Role.EXECUTIVE,
        Role.INTERNAL_CONTROL,
        Role.ENTITY_CONTACT,
        Role.LEGAL_REPRESENTATIVE,
    }
)
RULE_WRITERS: Final = DESIGNERS | {Role.GROUP_COORDINATOR}
DRAFT_READERS: Final = MAKERS | {Role.INTERNAL_CONTROL, Role.STUDENT}
ENTITY_SIDE: Final = frozenset({Role.ENTITY_CONTACT, Role.LEGAL_REPRESENTATIVE})
CONSULTATION_READERS: Final = PLAN_READERS - ENTITY_SIDE
INDEX_LOADERS: Final = DESIGNERS | {Role.MONITORING_ADMIN, Role.PLANNING_OFFICE}
PERSONAL_DATA_READERS: Final = (
    MAKERS | ENTITY_SIDE | {Role.MONITORING_ADMIN, Role.INTERNAL_CONTROL, Role.RECORDS_MANAGER}
)
IMPORTERS: Final = frozenset({Role.MONITORING_ADMIN, Role.IT_ADMIN})
PEOPLE_READERS: Final = IMPORTERS | {Role.INTERNAL_CONTROL, Role.DATA_PROTECTION_OFFICER}
ENTITY_PEOPLE_READERS: Final = frozenset(
    {
        Role.COORDINATOR,
        Role.MONITORING_ADMIN,
        Role.PLANNING_OFFICE,
        Role.UNIT_HEAD,
        Role.TECHNICAL_LEAD,
        Role.GROUP_COORDINATOR,
        Role.ADVISOR,
        Role.TERRITORIAL_MANAGER,
        Role.INTERNAL_CONTROL,
        Role.DATA_PROTECTION_OFFICER,
    }
)
ADMINISTRATORS: Final = frozenset({Role.IT_ADMIN})
SHEETS_READERS: Final = frozenset(
    {
        Role.EXECUTIVE,
        Role.COORDINATOR,
        Role.UNIT_HEAD,
        Role.TECHNICAL_LEAD,
        Role.GROUP_COORDINATOR,
        Role.LIAISON,
        Role.ADVISOR,
        Role.TERRITORIAL_MANAGER,
        Role.MONITORING_ADMIN,
        Role.PLANNING_OFFICE,
    }
)
FORMAT_KEEPERS: Final = frozenset({Role.COORDINATOR, Role.RECORDS_MANAGER})


def public(arguments: Arguments | None = None) -> Door:
    return Door(Who.EVERYBODY, arguments=arguments)


def signed_in(*, is_action: bool = False) -> Door:
    return Door(Who.SIGNED_IN, is_action=is_action)


def listing(roles: frozenset[Role], arguments: Arguments | None = None) -> Door:
    return Door(Who.ROLES, roles, arguments, elsewhere=200)


def of_installation(roles: frozenset[Role]) -> Door:
    return Door(Who.ROLES, elsewhere=200, installation=roles)


def page(roles: frozenset[Role], thing: str, **more: Any) -> Door:
    return Door(Who.ROLES, roles, id_of(thing, **more))


def action(roles: frozenset[Role], thing: str) -> Door:
    return Door(Who.ROLES, roles, id_of(thing), is_action=True)


def id_of(thing: str, **more: Any) -> Arguments:
    return lambda world: {"public_id": getattr(world.here.things, thing).public_id, **more}


def _person(world: World) -> dict[str, Any]:
    return {"public_id": world.here.people[Role.ADVISOR].public_id}


def _organization(world: World) -> dict[str, Any]:
    return {"public_id": world.here.organization.public_id}


def _line(world: World) -> dict[str, Any]:
    return {"public_id": world.here.things.version.line.public_id}


def _moment(world: World) -> dict[str, Any]:
    version = world.here.things.idea_service.versions.get()
    return {"public_id": version.moments.get().moment.public_id}


def _predesign_section(world: World) -> dict[str, Any]:
    return {"public_id": world.here.things.idea_service.public_id, "slug": "cadena-de-valor"}


def _paper_list(world: World) -> dict[str, Any]:
    things = world.here.things
    return {"public_id": things.planned_session.public_id, "evidence_id": things.paper_list.public_id}


def _act(world: World) -> dict[str, Any]:
    return {"kind": "acta-del-comite", "public_id": world.here.things.running_strategy.public_id, "number": 1}


def _verification(world: World) -> dict[str, Any]:
    return {"code": world.here.things.document.content_sha256}


def _commitment_link(world: World) -> dict[str, Any]:
    return {"token": link_token(world.here.things.commitment_link)}


def _section(slug: str) -> Arguments:
    return lambda world: {"public_id": world.here.things.draft_service.public_id, "section": slug}


def _month_of(thing: str, **more: str) -> Arguments:
    """Return the arguments of a month of what happens in February 2026."""
    return lambda world: {**id_of(thing)(world), "month": date(2026, 2, 1), **more}


def _index(world: World) -> dict[str, Any]:
    return {"code": world.here.things.index_edition.index.code}


def _xlsx(world: World) -> dict[str, Any]:
    return {"extension": "xlsx"}


PORTAL: Final = {
    # The app of the field is kept in the device: words and addresses, nobody's data.
    "delivery:field": public(),
    "delivery:field_manifest": public(),
    "delivery:field_worker": public(),
    "portal:home": public(),
    "portal:matrix": public(),
    "portal:matrix_table": public(lambda world: {"extension": "csv"}),
    "portal:map": public(),
    "portal:map_table": public(lambda world: {"extension": "svg"}),
    "portal:coverage": public(),
    "portal:coverage_table": public(lambda world: {"extension": "csv"}),
    "portal:silence": public(),
    "portal:silence_table": public(lambda world: {"extension": "csv"}),
    "portal:views": public(),
    "portal:time": public(),
    "portal:time_table": public(lambda world: {"extension": "svg"}),
    "portal:detail": public(),
    "portal:detail_table": public(lambda world: {"extension": "json"}),
    "portal:data": public(),
    "exports:catalogue": public(),
    "exports:package": public(),
    "exports:table": public(lambda world: {"dataset": "departamentos", "file_format": "csv"}),
    "exports:dataset": public(lambda world: {"dataset": "sesiones"}),
    "exports:file": public(lambda world: {"public_id": world.here.things.export_file.public_id}),
    "portal:figures_csv": public(),
    "portal:figures_xlsx": public(),
    "portal:places_csv": public(),
    "portal:places_xlsx": public(),
    "portal:territory": public(),
    "portal:entities_csv": public(),
    "portal:entities_xlsx": public(),
    "portal:entity": public(lambda world: {"public_id": world.here.entity.public_id}),
    "portal:entity_table": public(lambda world: {"public_id": world.here.entity.public_id, "extension": "csv"}),
    "portal:department": public(lambda world: {"code": "05", "slug": "antioquia"}),
    "portal:department_by_code": public(lambda world: {"code": "05"}),
    "imports:list": listing(BRINGERS | {Role.INTERNAL_CONTROL}),
    "imports:new": listing(BRINGERS),
    "imports:template": listing(BRINGERS | {Role.INTERNAL_CONTROL}),
    "imports:remembered": listing(BRINGERS),
    "imports:match": Door(Who.ROLES, BRINGERS, lambda world: {"match_id": world.here.things.value_match.pk}),
    "imports:match_forget": Door(
        Who.ROLES, BRINGERS, lambda world: {"match_id": world.here.things.value_match.pk}, is_action=True
    ),
    "imports:run": page(BRINGERS | {Role.INTERNAL_CONTROL}, "import_run"),
    "imports:columns": page(BRINGERS, "import_run"),
    "imports:matches": page(BRINGERS, "import_run"),
    "imports:move": action(BRINGERS, "import_run"),
    "imports:bad_rows": page(BRINGERS, "import_run"),
    "targeting:home": public(),
    "targeting:indices": public(),
    "targeting:index": public(_index),
    "targeting:edition": public(id_of("index_edition")),
    "targeting:edition_values": public(id_of("index_edition", extension="csv")),
    "targeting:lists": public(),
    "targeting:list": public(id_of("prioritized_list")),
    "targeting:list_download": public(id_of("prioritized_list", extension="csv")),
    "portal:municipality": public(lambda world: {"code": "05001", "slug": "medellin"}),
    "portal:municipality_by_code": public(lambda world: {"code": "05001"}),
    "portal:department_profile": public(lambda world: {"code": "05", "slug": "antioquia"}),
    "portal:department_profile_table": public(lambda world: {"code": "05", "slug": "antioquia", "extension": "csv"}),
    "portal:municipality_profile": public(lambda world: {"code": "05001", "slug": "medellin"}),
    "portal:municipality_profile_table": public(
        lambda world: {"code": "05001", "slug": "medellin", "extension": "xlsx"}
    ),
    "portal:unit": public(lambda world: {"public_id": world.here.unit.public_id}),
    "portal:portfolio": public(),
    "portal:portfolio_csv": public(),
    "portal:portfolio_xlsx": public(),
    "portal:service": public(
        lambda world: {
            "public_id": world.here.things.service.public_id,
            "slug": slugify(world.here.things.version.name),
        }
    ),
    "portal:glossary": public(),
    "portal:accessibility": public(),
    "reports:department_sheet": public(lambda world: {"code": "05"}),
    "reports:municipality_sheet": public(lambda world: {"code": "05001"}),
    "delivery:check_in_code": public(),
    "delivery:check_in": public(lambda world: {"code": world.here.things.attendance_code.code}),
    "delivery:training_answer": public(lambda world: {"code": world.here.things.attendance_code.code}),
    "reports:verify": public(),
    "delivery:request_ask": public(),
    "delivery:request_received": public(lambda world: {"token": "x"}),
    "delivery:request_follow": public(),
    "delivery:request_follow_complete": Door(Who.EVERYBODY, is_action=True),
    "delivery:request_follow_rate": Door(Who.EVERYBODY, is_action=True),
    "delivery:request_follow_file": public(lambda world: {"file_id": world.here.things.request_file.public_id}),
    "reports:verify_code": public(_verification),
    "healthz": public(),
    "metrics": public(),  # to this machine only: tests/config/test_health.py
    "schema": public(),
    "set_language": public(),
    "email_elsewhere": public(),
}
WORK: Final = {
    "insights:my_work": signed_in(),
    "insights:progress": listing(PLAN_READERS),
    "insights:export_progress": listing(PLAN_READERS, lambda world: {"extension": "csv"}),
    "insights:late": listing(PLAN_READERS),
    "insights:export_late": listing(PLAN_READERS, lambda world: {"extension": "csv"}),
    "exports:sessions_behind": listing(PLAN_READERS, lambda world: {"file_format": "csv"}),
    "exports:full_table": listing(PLAN_READERS, lambda world: {"dataset": "sesiones", "file_format": "csv"}),
    "insights:cost": listing(ANNUAL_PLAN_READERS),
    "insights:export_cost": listing(ANNUAL_PLAN_READERS, lambda world: {"extension": "csv"}),
    "insights:planned": listing(ANNUAL_PLAN_READERS),
    "insights:export_planned": listing(ANNUAL_PLAN_READERS, lambda world: {"extension": "csv"}),
    "portfolio:list": listing(SERVICE_READERS),
    "portfolio:download": listing(SERVICE_READERS),
    "portfolio:create": listing(DESIGNERS),
    "portfolio:similar": listing(DESIGNERS),
    "portfolio:import": listing(IMPORTERS),
    "portfolio:import_template": listing(IMPORTERS),
    "portfolio:detail": page(SERVICE_READERS, "draft_service"),
    "portfolio:compare": page(SERVICE_READERS, "draft_service"),
    "portfolio:edit": page(DESIGNERS, "draft_service"),
    "portfolio:design": page(SERVICE_READERS, "draft_service"),
    "portfolio:design_schedule": page(SERVICE_READERS, "draft_service"),
    "portfolio:design_section": Door(Who.ROLES, DESIGNERS, _section("brechas")),
    "portfolio:operation": page(SERVICE_READERS, "draft_service"),
    "portfolio:operation_section": Door(Who.ROLES, DESIGNERS, _section("actores")),
    "portfolio:fields": listing(frozenset({Role.UNIT_HEAD})),
    "portfolio:field_create": listing(frozenset({Role.UNIT_HEAD})),
    "portfolio:field": page(frozenset({Role.UNIT_HEAD}), "unit_field"),
    "portfolio:field_move": action(frozenset({Role.UNIT_HEAD}), "unit_field"),
    "portfolio:predesign": page(SERVICE_READERS, "idea_service"),
    "portfolio:predesign_section": Door(Who.ROLES, DESIGNERS, _predesign_section),
    "portfolio:predesign_note": action(DESIGNERS | {Role.COORDINATOR}, "idea_service"),
    "portfolio:predesign_question": listing(DESIGNERS),
    "portfolio:move": action(DESIGNERS | {Role.COORDINATOR}, "draft_service"),
    "portfolio:discard_draft": action(DESIGNERS, "draft_service"),
    "portfolio:assign_unit": action(frozenset({Role.COORDINATOR}), "draft_service"),
    "indicators:list": listing(SERVICE_READERS),
    "indicators:download": listing(SERVICE_READERS),
    "indicators:create": listing(DESIGNERS),
    "indicators:detail": page(SERVICE_READERS, "draft_sheet"),
    "indicators:edit": page(DESIGNERS, "draft_sheet"),
    "indicators:move": action(frozenset({Role.PLANNING_OFFICE, Role.MONITORING_ADMIN}), "draft_sheet"),
    "strategies:list": listing(STRATEGY_READERS),
    "strategies:download": listing(STRATEGY_READERS),
    "strategies:create": listing(DESIGNERS),
    "strategies:detail": page(STRATEGY_READERS, "strategy"),
    "strategies:edit": page(DESIGNERS, "strategy"),
    "strategies:closing": page(DESIGNERS, "running_strategy"),
    "strategies:move": action(DESIGNERS | {Role.COORDINATOR}, "strategy"),
    "strategies:committee": page(frozenset({Role.COMMITTEE, Role.COORDINATOR}), "presented_strategy"),
    "strategies:sheet": action(frozenset({Role.COMMITTEE}), "presented_strategy"),
    "strategies:file_add": action(DESIGNERS, "strategy"),
    "strategies:link_add": action(DESIGNERS, "strategy"),
    "strategies:evidence": page(STRATEGY_READERS, "strategy_file"),
    "strategies:evidence_remove": action(DESIGNERS, "strategy_file"),
    "strategies:statements": listing(STRATEGY_READERS),
    "strategies:statement_edit": listing(frozenset({Role.PLANNING_OFFICE, Role.COORDINATOR})),
    "strategies:statement_in_force": action(frozenset({Role.PLANNING_OFFICE, Role.COORDINATOR}), "draft_statement"),
    "strategies:close_round": action(frozenset({Role.COORDINATOR}), "presented_strategy"),
    "reports:subject": Door(Who.ROLES, STRATEGY_READERS, _act),
    "reports:issue": Door(Who.ROLES, frozenset({Role.COORDINATOR}), _act, is_action=True),
    "reports:download": page(STRATEGY_READERS, "document"),
    "reports:order": page(frozenset({Role.COORDINATOR}), "document_order"),
    "targeting:matrices": listing(ANNUAL_PLAN_READERS),
    "targeting:matrix_create": listing(PLAN_WRITERS),
    "targeting:matrix": page(ANNUAL_PLAN_READERS, "concertation_matrix"),
    "targeting:matrix_edit": page(PLAN_WRITERS, "concertation_matrix"),
    "targeting:matrix_agree": action(COORDINATION | {Role.UNIT_HEAD}, "concertation_matrix"),
    "targeting:index_import": Door(
        Who.ROLES, INDEX_LOADERS, elsewhere=200, installation=frozenset({Role.IT_ADMIN, Role.MONITORING_ADMIN})
    ),
    "targeting:index_map": listing(INDEX_LOADERS),
    "targeting:index_create": listing(DESIGNERS),
    "targeting:index_edit": Door(Who.ROLES, DESIGNERS, _index, elsewhere=403),
    "targeting:edition_withdraw": Door(
        Who.ROLES,
        INDEX_LOADERS,
        id_of("index_edition"),
        is_action=True,
        elsewhere=403,
    ),
    "targeting:rules": listing(ANNUAL_PLAN_READERS),
    "targeting:rule_create": listing(RULE_WRITERS),
    "targeting:rule": page(ANNUAL_PLAN_READERS, "targeting_rule"),
    "targeting:rule_place": page(ANNUAL_PLAN_READERS, "targeting_rule", code="05002"),
    "targeting:rule_edit": page(RULE_WRITERS, "targeting_rule"),
    "targeting:rule_weights": action(RULE_WRITERS, "targeting_rule"),
    "targeting:rule_run": action(RULE_WRITERS, "targeting_rule"),
    "targeting:rule_move": action(RULE_WRITERS, "targeting_rule"),
    "targeting:run": page(ANNUAL_PLAN_READERS, "targeting_run"),
    "targeting:run_place": page(ANNUAL_PLAN_READERS, "targeting_run", code="05002"),
    "targeting:run_compare": page(ANNUAL_PLAN_READERS, "targeting_run"),
    "targeting:run_download": page(ANNUAL_PLAN_READERS, "targeting_run", extension="xlsx"),
    "insights:movement": page(STRATEGY_READERS, "running_strategy"),
    "targeting:groups": listing(ANNUAL_PLAN_READERS),
    "targeting:group_create": listing(PLAN_WRITERS),
    "targeting:groups_from_index": listing(PLAN_WRITERS),
    "targeting:group": Door(Who.ROLES, ANNUAL_PLAN_READERS, id_of("entity_group"), elsewhere=200),
    "targeting:group_edit": Door(Who.ROLES, PLAN_WRITERS, id_of("entity_group"), elsewhere=403),
    "targeting:list_create": listing(PLAN_WRITERS),
    "targeting:list_edit": page(PLAN_WRITERS, "draft_list"),
    "targeting:list_move": action(PLAN_WRITERS, "draft_list"),
    "targeting:list_version": Door(Who.ROLES, PLAN_WRITERS, id_of("prioritized_list"), is_action=True, elsewhere=403),
    "targeting:list_change": page(PLAN_WRITERS, "draft_list"),
    "targeting:list_change_decide": action(COORDINATION | {Role.UNIT_HEAD}, "list_change"),
    "targeting:list_answer": Door(
        Who.ROLES, PLAN_WRITERS | ENTITY_SIDE | {Role.ADVISOR}, id_of("prioritized_entity"), elsewhere=403
    ),
    "reports:sheets": listing(SHEETS_READERS),
    "reports:order_sheets": Door(Who.ROLES, SHEETS_READERS, lambda world: {}, is_action=True, elsewhere=200),
    "reports:sheets_order": Door(Who.ROLES, SHEETS_READERS, id_of("sheets_order"), elsewhere=200),
    "reports:cancel_sheets": Door(Who.ROLES, SHEETS_READERS, id_of("sheets_order"), is_action=True, elsewhere=200),
    "reports:download_sheets": Door(Who.ROLES, SHEETS_READERS, id_of("sheets_order"), elsewhere=200),
    "planning:list": listing(ANNUAL_PLAN_READERS),
    "planning:calendar": listing(ANNUAL_PLAN_READERS, lambda world: {"year": 2027}),
    "planning:open_cycle": listing(COORDINATION),
    "planning:edit_cycle": page(COORDINATION, "cycle"),
    "planning:remind": action(COORDINATION, "cycle"),
    "planning:create": action(PLAN_WRITERS, "cycle"),
    "planning:committee": page(COORDINATION | {Role.COMMITTEE}, "cycle"),
    "planning:present": action(COORDINATION, "cycle"),
    "planning:sheet": action(frozenset({Role.COMMITTEE}), "cycle"),
    "planning:close_round": action(COORDINATION, "cycle"),
    "planning:analyses": listing(ANNUAL_PLAN_READERS),
    "planning:analyses_export": page(ANNUAL_PLAN_READERS, "cycle", extension="csv"),
    "planning:analysis_create": action(PLAN_WRITERS, "cycle"),
    "planning:analysis": page(ANNUAL_PLAN_READERS, "annual_analysis"),
    "planning:analysis_move": action(frozenset({Role.UNIT_HEAD}), "annual_analysis"),
    "planning:analysis_edit": page(PLAN_WRITERS, "annual_analysis", slug="resultados-anteriores"),
    "planning:detail": page(ANNUAL_PLAN_READERS, "annual_plan"),
    "planning:download": page(ANNUAL_PLAN_READERS, "annual_plan"),
    "planning:workbook": page(ANNUAL_PLAN_READERS, "annual_plan"),
    "planning:workbook_template": page(PLAN_WRITERS, "annual_plan"),
    "planning:import_lines": page(PLAN_WRITERS, "annual_plan"),
    "planning:checks": page(ANNUAL_PLAN_READERS, "annual_plan"),
    "planning:edit": page(PLAN_WRITERS, "annual_plan"),
    "planning:move": action(frozenset({Role.UNIT_HEAD}), "annual_plan"),
    "planning:budget": page(COORDINATION | {Role.PLANNING_OFFICE}, "annual_plan"),
    "planning:capacity": page(frozenset({Role.UNIT_HEAD, Role.GROUP_COORDINATOR}), "annual_plan"),
    "planning:line_create": page(PLAN_WRITERS, "annual_plan"),
    "planning:amend_new_line": page(PLAN_WRITERS, "running_plan"),
    "planning:lines_from_list": Door(Who.ROLES, PLAN_WRITERS, id_of("prioritized_list"), elsewhere=200),
    "planning:line": page(ANNUAL_PLAN_READERS, "plan_line"),
    "planning:line_edit": page(PLAN_WRITERS, "plan_line"),
    "planning:line_remove": action(PLAN_WRITERS, "plan_line"),
    "planning:line_join": action(PLAN_WRITERS, "plan_line"),
    "planning:line_move": action(PLAN_WRITERS, "running_line"),
    "planning:month": Door(Who.ROLES, ANNUAL_PLAN_READERS, _month_of("running_plan")),
    "planning:month_download": Door(Who.ROLES, ANNUAL_PLAN_READERS, _month_of("running_plan", extension="csv")),
    "planning:line_month": Door(Who.ROLES, ANNUAL_PLAN_READERS, _month_of("running_line")),
    "planning:program": Door(Who.ROLES, PLAN_WRITERS, _month_of("running_line")),
    "planning:step_mark": action(PLAN_WRITERS, "month_step"),
    "planning:amend": page(PLAN_WRITERS, "running_line", kind="dates"),
    "planning:amendment": page(ANNUAL_PLAN_READERS, "amendment"),
    "planning:amendment_decide": action(COORDINATION, "amendment"),
    "planning:amendment_present": action(COORDINATION, "amendment"),
    "planning:amendment_sheet": action(frozenset({Role.COMMITTEE}), "amendment"),
    "planning:amendment_close": action(COORDINATION, "amendment"),
    "workplans:list": listing(PLAN_READERS),
    "workplans:export": listing(PLAN_READERS, _xlsx),
    "workplans:progress": listing(PLAN_READERS),
    "workplans:export_progress": listing(PLAN_READERS, _xlsx),
    "workplans:create": listing(MAKERS),
    "workplans:from_lines": listing(MAKERS),
    "workplans:detail": page(PLAN_READERS, "plan"),
    "workplans:version": page(PLAN_READERS, "plan", number=1),
    "workplans:edit": page(MAKERS, "draft_plan"),
    "workplans:dates": page(MAKERS, "draft_plan"),
    "workplans:move": action(MAKERS | ENTITY_SIDE, "plan"),
    "workplans:evidence": page(PLAN_READERS, "milestone_evidence"),
    "workplans:report_milestone": action(RECORDERS, "milestone"),
    "workplans:joints": listing(PLAN_READERS | {Role.PARTNER_USER}),
    "workplans:joints_export": listing(PLAN_READERS | {Role.PARTNER_USER}, lambda world: {"extension": "csv"}),
    "workplans:joint": page(PLAN_READERS | {Role.PARTNER_USER}, "joint_plan"),
    "workplans:joint_move": action(JOINT_LEADERS, "joint_plan"),
    "workplans:joint_invite": page(JOINT_LEADERS, "forming_joint"),
    "workplans:joint_part_move": action(JOINT_LEADERS, "joint_part"),
    "workplans:joint_bring": page(JOINT_LEADERS, "joint_part"),
    "workplans:joint_new": page(JOINT_LEADERS, "draft_plan"),
    "workplans:route": page(PLAN_READERS, "plan"),
    "workplans:route_set": page(MAKERS, "draft_plan"),
    "workplans:stage_close": page(RECORDERS, "stage"),
    "workplans:alternative_new": page(RECORDERS, "alternative_stage"),
    "workplans:stage_file": page(PLAN_READERS, "closed_stage"),
    "workplans:alternative_agree": action(ENTITY_SIDE, "alternative"),
    "workplans:amendments": page(PLAN_READERS, "plan"),
    "workplans:amend": page(MAKERS, "plan", kind="fechas"),
    "workplans:amendment": page(PLAN_READERS, "plan_amendment"),
    "workplans:amendment_move": action(
        ENTITY_SIDE | {Role.UNIT_HEAD, Role.GROUP_COORDINATOR, Role.MONITORING_ADMIN}, "plan_amendment"
    ),
    "workplans:consultations": listing(CONSULTATION_READERS),
    "workplans:consultations_export": listing(CONSULTATION_READERS, _xlsx),
    "workplans:consultations_shared": listing(CONSULTATION_READERS),
    "workplans:consultations_term": listing(COORDINATION),
    "workplans:consultation": page(CONSULTATION_READERS, "consultation"),
    "workplans:consultation_file": page(CONSULTATION_READERS, "consultation_file"),
    "workplans:consultation_new": page(MAKERS, "plan"),
    "workplans:consultation_move": action(MAKERS | {Role.EXPERT}, "consultation"),
    "workplans:consultation_assign": action(frozenset({Role.GROUP_COORDINATOR, Role.UNIT_HEAD}), "consultation"),
    "workplans:consultation_answer": action(frozenset({Role.EXPERT}), "consultation"),
    "workplans:consultation_share": action(MAKERS | {Role.EXPERT}, "consultation"),
    "workplans:obstacles": page(PLAN_READERS, "plan"),
    "workplans:obstacle_new": page(MAKERS | ENTITY_SIDE, "plan"),
    "workplans:obstacle_move": action(MAKERS | ENTITY_SIDE, "plan_obstacle"),
    "workplans:delivery": page(PLAN_READERS, "delivered_plan"),
    "workplans:deliver": page(MAKERS, "plan"),
    "workplans:delivery_answer": action(ENTITY_SIDE, "delivered_plan"),
    "workplans:rounds": page(PLAN_READERS, "plan"),
    "workplans:round_new": page(MAKERS, "plan"),
    "workplans:sign_for_provider": action(frozenset({Role.UNIT_HEAD}), "plan"),
    "workplans:review_milestone": action(MAKERS | {Role.MONITORING_ADMIN}, "reported_milestone"),
    "delivery:agenda": listing(PLAN_READERS),
    "delivery:agenda_export": listing(PLAN_READERS),
    "portal:person": Door(
        Who.ROLES, PLAN_READERS, lambda world: {"public_id": world.here.people[Role.ADVISOR].public_id}
    ),
    "portal:person_table": Door(
        Who.ROLES,
        PLAN_READERS,
        lambda world: {"public_id": world.here.people[Role.ADVISOR].public_id, "extension": "csv"},
    ),
    "portal:overlaps": listing(EVENT_READERS),
    "portal:overlaps_table": listing(EVENT_READERS, lambda world: {"extension": "csv"}),
    "delivery:agenda_territory": listing(EVENT_READERS),
    "delivery:agenda_territory_export": listing(EVENT_READERS, _xlsx),
    "delivery:calendars": listing(PLAN_READERS),
    "delivery:calendar": public(lambda world: {"token": f"calendario-{world.here.unit.pk}"}),
    "delivery:session_new": listing(RECORDERS),
    "delivery:session": page(PLAN_READERS, "planned_session"),
    "delivery:session_edit": page(RECORDERS, "planned_session"),
    "delivery:session_move": action(MAKERS, "planned_session"),
    "delivery:minutes": page(PLAN_READERS, "held_session"),
    "delivery:minutes_write": action(RECORDERS, "held_session"),
    "delivery:attendance_add": action(RECORDERS, "held_session"),
    "delivery:attendance_remove": Door(
        Who.ROLES,
        RECORDERS,
        lambda world: {
            "public_id": world.here.things.held_session.public_id,
            "entry_id": world.here.things.attendance.pk,
        },
        is_action=True,
    ),
    "delivery:attendance_import": page(RECORDERS, "held_session"),
    "delivery:attendance_template": page(RECORDERS, "held_session"),
    "delivery:events": listing(EVENT_READERS),
    "delivery:event_new": listing(MAKERS),
    "delivery:event_template": listing(MAKERS),
    "delivery:event": page(
        EVENT_READERS - {Role.TERRITORIAL_MANAGER}, "mass_event"
    ),  # she reads those that she recorded
    "delivery:event_approve": action(frozenset({Role.GROUP_COORDINATOR, Role.UNIT_HEAD}), "mass_event"),
    "delivery:training": page(PLAN_READERS, "held_session"),
    "delivery:training_new": page(RECORDERS, "planned_session"),
    "delivery:training_edit": page(RECORDERS, "planned_session"),
    "delivery:training_choose": action(RECORDERS, "planned_session"),
    "delivery:training_move": action(RECORDERS, "planned_session"),
    "delivery:training_paper": action(RECORDERS, "planned_session"),
    "delivery:training_attach": action(RECORDERS, "held_session"),
    "delivery:training_export": page(RECORDERS, "held_session", extension="csv"),
    "delivery:door": page(PERSONAL_DATA_READERS, "planned_session"),
    "delivery:door_move": action(RECORDERS, "planned_session"),
    "delivery:expected_admit": action(RECORDERS, "planned_session"),
    "delivery:evidence_transcribed": Door(Who.ROLES, RECORDERS, _paper_list, is_action=True),
    "delivery:drafts": listing(frozenset({Role.STUDENT})),
    "delivery:draft_new": listing(frozenset({Role.STUDENT})),
    "delivery:draft": page(DRAFT_READERS, "student_draft"),
    "delivery:draft_move": action(RECORDERS, "student_draft"),
    "delivery:plan_students": page(DRAFT_READERS - {Role.STUDENT}, "plan"),
    "delivery:student_end": action(MAKERS, "plan_student"),
    "delivery:material": listing(frozenset({Role.COMMUNICATIONS})),
    "delivery:material_file": page(frozenset({Role.COMMUNICATIONS}), "told_evidence"),
    "delivery:coverage_move": action(frozenset({Role.COMMUNICATIONS}), "coverage"),
    "delivery:coverage_ask": action(RECORDERS, "planned_session"),
    "delivery:image_use": Door(Who.ROLES, RECORDERS, _paper_list, is_action=True),
    "delivery:sensitive": listing(frozenset({Role.DATA_PROTECTION_OFFICER})),
    "delivery:sensitive_erase": Door(
        Who.ROLES,
        frozenset({Role.DATA_PROTECTION_OFFICER}),
        lambda world: {"answers_id": world.here.things.sensitive_answers.pk},
        is_action=True,
    ),
    "delivery:evidence": page(PERSONAL_DATA_READERS, "session_evidence"),
    "delivery:evidence_add": action(RECORDERS, "held_session"),
    "insights:entity_home": listing(ENTITY_SIDE),
    "delivery:commitments": listing(PLAN_READERS),
    "delivery:commitment_new": listing(MAKERS),
    "delivery:commitments_export": listing(PLAN_READERS),
    "delivery:commitment_add": action(RECORDERS, "held_session"),
    "delivery:commitment_move": action(MAKERS | ENTITY_SIDE, "commitment"),
    "delivery:commitments_by_link": public(_commitment_link),
    "delivery:commitment": page(PLAN_READERS, "commitment"),
    "delivery:commitment_extend": action(MAKERS, "commitment"),
    "delivery:commitment_fulfill": action(RECORDERS | ENTITY_SIDE, "commitment"),
    "delivery:commitment_share": action(MAKERS, "commitment"),
    "delivery:commitment_review": action(MAKERS, "commitment_report"),
    "delivery:commitment_evidence": page(PERSONAL_DATA_READERS, "commitment_evidence"),
    "delivery:field_download": listing(RECORDERS),
    "delivery:field_receive": Door(Who.ROLES, RECORDERS, lambda world: {}, is_action=True, elsewhere=200),
    "delivery:field_piece": Door(
        Who.ROLES, RECORDERS, lambda world: {"public_id": uuid.UUID(int=9)}, is_action=True, elsewhere=422
    ),
    "delivery:field_conflicts": listing(MAKERS | {Role.INTERNAL_CONTROL}),
    "delivery:field_conflict": page(MAKERS | {Role.INTERNAL_CONTROL}, "field_conflict"),
    "delivery:field_resolve": action(RECORDERS, "field_conflict"),
    "delivery:field_devices": listing(frozenset({Role.GROUP_COORDINATOR, Role.UNIT_HEAD, Role.MONITORING_ADMIN})),
    "delivery:requests": listing(REQUEST_READERS | {Role.EXPERT}),
    "delivery:requests_export": listing(REQUEST_READERS | {Role.EXPERT}, _xlsx),
    "delivery:orientation": listing(REQUEST_RECORDERS),
    "delivery:days_off": listing(COORDINATION),
    "delivery:request": page(REQUEST_READERS, "request"),
    "delivery:request_move": action(REQUEST_READERS - {Role.EXECUTIVE, Role.INTERNAL_CONTROL}, "request"),
    "delivery:request_file": Door(
        Who.ROLES,
        REQUEST_READERS,
        lambda world: {
            "public_id": world.here.things.request.public_id,
            "file_id": world.here.things.request_file.public_id,
        },
    ),
}
ADMINISTRATION: Final = {
    "territory:import_entities": of_installation(IMPORTERS),
    "territory:import_entities_template": of_installation(IMPORTERS),
    # Thematic lines are of every organisation: nobody of one alone opens their pages.
    "portfolio:moments": of_installation(IMPORTERS),
    "portfolio:moment": Door(Who.ROLES, arguments=_moment, elsewhere=200, installation=IMPORTERS),
    "portfolio:moment_move": Door(Who.ROLES, arguments=_moment, elsewhere=200, is_action=True),
    "portfolio:lines": of_installation(IMPORTERS),
    "portfolio:line_create": of_installation(IMPORTERS),
    "portfolio:line": Door(Who.ROLES, arguments=_line, elsewhere=200, installation=IMPORTERS),
    "portfolio:line_move": Door(Who.ROLES, arguments=_line, elsewhere=200, is_action=True),
    "accounts:administration": listing(PEOPLE_READERS | FORMAT_KEEPERS | BRINGERS),
    "reports:formats": listing(FORMAT_KEEPERS | {Role.INTERNAL_CONTROL}),
    "reports:format_create": Door(Who.ROLES, FORMAT_KEEPERS, _organization),
    "reports:logo": Door(Who.ROLES, FORMAT_KEEPERS, _organization),
    "accounts:entity_people": listing(ENTITY_PEOPLE_READERS),
    "accounts:entity_person_add": listing(BRINGERS),
    "accounts:entity_person_erase": action(
        frozenset({Role.COORDINATOR, Role.MONITORING_ADMIN, Role.DATA_PROTECTION_OFFICER}), "entity_person"
    ),
    "accounts:people": listing(PEOPLE_READERS),
    "accounts:people_xlsx": listing(PEOPLE_READERS),
    "accounts:register": listing(ADMINISTRATORS),
    "accounts:person": Door(Who.ROLES, PEOPLE_READERS, _person),
    "accounts:person_edit": Door(Who.ROLES, ADMINISTRATORS, _person),
    "accounts:person_set_active": Door(Who.ROLES, ADMINISTRATORS, _person, is_action=True),
    "accounts:person_invite": Door(Who.ROLES, ADMINISTRATORS, _person, is_action=True),
    "accounts:role_assign": Door(Who.ROLES, ADMINISTRATORS, _person),
    "accounts:role_end": Door(
        Who.ROLES, ADMINISTRATORS, lambda world: {"public_id": world.here.assignment(Role.ADVISOR).public_id}
    ),
    "accounts:organizations": listing(PEOPLE_READERS),
    # Organisations are created by who administers the whole installation: nobody of one organisation opens it.
    "accounts:organization_create": of_installation(ADMINISTRATORS),
    "accounts:organization": Door(Who.ROLES, PEOPLE_READERS, _organization),
    "accounts:organization_edit": Door(Who.ROLES, ADMINISTRATORS, _organization),
    "accounts:unit_create": Door(Who.ROLES, ADMINISTRATORS, _organization),
    "accounts:unit_edit": Door(Who.ROLES, ADMINISTRATORS, lambda world: {"public_id": world.here.unit.public_id}),
    "accounts:own": signed_in(),
    "accounts:notices": signed_in(),
    "accounts:notices_mark_read": signed_in(is_action=True),
    "accounts:notice": page(frozenset({Role.ADVISOR}), "notice"),
    "accounts:switch_role": signed_in(is_action=True),
    "accounts:discard_recovered": signed_in(is_action=True),
    # One's own, as the tokens are: whoever reads sessions makes theirs.
    "delivery:calendar_make": Door(Who.ROLES, PLAN_READERS, is_action=True, elsewhere=200),
    "delivery:calendar_revoke": action(frozenset({Role.ADVISOR}), "calendar_feed"),
    "exports:keys": signed_in(),
    "exports:key_make": signed_in(is_action=True),
    "exports:key_end": action(frozenset({Role.ADVISOR}), "data_key"),
    "accounts:token_issue": signed_in(is_action=True),
    "accounts:token_revoke": action(frozenset({Role.ADVISOR, Role.IT_ADMIN}), "token"),
}
_ACCOUNT_NAMES: Final = """
account_login account_logout account_inactive account_signup account_reauthenticate account_email
account_email_verification_sent account_change_password account_set_password account_reset_password
account_confirm_login_code account_confirm_email account_reset_password_from_key_done
account_reset_password_from_key account_reset_password_done mfa_index mfa_authenticate mfa_reauthenticate
mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn
mfa_edit_webauthn mfa_login_webauthn
"""
ACCOUNT: Final = {name: Door(Who.ACCOUNT) for name in _ACCOUNT_NAMES.split()}
DOORS: Final[dict[str, Door]] = {**PORTAL, **WORK, **ADMINISTRATION, **ACCOUNT}
