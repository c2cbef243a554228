"""What the import of entities does with each row, matched, compared and written."""

import hashlib

import pytest

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import Conflict, NotAllowed
from llegada.core.history import list_events
from llegada.core.imports import ImportSource
from llegada.territory.facts import SeatFact
from llegada.territory.models import Entity
from llegada.territory.services import entities_table, import_entities, template_table
from tests.factories import NOW, make_entity, make_municipality
from tests.territory.tables import SOURCE, as_xlsx, bring, counts, official, ours

pytestmark = pytest.mark.django_db


@pytest.fixture
def medellin():
    return make_municipality("05001", "Medellín")


@pytest.fixture
def mayoralty(medellin):
    return make_entity(medellin, search_text="alcaldia de medellin medellin antioquia")


def hospital() -> Entity:
    return Entity.objects.get(kind="other")


class TestImportEntities:
    def test_creates_what_is_new_with_its_first_version(self, medellin):
        report = bring(ours({"sector": "Salud", "website": "www.hospital.gov.co"}))

        assert counts(report) == (1, 0, 0, 0)
        found = hospital()
        assert (found.nit, found.nit_check_digit, found.sector) == ("800012345", "1", "Salud")
        assert (found.municipality, found.department) == (medellin, medellin.department)
        assert found.website == "http://www.hospital.gov.co"
        assert found.search_text == "hospital san rafael medellin antioquia 8000123451"
        assert found.history.get().history_change_reason == "Importación: prueba.csv"

    def test_dry_run_says_the_same_and_writes_nothing(self, mayoralty):
        rows = ours({}, {"name": ""}, {"kind": "Alcaldía", "name": "Alcaldía", "nit": "890905211"})

        rehearsal = bring(rows, dry_run=True)

        assert rehearsal.dry_run
        assert Entity.objects.count() == 1
        assert Entity.history.count() == 1
        assert counts(bring(rows)) == counts(rehearsal) == (1, 1, 0, 1)

    def test_again_changes_nothing_and_adds_no_history(self, mayoralty):
        rows = ours({}, {"kind": "Alcaldía", "nit": ""})
        bring(rows)
        versions = Entity.history.count()

        assert counts(bring(rows)) == (0, 0, 2, 0)
        assert Entity.history.count() == versions

    def test_keeps_the_version_before_a_change_and_who_made_it(self, medellin, it_admin):
        bring(ours({}))

        source = ImportSource.of("b.csv", b"otra")
        import_entities(actor=it_admin, rows=ours({"sector": "Salud"}), dry_run=False, now=NOW, source=source)

        newest, oldest = hospital().history.all()
        assert (newest.sector, oldest.sector) == ("Salud", "")
        assert newest.history_user.pk == it_admin.person_id
        assert newest.history_change_reason == "Importación: b.csv"

    def test_leaves_one_decision_with_the_file_and_its_counts(self, medellin):
        rows = ours({}, {"name": ""})
        bring(rows, dry_run=True)
        assert not list_events(target=Entity).exists()

        bring(rows)
        bring(rows)  # the second time there is nothing to write

        event = list_events(target=Entity).get()
        assert (event.verb, event.actor_name, event.after) == ("entity.import", "Consola", "prueba.csv")
        assert event.data == {
            "file": "prueba.csv",
            "sha256": hashlib.sha256(b"una tabla").hexdigest(),
            "created": 1,
            "updated": 0,
            "unchanged": 0,
            "rejected": 1,
        }

    def test_a_blank_cell_erases_nothing(self, medellin):
        bring(ours({"sector": "Salud", "website": "www.h.gov.co"}))

        assert counts(bring(ours({"nit": "", "sector": "", "website": ""}))) == (0, 0, 1, 0)
        assert (hospital().nit, hospital().sector) == ("800012345", "Salud")

    def test_closes_what_the_table_says_is_not_active(self, medellin):
        bring(ours({"is_active": "Sí"}))
        bring(ours({"is_active": "No"}))

        assert hospital().is_active is False

    def test_asks_nothing_of_the_database_for_each_row(self, medellin, django_assert_num_queries):
        rows = ours(*({"name": f"Hospital {number}", "nit": ""} for number in range(30)))

        with django_assert_num_queries(3):  # places and entities: what is tried opens no transaction
            bring(rows, dry_run=True)

    def test_is_for_those_who_administer(self, medellin, stranger):
        for actor in (ANONYMOUS, stranger):
            with pytest.raises(NotAllowed):
                import_entities(actor=actor, rows=ours({}), dry_run=True, now=NOW, source=SOURCE)

    def test_writes_nothing_if_the_catalogue_moved_meanwhile(self, medellin, monkeypatch):
        rows = ours({"source_code": "77"}, {"source_code": "78", "name": "Otro hospital"})
        Entity.objects.create(source_code="78", name="X", order="national", kind="national_entity", search_text="x")
        monkeypatch.setattr("llegada.territory.services.entity_import._Catalogue.add", lambda self, entity: None)

        with pytest.raises(Conflict):
            bring(rows)
        assert Entity.objects.count() == 1


