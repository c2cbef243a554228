"""Files that nothing uses any more go, and their bytes a day later; what something uses, or comes again, stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from llegada.core.roles import Role
from llegada.records.due import FORGOTTEN_FILES
from llegada.records.models import ForgottenFile, StoredFile
from llegada.records.services import forget_file, store_file
from tests.factories import NOW, make_actor, make_unit
from tests.records.samples import PDF, upload

LATER = NOW + timedelta(days=1, minutes=1)


@pytest.fixture
def advisor(db):
    return make_actor(Role.ADVISOR, unit=make_unit())


def kept(advisor, *, touched_at=NOW) -> tuple[StoredFile, Path]:
    stored = store_file(actor=advisor, upload=upload(PDF, "acta.pdf"), now=NOW)
    place = Path(default_storage.path(stored.storage_name))
    os.utime(place, (touched_at.timestamp(), touched_at.timestamp()))
    return stored, place


class TestDropForgottenFiles:
    def test_drops_the_bytes_a_day_after(self, advisor):
        stored, place = kept(advisor)
        assert forget_file(stored=stored, now=NOW)
        assert FORGOTTEN_FILES.run(NOW) == 0
        assert place.is_file()
        assert FORGOTTEN_FILES.run(LATER) == 1
        assert [*place.parent.iterdir()] == []
        assert not ForgottenFile.objects.exists()

    def test_leaves_what_came_again(self, advisor):
        stored, place = kept(advisor)
        forget_file(stored=stored, now=NOW)
        kept(advisor)
        assert FORGOTTEN_FILES.run(LATER) == 0
        assert place.is_file()

    def test_leaves_what_somebody_had_just_looked_for(self, advisor):
        stored, place = kept(advisor, touched_at=LATER)
        forget_file(stored=stored, now=NOW)
        assert FORGOTTEN_FILES.run(LATER) == 0
        assert place.read_bytes() == PDF

    def test_goes_on_where_the_bytes_are_not_there(self, advisor):
        stored, place = kept(advisor)
        forget_file(stored=stored, now=NOW)
        place.unlink()
        assert FORGOTTEN_FILES.run(LATER) == 0
        assert not ForgottenFile.objects.exists()
