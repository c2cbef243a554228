"""`./llegada bench`: list the benchmarks, or run one and say whether it keeps its goals."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from keyword import iskeyword

from benchmarks.catalogue import find_benchmarks
from benchmarks.installation import temporary_installation
from benchmarks.measure import Measure

Run = Callable[..., Iterable[Measure]]


def main(arguments: Sequence[str] | None = None) -> int:
    """List or run; return 0 if every goal is kept, 1 if one falls short, 2 if there is no such benchmark."""
    parser = argparse.ArgumentParser(prog="./llegada bench", description=__doc__)
    parser.add_argument("name", nargs="?", help="which one; without it, the list")
    parser.add_argument("--full", action="store_true", help="the big sizes")
    options = parser.parse_args(arguments)
    known = find_benchmarks()
    if options.name is None:
        list_benchmarks(known)
        return 0
    name = options.name.replace("-", "_")  # `annual-plan` is written more easily than `annual_plan`
    if name not in known:
        print(f"No existe la medida «{options.name}».", file=sys.stderr)
        list_benchmarks(known)
        return 2
    return measure(load(name), full=options.full, installation=temporary_installation)


def list_benchmarks(known: dict[str, str]) -> None:
    """Print the benchmarks, one a line."""
    width = max((len(name) for name in known), default=0)
    for name, summary in known.items():
        print(f"  {name:<{width}}  {summary}")


def load(name: str) -> Callable[[], Run]:
    """Return a function that imports the benchmark: it may import models, so Django must be set up before."""
    return lambda: importlib.import_module(f"benchmarks.{name}_" if iskeyword(name) else f"benchmarks.{name}").run


def measure(load: Callable[[], Run], *, full: bool, installation: Callable[[], AbstractContextManager[None]]) -> int:
    """Run one benchmark on `installation`, printing each figure as it comes; return 1 if any falls short."""
    status = 0
    with installation():
        for figure in load()(full=full):
            print(figure.line, flush=True)
            if not figure.is_met:
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
