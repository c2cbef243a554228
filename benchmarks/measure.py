"""One measured figure beside its goal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure, its unit and the limit it must keep: `at_most` or `at_least`, exactly one of them."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError(f"{self.name}: give at_most or at_least")
        if any(" " in word or not word for word in (self.name, self.unit)):
            raise ValueError(f"{self.name!r}, {self.unit!r}: a RESULT line is split on spaces")

    @property
    def is_met(self) -> bool:
        """Whether the goal is kept."""
        if self.at_most is not None:
            return self.value <= self.at_most
        assert self.at_least is not None
        return self.value >= self.at_least

    @property
    def line(self) -> str:
        """The figure as one line: `RESULT name value unit goal OPvalue ok|short`."""
        goal = f"<={shown(self.at_most)}" if self.at_most is not None else f">={shown(self.at_least)}"
        return f"RESULT {self.name} {shown(self.value)} {self.unit} goal {goal} {'ok' if self.is_met else 'short'}"


def peak_memory() -> float:
    """Return the most memory that this program has held, in MiB.

    Not `getrusage`: a program begins there with what the one that started it held, a million rows in another test.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kibibytes) / 1024


def shown(value: float | None) -> str:
    """Return a figure with a point and at most three decimals, without idle zeros; never in exponents."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
