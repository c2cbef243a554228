"""Rooms stay small enough to be read at once; what is larger says here why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "llegada"
MODULE_LINES, TEMPLATE_LINES, TEST_LINES = 300, 120, 400
#: A tenth over the guidance passes; beyond it, a file is here with its reason.
TOLERANCE = 1.1
LARGER: dict[str, str] = {
    "tests/architecture/permissions.py": "one table with a row for each address of the product, read as one",
    "tests/factories.py": "one way to make each kind of row, looked up by name in one place",
}


def too_long(folder: Path, pattern: str, limit: int) -> dict[str, int]:
    return {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted(folder.rglob(pattern))
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit * TOLERANCE
    }


class TestSizes:
    def test_of_modules(self):
        assert too_long(SOURCES, "*.py", MODULE_LINES).keys() <= LARGER.keys()

    def test_of_templates(self):
        assert too_long(SOURCES, "*.html", TEMPLATE_LINES).keys() <= LARGER.keys()

    def test_of_tests(self):
        assert too_long(ROOT / "tests", "*.py", TEST_LINES).keys() <= LARGER.keys()

    def test_name_no_file_that_is_small_or_gone(self):
        longer = {
            **too_long(SOURCES, "*.py", MODULE_LINES),
            **too_long(SOURCES, "*.html", TEMPLATE_LINES),
            **too_long(ROOT / "tests", "*.py", TEST_LINES),
        }
        assert LARGER.keys() <= longer.keys()


class TestNames:
    def test_no_module_is_a_drawer(self):
        drawers = {"utils.py", "helpers.py", "misc.py", "common.py"}
        named = [path.relative_to(ROOT).as_posix() for path in SOURCES.rglob("*.py") if path.name in drawers]
        numbered = [
            path.name
            for path in SOURCES.rglob("*.py")
            if re.search(r"(_v\d+|\d)\.py$", path.name) and "migrations" not in path.parts
        ]
        assert named + numbered == []


class TestTemplates:
    @pytest.mark.parametrize(
        ("pattern", "what"),
        [
            (r"\sstyle\s*=", "an inline style"),
            (r"<style\b", "a style block"),
            (r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", "an inline script"),
            (r"\son[a-z]+\s*=\s*[\"']", "an inline handler"),
            (r"javascript:", "a script address"),
            (r"\bhx-on\b|\bhx-on:", "a handler that HTMX would evaluate"),
        ],
    )
    def test_hold_nothing_that_the_content_security_policy_refuses(self, pattern, what):
        guilty = [
            path.relative_to(ROOT).as_posix()
            for path in SOURCES.rglob("*.html")
            if re.search(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)
        ]
        assert guilty == [], what

    def test_mark_no_text_as_safe(self):
        allowed = {"src/llegada/core/templates/components/field_notes.html"}  # help texts are written by us
        guilty = {
            path.relative_to(ROOT).as_posix()
            for path in SOURCES.rglob("*.html")
            if re.search(r"\|\s*safe\b|autoescape off", path.read_text(encoding="utf-8"))
        }
        assert guilty <= allowed
