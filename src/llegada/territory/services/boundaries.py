"""Loads official boundaries: whole files, keyed on the DANE code whatever the column is called."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final, NamedTuple

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.imports import ImportSource
from llegada.territory import outlines, rules
from llegada.territory.choices import BoundaryLevel
from llegada.territory.errors import NoKnownCodes, NotDegrees, UnreadableBoundaries
from llegada.territory.models import Boundary, Department, Municipality
from llegada.territory.outlines import Feature
from llegada.territory.policies import TERRITORY_POLICY, Permission

BATCH: Final = 200
_LENGTH: Final = {BoundaryLevel.DEPARTMENT: 2, BoundaryLevel.MUNICIPALITY: 5}
#: Files of the geostatistical frame may bring a municipality's code only in two columns.
_PARTS: Final = ("DPTO_CCDGO", "MPIO_CCDGO")
JOINED_PARTS: Final = "+".join(_PARTS)
#: Codes of old files that DIVIPOLA no longer has → the place that they are, or are part of, today.
SUPERSEDED: Final[Mapping[str, str]] = {"27086": "27493", "94663": "94343"}


@dataclass
class BoundaryReport:
    """What a file brought: the level and the column by which it was read, and what was loaded and what was not."""

    level: BoundaryLevel
    key: str
    loaded: int = 0
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    not_polygon: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)


class _Reading(NamedTuple):
    """One way of reading a file: a layer, by a column, at a level; and how many known codes that gives."""

    matches: int
    level: BoundaryLevel
    key: str
    features: list[Feature]


def import_boundaries(
    *, actor: Actor, source: BinaryIO, name: str, now: datetime, level: BoundaryLevel | None = None
) -> BoundaryReport:
    """Load the outlines of a GeoJSON or TopoJSON in place of those of its level, all or nothing.

    The level is told by the codes unless it is given. Raises NotAllowed, UnreadableBoundaries, NotDegrees and NoKnownCodes.
    """
    TERRITORY_POLICY.require_ever(actor, Permission.IMPORT)
    try:
        content = source.read()
        layers = outlines.read_layers(json.loads(content))
    except ValueError as error:  # malformed JSON and bad UTF-8 are ValueErrors too
        raise UnreadableBoundaries() from error
    known = _known_codes()
    reading = _best_reading(layers.values(), known, [level] if level else list(BoundaryLevel))
    if not reading.matches:
        raise NoKnownCodes()
    report = BoundaryReport(level=reading.level, key=reading.key)
    paths = _paths(reading, known[reading.level], report)
    report.loaded = len(paths)
    report.missing = sorted(known[reading.level] - paths.keys())
    with transaction.atomic():
        _replace(reading.level, paths, name=name, now=now)
        origin = ImportSource.of(name, content)
        data = {"file": name, "sha256": origin.sha256, "level": reading.level, "loaded": report.loaded}
        history.record(actor=actor, verb="boundary.import", target=Boundary, now=now, after=name[:200], data=data)
    return report


def _known_codes() -> dict[BoundaryLevel, set[str]]:
    return {
        BoundaryLevel.DEPARTMENT: set(Department.objects.values_list("code", flat=True)),
        BoundaryLevel.MUNICIPALITY: set(Municipality.objects.values_list("code", flat=True)),
    }


def _best_reading(
    layers: Iterable[list[Feature]], known: Mapping[BoundaryLevel, set[str]], levels: list[BoundaryLevel]
) -> _Reading:
    """Return the way of reading that finds most known codes; of two alike, the first column, the larger level."""
    found = [
        _Reading(_count_known(features, key, level, known[level]), level, key, features)
        for features in layers
        for level in levels
        for key in _keys(features, level)
    ]
    return max(found, key=lambda reading: reading.matches, default=_Reading(0, levels[0], "", []))


def _keys(features: list[Feature], level: BoundaryLevel) -> list[str]:
    names = list(dict.fromkeys(name for feature in features for name in feature.properties))
    return [*names, JOINED_PARTS] if level == BoundaryLevel.MUNICIPALITY else names


def _count_known(features: list[Feature], key: str, level: BoundaryLevel, known: set[str]) -> int:
    """Return how many different known codes a column gives: one that repeats the department's is no key of municipalities."""
    return len({rules.read_code(_value(feature, key), length=_LENGTH[level]).code for feature in features} & known)


def _value(feature: Feature, key: str) -> str:
    if key == JOINED_PARTS:
        department, municipality = (feature.properties.get(part, "") for part in _PARTS)
        return f"{department:0>2}{municipality:0>3}" if department and municipality else ""
    return feature.properties.get(key, "")


def _paths(reading: _Reading, known: set[str], report: BoundaryReport) -> dict[str, str]:
    """Return code → SVG path of every figure that can be loaded; several figures of one code are one outline."""
    paths: dict[str, str] = defaultdict(str)
    for feature in reading.features:
        stated = _value(feature, reading.key)
        code = rules.read_code(stated, length=_LENGTH[reading.level])
        if code.code is None or code.code not in known:
            report.unknown.append(stated)
            continue
        if not outlines.is_in_degrees(feature.rings):
            raise NotDegrees()
        path = outlines.svg_path(feature.rings)
        if not path:
            report.not_polygon.append(code.code)
            continue
        if code.is_repaired:
            report.repaired.append(code.code)
        paths[code.code] += path
    return dict(paths)


def _replace(level: BoundaryLevel, paths: Mapping[str, str], *, name: str, now: datetime) -> None:
    Boundary.objects.filter(level=level).delete()
    Boundary.objects.bulk_create(
        [Boundary(level=level, code=code, path=path, source=name[:200], loaded_at=now) for code, path in paths.items()],
        batch_size=BATCH,
    )
