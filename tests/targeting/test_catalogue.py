import pytest
from django.db import IntegrityError, InternalError, transaction

from llegada.core.actors import ANONYMOUS, SYSTEM
from llegada.core.errors import NotAllowed, NotFound
from llegada.core.reference import ReferenceReport
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition, IndexValue
from llegada.targeting.selectors import indices, values
from llegada.targeting.services.index_catalogue import load_catalogue
from tests.factories import NOW, make_entity, make_unit
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


class TestLoadCatalogue:
    def test_loads_every_index_once_with_its_components_and_categories(self, django_assert_max_num_queries):
        first = load_catalogue(actor=SYSTEM, now=NOW)
        with django_assert_max_num_queries(6):  # read twice, compare, write nothing
            again = load_catalogue(actor=SYSTEM, now=NOW)

        assert (first.created, again) == (133, ReferenceReport(unchanged=133))
        assert indices.get_index(code="mdm-salud").parent == ExternalIndex.objects.get(code="mdm-resultados")
        group = indices.list_categories(indices.get_index(code="mdm-grupo"))
        assert [one.code for one in group.values()] == ["C", "G1", "G2", "G3", "G4", "G5"]

    def test_keeps_the_two_methods_of_the_idf_as_two_indices_of_one_family(self):
        load_catalogue(actor=SYSTEM, now=NOW)
        new, old = indices.get_index(code="idf"), indices.get_index(code="idf-anterior")

        assert new.family == old.family
        assert str(new) != str(old)

    def test_puts_back_what_was_changed_and_keeps_what_a_unit_defined(self):
        own = make_index("propio", unit=make_unit())
        load_catalogue(actor=SYSTEM, now=NOW)
        ExternalIndex.objects.filter(code="mdm").update(name="Otra cosa")
        IndexCategory.objects.filter(index__code="pdet", code="si").update(label="Claro")

        assert load_catalogue(actor=SYSTEM, now=NOW) == ReferenceReport(updated=2, unchanged=131)
        assert ExternalIndex.objects.filter(pk=own.pk).exists()

    def test_is_for_the_installation(self):
        with pytest.raises(NotAllowed):
            load_catalogue(actor=ANONYMOUS, now=NOW)


class TestEdition:
    def test_takes_no_value_once_sealed_and_loses_none(self):
        edition = make_edition()
        value = edition.values.get()
        attempts = (
            lambda: IndexValue.objects.create(edition=edition, municipality_id="05001", number=1),
            lambda: IndexValue.objects.filter(pk=value.pk).update(number=1),
            lambda: IndexValue.objects.filter(pk=value.pk).delete(),
            edition.delete,
        )
        for attempt in attempts:
            with pytest.raises(REFUSED, match="sellada"), transaction.atomic():
                attempt()

    @pytest.mark.parametrize(
        "change", [{"year": 2020}, {"notes": ["otra"]}, {"column": "otra"}, {"value_count": 9}, {"is_sealed": False}]
    )
    def test_says_for_ever_what_it_was(self, change):
        edition = make_edition()
        with pytest.raises(REFUSED, match="sellada"), transaction.atomic():
            IndexEdition.objects.filter(pk=edition.pk).update(**change)

    def test_is_replaced_or_withdrawn_and_does_not_come_back(self):
        edition = make_edition()
        IndexEdition.objects.filter(pk=edition.pk).update(status="superseded")
        IndexEdition.objects.filter(pk=edition.pk).update(status="withdrawn", withdrawn_reason="Error de la fuente.")
        for change in ({"status": "in_force"}, {"status": "superseded"}, {"withdrawn_reason": "Otra."}):
            with pytest.raises(REFUSED, match="sellada"), transaction.atomic():
                IndexEdition.objects.filter(pk=edition.pk).update(**change)

    def test_is_the_only_one_in_force_of_its_year(self):
        edition = make_edition()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_edition(edition.index)


class TestReadEdition:
    def test_gives_the_value_of_each_place_by_its_code_and_reads_once(self, django_assert_num_queries):
        edition = make_edition(numbers={"05001": 50.5, "05002": 0.0})
        assert values.read_edition(edition) == {"05001": 50.5, "05002": 0.0}
        with django_assert_num_queries(0):
            values.read_edition(edition)

    def test_gives_departments_by_code_and_entities_by_public_id(self):
        departments = make_edition(make_index(level="department"), {"05": 1.0})
        entity = make_entity()
        of_entities = make_edition(make_index(level="entity"), {str(entity.public_id): 60.0})
        assert values.read_edition(departments) == {"05": 1.0}
        assert values.read_edition(of_entities) == {str(entity.public_id): 60.0}


class TestEditionsInForce:
    def test_gives_the_latest_or_that_of_a_year_and_none_that_does_not_stand(self):
        index, other = make_index(), make_index()
        old, new = make_edition(index, year=2020), make_edition(index, year=2023)
        withdrawn = make_edition(index, year=2024, status="withdrawn", withdrawn_reason="Error.")
        ids = [index.pk, other.pk]

        assert values.editions_in_force(ids) == {index.pk: new}
        assert values.editions_in_force(ids, 2020) == {index.pk: old}
        assert values.editions_in_force(ids, 2024) == {}
        assert list(indices.list_editions(index)) == [withdrawn, new, old]

    def test_takes_no_projection_of_a_year_to_come_for_the_latest(self):
        index = make_index()
        now, later = make_edition(index, year=2026), make_edition(index, year=2030)
        assert values.editions_in_force([index.pk], not_after=2026) == {index.pk: now}
        assert values.editions_in_force([index.pk], not_after=2030) == {index.pk: later}


class TestGet:
    def test_refuses_what_is_not_there(self):
        with pytest.raises(NotFound):
            indices.get_index(code="no-hay")
        with pytest.raises(NotFound):
            indices.get_edition(public_id=make_unit().organization.public_id)
