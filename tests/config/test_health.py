from __future__ import annotations

import subprocess
import sys
from unittest.mock import patch

import pytest
from django.conf import settings as live_settings
from django.db import DatabaseError
from django.test import Client

pytestmark = pytest.mark.django_db


class TestHealthz:
    def test_is_well(self):
        answer = Client().get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")

    def test_says_that_the_database_does_not_answer(self):
        with patch("llegada.config.health.connection.cursor", side_effect=DatabaseError):
            answer = Client().get("/healthz")
        assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


class TestMetrics:
    def test_are_for_this_machine(self):
        answer = Client().get("/metrics")
        assert answer.status_code == 200
        assert b"django_http_requests_total_by_method_total" in answer.content

    def test_are_hidden_from_others(self):
        assert Client().get("/metrics", REMOTE_ADDR="10.0.0.1").status_code == 404

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
    def test_are_hidden_from_who_comes_through_a_proxy_of_this_machine(self, header):
        assert Client().get("/metrics", headers={header: "192.0.2.1"}).status_code == 404

    def test_are_hidden_from_a_token_of_any_letters(self, settings):
        settings.METRICS_TOKEN = "secreta"
        assert Client().get("/metrics", headers={"Authorization": "Bearer ñandú"}).status_code == 404

    def test_are_for_who_brings_the_token(self, settings):
        settings.METRICS_TOKEN = "secreta"
        assert Client().get("/metrics").status_code == 404
        answer = Client().get("/metrics", REMOTE_ADDR="10.0.0.1", headers={"Authorization": "Bearer secreta"})
        assert answer.status_code == 200

    def test_add_up_the_processes_of_one_machine(self, tmp_path):
        """As the launcher runs: several workers, each writing its figures in one folder."""
        program = (
            "import django; django.setup()\n"
            "from django.test import Client\n"
            "from django.conf import settings\n"
            "settings.ALLOWED_HOSTS = ['testserver']\n"
            "Client().get('/no-existe-1'); print(Client().get('/metrics').content.decode())\n"
        )
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(live_settings.REPO_DIR / "src"),
            "DJANGO_SETTINGS_MODULE": "llegada.config.settings",
            "LLEGADA_DATA_DIR": str(tmp_path / "data"),
            "LLEGADA_DEBUG": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        }

        def run() -> str:
            done = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
            )
            line = [
                one
                for one in done.stdout.splitlines()
                if one.startswith("django_http_responses_before_middlewares_total")
            ]
            return line[0].split()[-1]

        assert (run(), run()) == ("1.0", "3.0")
