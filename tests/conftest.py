"""What every test finds: plain static files, a cast of people, and the triggers out of the way of a flush."""

from __future__ import annotations

import os
import shutil
from datetime import UTC
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from llegada.accounts.models import ConsentText, Person
from llegada.core.demonstration import is_demo_settled
from llegada.portfolio.models import CycleMoment
from tests.factories import NOW
from tests.loaded_once import forget_what_is_kept, keep_what_is_asked

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis_settings.register_profile("llegada", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("llegada")


@pytest.fixture
def real_data() -> Path:
    """Return the folder of real files, which are not ours to ship; the test is skipped, saying so, without it."""
    folder = os.environ.get("LLEGADA_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("LLEGADA_REAL_DATA does not name the folder of real files")
    return Path(folder)


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # Tests ask the API as fast as they can; those about its limits set their own.
    settings.API_ANONYMOUS_PER_MINUTE = settings.API_PERSON_PER_MINUTE = settings.PUBLIC_FORMS_PER_MINUTE = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nothing_settled():
    """Forget between tests what a process asks once in its life: each test has its own installation."""
    is_demo_settled.cache_clear()


@pytest.fixture
def at_now(monkeypatch):
    """Let pages find the clock at `NOW`, of which what the factories make is: what a page says of days must not depend on today."""
    monkeypatch.setattr(timezone, "now", lambda: NOW.astimezone(UTC))


def _is_transactional(item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"}.intersection(item.fixturenames)  # a live server asks for it by itself
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction")))


#: What migrations put in the database, read once it is made.
_ROWS_OF_MIGRATIONS: dict[type[Model], list[Model]] = {ConsentText: [], CycleMoment: []}


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    """Begin with a copy of the file that `./llegada test` migrated for the whole run, if it did; say whether there was one.

    PostgreSQL itself copies every new database from the one that the launcher migrated.
    """
    template = os.environ.get("LLEGADA_TEST_TEMPLATE")
    if template is None or connection.vendor != "sqlite":
        return django_db_keepdb
    shutil.copyfile(template, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the database as ever, and remember what migrations put in it."""
    with django_db_blocker.unblock():
        for model in _ROWS_OF_MIGRATIONS:
            _ROWS_OF_MIGRATIONS[model] = list(model._default_manager.all())
    yield
    with django_db_blocker.unblock():
        forget_what_is_kept()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Before the transaction of a test begins, leave in the database what `made_once` keeps for it.

    A hook and not a fixture: whatever the fixtures of a test are, pytest-django's begins the transaction before them.
    """
    if fixturedef.argname == "_django_db_helper":
        keep_what_is_asked(request.node, request, is_transactional=_is_transactional(request.node))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Give back what migrations had put in the database: a transactional test ends by emptying every table.

    A hook and not a fixture: it must come after the last fixture of the test, which empties them.
    """
    result = yield
    if nextitem is not None and _is_transactional(item):  # after the last one there is no database
        with item.config.stash[blocking_manager_key].unblock():
            for model, rows in _ROWS_OF_MIGRATIONS.items():
                model._default_manager.bulk_create(rows, ignore_conflicts=True)
    return result


@pytest.fixture(autouse=True)
def _flush_despite_append_only(request):
    """A transactional test ends by deleting all rows, which SQLite's append-only triggers would refuse; they come back after.

    PostgreSQL truncates, which fires no row trigger.
    """
    if not _is_transactional(request.node) or settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture
def login(db):
    """Return a function that gives a browser in which `person` is logged in."""

    def _login(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _login
