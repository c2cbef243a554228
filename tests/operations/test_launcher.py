from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def launch(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "llegada", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **environment},
        check=False,
    )


def bash(script: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script that can use the launcher's functions."""
    prelude = f"set -Eeuo pipefail; source '{ROOT}/scripts/launcher/common.sh'\n"
    return subprocess.run(
        ["bash", "-c", prelude + script], capture_output=True, text=True, timeout=30, cwd=cwd, check=False
    )


def bash_without_rights(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script as `bash` does, as nobody where the tests run as root, who may write anywhere."""
    functions = (ROOT / "scripts/launcher/common.sh").read_text(encoding="utf-8")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    command = [*nobody, "bash", "-c", f"set -Eeuo pipefail\n{functions}\n{script}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, cwd="/", check=False)


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """Give a folder that anybody reads and only root writes, or nobody at all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


class TestCommandLine:
    def test_helps_when_called_with_nothing(self):
        done = launch()
        assert done.returncode == 0
        for command in ("up", "test", "check", "bench", "manage"):
            assert f"./llegada {command}" in done.stdout

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["fly"], "No existe la orden «fly»."),
            (["up", "--fast"], "«up» no conoce la opción --fast."),
            (["up", "--port"], "A --port le falta su valor."),
            (["up", "--port", "http"], "El puerto debe ser un número entre 1 y 65535."),
            (["up", "--port", "0"], "El puerto debe ser un número entre 1 y 65535."),
            (["up", "--port=65536"], "El puerto debe ser un número entre 1 y 65535."),
            (["up", "--data="], "A --data le falta su valor."),
            (["check", "--fast"], "«check» no recibe opciones."),
        ],
    )
    def test_refuses_a_wrong_call_with_one_sentence(self, arguments, sentence):
        done = launch(*arguments)
        assert done.returncode == 2
        assert sentence in done.stderr
        assert done.stdout == ""


