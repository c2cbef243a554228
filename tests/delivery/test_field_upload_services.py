"""A file that travels in pieces goes on where it stopped; what is discarded on the device goes from the server, once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from llegada.core import history
from llegada.core.errors import Invalid, TooLarge
from llegada.delivery import field_upload_rules, services
from llegada.delivery.due import FIELD_PIECES
from llegada.delivery.errors import FieldFileMissing, FieldOfSomebodyElse
from llegada.delivery.models import FieldItem, FieldUpload, Session, SessionEvidence
from llegada.delivery.services.field import Arrived
from llegada.records.models import ForgottenFile, StoredFile
from tests.delivery.field_cast import captured, coming, new_session, photo, send, send_piece, withdraw
from tests.factories import NOW
from tests.records.samples import HTML, PNG

CONTENT = PNG + b"1" * 900


def unfinished() -> list[Path]:
    folder = Path(default_storage.path("incoming"))
    return sorted(folder.iterdir()) if folder.is_dir() else []


def with_file(submission, content=CONTENT):
    return replace(submission, file_sha256=coming(submission, content).sha256)


@pytest.fixture
def evidence(cast):
    """Return a photo of a session that took place, about to be sent."""
    return with_file(captured("evidence", cast.session(status="held").public_id))


class TestReceivePiece:
    def test_says_how_much_is_here_and_goes_on_from_there(self, cast, evidence):
        file = coming(evidence, CONTENT)
        assert send_piece(cast.advisor, file) == Arrived(0, is_whole=False)
        assert send_piece(cast.advisor, file, 0, CONTENT[:400]) == Arrived(400, is_whole=False)
        assert send_piece(cast.advisor, file).received == 400
        assert send_piece(cast.advisor, file, 400, CONTENT[400:]) == Arrived(len(CONTENT), is_whole=True)
        assert unfinished()[0].read_bytes() == CONTENT

    def test_is_not_harmed_by_pieces_repeated_or_ahead_of_their_turn(self, cast, evidence):
        file = coming(evidence, CONTENT)
        for start in (300, 0, 0, 600, 200, 300, 0):
            send_piece(cast.advisor, file, start, CONTENT[start : start + 300])
        assert send_piece(cast.advisor, file, 600, CONTENT[600:]).is_whole
        assert unfinished()[0].read_bytes() == CONTENT

    def test_begins_again_what_is_not_what_its_hash_says(self, cast, evidence):
        file = coming(evidence, CONTENT)
        assert send_piece(cast.advisor, file, 0, b"0" * len(CONTENT)) == Arrived(0, is_whole=False)
        assert send_piece(cast.advisor, file, 0, CONTENT).is_whole

    def test_begins_again_where_the_bytes_are_gone(self, cast, evidence):
        file = coming(evidence, CONTENT)
        send_piece(cast.advisor, file, 0, CONTENT[:400])
        unfinished()[0].unlink()
        assert send_piece(cast.advisor, file).received == 0

    def test_begins_again_with_another_photo_of_the_same_record(self, cast, evidence):
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT[:400])
        other = PNG + b"2" * 50
        assert send_piece(cast.advisor, coming(evidence, other)).received == 0
        assert send_piece(cast.advisor, coming(evidence, other), 0, other).is_whole
        assert unfinished()[0].read_bytes() == other

    def test_refuses_more_than_a_file_may_weigh(self, cast, evidence, settings):
        settings.MAX_FILE_BYTES = 800
        with pytest.raises(TooLarge):
            send_piece(cast.advisor, coming(evidence, CONTENT))

    @pytest.mark.parametrize(("size", "offset"), [(0, 0), (len(CONTENT), 100)])
    def test_refuses_a_piece_that_does_not_fit(self, cast, evidence, size, offset):
        with pytest.raises(Invalid):
            send_piece(cast.advisor, replace(coming(evidence, CONTENT), size=size), offset, CONTENT)

    def test_refuses_a_piece_that_is_too_large(self, cast, evidence, monkeypatch):
        monkeypatch.setattr(field_upload_rules, "MOST_PIECE_BYTES", 500)
        with pytest.raises(Invalid):
            send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT)

    def test_keeps_no_more_of_a_device_than_there_is_room_for(
        self, cast, evidence, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(field_upload_rules, "MOST_WAITING_BYTES", 2 * len(CONTENT))
        files = [coming(replace(evidence, public_id=uuid.uuid4()), CONTENT) for _ in range(3)]
        with django_capture_on_commit_callbacks(execute=True):
            for minute, file in enumerate(files):
                send_piece(cast.advisor, file, 0, CONTENT[:400], now=NOW + timedelta(minutes=minute))
        assert {*FieldUpload.objects.values_list("item", flat=True)} == {one.item for one in files[1:]}
        assert len(unfinished()) == 2


class TestReceiveItem:
    def test_takes_the_file_that_came_in_pieces_as_any_evidence(
        self, cast, evidence, django_capture_on_commit_callbacks
    ):
        file = coming(evidence, CONTENT, name="vereda.png")
        for start in range(0, len(CONTENT), 256):
            send_piece(cast.advisor, file, start, CONTENT[start : start + 256])
        with django_capture_on_commit_callbacks(execute=True):
            item = send(cast.advisor, evidence)
        attached = SessionEvidence.objects.get()
        assert (item.outcome, attached.name, attached.file.sha256) == ("applied", "vereda.png", file.sha256)
        assert (FieldUpload.objects.count(), unfinished()) == (0, [])

    def test_gives_the_same_answer_when_the_first_one_was_lost(self, cast, evidence):
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT)
        first = send(cast.advisor, evidence)
        assert send_piece(cast.advisor, coming(evidence, CONTENT)) == Arrived(len(CONTENT), is_whole=True)
        assert send(cast.advisor, evidence).pk == first.pk
        assert SessionEvidence.objects.count() == 1

    def test_waits_for_the_rest_of_its_file(self, cast, evidence):
        with pytest.raises(FieldFileMissing):
            send(cast.advisor, evidence)
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT[:400])
        with pytest.raises(FieldFileMissing):
            send(cast.advisor, evidence)
        assert not FieldItem.objects.exists()

    def test_refuses_what_is_not_evidence_once_it_is_whole(self, cast):
        disguised = with_file(captured("evidence", cast.session(status="held").public_id), HTML)
        send_piece(cast.advisor, coming(disguised, HTML), 0, HTML)
        item = send(cast.advisor, disguised)
        assert (item.outcome, item.code) == ("refused", "file-type-not-accepted")
        assert not FieldUpload.objects.exists()


class TestDropForgottenPieces:
    def test_drops_after_seven_days_what_nobody_went_on_with(self, cast, evidence, django_capture_on_commit_callbacks):
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT[:400])
        with django_capture_on_commit_callbacks(execute=True):
            assert FIELD_PIECES.run(NOW + timedelta(days=7)) == 0
            assert FIELD_PIECES.run(NOW + timedelta(days=7, minutes=1)) == 1
        assert (FieldUpload.objects.count(), unfinished()) == (0, [])

    def test_drops_bytes_whose_row_was_undone(self, cast, evidence):
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT[:400])
        FieldUpload.objects.all().delete()
        age = timedelta(days=7, minutes=1).total_seconds() + unfinished()[0].stat().st_mtime - NOW.timestamp()
        assert FIELD_PIECES.run(NOW + timedelta(seconds=age)) == 1
        assert unfinished() == []


class TestWithdrawItem:
    def test_drops_a_photo_that_waited_for_its_session_once_and_leaves_a_trace(self, cast):
        held = captured("evidence", uuid.uuid4())
        send(cast.advisor, held, upload=photo())
        first, again = withdraw(cast.advisor, held), withdraw(cast.advisor, held)
        assert (first.outcome, again.pk, again.outcome) == ("withdrawn", first.pk, "withdrawn")
        assert not StoredFile.objects.exists()
        assert ForgottenFile.objects.count() == 1
        assert [one.verb for one in history.list_events(target=first)] == ["session.field_withdrawn"]

    def test_leaves_a_file_that_something_else_uses(self, cast):
        session = cast.session(status="held")
        services.attach_evidence(actor=cast.advisor, public_id=session.public_id, upload=photo(), now=NOW)
        held = captured("evidence", uuid.uuid4())
        send(cast.advisor, held, upload=photo())
        assert withdraw(cast.advisor, held).outcome == "withdrawn"
        assert StoredFile.objects.count() == 1
        assert not ForgottenFile.objects.exists()

    def test_drops_what_had_come_of_its_file(self, cast, evidence, django_capture_on_commit_callbacks):
        send_piece(cast.advisor, coming(evidence, CONTENT), 0, CONTENT[:400])
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(cast.advisor, evidence)
        assert (FieldUpload.objects.count(), unfinished()) == (0, [])
        session = Session.objects.get()
        assert history.list_events(target=session)[0].verb == "session.field_withdrawn"

    def test_shuts_the_door_to_a_copy_that_was_still_on_its_way(self, cast):
        sent = new_session(cast)
        item = withdraw(cast.advisor, sent)
        assert send(cast.advisor, sent).outcome == "withdrawn"
        assert not Session.objects.exists()
        assert not history.list_events(target=item).exists()  # nothing had come: there is nothing to tell

    def test_leaves_what_was_taken_in(self, cast):
        sent = new_session(cast)
        send(cast.advisor, sent)
        assert withdraw(cast.advisor, sent).outcome == "applied"
        assert Session.objects.count() == 1

    def test_is_closed_to_anybody_else(self, cast):
        held = captured("evidence", uuid.uuid4())
        send(cast.advisor, held, upload=photo())
        with pytest.raises(FieldOfSomebodyElse):
            withdraw(cast.other_advisor, held)
        assert StoredFile.objects.exists()
