"""Every table that goes out, declared once each."""

from __future__ import annotations

from typing import Final

from llegada.exports.datasets.catalogues import DEPARTMENTS, ENTITIES, INDICES, MUNICIPALITIES, SERVICES
from llegada.exports.datasets.delivered import ATTENDANCE, COMMITMENTS, REQUESTS, SESSIONS
from llegada.exports.datasets.shape import Column, Dataset, Kind
from llegada.exports.datasets.three_ws import THREE_WS
from llegada.exports.datasets.work import ANNUAL_LINES, INDICATORS, MILESTONES, WORK_PLANS

__all__ = ["DATASETS", "Column", "Dataset", "Kind", "open_datasets"]

#: By code, in the order in which they are listed.
DATASETS: Final[dict[str, Dataset]] = {
    dataset.code: dataset
    for dataset in (
        THREE_WS, SESSIONS, ATTENDANCE, COMMITMENTS, WORK_PLANS, MILESTONES, ANNUAL_LINES, REQUESTS, SERVICES, INDICATORS,
        INDICES, ENTITIES, MUNICIPALITIES, DEPARTMENTS,
    )
}  # fmt: skip


def open_datasets() -> list[Dataset]:
    """Return the datasets that anybody may read."""
    return [dataset for dataset in DATASETS.values() if dataset.open_rows is not None]