class TestMatching:
    def test_by_identifier_even_if_all_the_rest_changed(self, medellin, monkeypatch):
        bring(ours({}))
        make_municipality("05002", "Abejorral")
        row = {"public_id": str(hospital().public_id), "name": "Clínica", "nit": "", "municipality": "05002"}

        told = []
        monkeypatch.setattr("llegada.core.facts.announce_many", lambda kind, changes: told.extend(changes))
        report = bring(ours(row))

        pk = hospital().pk
        assert told == [(SeatFact(pk, "05", "05001"), SeatFact(pk, "05", "05002"))]
        assert counts(report) == (0, 1, 0, 0)
        assert (hospital().name, hospital().municipality_id) == ("Clínica", "05002")
        assert "se llamaba Hospital San Rafael" in report.warnings[-1].reason

    def test_refuses_an_identifier_that_nobody_has(self, medellin):
        report = bring(ours({"public_id": "00000000-0000-4000-8000-000000000000"}))

        assert counts(report) == (0, 0, 0, 1)
        assert report.rejections[0].column == "Identificador"

    def test_by_the_code_of_the_source(self, medellin):
        bring(official({}))

        assert counts(bring(official({"name": "HOSPITAL NUEVO", "nit": ""}))) == (0, 1, 0, 0)
        assert hospital().name == "Hospital Nuevo"

    def test_by_place_for_an_alcaldia_whose_name_and_seat_are_kept(self, mayoralty):
        row = {"name": "ALCALDIA DE MEDELLIN", "legal_nature": "ALCALDÍA", "nit": "890905211", "source_code": "37"}

        assert counts(bring(official(row))) == (0, 1, 0, 0)
        mayoralty.refresh_from_db()
        assert (mayoralty.name, mayoralty.nit, mayoralty.source_code) == ("Alcaldía de Medellín", "890905211", "37")

    def test_by_name_for_a_gobernacion_seated_elsewhere(self, reference):
        row = {
            "name": "GOBERNACION DE CUNDINAMARCA",
            "legal_nature": "GOBERNACIÓN",
            "department": "11",
            "department_name": "BOGOTÁ. D.C.",
            "municipality": "11001",
            "municipality_name": "BOGOTÁ. D.C.",
        }

        assert counts(bring(official(row))) == (0, 1, 0, 0)
        assert Entity.objects.get(kind="governorate", department="25").source_code == "2954"

    def test_warns_when_the_seat_of_a_government_is_another(self, reference):
        row = {
            "name": "GOBERNACION DE ANTIOQUIA",
            "legal_nature": "GOBERNACIÓN",
            "municipality": "05002",
            "municipality_in_department": "2",
            "municipality_name": "ABEJORRAL",
        }

        report = bring(official(row))

        assert "05001 Medellín, y se conserva" in report.warnings[0].reason
        assert Entity.objects.get(kind="governorate", department="05").municipality_id == "05001"

    def test_by_name_and_seat_what_was_loaded_without_a_code(self, medellin):
        bring(ours({}))

        assert counts(bring(official({}))) == (0, 1, 0, 0)
        assert hospital().source_code == "2954"

    def test_by_nit_when_the_name_agrees(self, medellin):
        bring(ours({}))

        assert counts(bring(ours({"name": "ESE Hospital San Rafael"}))) == (0, 1, 0, 0)

    def test_a_nit_alone_makes_another_entity_and_says_so(self, medellin):
        bring(ours({}))

        report = bring(ours({"name": "Concejo municipal"}))

        assert counts(report) == (1, 0, 0, 0)
        assert "otra entidad con ese NIT: Hospital San Rafael" in report.warnings[0].reason

    def test_two_bodies_of_one_file_may_share_a_nit(self, medellin):
        assert counts(bring(ours({"name": "Concejo"}, {"name": "Personería"}))) == (2, 0, 0, 0)

    def test_same_name_and_seat_with_another_nit_is_another_entity(self, medellin):
        bring(ours({}))

        assert counts(bring(ours({"nit": "899999061"}))) == (1, 0, 0, 0)

    def test_refuses_the_same_entity_twice_in_a_file(self, medellin):
        report = bring(official({}, {"name": "OTRO NOMBRE"}))

        assert counts(report) == (1, 0, 0, 1)
        assert "fila 2" in report.rejections[0].reason

    def test_refuses_an_alcaldia_that_has_another_code(self, mayoralty):
        Entity.objects.update(source_code="37")

        report = bring(official({"legal_nature": "ALCALDÍA", "source_code": "38"}))

        assert counts(report) == (0, 0, 0, 1)
        assert "ya está en el catálogo con el código 37" in report.rejections[0].reason

    def test_refuses_a_code_that_is_of_another_entity(self, mayoralty):
        bring(official({}))

        report = bring(ours({"public_id": str(mayoralty.public_id), "kind": "Alcaldía", "source_code": "2954"}))

        assert "Ese código es de otra entidad: Hospital San Rafael." in report.rejections[0].reason

    def test_refuses_to_turn_a_government_into_something_else(self, mayoralty):
        report = bring(ours({"public_id": str(mayoralty.public_id)}))

        assert report.rejections[0].column == "Clase"
        assert counts(report) == (0, 0, 0, 1)

    def test_refuses_a_government_that_the_reference_data_lacks(self, medellin):
        report = bring(ours({"kind": "Alcaldía"}))

        assert "Cargue antes los datos de referencia" in report.rejections[0].reason


class TestOwnTable:
    def test_what_is_downloaded_comes_back_unchanged(self, mayoralty):
        bring(
            ours({"website": "www.h.gov.co"}, {"name": "Ministerio", "order": "Nacional", "kind": "Entidad nacional"})
        )
        entities = Entity.objects.select_related("department", "municipality")

        assert counts(bring(as_xlsx(entities_table(entities)))) == (0, 0, 3, 0)

    def test_template_goes_in_as_it_is(self, mayoralty):
        report = bring(as_xlsx(template_table()))

        assert counts(report) == (0, 1, 0, 0)
        assert report.findings == []
