"""All that is public of a fiscal year in one ZIP: a CSV a dataset, their dictionary, and `datapackage.json` (Frictionless, v1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core.csv_streams import stream_csv
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import Column, Dataset, Kind, open_datasets
from llegada.exports.writing import Fingerprinted, write_dataset

#: By what a package is named where datasets are: in addresses and among files.
PACKAGE_CODE: Final = "paquete"
LICENCE: Final = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
DICTIONARY_TITLES: Final = (
    "conjunto", "columna", "titulo", "tipo", "unidad", "descripcion", "clave_primaria", "referencia", "etiqueta_hxl",
)  # fmt: skip


def write_package(target: IO[bytes] | Fingerprinted, *, year: int, now: datetime) -> int:
    """Write the package of a year and return how many rows it has in all. Written forward only: it never needs to go back."""
    resources: list[dict[str, Any]] = []
    total = 0
    with override(settings.LANGUAGE_CODE), ZipFile(cast(IO[bytes], target), "w", ZIP_DEFLATED) as book:
        for dataset in open_datasets():
            resource, rows = _write_resource(book, dataset, year, now)
            resources.append(resource)
            total += rows
        _put(book, "diccionario.csv", b"".join(stream_csv([DICTIONARY_TITLES], dictionary_rows())), now)
        _put(book, "LEAME.md", _readme(year, now).encode(), now)
        descriptor = json.dumps(describe_package(year, now, resources), ensure_ascii=False, indent=2)
        _put(book, "datapackage.json", descriptor.encode(), now)
    return total


def _write_resource(book: ZipFile, dataset: Dataset, year: int, now: datetime) -> tuple[dict[str, Any], int]:
    path = f"datos/{dataset.code}.csv"
    with book.open(_part(path, now), "w", force_zip64=True) as entry:
        written = Fingerprinted(entry)
        rows = write_dataset(written, dataset, FileFormat.CSV, actor=None, year=year)
    return describe_resource(dataset, path=path, written=written, rows=rows), rows


def _part(path: str, now: datetime) -> ZipInfo:
    part = ZipInfo(path, localtime(now).timetuple()[:6])
    part.compress_type = ZIP_DEFLATED
    part.external_attr = 0o644 << 16  # whoever unpacks it on a server lets others read it
    return part


def _put(book: ZipFile, path: str, content: bytes, now: datetime) -> None:
    book.writestr(_part(path, now), content)


def describe_package(year: int, now: datetime, resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the descriptor of a package (specs.frictionlessdata.io/data-package)."""
    return {
        "profile": "tabular-data-package",
        "name": f"llegada-{year}",
        "id": f"{settings.SITE_URL}/datos/{PACKAGE_CODE}.zip?vigencia={year}",
        "title": _("Llegada: asistencia técnica territorial, vigencia %(year)s") % {"year": year},
        "homepage": f"{settings.SITE_URL}/datos/",
        "created": localtime(now).isoformat(timespec="seconds"),
        "licenses": [LICENCE],
        "sources": [
            {"title": "Llegada", "path": f"{settings.SITE_URL}/datos/"},
            {"title": _("DANE, DIVIPOLA"), "path": "https://geoportal.dane.gov.co/"},
        ],
        "contributors": [{"title": settings.DATA_PUBLISHER, "role": "publisher"}],
        "resources": list(resources),
    }


def describe_resource(dataset: Dataset, *, path: str, written: Fingerprinted, rows: int) -> dict[str, Any]:
    """Return the descriptor of one table of a package, with its bytes, its SHA-256 and its schema."""
    return {
        "profile": "tabular-data-resource",
        "name": dataset.code,
        "path": path,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "rows": rows,
        "dialect": {"delimiter": ",", "doubleQuote": True, "header": True, "lineTerminator": "\r\n"},
        "schema": describe_schema(dataset),
    }


def describe_schema(dataset: Dataset) -> dict[str, Any]:
    """Return the Table Schema of what is public of a dataset."""
    columns = dataset.open_columns
    schema: dict[str, Any] = {
        "fields": [_describe_field(column, dataset) for column in columns],
        "missingValues": [""],
    }
    # A primary key admits no blank: where a part of it may be missing there is none.
    if len(dataset.key) == 1:
        schema["primaryKey"] = list(dataset.key)
    keys = [
        {"fields": column.code, "reference": {"resource": column.references[0], "fields": column.references[1]}}
        for column in columns
        if column.references is not None
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _describe_field(column: Column, dataset: Dataset) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.code, "title": str(column.label), "type": str(column.kind)}
    if column.description:
        found["description"] = str(column.description)
    if column.kind is Kind.BOOLEAN:
        found |= {"trueValues": ["sí"], "falseValues": ["no"]}
    if column.kind is Kind.DATE:
        found["format"] = "%Y-%m-%d"
    if column.code in dataset.key and len(dataset.key) == 1:
        found["constraints"] = {"required": True, "unique": True}
    return found


def dictionary_rows() -> list[list[str]]:
    """Return what every public column of every dataset means, one a row."""
    return [
        [
            dataset.code, column.code, str(column.label), str(column.kind), str(column.unit), str(column.description),
            said_key(column, dataset), ".".join(column.references or ()), column.hxl,
        ]
        for dataset in open_datasets()
        for column in dataset.open_columns
    ]  # fmt: skip


def said_key(column: Column, dataset: Dataset) -> str:
    """Return whether a column tells the rows of its dataset apart, in words."""
    return "sí" if column.code in dataset.key else "no"


def _readme(year: int, now: datetime) -> str:
    lines = [
        _("# Llegada: datos abiertos de la vigencia %(year)s") % {"year": year},
        "",
        _("Corte: %(at)s.") % {"at": localtime(now).strftime("%Y-%m-%d %H:%M")},
        _("Licencia: Creative Commons Atribución 4.0. Diga de dónde vienen y de qué corte son."),
        _(
            "Los CSV van en UTF-8, con coma, punto decimal y fechas AAAA-MM-DD. "
            "Una celda en blanco es un dato que no hay, no un cero."
        ),
        _("No trae nombres, correos ni documentos de personas; los conteos de menos de cinco personas van en blanco."),
        "",
    ]
    for dataset in open_datasets():
        lines += [f"## {dataset.code}", "", f"{dataset.title}. {dataset.description}", ""]
        lines += [
            f"- `{column.code}` ({column.kind}): {column.label}. {column.description}"
            for column in dataset.open_columns
        ]
        lines.append("")
    return "\n".join(lines)
