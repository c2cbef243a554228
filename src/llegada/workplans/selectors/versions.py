"""What a version of a plan says, how it differs from another, and whether it is still what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from llegada.core.templatetags.llegada import number, short_date
from llegada.workplans import rules
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService, WorkPlanVersion
from llegada.workplans.selectors.joint_plans import terms_of
from llegada.workplans.selectors.stages import route_of
from llegada.workplans.verbs import CONSENT_STATEMENT

FORMAT: Final = 1
#: Leaf of the content → its words, for the list of changes. A leaf that is not here says nothing to a person.
LEAF_LABELS: Final = {
    "title": _("Título"),
    "objectives": _("Objetivos"),
    "expected_results": _("Resultados de capacidad esperados"),
    "starts_on": _("Inicio"),
    "ends_on": _("Fin"),
    "advisor": _("Asesor responsable"),
    "counterpart/name": _("Contraparte"),
    "counterpart/post": _("Cargo de la contraparte"),
    "counterpart/email": _("Correo de la contraparte"),
    "provider/unit": _("Dependencia"),
    "consent": _("Texto de la aceptación"),
    "joint/name": _("Plan articulado"),
    "joint/purpose": _("Propósito del plan articulado"),
    "name": _("Nombre"),
    "weight": _("Peso (%)"),
    "due_on": _("Fecha límite"),
}


def compose_content(plan: WorkPlan) -> dict[str, Any]:
    """Return all that the entity is shown of a plan, in plain JSON values: dates in ISO, weights as text."""
    return {
        "format": FORMAT,
        "title": plan.title,
        "entity": {"id": str(plan.entity.public_id), "name": plan.entity.name},
        "provider": {"organization": plan.unit.organization.name, "unit": plan.unit.name},
        "objectives": plan.objectives,
        "expected_results": plan.expected_results,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "advisor": plan.advisor.full_name,
        "counterpart": {
            "name": plan.counterpart_name,
            "post": plan.counterpart_post,
            "email": plan.counterpart_email,
        },
        "services": [_service_content(chosen) for chosen in _services_shown(plan)],
        "consent": _consent(),
        **({"route": route} if (route := route_of(plan)) else {}),
        **({"joint": terms} if (terms := terms_of(plan)) else {}),
    }


def _consent() -> str:
    with override(settings.LANGUAGE_CODE):  # what is signed does not depend on the language of whoever shows it
        return str(CONSENT_STATEMENT)


def _services_shown(plan: WorkPlan) -> list[WorkPlanService]:
    milestones = Prefetch("milestones", PlanMilestone.objects.order_by("position", "pk"))
    chosen = plan.plan_services.filter(dropped_at__isnull=True)
    return list(chosen.select_related("service_version").prefetch_related(milestones).order_by("pk"))


def _service_content(chosen: Any) -> dict[str, Any]:
    version = chosen.service_version
    return {
        "id": str(version.public_id),
        "name": version.name,
        "number": version.number,
        "objective": version.objective,
        "deliverable": version.deliverable,
        "milestones": [
            {
                "id": str(one.public_id),
                "name": one.name,
                "weight": str(one.weight),
                "due_on": one.due_on.isoformat(),
            }
            for one in chosen.milestones.all()
        ],
    }


def read_content(version: WorkPlanVersion) -> dict[str, Any]:
    """Return the dates of a version and its services, each with its milestones, as values that a page can write."""
    content = version.content
    return {
        "starts_on": _day(content.get("starts_on")),
        "ends_on": _day(content.get("ends_on")),
        "services": [
            (service["name"], [{**one, "due_on": _day(one["due_on"])} for one in service["milestones"]])
            for service in content.get("services", [])
        ],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def is_intact(version: WorkPlanVersion) -> bool:
    """Return whether the content still gives the hash under which it was shown."""
    return rules.content_hash(version.content) == version.sha256


@dataclass(frozen=True)
class VersionChange:
    """One thing that changed between two versions, in words; "" where there was nothing."""

    what: str
    before: str
    after: str


def compare_versions(*, older: WorkPlanVersion, newer: WorkPlanVersion) -> list[VersionChange]:
    """Return what changed from `older` to `newer`, as a person reads it."""
    names = _names(newer.content) | _names(older.content)
    before, after = _services(older.content), _services(newer.content)
    found = [
        VersionChange(gettext("Servicio"), before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys([*after, *before])
        if (key in before) != (key in after)
    ]
    kept = before.keys() & after.keys()
    for path, was, now in rules.differences(older.content, newer.content):
        label = _label(path, names, kept)
        if label:
            found.append(VersionChange(label, _words(path[-1], was), _words(path[-1], now)))
    return found


def _services(content: Mapping[str, Any]) -> dict[str, str]:
    return {service["id"]: service["name"] for service in content.get("services", [])}


def _names(content: Mapping[str, Any]) -> dict[str, str]:
    found = _services(content)
    for service in content.get("services", []):
        found |= {one["id"]: one["name"] for one in service.get("milestones", [])}
    return found


def _label(path: tuple[str, ...], names: Mapping[str, str], kept: Any) -> str:
    """Return what to call a leaf, or "" for what a person is not told: services that came or went are told whole."""
    if path[0] != "services":
        return str(LEAF_LABELS.get("/".join(path), ""))
    if path[1] not in kept or path[-1] not in LEAF_LABELS:
        return ""
    subject = names.get(path[3] if len(path) > 4 else path[1], "")
    return f"{subject} · {LEAF_LABELS[path[-1]]}"


def _words(leaf: str, value: Any) -> str:
    if not value:
        return ""
    if leaf.endswith("_on"):
        return short_date(date.fromisoformat(value))
    return number(Decimal(value)) if leaf == "weight" else str(value)
