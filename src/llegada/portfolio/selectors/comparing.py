"""Two versions of a service side by side, field by field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from llegada.portfolio.choices import Modality
from llegada.portfolio.content import VERSION_FIELDS, MilestoneContent, ServiceContent, content_of
from llegada.portfolio.models import Service, ServiceVersion
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
    return [*fields, FieldComparison(_("modalidades"), _modalities(before), _modalities(after)), *milestones]


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
    if milestone.expected_evidence:
        lines.append(_("Evidencia: %(what)s") % {"what": milestone.expected_evidence})
    if milestone.typical_days is not None:
        lines.append(_("Duración usual: %(days)s días") % {"days": milestone.typical_days})
    return "\n".join(lines)
