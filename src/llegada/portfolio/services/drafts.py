"""Writes versions in edition. Called by the other services, which have already seen, asked and ruled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import F, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.core import facts
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import rules
from llegada.portfolio.choices import Modality, VersionStatus
from llegada.portfolio.content import VERSION_FIELDS, MilestoneContent, ServiceContent, search_text
from llegada.portfolio.errors import NotBeingWritten
from llegada.portfolio.facts import KIND, LineFact
from llegada.portfolio.models import (
    Milestone,
    Predesign,
    Service,
    ServiceVersion,
    VersionEditor,
    VersionModality,
    VersionMoment,
    VersionStrategy,
)
from llegada.portfolio.predesign import PREDESIGN_FIELDS
from llegada.portfolio.services.design_rows import bring_design

_is_web_address = URLValidator(schemes=["http", "https"])


def claim(service: Service, *, now: datetime, expected: int | None = None) -> None:
    """Take the right to change `service`, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it.

    `expected` is the revision that the actor's page showed; None accepts whatever was just read.
    """
    seen = service.revision if expected is None else expected
    if Service.objects.filter(pk=service.pk, revision=seen).update(revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    service.revision, service.updated_at = seen + 1, now


def require_editable(service: Service) -> None:
    """Refuse to change what was retired. Raises TransitionNotAllowed."""
    if service.status not in rules.EDITABLE:
        raise TransitionNotAllowed(action="edit", status=service.status)


def require_stage(version: ServiceVersion, stages: Collection[str]) -> None:
    """Refuse to write in a version that is in none of `stages`. Raises NotBeingWritten."""
    if version.status not in stages:
        raise NotBeingWritten(stage=version.get_status_display())


def new_draft(service: Service) -> ServiceVersion:
    """Return the next version of `service`, empty and not yet saved: an idea, or a design where something is published."""
    last = service.versions.aggregate(last=Max("number"))["last"] or 0
    stage = VersionStatus.DESIGN if service.published_version_id else VersionStatus.IDEA
    return ServiceVersion(service=service, number=last + 1, status=stage)


def write_draft(version: ServiceVersion, content: ServiceContent, *, person_id: int | None) -> ServiceVersion:
    """Make `version` say `content`, whole: fields, modalities and milestones. Raises Invalid with the fields to mend.

    A new one begins with the pre-design and the design of the version before it.
    """
    is_new, before = version.pk is None, version.line_id
    for name in VERSION_FIELDS:
        setattr(version, name, getattr(content, name))
    version.edited_by_id = person_id
    version.search_text = search_text(content, version.service.organization)
    milestones = [
        Milestone(version=version, position=position, **vars(one))
        for position, one in enumerate(content.milestones, start=1)
    ]
    _check(version, content, milestones)
    version.save()
    if not is_new:
        tell_line(version, before)
    keep_editor(version, person_id)
    if is_new and version.service.published_version is not None:
        copy_predesign(version.service.published_version, version)
    version.modalities.all().delete()
    version.milestones.all().delete()
    VersionModality.objects.bulk_create(
        VersionModality(version=version, modality=modality) for modality in content.modalities
    )
    for milestone in milestones:
        milestone.version = version  # now that it has a key
    Milestone.objects.bulk_create(milestones)
    if is_new:
        bring_design(version)
    return version


def tell_line(version: ServiceVersion, before: int) -> None:
    """Tell the figures that a version is no longer on the line `before`, if it is so."""
    if version.line_id != before:
        facts.announce(KIND, before=LineFact(version.pk, before), after=LineFact(version.pk, version.line_id))


def copy_predesign(former: ServiceVersion, version: ServiceVersion) -> None:
    """Let a new version begin with the pre-design that was accepted of the former one."""
    stored = Predesign.objects.filter(version=former).first()
    if stored is not None:
        values = {name: getattr(stored, name) for name in PREDESIGN_FIELDS}
        Predesign.objects.create(version=version, **values)
    VersionStrategy.objects.bulk_create(
        VersionStrategy(version=version, strategy_id=one.strategy_id) for one in former.strategies.all()
    )
    VersionMoment.objects.bulk_create(
        VersionMoment(version=version, moment_id=one.moment_id) for one in former.moments.all()
    )


def keep_editor(version: ServiceVersion, person_id: int | None) -> None:
    """Write down that somebody wrote in `version`, once."""
    if person_id is not None:
        VersionEditor.objects.get_or_create(version=version, person_id=person_id)


def _check(version: ServiceVersion, content: ServiceContent, milestones: list[Milestone]) -> None:
    errors: dict[str, list[str]] = {}
    try:
        ensure_fields_valid(
            version, exclude=["service", "line", "edited_by", "validated_by", "parametrized_by", "search_text"]
        )
    except Invalid as refused:
        errors = refused.fields
    if content.website:
        try:
            _is_web_address(content.website)
        except ValidationError:
            errors.setdefault("website", []).append(gettext("Escriba la dirección completa: https://…"))
    if not set(content.modalities) <= set(Modality.values):
        errors["modalities"] = [gettext("Escoja modalidades de la lista.")]
    found = [sentence for milestone in milestones for sentence in _milestone_errors(milestone)]
    if found:
        errors["milestones"] = found
    if errors:
        raise Invalid(errors)


def _milestone_errors(milestone: Milestone) -> list[str]:
    sentences: list[str] = []
    try:
        ensure_fields_valid(milestone, exclude=["version"])
    except Invalid as refused:
        sentences = [sentence for one in refused.fields.values() for sentence in one]
    if milestone.typical_days is not None and not 1 <= milestone.typical_days <= rules.MOST_DAYS:
        sentences = [gettext("La duración típica va de 1 a 3.650 días.")]
    if milestone.starts_after is not None and milestone.starts_after >= milestone.position:
        sentences = [
            *sentences,
            gettext("debe empezar después de un hito anterior en la lista, o en el 0: el primer día."),
        ]
    if milestone.wait_days > rules.MOST_DAYS:
        sentences = [*sentences, gettext("La espera va de 0 a 3.650 días.")]
    return [
        gettext("Hito %(position)s: %(error)s") % {"position": milestone.position, "error": one} for one in sentences
    ]


def weight_error(milestones: tuple[MilestoneContent, ...]) -> str:
    """Return what is wrong with the sum of the weights, naming it, or nothing when it is exactly 100."""
    if not milestones:
        return gettext("Agregue al menos un hito: los pesos deben sumar exactamente 100.")
    missing = rules.missing_weight(one.weight for one in milestones)
    if not missing:
        return ""
    sentence = (
        _("Los pesos de los hitos suman %(sum)s y deben sumar exactamente 100: faltan %(rest)s.")
        if missing > 0
        else _("Los pesos de los hitos suman %(sum)s y deben sumar exactamente 100: sobran %(rest)s.")
    )
    return str(sentence) % {"sum": write_number(rules.TOTAL_WEIGHT - missing), "rest": write_number(abs(missing))}


def write_number(value: object) -> str:
    """Return a number as Colombians write it, with no needless zeros: 33,34."""
    text = f"{value:f}" if hasattr(value, "is_finite") else str(value)
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
