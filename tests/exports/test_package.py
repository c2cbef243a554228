"""The package of a year against what the Frictionless Data Package says (specs.frictionlessdata.io, v1)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest

from llegada.exports.datasets import open_datasets
from llegada.exports.package import describe_schema, write_package
from tests.exports.made import SEEDED, make_world
from tests.factories import NOW

pytestmark = pytest.mark.django_db

READERS: dict[str, Any] = {
    "string": str, "integer": int, "year": int, "number": Decimal, "date": date.fromisoformat,
    "boolean": {"sí": True, "no": False}.__getitem__,
}  # fmt: skip


@pytest.fixture
def made(db):
    make_world()
    written = io.BytesIO()
    rows = write_package(written, year=2026, now=NOW)
    return ZipFile(io.BytesIO(written.getvalue())), rows


def tables(book: ZipFile) -> dict[str, tuple[dict[str, Any], list[dict[str, str]]]]:
    descriptor = json.loads(book.read("datapackage.json"))
    found = {}
    for resource in descriptor["resources"]:
        text = book.read(resource["path"]).decode("utf-8-sig")
        found[resource["name"]] = (resource, list(csv.DictReader(io.StringIO(text, newline=""))))
    return found


class TestPackage:
    def test_describes_itself_as_the_specification_asks(self, made):
        book, _rows = made
        descriptor = json.loads(book.read("datapackage.json"))
        assert (descriptor["profile"], descriptor["name"]) == ("tabular-data-package", "llegada-2026")
        assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
        assert descriptor["sources"]
        assert [one["name"] for one in descriptor["resources"]] == [dataset.code for dataset in open_datasets()]
        assert all(not one["path"].startswith("/") and ".." not in one["path"] for one in descriptor["resources"])

    def test_is_read_by_others_where_it_is_unpacked(self, made):
        assert {oct(part.external_attr >> 16) for part in made[0].infolist()} == {"0o644"}

    def test_tells_the_bytes_the_hash_and_the_rows_of_each_table(self, made):
        book, rows = made
        for resource, read in tables(book).values():
            content = book.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["rows"] == len(read)
        assert rows == sum(len(read) for _, read in tables(book).values()) > 0

    def test_reads_every_cell_by_its_declared_type_and_every_key_once(self, made):
        for resource, read in tables(made[0]).values():
            fields = resource["schema"]["fields"]
            for row in read:
                assert list(row) == [field["name"] for field in fields]
                for field in fields:
                    if row[field["name"]]:
                        READERS[field["type"]](row[field["name"]])
            key = resource["schema"].get("primaryKey")
            if key:
                values = [tuple(row[name] for name in key) for row in read]
                assert len(set(values)) == len(values)
                assert all(all(value) for value in values)

    def test_resolves_every_foreign_key(self, made):
        found = tables(made[0])
        checked = 0
        for resource, read in found.values():
            for key in resource["schema"].get("foreignKeys", []):
                there = {row[key["reference"]["fields"]] for row in found[key["reference"]["resource"]][1]}
                here = {row[key["fields"]] for row in read if row[key["fields"]]}
                assert here <= there, (resource["name"], key)
                checked += len(here)
        assert checked

    def test_explains_every_column_in_its_dictionary(self, made):
        book, _rows = made
        text = book.read("diccionario.csv").decode("utf-8-sig")
        said = {(row["conjunto"], row["columna"]) for row in csv.DictReader(io.StringIO(text, newline=""))}
        assert said == {(one.code, column.code) for one in open_datasets() for column in one.open_columns}
        assert "sesiones" in book.read("LEAME.md").decode()

    def test_holds_nobody_by_name(self, made):
        book, _rows = made
        content = "".join(book.read(name).decode() for name in book.namelist())
        assert [mark for mark in SEEDED if mark in content] == []

    def test_never_declares_what_is_not_public(self):
        for dataset in open_datasets():
            names = {field["name"] for field in describe_schema(dataset)["fields"]}
            assert not names & {column.code for column in dataset.columns if not column.is_public}
