"""Finds the benchmarks of this folder without importing them, so that listing needs no database."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def find_benchmarks(folder: Path = FOLDER) -> dict[str, str]:
    """Return {name: first line of the docstring} of every module of `folder` that has a `run` function.

    A module that a word of Python would name, as `import_`, goes by that word.
    """
    found = {}
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            found[path.stem.removesuffix("_")] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found
