"""Whatever takes long with a file is done before the transaction that writes its import: nobody waits for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.imports.models import ImportRun
from llegada.imports.services import peeking
from llegada.records import services as records
from llegada.records.due import FORGOTTEN_FILES
from llegada.records.models import ForgottenFile, StoredFile
from tests.imports.makers import HEADINGS, csv_upload, xlsx_upload

ROW = "1;05001;Catastro multipropósito;2019-03-05;Taller;Virtual"


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


@pytest.fixture
def depths(monkeypatch) -> dict[str, int]:
    """Return how many transactions stand open, besides that of the test, when a file is read, kept and looked into."""
    found: dict[str, int] = {}
    outside = len(connection.atomic_blocks)

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watched(*args: Any, **more: Any) -> Any:
            found.setdefault(name, len(connection.atomic_blocks) - outside)
            return real(*args, **more)

        monkeypatch.setattr(module, name, watched)

    for module, name in ((records, "_read"), (records, "_write_once"), (peeking, "open_table_file")):
        watch(module, name)
    return found


def asked(country, *lines: str) -> dict[str, Any]:
    return {
        "target": "sessions",
        "organization": country.unit.organization_id,
        "file": csv_upload(*lines),
        "idempotency_key": str(uuid4()),
    }


class TestUpload:
    def test_reads_keeps_and_looks_into_the_file_before_its_transaction(self, country, browser, depths):
        assert browser.post(reverse("imports:new"), asked(country, HEADINGS, ROW)).status_code == 302

        assert depths == {"_read": 0, "_write_once": 0, "open_table_file": 0}
        assert ImportRun.objects.get().file == StoredFile.objects.get()

    def test_so_does_the_api(self, country, browser, depths):
        data = asked(country, HEADINGS, ROW) | {"organization": str(country.unit.organization.public_id)}
        browser.post(reverse("api:import-list"), data, headers={"Idempotency-Key": str(uuid4())})

        assert depths == {"_read": 0, "_write_once": 0, "open_table_file": 0}

    @pytest.mark.parametrize("name", ["reporte.xls", "reporte.xlsm", "reporte.XLSX"])
    def test_takes_a_table_whatever_it_is_called(self, country, browser, name):
        """Systems call «.xls» what they write with tabs, and people rename what they have."""
        for upload in (
            xlsx_upload([HEADINGS.split(";"), ROW.split(";")], name=name),
            csv_upload(HEADINGS, ROW, name=name),
        ):
            data = asked(country) | {"file": upload}

            assert browser.post(reverse("imports:new"), data).status_code == 302

    def test_the_bytes_of_what_began_nothing_go_a_day_later(self, country, browser):
        refused = browser.post(reverse("imports:new"), asked(country, HEADINGS))

        assert (refused.status_code, ImportRun.objects.exists(), StoredFile.objects.exists()) == (422, False, False)
        place = Path(default_storage.path(ForgottenFile.objects.get().storage_name))
        assert place.is_file()
        assert FORGOTTEN_FILES.run(timezone.now() + timedelta(days=2)) == 1
        assert not place.exists()