class TestUp:
    def test_says_that_the_port_is_taken_before_touching_anything(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
            done = launch("up", "--port", port, "--data", str(tmp_path / "data"))
        assert done.returncode == 1
        assert f"El puerto {port} ya está ocupado. Elija otro con --port." in done.stderr
        assert not (tmp_path / "data").exists()

    def test_says_that_the_data_folder_cannot_be_made(self, tmp_path):
        (tmp_path / "file").write_text("")
        done = launch("up", "--port", "1", "--data", str(tmp_path / "file" / "data"))
        assert done.returncode == 1
        assert f"No se puede escribir en la carpeta de datos {tmp_path}/file/data." in done.stderr


class TestAbsolutePath:
    def test_resolves_from_the_folder_of_whoever_calls(self, tmp_path):
        folder = tmp_path / "con espacio"
        folder.mkdir()
        assert bash("absolute_path 'mis datos/../otros'", cwd=folder).stdout.strip() == f"{folder}/otros"

    def test_leaves_an_absolute_path_alone(self):
        assert bash("absolute_path /srv/llegada").stdout.strip() == "/srv/llegada"


class TestChecksumOfFiles:
    def checksum(self, folder: Path) -> str:
        return bash(f"find '{folder}' -type f | checksum_of_files").stdout

    def test_changes_with_contents_and_with_names_only(self, tmp_path):
        folder = tmp_path / "con espacio"
        folder.mkdir()
        file = folder / "a b.txt"
        file.write_text("1")
        first = self.checksum(folder)
        os.utime(file, (0, 0))
        assert self.checksum(folder) == first
        file.write_text("2")
        second = self.checksum(folder)
        assert second != first
        file.rename(folder / "c.txt")
        assert self.checksum(folder) != second


class TestHttpStatus:
    def test_is_empty_when_nobody_answers(self):
        done = bash("http_status 127.0.0.1 1 /healthz")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_is_the_status_of_the_page(self, live_server):
        port = live_server.url.rsplit(":", 1)[1]
        assert bash(f"http_status 127.0.0.1 {port} /healthz").stdout == "200"


#: How a script waits for its child to have its traps: a busy machine takes its time.
UNTIL_READY = "until [ -e ready ]; do sleep 0.05; done"


class TestStopApart:
    def test_asks_each_process_once_and_waits_for_it(self, tmp_path):
        program = 'trap "echo asked" TERM; : > ready; for i in 1 2 3 4; do sleep 0.2; done; echo ended'
        script = f"start_apart log bash -c '{program}'; {UNTIL_READY}; stop_apart 5 \"$REPLY\""
        done = bash(script, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "log").read_text() == "asked\nended\n"

    def test_ends_a_stubborn_group_when_patience_runs_out(self, tmp_path):
        script = f"""
        start_apart log bash -c 'trap "" TERM; sleep 60 & echo $!; : > ready; wait; wait; sleep 60'
        {UNTIL_READY}; stop_apart 1 "$REPLY"; cat log
        """
        began = time.monotonic()
        done = bash(script, cwd=tmp_path)
        assert 1 <= time.monotonic() - began < 10
        child = Path(f"/proc/{done.stdout.strip()}/cmdline")
        # A dead child that nobody has buried yet has no command line.
        assert not child.exists() or child.read_text() == ""

    def test_works_inside_a_trap(self, tmp_path):
        script = f"""
        start_apart log bash -c 'trap "sleep 0.5; echo tidied; exit" TERM; : > ready; while :; do sleep 0.1; done'
        pid=$REPLY
        trap 'stop_apart 5 "$pid"; exit 0' INT
        {UNTIL_READY}
        kill -INT $$; sleep 5
        """
        done = bash(script, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "log").read_text() == "tidied\n"


class TestStartApart:
    def test_leaves_nothing_running_where_the_launcher_is_killed(self, tmp_path):
        program = 'trap "echo asked; exit" TERM; : > ready; while :; do sleep 0.1; done'
        done = bash(f"start_apart log bash -c '{program}'; {UNTIL_READY}; kill -KILL $$", cwd=tmp_path)
        assert done.returncode == -signal.SIGKILL
        deadline = time.monotonic() + 10
        while not (tmp_path / "log").read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (tmp_path / "log").read_text() == "asked\n"


class TestTakeLock:
    def test_makes_the_second_wait_for_the_first_and_says_so(self, tmp_path):
        script = """
        (take_lock folder/lock "la otra"; echo first in; sleep 0.6; echo first out) &
        sleep 0.2; take_lock folder/lock "la otra"; echo second in; release_lock "$REPLY"; take_lock folder/lock x; wait
        """
        done = bash(script, cwd=tmp_path)
        assert done.stdout.splitlines() == ["first in", "first out", "second in"]
        assert "Esperando a que termine la otra…" in done.stderr

    def test_uses_what_its_owner_prepared_though_it_may_only_read(self, readable_folder):
        (readable_folder / "lock").touch(0o644)
        done = bash_without_rights(f"take_lock '{readable_folder}/lock' x; echo locked")
        assert (done.returncode, done.stdout) == (0, "locked\n"), done.stderr

    def test_says_that_it_may_not_write_there(self, readable_folder):
        done = bash_without_rights(f"take_lock '{readable_folder}/lock' x")
        assert done.returncode == 1
        assert f"No se puede escribir en {readable_folder}." in done.stderr


class TestHosts:
    @pytest.mark.parametrize(
        ("host", "asked", "written"),
        [
            ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
            ("0.0.0.0", "127.0.0.1", "127.0.0.1"),
            ("::", "127.0.0.1", "127.0.0.1"),
            ("::1", "::1", "[::1]"),
            ("equipo", "equipo", "equipo"),
        ],
    )
    def test_are_asked_and_written_so(self, host, asked, written):
        assert bash(f"reachable_host {host}; echo; host_of_address {host}").stdout == f"{asked}\n{written}"


class TestSignals:
    def test_hears_an_interruption_though_its_parent_ignored_it(self, tmp_path):
        """What a script starts with `&` ignores SIGINT; bash alone could not trap it."""
        for part in ("llegada", "scripts", "requirements"):
            subprocess.run(["cp", "-r", ROOT / part, tmp_path], check=True)
        slow_python = tmp_path / "python3"
        slow_python.write_text("#!/bin/sh\nsleep 60\n")
        slow_python.chmod(0o755)
        started = subprocess.Popen(
            ["bash", "-c", "trap '' INT; exec ./llegada up --port 1 --data data"],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + 10
            while self.is_interruption_ignored(started.pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not self.is_interruption_ignored(started.pid)
        finally:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()

    def is_interruption_ignored(self, pid: int) -> bool:
        status = Path(f"/proc/{pid}/status").read_text()
        ignored = int(next(line for line in status.splitlines() if line.startswith("SigIgn:")).split()[1], 16)
        return bool(ignored & (1 << (signal.SIGINT - 1)))
