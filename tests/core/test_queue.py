from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from llegada.accounts.tasks import send_invitation
from llegada.core.queue import KEPT, drop_old_results, enqueue_on_commit, muted, task_named
from tests import factories as make
from tests.factories import NOW


class TestTaskNamed:
    def test_finds_the_task_of_an_app(self):
        assert task_named("accounts.send_invitation") is send_invitation

    @pytest.mark.parametrize("name", ["accounts.nothing", "nowhere.send", "send"])
    def test_refuses_names_that_lead_nowhere(self, name):
        with pytest.raises(ImportError):
            task_named(name)


@pytest.mark.django_db
class TestEnqueueOnCommit:
    @pytest.mark.parametrize("task", ["accounts.send_invitation", send_invitation])
    def test_asks_by_name_or_by_task(self, task, django_capture_on_commit_callbacks):
        person = make.make_person()
        with django_capture_on_commit_callbacks(execute=True):
            enqueue_on_commit(task, person_id=person.pk)
            assert mail.outbox == []
        assert [message.to for message in mail.outbox] == [[person.email]]

    def test_asks_nothing_while_muted(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), muted():
            enqueue_on_commit(send_invitation, person_id=1)
        assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
class TestUndone:
    def test_asks_nothing_of_what_did_not_happen(self):
        person = make.make_person()
        with transaction.atomic():
            enqueue_on_commit(send_invitation, person_id=person.pk)
            transaction.set_rollback(True)
        assert mail.outbox == []


@pytest.mark.django_db
class TestDropOldResults:
    def test_forgets_those_of_long_ago_and_those_that_a_killed_process_left(self):
        soon, long_ago = NOW - KEPT + timedelta(hours=1), NOW - KEPT - timedelta(hours=1)
        kept = [make_result(finished_at=soon, started_at=long_ago), make_result(started_at=soon), make_result()]
        make_result(finished_at=long_ago, started_at=long_ago)
        make_result(started_at=long_ago)
        assert drop_old_results(now=NOW) == 2
        assert {*DBTaskResult.objects.values_list("pk", flat=True)} == {one.pk for one in kept}


def make_result(**values):
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="llegada.accounts.tasks.send", backend_name="default",
        run_after=NOW, **values,
    )  # fmt: skip
