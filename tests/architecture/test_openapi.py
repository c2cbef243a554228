"""The OpenAPI document kept in docs/api is the one that the code generates, without a warning."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"
HOW_TO = "./llegada manage spectacular --file docs/api/openapi.yaml --validate --fail-on-warn"


@pytest.mark.django_db
class TestOpenApiDocument:
    def test_is_the_one_that_the_code_generates(self):
        output = StringIO()
        with translation.override("es-co"):
            call_command("spectacular", validate=True, fail_on_warn=True, stdout=output)
        assert output.getvalue().strip() == DOCUMENT.read_text(encoding="utf-8").strip(), f"run {HOW_TO}"
