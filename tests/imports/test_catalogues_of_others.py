"""What other people change in a catalogue while an import writes it is theirs: it is never counted, nor undone, as the import's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from django.db import connection, connections

from llegada.core.roles import Role
from llegada.imports.errors import BuiltUpon
from llegada.imports.models import ImportedRow
from llegada.imports.services import carrying, catalogues
from llegada.imports.services.peeking import peek
from llegada.imports.services.runs import upload_file
from llegada.portfolio.models import Service
from llegada.territory.models import Entity
from tests.factories import NOW, make_actor, make_entity, make_municipality
from tests.imports.makers import Country, carried_out, csv_upload, make_country, tried, undone

ENTITIES = (
    "Nombre;NIT;Orden;Clase;Código del municipio;Sitio web",
    "Alcaldía de Abejorral;890981195;Territorial;Alcaldía;05002;https://abejorral.example.gov.co",
)
THEIRS = "https://corregida.example.gov.co"


def keepers_country() -> Country:
    """Return the country with somebody who keeps the catalogue of the whole installation."""
    country = make_country()
    make_entity(make_municipality("05002", "Abejorral"))
    return replace(country, actor=make_actor(Role.MONITORING_ADMIN))


def ready(country: Country, target: str, *lines: str):
    kept = upload_file(
        actor=country.actor, organization=country.unit.organization, target=target, upload=csv_upload(*lines), now=NOW
    )
    return tried(country, csv_upload(*lines), peek(kept).layout, target=target)


def abejorral() -> Entity:
    return Entity.objects.get(municipality="05002")


def correct(website: str = THEIRS) -> None:
    one = abejorral()
    one.website = website
    one.save()


def test_what_is_corrected_between_the_catalogue_and_the_end_of_the_run_is_not_lost(db, monkeypatch):
    country = keepers_country()
    run = ready(country, "entities", *ENTITIES)
    settle = carrying._settle

    def settle_after_somebody(*args, **kwargs):
        correct()
        settle(*args, **kwargs)

    monkeypatch.setattr(carrying, "_settle", settle_after_somebody)
    run = carried_out(country, run)

    with pytest.raises(BuiltUpon, match="1 entidad con correcciones posteriores"):
        undone(country, run)
    assert abejorral().website == THEIRS


class Other:
    """Another connection, that begins at some moment of an import and is waited for."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work, self.pool = work, ThreadPoolExecutor(1)

    def _do(self) -> None:
        try:
            self.work()
        finally:
            connections.close_all()

    def begin(self) -> bool:
        """Begin, and say whether it is done in the time to do all that it may while the import is at it."""
        self.future = self.pool.submit(self._do)
        return bool(wait([self.future], timeout=1.5).done)

    def join(self) -> None:
        self.future.result(timeout=30)
        self.pool.shutdown()


@pytest.fixture
def apart(transactional_db):
    """Ask for a database in which two connections write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody else writes meanwhile")


@pytest.mark.usefixtures("apart")
class TestTwoConnections:
    def test_what_somebody_corrects_while_the_catalogue_is_written_waits_for_it(self, monkeypatch):
        """Of the same entity: it would be taken for what stood before, and undoing would take it back without a word."""
        country = keepers_country()
        run = ready(country, "entities", *ENTITIES)
        other = Other(lambda: Entity.objects.filter(municipality="05002").update(sector="Ambiente"))
        bring = catalogues.import_entities
        ended: list[bool] = []

        def bring_while_somebody_writes(**kwargs):
            ended.append(other.begin())
            return bring(**kwargs)

        monkeypatch.setattr(catalogues, "import_entities", bring_while_somebody_writes)
        carried_out(country, run)
        other.join()

        assert ended == [False]
        assert (abejorral().website, abejorral().sector) == ("https://abejorral.example.gov.co", "Ambiente")

    def test_what_somebody_makes_meanwhile_is_not_counted_as_the_imports(self, monkeypatch):
        country = keepers_country()
        run = ready(country, "entities", *ENTITIES, "Aguas de Amagá;900000001;Territorial;Otra entidad;05030;")
        other = Other(lambda: Entity.objects.create(name="Entidad de otra persona", order="national", kind="other"))
        bring = catalogues.import_entities

        def bring_while_somebody_makes(**kwargs):
            other.begin()
            return bring(**kwargs)

        monkeypatch.setattr(catalogues, "import_entities", bring_while_somebody_makes)
        run = carried_out(country, run)
        other.join()

        made = Entity.objects.get(name="Entidad de otra persona")
        assert not ImportedRow.objects.filter(kind="entities", object_id=made.pk).exists()
        assert ImportedRow.objects.filter(kind="entities").count() == 2
        assert undone(country, run).status == "undone"
        assert Entity.objects.filter(pk=made.pk).exists()

    def test_a_service_that_somebody_changes_waits_too(self, monkeypatch):
        country = make_country()
        run = ready(
            country,
            "services",
            "Identificador;Nombre;Línea temática;Objetivo",
            f"S-1;Rentas;{country.version.line};Más",
        )
        mine = Service.objects.filter(pk=country.version.service_id)
        other = Other(lambda: mine.update(revision=9))
        bring = catalogues.import_offer
        ended: list[bool] = []

        def bring_while_somebody_writes(**kwargs):
            ended.append(other.begin())
            return bring(**kwargs)

        monkeypatch.setattr(catalogues, "import_offer", bring_while_somebody_writes)
        run = carried_out(country, run)
        other.join()

        assert (ended, mine.get().revision) == ([False], 9)
        assert ImportedRow.objects.filter(run=run, object_id=country.version.service_id).count() == 0
