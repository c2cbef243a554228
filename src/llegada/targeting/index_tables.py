"""The values of an edition as a table to show or to download: every place of the catalogue of its year, with its value or blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from llegada.core.tabular import Table
from llegada.core.templatetags.llegada import number as written
from llegada.targeting.choices import IndexKind, IndexLevel
from llegada.targeting.models import IndexCategory, IndexEdition
from llegada.targeting.selectors.values import read_edition
from llegada.targeting.services.index_places import Catalogue


@dataclass(frozen=True)
class ValueRow:
    """One place of an edition: `number` is None and `text` empty where it has no data."""

    code: str
    name: str
    department: str
    number: float | None
    text: str


def value_rows(edition: IndexEdition, categories: Mapping[int, IndexCategory]) -> list[ValueRow]:
    """Return every place that has a value or was expected to, in the order of their codes (of entities, of their names)."""
    values, catalogue = read_edition(edition), Catalogue.load(edition.index.level)
    codes = values.keys() | catalogue.expected(edition.year).keys()
    rows = [_row(edition, catalogue, code, values.get(code), categories) for code in codes]
    is_entity = edition.index.level == IndexLevel.ENTITY
    return sorted(rows, key=lambda row: (row.name, row.code) if is_entity else (row.code, ""))


def _row(
    edition: IndexEdition,
    catalogue: Catalogue,
    code: str,
    number: float | None,
    categories: Mapping[int, IndexCategory],
) -> ValueRow:
    name, department = catalogue.names_of(code)
    if number is None:
        text = ""
    elif edition.index.kind == IndexKind.CONTINUOUS:
        text = written(number, edition.index.decimals)
    else:
        text = categories[int(number)].label
    return ValueRow(code, name, department, number, text)


def values_table(edition: IndexEdition, categories: Mapping[int, IndexCategory]) -> Table:
    """Return the values of an edition to download; a place with no data has a blank cell."""
    is_measure = edition.index.kind == IndexKind.CONTINUOUS
    place = {
        IndexLevel.MUNICIPALITY: (_("Código DANE"), _("Municipio")),
        IndexLevel.DEPARTMENT: (_("Código DANE"), _("Departamento")),
        IndexLevel.ENTITY: (_("Identificador"), _("Entidad")),
    }[IndexLevel(edition.index.level)]
    return Table(
        name=f"{edition.index.code}-{edition.year}-{edition.number}",
        columns=[*place, _("Departamento"), _("Año"), edition.index.short_name],
        rows=(
            (row.code, row.name, row.department, edition.year, row.number if is_measure else row.text or None)
            for row in value_rows(edition, categories)
        ),
    )


def values_document(edition: IndexEdition, categories: Mapping[int, IndexCategory]) -> dict[str, Any]:
    """Return an edition for a machine: what it is, its file and each value by code; of categories, their code."""
    index = edition.index
    is_measure = index.kind == IndexKind.CONTINUOUS
    return {
        "index": index.code,
        "name": index.name,
        "method": index.method,
        "source": index.source,
        "unit": index.measure_unit,
        "year": edition.year,
        "edition": edition.number,
        "status": edition.status,
        "sha256": edition.file.sha256,
        "covered": edition.covered_count,
        "expected": edition.expected_count,
        "values": {
            code: number if is_measure else categories[int(number)].code
            for code, number in read_edition(edition).items()
        },
    }
