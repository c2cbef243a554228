"""What each gate of a service misses, in words: pages, actions and the API ask here."""

from __future__ import annotations

from llegada.core.errors import Sentence
from llegada.portfolio import rules
from llegada.portfolio.content import content_of
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.service_words import MISSING
from llegada.portfolio.services.drafts import weight_error


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
    return frozenset(said)


def missing_for(service: Service, version: ServiceVersion, action: str) -> dict[str, Sentence]:
    """Return what the gate of `action` misses: key → sentence, in the order of its table; nothing where it opens."""
    sections = rules.GATES.get(action, {})
    if not sections:
        return {}
    missing = rules.gaps(sections, said_in(service, version))
    words = {key: MISSING[key] for keys in missing.values() for key in keys}
    if "milestones" in words:
        words["milestones"] = weight_error(content_of(version).milestones)
    return words
