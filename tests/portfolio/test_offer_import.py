from __future__ import annotations

import io
from datetime import timedelta

import pytest

from llegada.accounts.models import Organization
from llegada.core import history
from llegada.core.actors import SYSTEM
from llegada.core.errors import NotAllowed
from llegada.core.imports import ImportSource, Outcome
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.core.tabular import MissingColumns, Row, Unreadable, read_table, xlsx_bytes
from llegada.portfolio import selectors, services
from llegada.portfolio.content import content_of
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.portfolio.tables import services_table, template_table
from tests import factories as make
from tests.portfolio.makers import content, make_cast, milestones, publish

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)

NATIONAL = {
    "Id": "81",
    "Sector": "Deporte ",
    "Tipo de Oferta": "",
    "Capacidad": "Poblacional",
    "estrategia": "Inversión Pública y  presupestos",
    "Nombre": "Actividad  física",
    "Objetivo": "Promover la práctica\nregular.",
    "PaginaWeb": "www.ejemplo.gov.co ",
    "Entidad": "IDP ",
    "NombreEntidad": "Instituto del Deporte de Prueba ",
}


def national(number=2, **changes) -> Row:
    return Row(number, {column: text.strip() for column, text in (NATIONAL | changes).items()})


TEMPLATE = {
    "Identificador": "",
    "Organización": "Instituto del Deporte de Prueba",
    "Sigla": "IDP",
    "Dependencia": "",
    "Línea temática": "Desarrollo social",
    "Tipo de servicio": "asesoria",
    "Nombre": "Escuelas de deporte",
    "Objetivo": "Que el municipio tenga escuelas.",
    "Entregable": "Plan de escuelas",
    "A quién se dirige": "Alcaldías",
    "Modalidades": "Asesoría; asistencia técnica remota",
    "Página web": "",
    "Hito 1": "Diagnóstico",
    "Peso 1": "33,34",
    "Evidencia 1": "Acta",
    "Días 1": "30",
    "Hito 2": "Plan",
    "Peso 2": "66.66%",
    "Evidencia 2": "",
    "Días 2": "",
}


def template(number=2, **changes) -> Row:
    return Row(number, TEMPLATE | {name.replace("_", " "): text for name, text in changes.items()})


SOURCE = ImportSource.of("oferta.csv", b"una tabla")


def bring(*rows, dry_run=False, actor=SYSTEM, now=make.NOW):
    return services.import_offer(actor=actor, rows=rows, dry_run=dry_run, now=now, source=SOURCE)


def counts(report):
    return (report.created, report.updated, report.unchanged, report.rejected)


def said(report, severity=None):
    return [(one.row, one.column) for one in report.findings if severity in (None, one.severity)]


