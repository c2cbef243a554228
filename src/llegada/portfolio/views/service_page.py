"""What the page of a service shows: where it stands, whom it awaits, what this person may do, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Sentence
from llegada.core.origins import find_origin
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import ServiceStatus, VersionStatus
from llegada.portfolio.forms import UnitForm
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION, SERVICE_POLICY, Permission
from llegada.portfolio.predesign_words import SLUGS
from llegada.portfolio.service_words import ACTION_LABELS, AWAITS, CONFIRMATIONS, QUIET, REASONS
from llegada.portfolio.services import missing_in_card

#: The words of every state that the history of a service may name; until 2026-11 what was in edition was a draft.
STATES: Final = (*ServiceStatus.choices, *VersionStatus.choices, ("draft", ServiceStatus.IN_DESIGN.label))
#: Where the page shows what the version in edition says.
_READ_AT: Final = "#t-borrador"


@dataclass(frozen=True)
class Button:
    """An action that the person may carry out now."""

    action: str
    label: str | Promise
    kind: str
    confirm: str | Promise
    reason: str | Promise


@dataclass(frozen=True)
class Gate:
    """What holds the next step back: the action, and each sentence of what is missing.

    Each sentence comes with the address where it is mended and, for who may not write, the one where it is read.
    """

    action: str = ""
    missing: list[tuple[Sentence, str, str]] = field(default_factory=list)

    @property
    def label(self) -> str | Promise:
        """Return the words of the action."""
        return ACTION_LABELS[self.action]


def detail_context(actor: Actor, service: Service) -> dict[str, Any]:
    """Return what the page of a service shows to `actor`."""
    may = SERVICE_POLICY.permissions_on(actor, service)
    draft = selectors.find_draft(service)
    is_editable = service.status in rules.EDITABLE
    versions = list(selectors.list_versions(service))
    published = next((one for one in versions if one.pk == service.published_version_id), None)
    gate = _version_gate(service, draft) if draft and is_editable else Gate()
    is_designer = draft is not None and selectors.is_designer(draft, person_id=actor.person_id)
    buttons = _version_buttons(draft, may, gate, is_designer=is_designer) if draft and is_editable else []
    life_gate = _life_gate(service, published)
    return {
        "service": service,
        "revision": str(service.revision),
        "version": published or draft,
        "published": published,
        "draft": draft,
        "former_versions": [one for one in versions if one != published],
        "may_edit": is_editable and Permission.EDIT in may and (draft is None or draft.status in rules.WRITABLE),
        "may_discard": draft is not None
        and published is not None
        and is_editable
        and Permission.EDIT in may
        and draft.status in rules.WRITABLE,
        "buttons": [*buttons, *_life_buttons(service, may, life_gate)],
        "needs_other_person": is_designer and _is_for_strangers(draft, may) and is_editable,
        "gate": gate,
        "life_gate": life_gate,
        "awaits": AWAITS[draft.status] if draft and is_editable else "",
        "steps": _steps(rules.SERVICE_STEPS, service.status, ServiceStatus),
        "version_steps": _steps(rules.VERSION_STEPS, draft.status, VersionStatus) if draft and is_editable else [],
        "unit_form": UnitForm(units=selectors.list_assignable_units(service=service), initial={"unit": service.unit_id})
        if is_editable and Permission.ASSIGN_UNIT in may
        else None,
        "events": history.list_shown(target=service),
        "origin": find_origin(actor=actor, of=service),
        "states": STATES,
    }


def _steps(steps: Sequence[str], current: str, words: Any) -> list[dict[str, Any]]:
    aside = words(current).label if current in rules.STANDS_AT else ""
    return [
        {"label": words(step).label, "status": stands, "note": aside if stands == "current" else ""}
        for step, stands in rules.steps_of(steps, current)
    ]


def _version_gate(service: Service, draft: ServiceVersion) -> Gate:
    for action in rules.available_actions(rules.VERSION_TRANSITIONS, draft.status):
        if action in rules.GATES:
            return _gate(service, draft, action)
    return Gate()


def _life_gate(service: Service, published: ServiceVersion | None) -> Gate:
    if published is None or rules.next_status(service.status, "activate") is None:
        return Gate()
    return _gate(service, published, "activate")


def _gate(service: Service, version: ServiceVersion, action: str) -> Gate:
    missing = missing_in_card(service, version, action)
    edit_url = reverse("portfolio:edit", args=[service.public_id])
    if rules.GATES[action] is not rules.PREDESIGN_SECTIONS:
        return Gate(action, [(words, edit_url, _READ_AT) for words in missing.values()])
    ficha = reverse("portfolio:predesign", args=[service.public_id])
    places = {
        key: (reverse("portfolio:predesign_section", args=[service.public_id, SLUGS[section]]), f"{ficha}#t-{section}")
        for section, keys in rules.PREDESIGN_SECTIONS.items()
        for key in keys
    }
    return Gate(action, [(words, *places[key]) for key, words in missing.items()])


def _button(action: str) -> Button:
    kind = "quiet" if action in QUIET else ""
    return Button(action, ACTION_LABELS[action], kind, CONFIRMATIONS.get(action, ""), REASONS.get(action, ""))


def _version_buttons(draft: ServiceVersion, may: frozenset[str], gate: Gate, *, is_designer: bool) -> list[Button]:
    return [
        _button(action)
        for action in rules.available_actions(rules.VERSION_TRANSITIONS, draft.status)
        if FOR_VERSION_ACTION[action] in may
        and not (gate.action == action and gate.missing)
        and not (is_designer and action in rules.NEEDS_STRANGER_TO_DESIGN)
    ]


def version_buttons(actor: Actor, service: Service, draft: ServiceVersion) -> list[Button]:
    """Return what the actor may do now to the version in edition of a service that is alive."""
    may = SERVICE_POLICY.permissions_on(actor, service)
    is_designer = selectors.is_designer(draft, person_id=actor.person_id)
    return _version_buttons(draft, may, _version_gate(service, draft), is_designer=is_designer)


def _is_for_strangers(draft: ServiceVersion | None, may: frozenset[str]) -> bool:
    """Return whether the role would let the person do now what only somebody else may do."""
    return draft is not None and any(
        action in rules.NEEDS_STRANGER_TO_DESIGN and FOR_VERSION_ACTION[action] in may
        for action in rules.available_actions(rules.VERSION_TRANSITIONS, draft.status)
    )


def _life_buttons(service: Service, may: frozenset[str], gate: Gate) -> list[Button]:
    return [
        _button(action)
        for action in rules.available_actions(rules.SERVICE_TRANSITIONS, service.status)
        if action in FOR_SERVICE_ACTION
        and FOR_SERVICE_ACTION[action] in may
        and not (gate.action == action and gate.missing)
    ]
