"""What each gate of a service misses, in words: pages, actions and the API ask here."""

from __future__ import annotations

from typing import Final

from django.db.models import prefetch_related_objects

from llegada.core.errors import Sentence
from llegada.portfolio import rules, selectors
from llegada.portfolio.content import content_of
from llegada.portfolio.design_checks import lacks_in_design, lacks_in_operation
from llegada.portfolio.design_content import DESIGN_PARTS
from llegada.portfolio.design_words import LACKS, SECTION_WORDS
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.predesign import predesign_of, said_in_predesign
from llegada.portfolio.service_words import MISSING
from llegada.portfolio.services.drafts import weight_error

#: What the card says already, so that a section does not say it again.
_SAID_BY_CARD: Final = ("no_kind", "no_modalities", "weights")


def said_in(service: Service, version: ServiceVersion) -> frozenset[str]:
    """Return the keys of the gates of `rules` of which `service` and `version` say something that stands."""
    content, kept = content_of(version), service.published_version
    said = {name for name in ("name", "kind", "objective", "deliverable", "modalities") if getattr(content, name)}
    if service.unit_id is not None:
        said.add("unit")
    if content.line.is_active or (kept is not None and kept.line_id == content.line.pk):
        said.add("line")  # what already had a line that was retired keeps it
    if not weight_error(content.milestones):
        said.add("milestones")
    return frozenset(said) | said_in_predesign(predesign_of(version))


def missing_in_card(service: Service, version: ServiceVersion, action: str) -> dict[str, Sentence]:
    """Return what the table of the gate of `action` misses: key → sentence, in its order, with no more queries."""
    sections = rules.GATES.get(action, {})
    if not sections:
        return {}
    missing = rules.gaps(sections, said_in(service, version))
    words = {key: MISSING[key] for keys in missing.values() for key in keys}
    if "milestones" in words:
        words["milestones"] = weight_error(content_of(version).milestones)
    return words


def missing_for(service: Service, version: ServiceVersion, action: str) -> dict[str, Sentence]:
    """Return all that the gate of `action` misses, section by section; nothing where it opens.

    It reads the whole design, or the operation, where the action asks for it.
    """
    lacks: dict[str, list[str]] = {}
    if action in rules.NEEDS_WHOLE_DESIGN:
        prefetch_related_objects([version], *DESIGN_PARTS)
        lacks = lacks_in_design(version, selectors.list_asked_fields(version))
        told = {str(LACKS[code]) for code in _SAID_BY_CARD}
        lacks["delivery"] = [sentence for sentence in lacks["delivery"] if sentence not in told]
    elif (service.status, action) in rules.NEEDS_OPERATION:
        found = lacks_in_operation(service)
        lacks = {section: found[section] for section in rules.NEEDS_OPERATION[service.status, action]}
    sections = {key: f"{SECTION_WORDS[key].title}: {' '.join(said)}" for key, said in lacks.items() if said}
    return missing_in_card(service, version, action) | sections