class TestNationalPortfolio:
    def test_brings_a_draft_with_its_labels_tidied_and_its_cells_kept(self):
        report = bring(national())
        service = Service.objects.get()
        draft = selectors.find_draft(service)
        assert counts(report) == (1, 0, 0, 0)
        assert (service.status, service.external_id, service.unit) == ("in_design", "81", None)
        assert (draft.name, draft.line.name, draft.kind, draft.website) == (
            "Actividad física",
            "Inversión Pública y presupestos",
            "",
            "http://www.ejemplo.gov.co",
        )
        assert draft.objective == "Promover la práctica\nregular."
        assert service.source_data["Capacidad"] == "Poblacional"
        assert history.list_events(target=service).get().verb == "service.import"

    def test_reports_the_organisation_and_the_line_that_it_creates(self):
        report = bring(national())
        assert said(report, Outcome.WARNED) == [(2, "NombreEntidad"), (2, "estrategia")]
        assert (report.organizations_created, report.lines_created) == (
            ["Instituto del Deporte de Prueba"],
            ["Inversión Pública y presupestos"],
        )
        assert (report.drafts, report.without_milestones) == (1, 1)
        organization = Organization.objects.get()
        assert (organization.acronym, history.list_events(target=organization).get().verb) == (
            "IDP",
            "organization.create",
        )

    def test_knows_organisations_and_lines_whatever_their_spaces_case_and_accents(self):
        known = make.make_organization("INSTITUTO del deporte de  prueba")
        make.make_line("Inversion publica y presupestos")
        assert not bring(national()).findings
        assert Service.objects.get().organization == known
        assert ThematicLine.objects.count() == 1

    def test_knows_an_organisation_by_its_acronym_and_says_so(self):
        known = make.make_organization("Instituto de Deporte", "I.D.P")
        make.make_organization("Otro", "idp")
        report = bring(national())
        assert Service.objects.get().organization.acronym == "idp"
        assert known.services.count() == 0
        assert (2, "NombreEntidad") in said(report)

    def test_takes_the_sector_where_there_is_no_strategy(self):
        report = bring(national(estrategia=""))
        assert selectors.find_draft(Service.objects.get()).line.name == "Deporte"
        assert (2, "estrategia") in said(report, Outcome.WARNED)

    def test_takes_the_kind_where_the_file_says_one(self):
        bring(national(**{"Tipo de Oferta": "Asistencia Técnica "}))
        assert selectors.find_draft(Service.objects.get()).kind == "technical_assistance"

    @pytest.mark.parametrize("website", ["Portafolio-2019.pdf", "http://a.co/" + "x" * 500, "javascript:alert(1)"])
    def test_leaves_out_an_address_that_is_none_and_says_so(self, website):
        report = bring(national(PaginaWeb=website))
        assert selectors.find_draft(Service.objects.get()).website == ""
        assert (2, "PaginaWeb") in said(report, Outcome.WARNED)

    @pytest.mark.parametrize("column", ["Id", "Nombre"])
    def test_refuses_a_row_without_what_it_needs(self, column):
        report = bring(national(**{column: ""}))
        assert (counts(report), said(report)) == ((0, 0, 0, 1), [(2, column)])
        assert not Organization.objects.exists()

    def test_refuses_a_row_with_neither_strategy_nor_sector(self):
        assert said(bring(national(estrategia="", Sector=""))) == [(2, "Sector")]

    def test_refuses_a_row_with_no_entity_at_all(self):
        assert said(bring(national(Entidad="", NombreEntidad=""))) == [(2, "Entidad")]

    def test_refuses_a_repeated_id_and_keeps_the_first(self):
        report = bring(national(), national(3, Nombre="Otra"))
        assert counts(report) == (1, 0, 0, 1)
        assert said(report, Outcome.REJECTED) == [(3, "Id")]
        assert "fila 2" in str(report.rejections[0].reason)

    def test_forgets_what_an_undone_row_created(self):
        long_name = "x" * 251
        report = bring(national(Nombre=long_name), national(3))
        assert (counts(report), said(report, Outcome.REJECTED)) == ((1, 0, 0, 1), [(2, "Nombre")])
        assert report.organizations_created == ["Instituto del Deporte de Prueba"]

    def test_changes_nothing_the_second_time(self):
        bring(national())
        events = Event.objects.count()
        report = bring(national(), now=LATER)
        assert (counts(report), said(report)) == ((0, 0, 1, 0), [])
        assert Event.objects.count() == events

    def test_brings_what_changed_in_the_source(self):
        bring(national())
        report = bring(national(Objetivo="Otro objetivo"), now=LATER)
        service = Service.objects.get()
        assert counts(report) == (0, 1, 0, 0)
        assert selectors.find_draft(service).objective == "Otro objetivo"
        assert history.list_events(target=service)[0].verb == "service.import_update"

    def test_keeps_what_was_corrected_here_and_says_so(self):
        cast = make_cast()
        here = {"NombreEntidad": cast.unit.organization.name}
        bring(national(**here))
        service = Service.objects.get()
        Service.objects.filter(pk=service.pk).update(unit=cast.unit)
        services.edit_draft(
            actor=cast.lead, public_id=service.public_id, content=content(name="Corregido"), now=make.NOW
        )
        assert counts(bring(national(**here), now=LATER)) == (0, 0, 1, 0)
        report = bring(national(**here, Nombre="Del archivo", Objetivo="Del archivo"), now=LATER)
        assert selectors.find_draft(service).name == "Corregido"
        assert said(report, Outcome.WARNED) == [(2, "Nombre"), (2, "Objetivo")]

    def test_notes_a_change_of_what_has_no_field_here(self):
        bring(national())
        assert counts(bring(national(Capacidad="Sectorial"), now=LATER)) == (0, 1, 0, 0)
        assert Service.objects.get().source_data["Capacidad"] == "Sectorial"

    def test_leaves_a_retired_service_alone(self):
        bring(national())
        Service.objects.update(status="retired")
        assert counts(bring(national(), now=LATER)) == (0, 0, 1, 0)
        report = bring(national(Objetivo="Otro"), now=LATER)
        assert (counts(report), said(report)) == ((0, 0, 0, 1), [(2, "Id")])

    def test_can_try_again_in_the_same_file_what_was_undone(self):
        bring(national())
        report = bring(national(Nombre="x" * 251), national(3, Objetivo="Otro"), now=LATER)
        assert counts(report) == (0, 1, 0, 1)


