"""A small map of a list: a dot on the seat of each place, over the departments, in the plane of the territory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from llegada.territory.rules import project


@dataclass(frozen=True)
class Dot:
    """One place, in units of the plane as SVG writes them, and what it says."""

    x: str
    y: str
    words: str


@cache
def department_paths() -> tuple[str, ...]:
    """Return the outlines of the departments, as the product ships them."""
    folder = Path(apps.get_app_config("territory").path) / "data"
    outlines: dict[str, str] = json.loads((folder / "departments_shapes.json").read_text(encoding="utf-8"))
    return tuple(outlines.values())


def dots_of(places: Iterable[tuple[float | None, float | None, str]]) -> list[Dot]:
    """Return a dot for each place of which the seat, in degrees, is known."""
    found = []
    for latitude, longitude, words in places:
        if latitude is not None and longitude is not None:
            x, y = project(latitude, longitude)
            found.append(Dot(f"{x:.1f}", f"{y:.1f}", words))
    return found
