"""Every direct dependency has its line of reason, and no reason outlives its dependency."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs" / "adr" / "0004-dependencies.md"


def reasons(title: str) -> dict[str, str]:
    section = RECORD.read_text(encoding="utf-8").split(f"\n### {title}\n")[1].split("\n#")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", section, re.MULTILINE))


def python_dependencies(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[<>=~! ;]", line)[0] for line in lines if line and not line.startswith(("#", "-r"))}


def frontend_dependencies(kind: str) -> set[str]:
    return set(json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8")).get(kind, {}))


class TestDependencies:
    @pytest.mark.parametrize(
        ("title", "declared"),
        [
            ("What runs", python_dependencies("runtime")),
            ("What tests and checks", python_dependencies("test")),
            ("What measures", python_dependencies("bench")),
            ("What installs", python_dependencies("bootstrap") | python_dependencies("node")),
            ("What the browser gets", frontend_dependencies("dependencies")),
            ("What builds the front end", frontend_dependencies("devDependencies")),
        ],
    )
    def test_each_has_a_reason_and_each_reason_a_dependency(self, title, declared):
        assert set(reasons(title)) == declared

    def test_no_reason_is_empty(self):
        document = RECORD.read_text(encoding="utf-8")
        for title in re.findall(r"^### (.+)$", document, re.MULTILINE):
            assert all(len(reason) > 15 for reason in reasons(title).values()), title