class TestOwnTemplate:
    def test_brings_the_whole_design_as_a_draft(self):
        report = bring(template())
        draft = selectors.find_draft(Service.objects.get())
        assert counts(report) == (1, 0, 0, 0)
        assert (draft.kind, draft.audience) == ("advisory", "Alcaldías")
        assert [one.modality for one in draft.modalities.all()] == ["advisory", "remote_ta"]
        assert [(one.name, str(one.weight), one.typical_days) for one in draft.milestones.all()] == [
            ("Diagnóstico", "33.34", 30),
            ("Plan", "66.66", None),
        ]

    @pytest.mark.parametrize(
        ("column", "text"),
        [
            ("Organización", ""),
            ("Línea temática", ""),
            ("Nombre", ""),
            ("Tipo de servicio", "Consultoría"),
            ("Modalidades", "Por paloma"),
            ("Peso 1", "mucho"),
            ("Peso 1", ""),
            ("Peso 1", "%"),
            ("Peso 1", "sNaN"),
            ("Peso 1", "Infinity"),
            ("Hito 2", ""),
            ("Días 1", "un mes"),
        ],
    )
    def test_refuses_a_bad_cell_naming_it(self, column, text):
        report = bring(template(**{column: text}))
        assert (counts(report), said(report)) == ((0, 0, 0, 1), [(2, column)])

    @pytest.mark.parametrize("weight", ["0", "-5", "101", "33,333"])
    def test_refuses_a_weight_out_of_range(self, weight):
        report = bring(template(**{"Peso 1": weight}))
        assert said(report, Outcome.REJECTED) == [(2, "Hitos")]

    @pytest.mark.parametrize("days", ["0", "3651", "99999999999999999999"])
    def test_refuses_days_out_of_range(self, days):
        assert said(bring(template(**{"Días 1": days})), Outcome.REJECTED) == [(2, "Hitos")]

    def test_drops_the_characters_that_no_database_keeps(self):
        bring(template(Objetivo="Uno\x00dos"))
        assert selectors.find_draft(Service.objects.get()).objective == "Unodos"

    def test_says_that_the_weights_do_not_add_up(self):
        report = bring(template(**{"Peso 1": "30"}))
        assert counts(report) == (1, 0, 0, 0)
        assert "suman 96,66" in str(report.findings[-1].reason)

    def test_puts_the_service_in_its_unit(self):
        unit = make.make_unit(make.make_organization("Instituto del Deporte de Prueba"), name="Dirección de Fomento")
        bring(template(Dependencia="direccion de fomento"))
        assert Service.objects.get().unit == unit

    def test_gives_a_unit_to_what_had_none_and_moves_nothing_else(self):
        bring(template())
        unit = make.make_unit(Organization.objects.get(), name="Dirección de Fomento")
        assert counts(bring(template(Dependencia=unit.name), now=LATER)) == (0, 1, 0, 0)
        assert Service.objects.get().unit == unit

    def test_says_that_the_unit_is_unknown(self):
        assert (2, "Dependencia") in said(bring(template(Dependencia="Inventada")), Outcome.WARNED)

    def test_knows_a_service_by_its_name_and_changes_nothing_the_second_time(self):
        bring(template())
        assert counts(bring(template(Nombre="ESCUELAS  DE DEPORTE".title()), now=LATER)) == (0, 1, 0, 0)
        assert counts(bring(template(Nombre="Escuelas De Deporte"), now=LATER)) == (0, 0, 1, 0)
        assert Service.objects.count() == 1

    def test_refuses_the_same_name_twice_in_the_file(self):
        report = bring(template(), template(3, Nombre="escuelas de DEPORTE"))
        assert said(report, Outcome.REJECTED) == [(3, "Nombre")]

    def test_keeps_an_identifier_of_another_installation(self):
        identifier = "8b7e2f3c-1111-4222-8333-444455556666"
        bring(template(Identificador=identifier))
        assert Service.objects.get().external_id == identifier
        assert counts(bring(template(Identificador=identifier), now=LATER)) == (0, 0, 1, 0)

    def test_takes_an_identifier_that_is_no_number_of_ours(self):
        bring(template(Identificador="SRV-001"))
        assert Service.objects.get().external_id == "SRV-001"
        assert counts(bring(template(Identificador="SRV-001"), now=LATER)) == (0, 0, 1, 0)

    def test_refuses_the_identifier_of_another_organisation(self):
        version = make.make_service()
        report = bring(template(Identificador=str(version.service.public_id)))
        assert said(report, Outcome.REJECTED) == [(2, "Identificador")]

    def test_refuses_to_change_a_retired_one(self):
        bring(template())
        Service.objects.update(status="retired")
        assert counts(bring(template(Objetivo="Otro"), now=LATER)) == (0, 0, 0, 1)


