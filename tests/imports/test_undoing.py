"""Undoing an import by parts: killed in the middle, asked twice, built upon meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core.errors import ReasonRequired, TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.origins import find_origin
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.errors import BuiltUpon, UndoAtWork
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services import pulse, taking_away, undoing
from llegada.imports.services.discarding import discard_import
from llegada.imports.services.runs import ask_try, start_import, stop_import
from llegada.imports.services.undoing import TO_UNDO, resume_undo, undo_import
from llegada.insights.progress_rebuild import find_progress_differences
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_attendance
from tests.imports.makers import HEADINGS, Country, counts, csv_upload, imported, tried, undone
from tests.imports.processes import grow_old


def lines(rows: int) -> list[str]:
    places = ("05001", "05030")
    made = (f"A-{n};{places[n % 2]};Catastro multipropósito;2019-03-05;Taller {n};Virtual" for n in range(rows))
    return [HEADINGS, *made]


def asked(country: Country, run: ImportRun) -> ImportRun:
    """Ask that an import be undone, and no more."""
    return undo_import(actor=country.actor, public_id=run.public_id, reason="No era", now=NOW)


def worked(run: ImportRun) -> ImportRun:
    """Do what the worker does with it."""
    run.refresh_from_db()
    tasks.undo_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


def left() -> int:
    return Session.objects.count() + WorkPlan.objects.count() + ImportedRow.objects.count()


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(taking_away, "SIZE", 2)


@pytest.fixture
def brought(country, small_parts) -> ImportRun:
    return imported(country, csv_upload(*lines(5)))


class ProcessDied(BaseException):
    """What ends a process, as no handler of exceptions sees it."""


@pytest.fixture
def dying_after_two_parts(monkeypatch):
    take, parts = undoing.take_some, []

    def die(run, part, **words):
        parts.append(run.pk)
        if len(parts) > 2:
            raise ProcessDied
        return take(run, part, **words)

    monkeypatch.setattr(undoing, "take_some", die)


class TestAsking:
    def test_keeps_all_until_the_worker_comes_and_says_so(self, country, brought):
        run = asked(country, brought)

        assert (run.status, run.summary[TO_UNDO], run.started_by_id) == ("undoing", 7, country.actor.person_id)
        assert Session.objects.count() == 5
        assert find_origin(actor=country.actor, of=Session.objects.get(title="Taller 0")).row == 2
        event = Event.objects.get(verb="importrun.ask_undo")
        assert (event.before, event.after, event.reason) == ("done", "undoing", "No era")

    def test_without_a_reason_is_refused(self, country, brought):
        with pytest.raises(ReasonRequired):
            undo_import(actor=country.actor, public_id=brought.public_id, reason=" ", now=NOW)

    def test_is_refused_before_anything_goes_where_others_built_upon_one_row(self, country, brought):
        make_attendance(Session.objects.order_by("pk").first())  # its row would be among the last to go

        with pytest.raises(BuiltUpon, match="1 asistente"):
            asked(country, brought)

        brought.refresh_from_db()
        assert (brought.status, Session.objects.count()) == ("done", 5)

    def test_nothing_else_is_done_with_it_meanwhile(self, country, brought):
        asked(country, brought)
        works = {"actor": country.actor, "public_id": brought.public_id, "now": timezone.now()}

        for act in (ask_try, start_import, stop_import, discard_import):
            with pytest.raises(TransitionNotAllowed):
                act(**works)
        with pytest.raises(TransitionNotAllowed):
            asked(country, brought)

    def test_no_other_import_of_the_organisation_begins_meanwhile(self, country, brought):
        other = tried(country, csv_upload(*lines(7), name="otra.csv"))
        asked(country, brought)

        with pytest.raises(UndoAtWork, match="deshaciendo la importación «sesiones"):
            start_import(actor=country.actor, public_id=other.public_id, now=NOW)

    def test_waits_for_an_import_at_work(self, country, brought):
        start_import(actor=country.actor, public_id=tried(country, csv_upload(*lines(7))).public_id, now=NOW)

        with pytest.raises(Exception, match="ya tiene una importación en curso"):
            asked(country, brought)

        assert Session.objects.count() == 5


class TestByParts:
    def test_takes_all_with_its_figures_and_says_who(self, country, brought):
        asked(country, brought)
        run = worked(brought)

        assert (run.status, run.problem, left()) == ("undone", "", 0)
        assert TO_UNDO not in run.summary
        assert find_differences() == find_progress_differences() == []
        assert set(Session.history.filter(history_type="-").values_list("history_user", flat=True)) == {
            country.actor.person_id
        }
        event = Event.objects.get(verb="importrun.undo")
        assert (event.before, event.after, event.actor_id) == ("undoing", "undone", country.actor.person_id)
        assert counts(tried(country, csv_upload(*lines(5)))) == {"created": 5}

    def test_gives_back_what_it_changed(self, country, brought):
        moved = [line.replace("2019-03-05", "2021-03-05") for line in lines(5)]
        run = imported(country, csv_upload(*moved))

        undone(country, run)

        assert set(Session.objects.values_list("held_on", "year")) == {(date(2019, 3, 5), 2019)}
        assert find_differences() == []

    def test_a_task_that_comes_twice_is_done_once(self, country, brought):
        run = asked(country, brought)
        attempt = run.attempt
        worked(run)

        tasks.undo_import.func(run_id=run.pk, attempt=attempt)

        assert Event.objects.filter(verb="importrun.undo").count() == 1


class TestKilled:
    def test_goes_on_where_it_was(self, country, brought, dying_after_two_parts, monkeypatch):
        run = asked(country, brought)
        with pytest.raises(ProcessDied):
            worked(run)
        assert 0 < Session.objects.count() < 5
        assert find_differences() == []  # each part went with its figures
        monkeypatch.undo()

        grow_old(run)
        tasks.watch_import.func(run_id=run.pk, attempt=run.attempt)
        tasks.undo_import.func(run_id=run.pk, attempt=run.attempt)  # the dead one wakes up, and counts no more
        assert Session.objects.exists()
        assert worked(run).status == "undone"

        assert left() == 0
        assert find_differences() == []

    def test_whoever_looks_at_it_can_have_it_go_on(self, country, brought, dying_after_two_parts, monkeypatch, client):
        run = asked(country, brought)
        with pytest.raises(ProcessDied):
            worked(run)
        monkeypatch.undo()
        grow_old(run)
        client.force_login(Person.objects.get(pk=country.actor.person_id))

        page = client.get(run.get_absolute_url()).content.decode()
        assert "Se interrumpió mientras se deshacía." in page
        assert "Seguir deshaciendo" in page
        client.post(reverse("imports:move", kwargs={"public_id": run.public_id}), {"action": "resume"})

        assert worked(run).status == "undone"
        assert left() == 0

    def test_one_that_lives_is_not_disturbed(self, country, brought):
        run = asked(country, brought)

        resumed = resume_undo(actor=country.actor, public_id=run.public_id, now=NOW)

        assert resumed.attempt == run.attempt


class TestBuiltUponMeanwhile:
    def test_before_its_first_part_leaves_all_and_says_what(self, country, brought):
        asked(country, brought)
        make_attendance(Session.objects.first())

        run = worked(brought)

        assert run.status == "done"
        assert "1 asistente" in run.problem
        assert Session.objects.count() == 5


class TestItsPage:
    def test_says_how_far_it_has_gone_and_offers_nothing_else(self, country, brought, client):
        run = asked(country, brought)
        pulse.Pulse(str(run.public_id)).beat(4)
        client.force_login(Person.objects.get(pk=country.actor.person_id))

        page = client.get(run.get_absolute_url()).content.decode()

        assert "Deshaciéndose" in page
        assert "Van 4 filas de 7." in page
        assert "Cancelar" not in page
        assert "Deshacer todo" not in page

    @pytest.mark.parametrize(("read", "sentence"), [(4, "Van 4 filas de 5."), (9, "Van 9 filas leídas.")])
    def test_of_one_that_comes_says_it_of_the_rows_of_its_trial(self, country, client, read, sentence):
        run = tried(country, csv_upload(*lines(5), "Total;;;;;"))
        assert counts(run) == {"created": 5, "ignored": 1}
        ImportRun.objects.update(status="running", last_sign_at=timezone.now())
        pulse.Pulse(str(run.public_id)).beat(read)
        client.force_login(Person.objects.get(pk=country.actor.person_id))

        assert sentence in client.get(run.get_absolute_url()).content.decode()
