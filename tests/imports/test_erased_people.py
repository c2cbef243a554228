"""What stays in the rows of imports of somebody who was erased: nothing that tells who it was, also where an import was at work."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from llegada.accounts.models import EntityPerson, ErasedPerson
from llegada.accounts.services.entity_people import erase_entity_person
from llegada.core.errors import NotFound
from llegada.imports.models import ImportedRow
from llegada.imports.services import batches
from llegada.imports.services.entity_people import EntityPersonWriter, mark_of
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.work import number_of
from tests.factories import NOW
from tests.imports.makers import carried_out, counts
from tests.imports.test_entity_people import ROWS, attempt, bring


@pytest.fixture
def rosa(country) -> EntityPerson:
    bring(country, *ROWS)
    return EntityPerson.objects.get(document="1020304")


def erase(country, person) -> None:
    erase_entity_person(actor=country.actor, public_id=person.public_id, reason="Lo pidió", now=NOW)


def keys_of(person_id: int) -> set[int]:
    return set(ImportedRow.objects.filter(kind="people", object_id=person_id).values_list("key", flat=True))


class TestKeys:
    def test_of_who_was_erased_are_marks_that_only_this_installation_works_out(self, country, rosa, settings):
        plain = number_of(f"\x1fperson:{country.medellin.pk}:1020304")
        told = number_of(f"person:{country.medellin.pk}:1020304")
        [key] = keys_of(rosa.pk)
        assert key in {plain, told}

        erase(country, rosa)

        assert keys_of(rosa.pk) == {mark_of(key)}
        assert mark_of(key) < 0
        settings.SECRET_KEY = "otra"
        assert keys_of(rosa.pk) != {mark_of(key)}

    def test_keep_a_later_file_from_bringing_them_even_without_the_marks_of_their_own(self, country, rosa):
        erase(country, rosa)
        ErasedPerson.objects.all().delete()

        assert counts(attempt(country, *ROWS)) == {"unchanged": 1, "refused": 1}

    def test_of_who_was_erased_before_become_marks_and_those_of_others_stay(self, country, rosa):
        [key], others = keys_of(rosa.pk), ImportedRow.objects.exclude(object_id=rosa.pk).values_list("key", flat=True)
        stood = set(others.all())
        EntityPerson.objects.filter(pk=rosa.pk).delete()

        import_module("llegada.imports.migrations.0007_marks_of_erased_people").mark_the_erased(apps, None)

        assert keys_of(rosa.pk) == {mark_of(key)}
        assert set(others.all()) == stood
        assert counts(attempt(country, *ROWS)) == {"unchanged": 1, "refused": 1}


class TestErasedWhileAFileIsRead:
    CHANGED = (
        "05030;Luis Mora Gil;;Luis@Ejemplo.gov.co;Enlace;Autorización;2024-02-01",
        "05001;Rosa Díaz Gil;1.020.304;;Secretaria;Función legal;",
    )

    def test_keeps_nothing_of_what_was_known_and_refuses_the_row(self, country, rosa, monkeypatch):
        run = attempt(country, *self.CHANGED)
        monkeypatch.setattr(batches, "SIZE", 1)
        check, seen = EntityPersonWriter.check, []

        def erase_before_the_second(self, batch):
            seen.append(batch.numbers)
            if len(seen) == 2:
                erase(country, rosa)
            check(self, batch)

        monkeypatch.setattr(EntityPersonWriter, "check", erase_before_the_second)
        run = carried_out(country, run)

        assert (run.status, counts(run)) == ("done", {"changed": 1, "refused": 1})
        assert next(read_bad_rows(str(run.public_id))).issues[0].reason.startswith("Sus datos se borraron")
        assert not EntityPerson.objects.filter(pk=rosa.pk).exists()
        kept = ImportedRow.objects.filter(kind="people", object_id=rosa.pk)
        assert [(one.run_id == run.pk, one.before) for one in kept] == [(False, None)]
        assert "Rosa" not in str(list(ImportedRow.objects.values_list("before", flat=True)))

    def test_twice_at_once_is_done_once(self, country, rosa, monkeypatch):
        erase(country, rosa)
        monkeypatch.setattr("llegada.accounts.services.entity_people.get_entity_person", lambda **_said: rosa)

        with pytest.raises(NotFound):
            erase(country, rosa)
