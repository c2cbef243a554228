from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from llegada.core.actors import Actor
from llegada.core.errors import TooLarge
from llegada.core.uploads import FOLDER, UploadExpired, hold_upload, release_upload, take_upload

ANA, BETO = Actor(person_id=1, name="Ana"), Actor(person_id=2, name="Beto")


def bring(content=b"a,b\n1,2\n", actor=ANA, now=None):
    return hold_upload(actor=actor, upload=SimpleUploadedFile("tabla.csv", content), now=now or timezone.now())


class TestHoldUpload:
    def test_keeps_the_file_for_its_owner(self):
        taken = take_upload(actor=ANA, token=bring().token)
        assert (taken.name, taken.open().read()) == ("tabla.csv", b"a,b\n1,2\n")

    def test_refuses_what_is_too_large(self, settings):
        settings.MAX_FILE_BYTES = 4
        with pytest.raises(TooLarge):
            bring()

    def test_forgets_what_nobody_confirmed(self):
        old = bring()
        bring(now=timezone.now() + timedelta(hours=3))
        with pytest.raises(UploadExpired):
            take_upload(actor=ANA, token=old.token)
        assert len(default_storage.listdir(FOLDER)[1]) == 1

    def test_does_not_mind_one_that_goes_away_meanwhile(self):
        bring()
        with patch.object(FileSystemStorage, "listdir", return_value=([], ["gone"])):
            assert bring().name == "tabla.csv"


class TestOnItsWay:
    def test_a_large_one_waits_where_what_a_killed_process_left_is_dropped(self, settings):
        with TemporaryUploadedFile("tabla.csv", "text/csv", 1, None) as coming:
            assert Path(coming.temporary_file_path()).parent == settings.FILES_DIR / "incoming"


class TestTakeUpload:
    def test_hides_it_from_somebody_else(self):
        with pytest.raises(UploadExpired):
            take_upload(actor=BETO, token=bring().token)

    @pytest.mark.parametrize("token", ["", "invented", "a:b:c"])
    def test_refuses_an_invented_token(self, token):
        with pytest.raises(UploadExpired):
            take_upload(actor=ANA, token=token)

    def test_refuses_one_already_carried_out(self):
        held = bring()
        release_upload(held)
        with pytest.raises(UploadExpired):
            take_upload(actor=ANA, token=held.token)
