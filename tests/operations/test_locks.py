"""Locks carry hashes, and no address of a registry nor path of a machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(\[[a-z0-9,-]+\])?==\S+", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
class TestPythonLock:
    def test_pins_every_package_with_its_hashes(self, lock):
        for entry in re.split(r"\n(?=[a-z])", lock.read_text()):
            assert PIN.match(entry), entry
            assert "--hash=sha256:" in entry, entry

    def test_names_no_registry_and_no_machine(self, lock):
        assert not re.findall(
            r"https?://|file:|--(?:extra-)?index-url|--find-links|/(?:home|root|work|tmp)/", lock.read_text()
        )

    def test_holds_every_direct_dependency(self, lock):
        pinned = {match["name"] for match in PIN.finditer(lock.read_text())}
        wanted = re.findall(r"^[a-z][a-z0-9._-]*", lock.with_suffix(".in").read_text(), re.MULTILINE)
        assert set(wanted) <= pinned


class TestTestLock:
    def test_tests_the_versions_that_run(self):
        def versions(name: str) -> dict[str, str]:
            text = (ROOT / "requirements" / f"{name}.txt").read_text()
            return {match["name"]: match[0].partition("==")[2] for match in PIN.finditer(text)}

        running, tested = versions("runtime"), versions("test")
        assert {name: tested.get(name) for name in running} == running


class TestFrontendLock:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]

    def test_checks_every_package_by_its_hash(self):
        unchecked = [name for name, entry in self.packages.items() if name and "integrity" not in entry]
        assert unchecked == []

    def test_names_no_registry(self):
        assert [name for name, entry in self.packages.items() if "resolved" in entry] == []

    def test_pins_exact_versions(self):
        package = json.loads((ROOT / "frontend" / "package.json").read_text())
        versions = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
        assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+\S*", version)] == []
