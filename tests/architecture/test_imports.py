"""Apps stand on the apps below them, rooms on the rooms below them, rules know no Django (pyproject.toml, import-linter)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class TestImportContracts:
    def test_are_kept(self):
        command = "from importlinter.cli import lint_imports_command as main; main(['--no-cache'])"
        done = subprocess.run(
            [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
