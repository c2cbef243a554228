"""Undoing an import of services or entities: what it changed says again what it said, and what people corrected is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import models

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.imports.errors import BuiltUpon
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services.peeking import peek
from llegada.imports.services.runs import upload_file
from llegada.portfolio.content import content_of
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine, VersionEditor
from llegada.portfolio.services.design import discard_draft, edit_draft
from llegada.territory.models import Entity
from tests.factories import make_actor, make_entity, make_municipality, make_service
from tests.imports.makers import NOW, Country, carried_out, counts, csv_upload, tried, undone

ENTITIES = "Nombre;NIT;Orden;Clase;Código del municipio;Sitio web"
SERVICES = "Identificador;Nombre;Línea temática;Objetivo"


@pytest.fixture
def keeper(country) -> Country:
    """Return the country with somebody who keeps the catalogue of the whole installation."""
    make_entity(make_municipality("05002", "Abejorral"))
    return replace(country, actor=make_actor(Role.MONITORING_ADMIN))


def brought(country: Country, target: str, *lines: str) -> ImportRun:
    kept = upload_file(
        actor=country.actor, organization=country.unit.organization, target=target, upload=csv_upload(*lines), now=NOW
    )
    return carried_out(country, tried(country, csv_upload(*lines), peek(kept).layout, target=target))


def said(*kinds: type[models.Model]) -> list[dict[str, Any]]:
    """Return all that objects say, but for what moves with any change."""
    moving = {"updated_at", "revision", "edited_by_id"}
    rows: Iterator[dict[str, Any]] = (row for kind in kinds for row in kind._default_manager.order_by("pk").values())
    return [{name: value for name, value in row.items() if name not in moving} for row in rows]


class TestEntities:
    LIST = (
        ENTITIES,
        "Alcaldía de Abejorral;890981195;Territorial;Alcaldía;05002;https://abejorral.example.gov.co",
        "Aguas de Amagá;900000001;Territorial;Otra entidad;05030;",
    )

    def test_that_changed_say_again_what_they_said_and_those_made_go(self, keeper):
        before = said(Entity)
        run = brought(keeper, "entities", *self.LIST)
        assert counts(run) == {"created": 1, "changed": 1}
        assert Entity.objects.get(municipality="05002").nit == "890981195"

        run = undone(keeper, run)

        assert run.status == "undone"
        assert said(Entity) == before
        assert not ImportedRow.objects.exists()
        assert Entity.objects.get(municipality="05002").history.count() == 3

    @pytest.mark.parametrize("place", ["05002", "05030"], ids=["changed", "made"])
    def test_that_somebody_corrected_since_are_not_undone_until_it_is_taken_back(self, keeper, place):
        run = brought(keeper, "entities", *self.LIST)
        one = Entity.objects.filter(municipality=place).latest("pk")
        website, one.website = one.website, "https://corregida.example.gov.co"
        one.save()

        with pytest.raises(BuiltUpon, match="1 entidad con correcciones posteriores"):
            undone(keeper, run)
        assert Entity.objects.get(pk=one.pk).website == "https://corregida.example.gov.co"

        one.website = website
        one.save()
        assert undone(keeper, run).status == "undone"

    def test_that_a_later_import_changed_are_undone_after_it(self, keeper):
        before = said(Entity)
        first = brought(keeper, "entities", *self.LIST)
        after_first = said(Entity)
        second = brought(
            keeper, "entities", ENTITIES, self.LIST[1].replace("https://abejorral", "https://www.abejorral")
        )
        assert counts(second) == {"changed": 1}

        with pytest.raises(BuiltUpon, match="1 fila importada"):
            undone(keeper, first)

        undone(keeper, second)
        assert said(Entity) == after_first
        undone(keeper, first)
        assert said(Entity) == before


class TestServices:
    def test_with_a_draft_say_again_what_it_said(self, country):
        brought(country, "services", SERVICES, f"S-1;Rentas al día;{country.version.line.name};Cobrar mejor")
        before = said(Service, ServiceVersion)

        run = brought(
            country, "services", SERVICES, f"S-1;Rentas al día;{country.version.line.name};Cobrar mucho mejor"
        )
        assert counts(run) == {"changed": 1}
        assert ServiceVersion.objects.filter(objective="Cobrar mucho mejor").exists()

        assert undone(country, run).status == "undone"
        assert said(Service, ServiceVersion) == before

    def test_that_are_published_lose_the_draft_that_the_import_opened(self, country):
        published = make_service(country.unit, name="Estatuto de rentas")
        Service.objects.filter(pk=published.service_id).update(external_id="S-2")
        before = said(Service, ServiceVersion)

        run = brought(country, "services", SERVICES, f"S-2;Estatuto de rentas;{published.line.name};Otro objetivo")
        assert counts(run) == {"changed": 1}
        assert published.service.versions.count() == 2

        assert undone(country, run).status == "undone"
        assert said(Service, ServiceVersion) == before

    def test_whose_design_somebody_wrote_in_since_are_not_undone(self, country):
        """Its milestones and modalities have no versions of their own: they went with the draft without a word."""
        published = make_service(country.unit, name="Estatuto de rentas")
        Service.objects.filter(pk=published.service_id).update(external_id="S-2")
        run = brought(country, "services", SERVICES, f"S-2;Estatuto de rentas;{published.line.name};Otro objetivo")
        draft = published.service.versions.get(number=2)
        lead = make_actor(Role.TECHNICAL_LEAD, organization=country.unit.organization, unit=country.unit)
        content = replace(content_of(draft), modalities=("remote_ta",))
        edit_draft(actor=lead, public_id=published.service.public_id, content=content, now=NOW)

        with pytest.raises(BuiltUpon, match="1 versión del servicio con correcciones posteriores"):
            undone(country, run)

        assert [one.modality for one in draft.modalities.all()] == ["remote_ta"]

    @pytest.mark.parametrize("again", [False, True], ids=["discarded", "begun-again"])
    def test_whose_draft_somebody_discarded_since_are_undone_with_nobodys_work_lost(self, country, again):
        published = make_service(country.unit, name="Estatuto de rentas")
        Service.objects.filter(pk=published.service_id).update(external_id="S-2")
        before = said(Service, ServiceVersion)
        run = brought(country, "services", SERVICES, f"S-2;Estatuto de rentas;{published.line.name};Otro objetivo")
        asked = {
            "actor": make_actor(Role.TECHNICAL_LEAD, organization=country.unit.organization, unit=country.unit),
            "public_id": published.service.public_id,
            "now": NOW,
        }
        discard_draft(**asked)
        if again:
            edit_draft(**asked, content=replace(content_of(published), objective="El de la dependencia"))
            before = said(Service, ServiceVersion)

        assert undone(country, run).status == "undone"
        assert said(Service, ServiceVersion) == before

    def test_that_somebody_worked_on_since_are_not_undone(self, country):
        run = brought(country, "services", SERVICES, f"S-1;Rentas al día;{country.version.line.name};Cobrar mejor")
        draft = ServiceVersion.objects.get(name="Rentas al día")
        draft.deliverable = "Un estatuto"
        draft.save()

        with pytest.raises(BuiltUpon, match="1 versión del servicio con correcciones posteriores"):
            undone(country, run)

        assert VersionEditor.objects.filter(version=draft).exists()
        assert ServiceVersion.objects.get(pk=draft.pk).deliverable == "Un estatuto"


class TestThematicLines:
    ROW = "S-1;Rentas al día;Finanzas territoriales;Cobrar mejor"

    def brought(self, country) -> ImportRun:
        run = brought(country, "services", SERVICES, self.ROW)
        line = ThematicLine.objects.get(name="Finanzas territoriales")
        assert ImportedRow.objects.filter(run=run, kind="lines", object_id=line.pk, row=2).count() == 1
        return run

    def test_that_it_made_and_nobody_uses_go_with_it(self, country):
        before = said(ThematicLine)
        run = undone(country, self.brought(country))

        assert (run.status, said(ThematicLine), ImportedRow.objects.count()) == ("undone", before, 0)
        assert ThematicLine.history.filter(name="Finanzas territoriales", history_type="-").count() == 1
        assert not [note for note in run.summary["notes"] if "Al deshacerla" in note]

    def test_that_were_there_stay(self, country):
        run = brought(country, "services", SERVICES, f"S-1;Rentas;{country.version.line.name};Más")
        before = said(ThematicLine)

        assert undone(country, run).status == "undone"
        assert said(ThematicLine) == before

    def test_that_somebody_uses_stay_and_it_says_so(self, country, login):
        run = self.brought(country)
        make_service(country.unit, name="Otro servicio", line=ThematicLine.objects.get(name="Finanzas territoriales"))

        run = undone(country, run)

        assert ThematicLine.objects.filter(name="Finanzas territoriales").exists()
        sentence = "Al deshacerla se quedó 1 línea temática que creó: Finanzas territoriales (la usan: 1 versión del servicio)."
        assert sentence in run.summary["notes"]
        page = login(Person.objects.get(pk=country.actor.person_id)).get(run.get_absolute_url())
        assert sentence in page.content.decode()

    def test_of_which_a_part_would_go_with_them_are_in_use_too(self, country, monkeypatch):
        """What cascades from a line may be the work of others: only its figures are nobody's."""
        run = self.brought(country)
        line = ThematicLine.objects.get(name="Finanzas territoriales")
        other = make_service(country.unit, name="Otro servicio", line=line, is_published=False)
        monkeypatch.setattr(ServiceVersion._meta.get_field("line").remote_field, "on_delete", models.CASCADE)

        assert undone(country, run).status == "undone"
        assert ServiceVersion.objects.filter(pk=other.pk, line=line).exists()

    def test_that_somebody_touched_stay_and_it_says_so(self, country):
        run = self.brought(country)
        line = ThematicLine.objects.get(name="Finanzas territoriales")
        line.name = "Finanzas de los municipios"
        line.save()

        run = undone(country, run)

        assert ThematicLine.objects.filter(pk=line.pk).exists()
        assert any("Finanzas de los municipios (alguien la cambió después)" in note for note in run.summary["notes"])

    def test_of_a_run_that_failed_go_too(self, country, monkeypatch):
        before = said(ThematicLine)
        kept = upload_file(
            actor=country.actor, organization=country.unit.organization, target="services",
            upload=csv_upload(SERVICES, self.ROW), now=NOW,
        )  # fmt: skip
        layout = peek(kept).layout
        run = tried(country, csv_upload(SERVICES, self.ROW), layout, target="services")
        monkeypatch.setattr("llegada.imports.services.carrying.note_totals", lambda *_: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            carried_out(country, run)

        assert said(ThematicLine) == before
