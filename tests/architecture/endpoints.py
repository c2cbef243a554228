"""Who may call each endpoint of the API. A new one without its row here fails `test_permissions_table.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.architecture.permissions import Arguments, id_of


@dataclass(frozen=True)
class Endpoint:
    """One address of the API. Public ones answer anybody; the others 401 to nobody, and 404 from the other organisation.

    `method` is get, post, put, or upload: a POST with a file.
    """

    is_public: bool
    arguments: Arguments | None = None
    method: str = "get"


def _code(code: str) -> Arguments:
    return lambda world: {"code": code}


def _private(resource: str, thing: str, **actions: str) -> dict[str, Endpoint]:
    """Return a private resource on `thing` of the world: its list, its detail and its actions, each with its method."""
    found = {
        f"api:{resource}-list": Endpoint(is_public=False),
        f"api:{resource}-detail": Endpoint(is_public=False, arguments=id_of(thing)),
    }
    for name, method in actions.items():
        found[f"api:{resource}-{name.replace('_', '-')}"] = Endpoint(
            is_public=False, arguments=id_of(thing), method=method
        )
    return found


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "api:department-list": Endpoint(is_public=True),
    "api:department-detail": Endpoint(is_public=True, arguments=_code("05")),
    "api:municipality-list": Endpoint(is_public=True),
    "api:municipality-detail": Endpoint(is_public=True, arguments=_code("05001")),
    "api:entity-list": Endpoint(is_public=True),
    "api:entity-detail": Endpoint(is_public=True, arguments=lambda world: {"public_id": world.here.entity.public_id}),
    "api:organization-list": Endpoint(is_public=True),
    "api:organization-detail": Endpoint(
        is_public=True, arguments=lambda world: {"public_id": world.here.organization.public_id}
    ),
    "api:unit-list": Endpoint(is_public=True),
    "api:unit-detail": Endpoint(is_public=True, arguments=lambda world: {"public_id": world.here.unit.public_id}),
    "api:profile-detail": Endpoint(is_public=True, arguments=_code("05001")),
    "api:index-list": Endpoint(is_public=True),
    "api:index-detail": Endpoint(
        is_public=True, arguments=lambda world: {"code": world.here.things.index_edition.index.code}
    ),
    "api:index-edition-detail": Endpoint(is_public=True, arguments=id_of("index_edition")),
    "api:prioritized-list-list": Endpoint(is_public=True),
    "api:prioritized-list-detail": Endpoint(is_public=True, arguments=id_of("prioritized_list")),
    "api:figures-list": Endpoint(is_public=True),
    "api:progress-list": Endpoint(is_public=False),
    "api:service-list": Endpoint(is_public=True),
    "api:service-detail": Endpoint(is_public=True, arguments=id_of("service")),
    "api:service-draft": Endpoint(is_public=False, arguments=id_of("draft_service"), method="put"),
    "api:service-move": Endpoint(is_public=False, arguments=id_of("draft_service"), method="post"),
    "api:service-publish": Endpoint(is_public=False, arguments=id_of("draft_service"), method="post"),
    "api:service-retire": Endpoint(is_public=False, arguments=id_of("draft_service"), method="post"),
    **_private("indicator-sheet", "draft_sheet", draft="put"),
    "api:indicator-sheet-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.draft_sheet.public_id, "name": "discard"},
        method="post",
    ),
    **_private("strategy", "strategy", content="put", links="post"),
    "api:strategy-closing": Endpoint(is_public=False, arguments=id_of("running_strategy"), method="put"),
    "api:strategy-sheet": Endpoint(is_public=False, arguments=id_of("presented_strategy"), method="post"),
    "api:strategy-close-round": Endpoint(is_public=False, arguments=id_of("presented_strategy"), method="post"),
    "api:strategy-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.strategy.public_id, "name": "submit"},
        method="post",
    ),
    **_private("targeting-rule", "targeting_rule", run="post"),
    **_private("targeting-run", "targeting_run"),
    "api:work-plan-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.plan.public_id, "name": "suspend"},
        method="post",
    ),
    **_private("work-plan", "plan", rounds="post", signatures="post"),
    **_private("amendment", "plan_amendment"),
    "api:amendment-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.plan_amendment.public_id, "name": "refuse"},
        method="post",
    ),
    **_private("obstacle", "plan_obstacle"),
    "api:obstacle-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.plan_obstacle.public_id, "name": "discard"},
        method="post",
    ),
    **_private("milestone", "reported_milestone", report="upload", validate="post", **{"return": "post"}),
    **_private(
        "session",
        "held_session",
        hold="post",
        approve_minutes="post",
        cancel="post",
        evidence="upload",
        attendance_code="post",
    ),
    **_private("event", "mass_event"),
    **_private("request", "request"),
    "api:request-guidance": Endpoint(is_public=False, method="post"),
    "api:request-action": Endpoint(
        is_public=False,
        arguments=lambda world: {"public_id": world.here.things.request.public_id, "name": "start"},
        method="post",
    ),
    **_private(
        "import",
        "import_run",
        bad_rows="get",
        start="post",
        stop="post",
        undo="post",
        discard="post",
        **{"try": "post"},
    ),
    "api:import-mapping-list": Endpoint(is_public=False),
    **_private("commitment", "commitment", fulfill="post", extend="post", verify="post", cancel="post", reopen="post"),
}
