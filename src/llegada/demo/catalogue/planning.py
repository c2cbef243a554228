"""What the invented annual plans say, and where each stands. All of it is fiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from llegada.planning.choices import PlanStatus as Fate


@dataclass(frozen=True)
class DemoLine:
    """One line: months, days of people, and money by source in COP."""

    starts: int
    ends: int
    days: int
    modality: str
    origin: str
    obligation: str
    budget: Mapping[str, int]


@dataclass(frozen=True)
class DemoCycle:
    """One year of an institution: how many years ahead of today, and the fate of each unit's plan; None has not begun.

    Its analyses are due so many days after the cycle opens; 0 where it asks for none.
    """

    organization: str
    years_ahead: int
    fates: Mapping[str, Fate | None]
    analysis_days: int = 0


LINES: Final = (
    DemoLine(2, 4, 18, "onsite_ta", "demand", "normative", {"investment": 24_000_000}),
    DemoLine(3, 6, 24, "remote_ta", "offer", "voluntary", {"investment": 16_500_000, "operation": 4_000_000}),
    DemoLine(5, 8, 30, "training", "offer", "voluntary", {"operation": 9_800_000}),
    DemoLine(7, 10, 22, "advisory", "demand", "voluntary", {"royalties": 31_000_000}),
    DemoLine(9, 11, 16, "experience_exchange", "demand", "voluntary", {"investment": 12_750_000}),
)
RUNNING: Final = DemoCycle(
    "INAT",
    0,
    {
        "INAT-DFI": Fate.IN_EXECUTION,
        "INAT-DGC": Fate.CLOSED,
        "INAT-GRE": Fate.IN_EXECUTION,
        "INAT-GPT": Fate.IN_EXECUTION,
    },
)
UPCOMING: Final = (
    DemoCycle(
        "INAT",
        1,
        {
            "INAT-DFI": Fate.APPROVED,
            "INAT-GRE": Fate.REGISTERED,
            "INAT-DGC": Fate.IN_COMMITTEE,
            "INAT-GPT": Fate.IN_PREPARATION,
        },
        analysis_days=20,
    ),
    DemoCycle(
        "DOIL",
        1,
        {"DOIL-DCO": Fate.CONSOLIDATED, "DOIL-DIF": Fate.SENT, "DOIL-GCM": Fate.RETURNED, "DOIL-GPR": None},
    ),
    DemoCycle("EGL", 1, {"EGL-SAM": Fate.IN_PREPARATION, "EGL-SFO": None}),
)
