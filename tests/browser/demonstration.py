"""A data folder with the demonstration year, made once for all the processes of a run.

`./llegada test` runs this module beside the first tests, so that no journey waits for it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment_of(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LLEGADA_")}
    return {
        **kept,
        "LLEGADA_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "llegada.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }


def _manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"


def make_demonstration(shared: Path) -> Path:
    """Return the folder inside `shared`; whoever comes second waits for whoever came first."""
    made, done = shared / "demonstration", shared / "demonstration-done"
    with (shared / "demonstration-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            if template := os.environ.get("LLEGADA_TEST_TEMPLATE"):  # then there is nothing left to migrate
                shutil.copyfile(template, made / "llegada.sqlite3")
            environment = environment_of(made)
            _manage(environment, "migrate", "--verbosity", "0")
            _manage(environment, "load_reference")
            _manage(environment, "load_demo")
            _manage(environment, "check_figures")
            _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
            done.touch()
    return made


if __name__ == "__main__":
    make_demonstration(Path(sys.argv[1]))
