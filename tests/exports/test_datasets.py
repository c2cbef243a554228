"""What leaves in each dataset: nobody by name, codes with their words, and only what each one may read."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from itertools import product
from typing import ClassVar

import pytest

from llegada.core.actors import SYSTEM
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.core.table_blocks import rows_of as plain_rows
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import DATASETS, open_datasets
from llegada.exports.datasets.shape import Kind
from llegada.exports.writing import write_dataset
from llegada.insights.choices import Axis, ViewMetric
from llegada.insights.cube_rules import Slice
from llegada.insights.selectors.matrix import get_matrix
from llegada.insights.services import rebuild_figures
from tests.counted_world import World
from tests.delivery.request_makers import make_request
from tests.exports.made import PRIVATE, SEEDED, make_world, rows_of
from tests.factories import make_person, make_plan, make_unit
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_plan_line, put_in
from tests.targeting.makers import make_edition

pytestmark = pytest.mark.django_db
YEAR = Slice(since=202601, until=202612)
world = made_once(World)


class TestEveryDataset:
    @pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda one: one.code)
    def test_names_its_columns_once_and_its_key_among_them(self, dataset):
        codes = [column.code for column in dataset.columns]
        assert len(codes) == len(set(codes))
        assert set(dataset.key) <= {column.code for column in dataset.open_columns}
        assert all(column.references is None or column.references[0] in DATASETS for column in dataset.columns)

    def test_gives_rows_of_their_declared_types_told_apart_by_their_key(self):
        make_world()
        types = {Kind.STRING: str, Kind.INTEGER: int, Kind.YEAR: int, Kind.DATE: date, Kind.BOOLEAN: str}
        for dataset in open_datasets():
            codes = [one.code for one in dataset.open_columns]
            rows = [dict(zip(codes, row, strict=True)) for row in plain_rows(dataset.read(actor=None, year=None))]
            assert len({tuple(row[code] for code in dataset.key) for row in rows}) == len(rows)
            for row, column in product(rows, dataset.open_columns):
                value = row[column.code]
                assert value is None or column.kind is Kind.NUMBER or isinstance(value, types[column.kind]), column.code


class TestPersonalData:
    @pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.JSON])
    def test_is_in_no_public_file(self, file_format):
        make_world()
        unit, named = make_unit(), make_person("Zutano Ruiz", "zutano@correo.example")
        plan = make_annual_plan(unit, lines=0, author=named, impacts=PRIVATE, outcomes=PRIVATE)
        make_plan_line(plan, description=PRIVATE, territorial_manager=named)
        put_in(plan, "approved", author=named)
        make_request(
            unit, "closed", name="Zutano Ruiz", email="zutano@correo.example", contact="300 555 0199", subject=PRIVATE,
            text=PRIVATE, assigned_to=named,
        )  # fmt: skip
        make_edition()
        for dataset in open_datasets():
            written = io.BytesIO()
            rows = write_dataset(written, dataset, file_format, actor=None, year=None)
            content = written.getvalue().decode()
            assert rows, dataset.code
            assert [mark for mark in SEEDED if mark in content] == [], dataset.code

    def test_would_be_found_where_it_is(self):
        world = make_world()
        content = io.BytesIO()
        write_dataset(content, DATASETS["sesiones"], FileFormat.CSV, actor=world.head, year=None)
        assert "Fulana" in content.getvalue().decode()


class TestSessions:
    def test_say_codes_and_words(self):
        make_world()
        row = rows_of("sesiones")[0]
        assert (row["codigo_estado"], row["estado"]) == ("held", "Realizada")
        assert (row["codigo_municipio"], row["municipio"]) == ("05001", "Medellín")
        assert row["vigencia"] == "2026"

    def test_publish_only_those_that_count(self):
        make_world()
        assert {row["codigo_estado"] for row in rows_of("sesiones")} == {"held"}

    def test_give_each_one_what_their_role_reaches(self):
        world = make_world()
        assert {row["codigo_estado"] for row in rows_of("sesiones", actor=world.head)} == {"held", "planned"}
        assert rows_of("sesiones", actor=world.stranger) == []

    def test_are_not_for_who_reads_none(self):
        world = make_world()
        with pytest.raises(NotFound):
            rows_of("sesiones", actor=world.student)

    def test_are_those_of_the_year_that_is_asked(self):
        make_world()
        assert len(rows_of("sesiones", year=2026)) == 2
        assert rows_of("sesiones", year=2025) == []


class TestLines:
    def test_have_the_same_code_in_services_and_in_who_does_what(self):
        make_world()
        (where,), services = rows_of("quien-hace-que-donde"), rows_of("servicios")

        found = {row["codigo_linea_tematica"]: row["linea_tematica"] for row in services}
        assert found[where["codigo_linea_tematica"]] == where["linea_tematica"]
        assert where["codigo_dependencia"] in {row["codigo_dependencia"] for row in services}


class TestSmallGroups:
    def test_are_blank_in_attendances_and_in_who_does_what(self):
        make_world()
        assert sorted(row["personas"] for row in rows_of("asistencias")) == ["", "6"]
        (where,) = rows_of("quien-hace-que-donde")
        assert (where["sesiones"], where["entidades"], where["personas"]) == ("2", "1", "7")


class TestWhoDoesWhat:
    def test_says_of_each_row_what_the_matrix_says_of_its_cell(self, world):
        five = (21, 22, 23, 24, 25)
        world.hold(world.plan, *five)
        world.hold(world.plan, *five, 26)
        # Given by a unit of another organisation than the one that offers the service: the figures count it for this one.
        lent = make_plan(unit=make_unit(world.two), entity=world.medellin, versions=[world.finance_version])
        world.hold(lent, *five, 27, 28)
        rebuild_figures()
        cut = replace(YEAR, unit_ids=frozenset({world.plan.unit_id}))

        rows = rows_of("quien-hace-que-donde", year=2026)
        people = get_matrix(cut, rows=Axis.MUNICIPALITY, columns=Axis.SERVICE, metric=ViewMetric.PEOPLE)
        sessions = get_matrix(cut, rows=Axis.MUNICIPALITY, columns=Axis.SERVICE, metric=ViewMetric.SESSIONS)

        cell = ("05001", world.finance_version.service_id)
        said = {(row["codigo_dependencia"], row["codigo_municipio"]): row for row in rows}
        row = said[str(world.plan.unit.public_id), "CO05001"]
        assert (row["sesiones"], row["personas"]) == (str(sessions.cells[cell]), str(people.cells[cell])) == ("4", "9")
        assert (row["inicio"], row["fin"], row["entidades"]) == ("2026-06-01", "2026-06-01", "1")
        other = said[str(lent.unit.public_id), "CO05001"]
        assert (other["organizacion"], other["personas"]) == ("Instituto Uno", "7")
        whole = get_matrix(YEAR, rows=Axis.ORGANIZATION, columns=Axis.SERVICE, metric=ViewMetric.SESSIONS)
        of_one = sum(int(row["sesiones"]) for row in rows if row["organizacion"] == "Instituto Uno")
        assert of_one == whole.rows[world.one.pk] == 6

    def test_has_every_year_in_order_and_what_has_no_place(self, world):
        rows = rows_of("quien-hace-que-donde")
        assert [row["vigencia"] for row in rows] == ["2025", "2026", "2026", "2026", "2026"]
        (nowhere,) = [row for row in rows if not row["codigo_municipio"]]
        assert (nowhere["codigo_departamento"], nowhere["organizacion"]) == ("CO05", "Instituto Dos")

    def test_names_a_service_as_the_public_reads_it(self, world):
        rows = rows_of("quien-hace-que-donde", year=2025)
        assert [row["servicio"] for row in rows] == ["Marco fiscal"]


class TestHxl:
    def test_has_its_tags_below_the_titles_and_places_by_their_p_codes(self):
        make_world()
        written = io.BytesIO()
        write_dataset(written, DATASETS["quien-hace-que-donde"], FileFormat.HXL, actor=None, year=2026)
        titles, tags, row = list(csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"))))
        tagged = dict(zip(titles, tags, strict=True))
        said = dict(zip(titles, row, strict=True))
        assert (tagged["codigo_departamento"], said["codigo_departamento"]) == ("#adm1+code", "CO05")
        assert (tagged["codigo_municipio"], said["codigo_municipio"]) == ("#adm2+code", "CO05001")
        assert (tagged["inicio"], said["inicio"]) == ("#date+start", "2026-11-18")
        assert (tagged["fin"], said["fin"]) == ("#date+end", "2026-11-20")
        # HXL 1.1: a hash and a word in lower case, then attributes, each after a plus.
        assert all(tag == "" or tag.removeprefix("#").replace("+", "").isalnum() for tag in tags)
        known = {"date", "org", "sector", "activity", "adm1", "adm2", "output", "reached"}
        assert {tag[1:].split("+")[0] for tag in tags if tag} == known


class TestRoles:
    @pytest.mark.parametrize("role", [Role.ADVISOR, Role.UNIT_HEAD])
    def test_who_works_reads_plans_with_their_titles(self, role):
        world = make_world()
        actor = world.head if role is Role.UNIT_HEAD else world.advisor
        assert "titulo" in rows_of("planes-de-trabajo", actor=actor)[0]
        assert "titulo" not in rows_of("planes-de-trabajo")[0]


class TestKinds:
    #: The names of departments are of DANE and never change here; the rest are parts of something that is named.
    PARTS: ClassVar = {"department", "planningcycle", "workplanservice", "indexvalue"}

    @pytest.mark.parametrize(
        "dataset", [one for one in DATASETS.values() if one.counted is None], ids=lambda one: one.code
    )
    def test_name_all_that_a_column_is_read_from(self, dataset):
        rows = dataset.open_rows() if dataset.open_rows else dataset.own_rows(SYSTEM)
        crossed = {rows.model}
        for column in dataset.columns:
            model = rows.model
            path = column.source.split("__")[:-1] if isinstance(column.source, str) else []
            for name in path:
                model = model._meta.get_field(name).related_model
                crossed.add(model)
        silent = {one._meta.label_lower for one in crossed if one._meta.model_name not in self.PARTS} - set(
            dataset.kinds
        )
        if dataset.code == "indices":  # of places and entities it has the codes only
            silent = {one for one in silent if not one.startswith("territory.")}
        assert silent == set()
