"""Files are read, hashed and scanned before the transaction that attaches them, by every door: nobody waits for it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from llegada.records import services as records
from tests.delivery.field_cast import captured, coming, photo, send, send_piece
from tests.delivery.test_field_upload_services import CONTENT, with_file
from tests.records.samples import PDF, upload


@pytest.fixture
def read_at(monkeypatch) -> list[int]:
    """Return, for each reading of a file, how many transactions stood open besides that of the test."""
    found: list[int] = []
    outside, real = len(connection.atomic_blocks), records._read

    def watched(*args: Any) -> Any:
        found.append(len(connection.atomic_blocks) - outside)
        return real(*args)

    monkeypatch.setattr(records, "_read", watched)
    return found


def test_of_a_page(cast, login, read_at):
    session = cast.session()
    data = {"file": upload(PDF), "idempotency_key": str(uuid4())}

    login(cast.person("advisor")).post(reverse("delivery:evidence_add", args=[session.public_id]), data)

    assert session.evidence.count() == 1
    assert read_at == [0]


def test_of_the_api(cast, login, read_at):
    session = cast.session()

    login(cast.person("advisor")).post(f"/api/v1/sessions/{session.public_id}/evidence/", {"file": upload(PDF)})

    assert session.evidence.count() == 1
    assert read_at == [0]


def test_of_the_field_at_once_or_in_pieces(cast, read_at):
    session = cast.session(status="held")
    whole, pieces = (captured("evidence", session.public_id) for _n in range(2))

    send(cast.advisor, whole, upload=photo())
    send_piece(cast.advisor, coming(pieces, CONTENT), 0, CONTENT)
    send(cast.advisor, with_file(pieces))

    assert session.evidence.count() == 2
    assert read_at == [0, 0]
