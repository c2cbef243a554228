"""Lays out what was counted as the columns of its tables: whole columns at a time, since rows are a million."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from llegada.insights.counting.blocks import Block
from llegada.insights.counting.tally import Detail
from llegada.insights.cube_rules import Dimension
from llegada.insights.cube_upserts import COVER_KEY
from llegada.insights.grains import BY_ENTITY, place_code
from llegada.insights.sets import ENTITIES, PEOPLE, pack

#: A column by its name: whole numbers or days as an array; texts and sets as a list.
Laid = dict[str, Any]


def lay_detail(detail: Detail) -> Laid:
    """Return the columns of the detail of a year, without the key of the row."""
    base, values = detail.base, detail.base.values
    sets = base.people.values.astype("<u4").tobytes()
    return {
        "year": np.full(len(base.sessions), detail.year, dtype=np.int64),
        "entity_id": values[Dimension.ENTITY],
        "service_id": values[Dimension.SERVICE],
        "unit_id": values[Dimension.UNIT],
        "line_id": values[Dimension.LINE],
        "organization_id": values[Dimension.ORGANIZATION],
        "sessions": base.sessions,
        "attendances": base.attendances,
        "people": base.people.counts,
        "department_id": [place_code(n, Dimension.DEPARTMENT) for n in values[Dimension.DEPARTMENT].tolist()],
        "municipality_id": [place_code(n, Dimension.MUNICIPALITY) for n in values[Dimension.MUNICIPALITY].tolist()],
        "people_set": [sets[start:end] for start, end in pairwise((base.people.starts * 4).tolist())],
    }


def lay_cover(block: Block) -> Laid:
    """Return the columns of the cells of a covering, without the key of the row; `last_on` only where it is kept."""
    laid: Laid = {"grain": np.full(len(block.sessions), block.grain, dtype=np.int64)}
    laid |= {name: block.keys[:, place] for place, name in enumerate(COVER_KEY[1:])}
    laid["sessions"], laid["attendances"] = block.sessions, block.attendances
    laid["entities"], laid["municipalities"] = block.entities.counts, block.municipalities.counts
    laid["people"] = block.people.counts
    if block.grain == BY_ENTITY:
        laid["last_on"] = _days(block.last_days)
    return laid


def lay_sets(block: Block) -> list[bytes]:
    """Return the set of each cell of a covering: municipalities, entities and people, in the order of their numbers."""
    parts = ((block.municipalities, 0), (block.entities, ENTITIES), (block.people, PEOPLE))
    starts = block.municipalities.starts + block.entities.starts + block.people.starts
    numbers = np.empty(int(starts[-1]), dtype=np.uint32)
    begin = starts[:-1].copy()
    for members, first in parts:
        counts = members.counts
        shift = np.repeat(begin - members.starts[:-1], counts)
        numbers[np.arange(len(members.values), dtype=np.int64) + shift] = members.values + np.uint32(first)
        begin += counts
    values = array("I")
    values.frombytes(numbers.tobytes())
    return [pack(BitMap(values[start:end])) for start, end in pairwise(starts.tolist())]


def _days(numbers: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return days such as 20240930 as days of numpy."""
    months = (numbers // 10000 - 1970) * 12 + numbers // 100 % 100 - 1
    return months.astype("datetime64[M]").astype("datetime64[D]") + (numbers % 100 - 1)
