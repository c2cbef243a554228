from __future__ import annotations

import pytest

from llegada.core.history import list_events
from llegada.core.import_history import SHOWN, list_imports, record_import
from llegada.core.imports import ImportReport, ImportSource
from llegada.core.roles import Role
from llegada.territory.models import Entity
from tests import factories as make

pytestmark = pytest.mark.django_db


def leave(actor, name: str = "a.csv", **counts) -> None:
    report = ImportReport(**({"dry_run": False, "created": 1} | counts))
    source = ImportSource.of(name, b"")
    record_import(actor=actor, verb="test.import", of=Entity, source=source, report=report, now=make.NOW)


class TestRecordImport:
    @pytest.mark.parametrize("counts", [{"dry_run": True}, {"created": 0, "unchanged": 3, "rejected": 2}])
    def test_leaves_nothing_where_nothing_was_written(self, counts):
        leave(make.make_actor(Role.IT_ADMIN), **counts)
        assert not list_events(target=Entity).exists()

    def test_keeps_the_name_of_a_file_however_long(self):
        leave(make.make_actor(Role.IT_ADMIN), "ñ" * 255, created=0, updated=1)
        event = list_events(target=Entity).get()
        assert (len(event.after), len(event.data["file"])) == (200, 255)


class TestListImports:
    def test_gives_all_to_the_installation_and_their_own_to_who_imports_in_an_organisation(self):
        everywhere = make.make_actor(Role.MONITORING_ADMIN)
        here, there = (make.make_actor(Role.MONITORING_ADMIN, organization=make.make_organization()) for _ in range(2))
        leave(here, "de-aqui.csv")
        leave(there, "de-alla.csv")
        assert [event.after for event in list_imports(actor=everywhere, of=Entity)] == ["de-alla.csv", "de-aqui.csv"]
        assert [event.after for event in list_imports(actor=here, of=Entity)] == ["de-aqui.csv"]

    def test_gives_the_last_ones_only(self):
        actor = make.make_actor(Role.IT_ADMIN)
        for number in range(SHOWN + 1):
            leave(actor, f"{number}.csv")
        assert [event.after for event in list_imports(actor=actor, of=Entity)][-1] == "1.csv"
