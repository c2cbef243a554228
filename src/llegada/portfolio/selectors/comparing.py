"""Two versions of a service side by side, field by field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from llegada.portfolio.choices import Modality
from llegada.portfolio.content import VERSION_FIELDS, MilestoneContent, ServiceContent, content_of
from llegada.portfolio.design_content import DESIGN_SAID
from llegada.portfolio.design_reading import read_section
from llegada.portfolio.design_rules import DESIGN_SECTIONS
from llegada.portfolio.design_words import SECTION_WORDS
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.predesign import predesign_of
from llegada.portfolio.predesign_words import FIELD_LABELS, in_words
from llegada.portfolio.selectors.inside import find_draft, list_versions


@dataclass(frozen=True)
class FieldComparison:
    """What two versions say of one thing; «» where one says nothing."""

    label: str | Promise
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Return whether they say something else."""
        return self.before != self.after


def list_comparable(service: Service) -> list[ServiceVersion]:
    """Return every version of a service, the one in edition too, newest first. The caller has checked that it may be seen."""
    draft = find_draft(service)
    return [*([draft] if draft else []), *list_versions(service)]


def compare_versions(older: ServiceVersion, newer: ServiceVersion) -> list[FieldComparison]:
    """Return all that a version says beside what the other says, milestones by their place in the order."""
    before, after = content_of(older), content_of(newer)
    labels = {field.name: field.verbose_name for field in ServiceVersion._meta.fields}
    fields = [
        FieldComparison(labels[name], _shown(older, before, name), _shown(newer, after, name))
        for name in VERSION_FIELDS
    ]
    milestones = [
        FieldComparison(_("Hito %(number)s") % {"number": number}, _milestone(one), _milestone(other))
        for number, (one, other) in enumerate(zip_longest(before.milestones, after.milestones), 1)
    ]
    modalities = FieldComparison(_("modalidades"), _modalities(before), _modalities(after))
    parts = [*_compare_predesigns(older, newer), modalities, *milestones, *_compare_designs(older, newer)]
    return [*fields, *parts]


def _compare_designs(older: ServiceVersion, newer: ServiceVersion) -> list[FieldComparison]:
    """Return the designs side by side; rows are paired by their key, so that one that moved is still the same."""
    prefetch_related_objects([older, newer], *DESIGN_SAID)
    found = []
    for section in DESIGN_SECTIONS:
        before, after = read_section(older, section), read_section(newer, section)
        old_facts, new_facts = dict(before.facts), dict(after.facts)
        labels = [label for label in dict.fromkeys([*old_facts, *new_facts]) if label != _("Modalidades")]
        found += [FieldComparison(one, old_facts.get(one, ""), new_facts.get(one, "")) for one in labels]
        if section == "delivery":
            continue  # its milestones are compared by their place
        old, new = ({row.key: row.words for row in one.rows} for one in (before, after))
        found += [
            FieldComparison(f"{SECTION_WORDS[section].row} {number}", old.get(key, ""), new.get(key, ""))
            for number, key in enumerate(dict.fromkeys([*old, *new]), 1)
        ]
    return found


def _compare_predesigns(older: ServiceVersion, newer: ServiceVersion) -> list[FieldComparison]:
    """Return what the two pre-designs say, but the name and the line, which are of the version."""
    before, after = predesign_of(older), predesign_of(newer)
    names = [name for name in FIELD_LABELS if name not in {"name", "line", "is_problem_confirmed"}]
    return [FieldComparison(FIELD_LABELS[name], in_words(before, name), in_words(after, name)) for name in names]


def _shown(version: ServiceVersion, content: ServiceContent, name: str) -> str:
    return version.get_kind_display() if name == "kind" else str(getattr(content, name))


def _modalities(content: ServiceContent) -> str:
    return "\n".join(str(Modality(one).label) for one in content.modalities)


def _milestone(milestone: MilestoneContent | None) -> str:
    if milestone is None:
        return ""
    lines = [
        milestone.name,
        _("Peso: %(weight)s %%") % {"weight": f"{milestone.weight.normalize():f}".replace(".", ",")},
    ]
    if milestone.control_point:
        lines.append(_("Punto de control: %(what)s") % {"what": milestone.control_point})
    if milestone.expected_evidence:
        lines.append(_("Evidencia: %(what)s") % {"what": milestone.expected_evidence})
    if milestone.typical_days is not None:
        lines.append(_("Duración usual: %(days)s días") % {"days": milestone.typical_days})
    if milestone.starts_after is not None:
        lines.append(_("Empieza después del hito %(number)s") % {"number": milestone.starts_after})
    if milestone.wait_days:
        lines.append(_("Días de espera: %(days)s") % {"days": milestone.wait_days})
    return "\n".join(lines)
