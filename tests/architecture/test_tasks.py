"""Every task that a service names exists, and every task can be asked for by name."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from django_tasks.base import Task

from llegada.core.queue import task_named

SOURCES = Path(__file__).resolve().parents[2] / "src" / "llegada"


def names_asked_for() -> list[str]:
    found = []
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and "enqueue_on_commit" in ast.unparse(node.func)
            if is_call and node.args and isinstance(node.args[0], ast.Constant):
                found.append(node.args[0].value)
    return sorted(set(found))


def tasks_written() -> dict[str, Task]:
    found = {}
    for path in sorted(SOURCES.glob("*/tasks.py")):
        module = importlib.import_module(f"llegada.{path.parent.name}.tasks")
        found |= {
            f"{path.parent.name}.{name}": value for name, value in vars(module).items() if isinstance(value, Task)
        }
    return found


class TestTasks:
    @pytest.mark.parametrize("name", names_asked_for())
    def test_asked_for_exist(self, name):
        assert isinstance(task_named(name), Task)

    @pytest.mark.parametrize("name", tasks_written())
    def test_say_that_they_may_run_twice(self, name):
        assert tasks_written()[name].func.__doc__

    def test_are_all_asked_for_by_somebody(self):
        sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "tasks.py")
        unasked = [name for name in tasks_written() if f'"{name}"' not in sources and name.split(".")[1] not in sources]
        assert unasked == []
