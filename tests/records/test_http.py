from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from llegada.core.roles import Role
from llegada.records.errors import FileLost
from llegada.records.http import file_response
from llegada.records.services import store_file
from tests.factories import NOW, make_actor, make_unit
from tests.records.samples import PDF, upload


@pytest.fixture
def stored(db):
    return store_file(actor=make_actor(Role.ADVISOR, unit=make_unit()), upload=upload(), now=NOW)


class TestFileResponse:
    def test_gives_a_download_that_nobody_keeps_or_guesses_at(self, stored):
        response = file_response(stored, "Acta de reunión.pdf")
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == "attachment; filename*=utf-8''Acta%20de%20reuni%C3%B3n.pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"

    def test_says_so_when_the_bytes_are_gone(self, stored):
        Path(default_storage.path(stored.storage_name)).unlink()
        with pytest.raises(FileLost):
            file_response(stored, "acta.pdf")