class TestRoundTrip:
    def exported(self):
        versions = ServiceVersion.objects.select_related("service__organization", "service__unit", "line")
        table = services_table(versions.order_by("pk"), name="portafolio")
        return read_table(io.BytesIO(xlsx_bytes(table)), name="portafolio.xlsx")

    def test_what_comes_out_goes_back_in_without_a_change(self):
        cast = make_cast()
        for name in ("Uno", "Dos"):
            service = services.create_service(
                actor=cast.lead,
                unit=cast.unit,
                content=content(name=name, milestones=milestones("33.33", "66.67"), website="https://a.gov.co"),
                now=make.NOW,
            )
            publish(cast, service)
        assert counts(bring(*self.exported(), now=LATER)) == (0, 0, 2, 0)
        assert not ServiceVersion.objects.exclude(status="published").exists()

    def test_what_was_edited_in_the_sheet_opens_a_draft(self):
        cast = make_cast()
        service = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
        publish(cast, service)
        (row,) = self.exported()
        bring(Row(2, row.cells | {"Objetivo": "Desde la hoja"}), now=LATER)
        draft = selectors.find_draft(service)
        assert (draft.number, draft.objective, content_of(draft).milestones) == (
            2,
            "Desde la hoja",
            content().milestones,
        )

    def test_the_template_is_read_by_its_own_import(self):
        rows = read_table(io.BytesIO(xlsx_bytes(template_table())), name="plantilla.xlsx")
        with pytest.raises(Unreadable):
            bring(*rows)

    def test_gives_back_a_cell_that_a_csv_had_made_safe(self):
        bring(template(Objetivo="'-Fortalecer"))
        assert selectors.find_draft(Service.objects.get()).objective == "-Fortalecer"


