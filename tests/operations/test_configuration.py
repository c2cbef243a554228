from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operations" / "configuration.md"
VARIABLE = re.compile(r"LLEGADA_[A-Z][A-Z_]*[A-Z]")


def variables_in(*paths: Path) -> set[str]:
    return {name for path in paths for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def variables_of_section(title: str) -> set[str]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(LLEGADA_[A-Z_]+)`", section, re.MULTILINE))


class TestConfigurationDocument:
    def test_lists_what_the_settings_read_and_nothing_else(self):
        assert variables_of_section("Of an installation") == variables_in(ROOT / "src/llegada/config/settings.py")

    def test_lists_what_launcher_tests_and_benchmarks_read_besides(self):
        tools = [ROOT / "llegada", *(ROOT / ".ci").iterdir()]
        for folder in ("scripts", "benchmarks"):
            tools += [path for path in (ROOT / folder).rglob("*") if path.suffix in {".sh", ".py"}]
        expected = variables_in(*tools) - variables_of_section("Of an installation")
        assert variables_of_section("Of tests and benchmarks") == expected

    def test_no_other_module_reads_the_environment(self):
        readers = {
            path.relative_to(ROOT / "src" / "llegada").as_posix()
            for path in (ROOT / "src").rglob("*.py")
            if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv|environ\.Env\(", path.read_text(encoding="utf-8"))
        }
        assert readers == {"config/settings.py"}
