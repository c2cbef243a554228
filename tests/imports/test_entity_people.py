"""People whom entities name: kept with a ground, told apart within their entity, and erased when they ask."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from llegada.accounts.erasure import marks_of
from llegada.accounts.models import EntityPerson, ErasedPerson, Person
from llegada.accounts.services.entity_people import add_entity_person, erase_entity_person
from llegada.core.errors import NotAllowed, NotFound, ReasonRequired
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportedRow
from llegada.imports.services.report import read_bad_rows
from llegada.territory.models import Entity
from tests.factories import NOW, make_actor, make_organization
from tests.imports.makers import Country, counts, csv_upload, imported, tried, undone

HEADINGS = "DIVIPOLA;Nombre;Documento;Correo;Cargo;Razón;Autorizó"
ROWS = (
    "05001;Rosa Díaz;1.020.304;;Secretaria de planeación;Función legal;",
    "05030;Luis Mora;;Luis@Ejemplo.gov.co;Enlace;Autorización;2024-02-01",
)


def layout() -> Layout:
    names = ("code", "name", "document", "email", "post", "ground", "consented_on")
    fields = {name: Source((column,)) for name, column in zip(names, HEADINGS.split(";"), strict=True)}
    return Layout("people", "", 1, fields)


def bring(country: Country, *rows: str):
    return imported(country, csv_upload(HEADINGS, *rows), layout(), target="people")


def attempt(country: Country, *rows: str):
    return tried(country, csv_upload(HEADINGS, *rows), layout(), target="people")


def reason(run) -> str:
    return next(read_bad_rows(str(run.public_id))).issues[0].reason


class TestEntityPeople:
    def test_come_with_the_ground_on_which_they_are_kept(self, country):
        run = bring(country, *ROWS)

        assert counts(run) == {"created": 2}
        luis, rosa = EntityPerson.objects.order_by("full_name")
        assert (rosa.entity, rosa.document, rosa.ground, rosa.consented_on) == (
            country.medellin,
            "1020304",
            "duty",
            None,
        )
        assert (luis.email, luis.ground, str(luis.consented_on)) == ("luis@ejemplo.gov.co", "consent", "2024-02-01")
        row = ImportedRow.objects.get(kind="people", object_id=rosa.pk)
        assert (row.row, row.run.file.sha256, row.run.created_by_id) == (2, run.file.sha256, country.actor.person_id)

    def test_the_same_file_twice_changes_nothing(self, country):
        bring(country, *ROWS)

        assert counts(attempt(country, *ROWS)) == {"unchanged": 2}

    def test_who_is_told_by_the_document_or_by_the_address_changes(self, country):
        bring(country, *ROWS)

        run = bring(country, "05030;Luis Mora Gil;99;luis@ejemplo.gov.co;;Directorio oficial;", ROWS[0])

        assert counts(run) == {"changed": 1, "unchanged": 1}
        luis = EntityPerson.objects.get(document="99")
        assert (luis.full_name, luis.post, luis.ground, luis.consented_on) == (
            "Luis Mora Gil",
            "Enlace",
            "public",
            None,
        )
        undone(country, run)
        luis.refresh_from_db()
        assert (luis.full_name, luis.document, luis.ground, str(luis.consented_on)) == (
            "Luis Mora", "", "consent", "2024-02-01",
        )  # fmt: skip

    def test_is_undone_as_a_whole(self, country):
        run = bring(country, *ROWS)

        undone(country, run)

        assert not EntityPerson.objects.exists()

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("05001;Rosa Díaz;;;Secretaria;Función legal;", "Falta el documento o el correo de la persona."),
            ("05001;Rosa Díaz;1;;;;", "Está vacía y hace falta."),
            ("05001;Rosa Díaz;1;;;Porque sí;", "No sabemos qué es «Porque sí»."),
            ("05001;Rosa Díaz;1;;;Autorización;", "Dice que la persona autorizó y no dice cuándo."),
            ("05001;Rosa Díaz;1;;;Función legal;2024-02-01", "Trae la fecha de una autorización"),
            ("05001;Rosa Díaz;1;;;Autorización;2031-02-01", "Es una fecha por venir."),
            ("05001;Rosa Díaz;1;rosa@;;Función legal;", "No es un correo electrónico."),
            (";Rosa Díaz;1;;;Función legal;", "No dice de qué entidad es."),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_way_out(self, country, row, said):
        run = attempt(country, row)

        assert counts(run) == {"refused": 1}
        assert reason(run).startswith(said)

    def test_the_same_person_twice_in_a_file_is_refused_once(self, country):
        run = attempt(country, ROWS[0], "05001;Rosa D.;1020304;rosa@ejemplo.gov.co;;Función legal;")

        assert counts(run) == {"created": 1, "refused": 1}
        assert reason(run) == "Es la misma persona de la fila 2. Deje una sola."

    def test_a_document_of_one_and_an_address_of_another_are_refused(self, country):
        bring(country, ROWS[1], "05030;Ana Paz;77;;;Función legal;")

        run = attempt(country, "05030;Ana Paz;77;luis@ejemplo.gov.co;;Función legal;")

        assert reason(run).startswith("El documento es de una persona de esa entidad y el correo de otra.")

    def test_the_database_asks_for_the_day_of_an_authorisation(self, country):
        bring(country, *ROWS)

        with pytest.raises(IntegrityError), transaction.atomic():
            EntityPerson.objects.filter(document="1020304").update(ground="consent")


def typed_in(country, **said):
    """Type Rosa in by hand, as somebody of Medellín."""
    return add_entity_person(
        actor=country.actor, organization=country.unit.organization, entity=Entity.objects.get(municipality="05001"),
        full_name="Rosa Díaz", ground="duty", now=NOW, **said,
    )  # fmt: skip


class TestErasing:
    def test_leaves_nothing_of_the_person_and_no_import_brings_them_again(self, country):
        bring(country, *ROWS)
        bring(country, "05001;Rosa Díaz Gil;1020304;;;Función legal;")
        rosa = EntityPerson.objects.get(document="1020304")

        erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)

        assert not EntityPerson.objects.filter(pk=rosa.pk).exists()
        assert {one.before for one in ImportedRow.objects.filter(kind="people", object_id=rosa.pk)} == {None}
        event = Event.objects.get(verb="entityperson.erase")
        assert "Rosa" not in str(vars(event))
        again = attempt(country, *ROWS)
        assert counts(again) == {"unchanged": 1, "refused": 1}
        assert reason(again).startswith("Sus datos se borraron")

    def test_who_was_typed_in_is_not_brought_by_a_later_file_told_either_way(self, country):
        rosa = typed_in(country, document="1.020.304", email="Rosa@ejemplo.gov.co")

        erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)

        by_document = attempt(country, "05001;Rosa Díaz;1020304;;;Función legal;")
        by_address = attempt(country, "05001;Rosa Díaz;;rosa@ejemplo.gov.co;;Función legal;")
        elsewhere = attempt(country, "05030;Rosa Díaz;1020304;;;Función legal;")
        assert [counts(one) for one in (by_document, by_address, elsewhere)] == [
            {"refused": 1}, {"refused": 1}, {"created": 1},
        ]  # fmt: skip
        assert reason(by_document).startswith("Sus datos se borraron")

    def test_who_follows_in_the_post_is_brought_with_the_same_address(self, country):
        rosa = typed_in(country, document="1020304", email="alcaldia@ejemplo.gov.co")
        erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)

        assert counts(attempt(country, "05001;Luz Mina;99887;alcaldia@ejemplo.gov.co;;Función legal;")) == {
            "created": 1
        }

    def test_who_was_told_by_their_address_alone_is_not_brought_with_a_document(self, country):
        rosa = typed_in(country, email="rosa@ejemplo.gov.co")
        erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)

        assert counts(attempt(country, "05001;Rosa Díaz;1020304;rosa@ejemplo.gov.co;;Función legal;")) == {"refused": 1}

    def test_what_stays_says_nothing_of_the_person_to_who_has_not_the_key(self, country, settings):
        rosa = typed_in(country, document="1020304", email="rosa@ejemplo.gov.co")
        said = {
            "organization_id": rosa.organization_id,
            "entity_id": rosa.entity_id,
            "document": "1020304",
            "email": "",
        }

        erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)

        kept = set(ErasedPerson.objects.values_list("mark", flat=True))
        assert len(kept) == 2
        assert kept >= set(marks_of(**said))
        settings.SECRET_KEY = "otra"
        assert kept.isdisjoint(marks_of(**said))

    def test_who_is_typed_in_again_may_be_brought_again(self, country):
        for _time in range(2):
            rosa = typed_in(country, document="1020304", email="rosa@ejemplo.gov.co")
            erase_entity_person(actor=country.actor, public_id=rosa.public_id, reason="Lo pidió", now=NOW)
        typed_in(country, document="1020304", email="rosa@ejemplo.gov.co")

        assert not ErasedPerson.objects.exists()
        assert counts(attempt(country, "05001;Rosa Díaz;1020304;;Alcaldesa;Función legal;")) == {"changed": 1}

    def test_asks_why_and_who(self, country):
        bring(country, *ROWS)
        public_id = EntityPerson.objects.get(document="1020304").public_id
        advisor = make_actor(Role.ADVISOR, organization=country.unit.organization, unit=country.unit)
        stranger = make_actor(Role.COORDINATOR, organization=make_organization("Otra", "O"))

        for actor, words, refusal in (
            (country.actor, " ", ReasonRequired),
            (advisor, "Lo pidió", NotAllowed),
            (stranger, "Lo pidió", NotFound),
        ):
            with pytest.raises(refusal):
                erase_entity_person(actor=actor, public_id=public_id, reason=words, now=NOW)

    def test_from_the_page(self, country, login):
        bring(country, *ROWS)
        browser = login(Person.objects.get(pk=country.actor.person_id))
        page = reverse("accounts:entity_people")
        assert "Rosa Díaz" in browser.get(page).content.decode()
        assert "Rosa Díaz" not in browser.get(page, {"q": "amaga"}).content.decode()
        rosa = EntityPerson.objects.get(document="1020304")

        browser.post(reverse("accounts:entity_person_erase", args=[rosa.public_id]), {"reason": "Lo pidió"})

        assert "Rosa Díaz" not in browser.get(page).content.decode()
