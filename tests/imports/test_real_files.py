"""Real files that no mapping was made for: every row in, or refused with its reason, and the totals of an independent recount."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from llegada.core.roles import Role
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportedRow, ImportMapping
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import describe_columns, upload_file
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_actor, make_organization, make_unit
from tests.imports.makers import Country, counts, imported, tried

FOLDER = os.environ.get("LLEGADA_REAL_DATA", "")
INVESTMENTS = Path(FOLDER) / "inversiones_art_hasta_2022.csv"
#: How the list of the interventions of the ART is read: ours; the file is not shipped.
FIELDS = {
    "external_id": Source(
        ("BPIN/Id Proyecto", "Proyecto", "Programa / Fuente de financiación", "Vigencia", "codigos", "Código Sistema")
    ),
    "title": Source(("Proyecto",)),
    "code": Source(("codigos",), split="|"),
    "year": Source(("Vigencia",)),
    "results": Source(("Estado", "Pilar(es)", "Sector")),
    "unit": Source(value="Dirección de la ART"),
}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(
        not INVESTMENTS.is_file(), reason="LLEGADA_REAL_DATA names no folder with inversiones_art_hasta_2022.csv"
    ),
]


@pytest.fixture
def country() -> Country:
    call_command("load_reference", verbosity=0)
    unit = make_unit(make_organization("Agencia de Renovación del Territorio", "ART"), name="Dirección de la ART")
    actor = make_actor(Role.COORDINATOR, organization=unit.organization)
    return Country(unit, None, actor, None, None)  # type: ignore[arg-type]


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile(INVESTMENTS.name, INVESTMENTS.read_bytes(), "text/csv")


class TestInvestments:
    def test_every_row_is_in_or_refused_and_the_totals_are_those_of_a_recount(self, country):
        run = upload_file(
            actor=country.actor, organization=country.unit.organization, target="plans", upload=upload(), now=NOW
        )
        found = peek(run)
        assert len(found.columns) == 18
        describe_columns(
            actor=country.actor, public_id=run.public_id, layouts=[Layout("plans", "", 1, FIELDS)], headings=found.headings,
            now=NOW, mapping_name="Inversiones de la ART",
        )  # fmt: skip
        saved = peek(run)  # the saved mapping is offered by its headings
        assert saved.mapping_name == ImportMapping.objects.get().name
        done = imported(country, upload(), saved.layout, target="plans")

        with INVESTMENTS.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        bad = {one.row for one in read_bad_rows(str(done.public_id))}
        good = set(ImportedRow.objects.filter(run=done, kind="plans").values_list("row", flat=True))
        assert good | bad == {number for number, _row in enumerate(rows, start=2)}
        expected: Counter[tuple[int, str]] = Counter()
        seen = set()
        without_code = 0
        for row in rows:
            codes = [code for code in row["codigos"].split("|") if code]
            without_code += not codes
            same = tuple(row[column] for column in FIELDS["external_id"].columns)
            for code in dict.fromkeys(codes):
                if (same, code) not in seen:
                    seen.add((same, code))
                    expected[int(row["Vigencia"]), code[:2]] += 1
        found_counts = Counter(
            (day.year, department)
            for day, department in WorkPlan.objects.values_list("starts_on", "entity__department_id")
        )
        assert found_counts == expected
        assert done.created == sum(expected.values())
        assert done.refused >= without_code == 358
        assert counts(tried(country, upload(), saved.layout, target="plans")) == {
            "unchanged": done.created, "refused": done.refused,
        }  # fmt: skip