class TestImportOffer:
    def test_keeps_nothing_of_a_dry_run_and_says_the_same(self):
        tried = bring(national(), national(3, Id=""), dry_run=True)
        assert (counts(tried), Service.objects.count(), Organization.objects.count()) == ((1, 0, 0, 1), 0, 0)
        assert not Event.objects.exists()
        done = bring(national(), national(3, Id=""))
        assert tried.findings == done.findings

    @pytest.mark.parametrize(
        ("columns", "missing"),
        [
            ({"Nombre": "x"}, "Organización, Línea temática"),
            ({"Nombre": "x", "NombreEntidad": "y"}, "Id, Sector, estrategia, Objetivo, PaginaWeb, Entidad"),
        ],
    )
    def test_refuses_a_table_without_its_columns(self, columns, missing):
        with pytest.raises(MissingColumns, match=missing):
            bring(Row(2, columns))

    def test_is_for_the_monitoring_team_and_not_for_those_who_design(self):
        cast = make_cast()
        assert counts(bring(national(), actor=cast.importer)) == (1, 0, 0, 0)
        with pytest.raises(NotAllowed):
            bring(national(), actor=cast.lead)

    def test_reaches_no_further_than_the_organisation_of_who_imports(self):
        cast = make_cast()
        ours, theirs, unknown = (
            cast.unit.organization,
            make.make_organization("Instituto Ajeno", "IA"),
            "Instituto Nuevo",
        )
        actor = make.make_actor(Role.MONITORING_ADMIN, organization=ours)
        rows = [template(number, Organización=name, Sigla="", Nombre=f"Servicio {number}")
                for number, name in enumerate((ours.name, theirs.name, unknown), 2)]  # fmt: skip

        report = bring(*rows, actor=actor)

        assert counts(report) == (1, 0, 0, 2)
        assert {finding.row for finding in report.rejections} == {3, 4}
        assert "es de otra" in str(report.rejections[0].reason)
        assert set(Service.objects.values_list("organization", flat=True)) == {ours.pk}
        assert not Organization.objects.filter(name=unknown).exists()
        assert report.organizations_created == []


@pytest.mark.real_data
class TestRealOffer:
    @pytest.fixture
    def rows(self, real_data):
        path = real_data / "oferta_att_2022.csv"
        with path.open("rb") as source:
            return read_table(source, name=path.name)

    def test_goes_in_whole_but_for_its_repeated_id(self, rows):
        report = services.import_offer(actor=SYSTEM, rows=rows, dry_run=False, now=make.NOW, source=SOURCE)
        assert (report.total, counts(report)) == (248, (247, 0, 0, 1))
        assert [(one.row, one.column, one.value) for one in report.rejections] == [(21, "Id", "129")]
        assert (len(report.organizations_created), len(report.lines_created)) == (51, 6)
        others = [said for said in report.warnings if "se crea" not in str(said.reason)]
        assert [(one.row, one.column) for one in others] == [
            (119, "PaginaWeb"),
            (124, "PaginaWeb"),
            (249, "estrategia"),
        ]
        assert (report.drafts, report.without_milestones) == (247, 247)

    def test_changes_nothing_the_second_time(self, rows):
        services.import_offer(actor=SYSTEM, rows=rows, dry_run=False, now=make.NOW, source=SOURCE)
        events, versions = Event.objects.count(), ServiceVersion.history.count()
        report = services.import_offer(actor=SYSTEM, rows=rows, dry_run=False, now=LATER, source=SOURCE)
        assert counts(report) == (0, 0, 247, 1)
        assert (len(report.findings), Event.objects.count(), ServiceVersion.history.count()) == (1, events, versions)
