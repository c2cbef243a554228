"""The workbook of a run: every figure is a formula, and each formula gives the figure that it shows."""

from __future__ import annotations

import io
import re
import zipfile
from statistics import fmean, median, pstdev
from xml.etree import ElementTree

import pytest

from llegada.targeting import selectors, services
from llegada.targeting.columns import columns_of, editions_of_criteria
from llegada.targeting.rule_content import CriterionContent, content_from
from llegada.targeting.run_workbook import run_workbook
from llegada.targeting.scoring import answer
from tests import factories as make
from tests.targeting.rule_makers import content, make_editions, make_lead, make_rule, make_targeting_unit

pytestmark = pytest.mark.django_db
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CASES = [
    {},
    {"method": "topsis", "cut_kind": "score", "cut_score": 40.0, "cut_number": None},
    {
        "cut_kind": "quota",
        "quota_size": 1,
        "criteria": (
            CriterionContent("pobreza", 2, normalization="percentile"),
            CriterionContent("desempeno", 1, direction="less", normalization="z_score", missing="group_median"),
        ),
    },
    {
        "criteria": (
            CriterionContent("pobreza", 2, normalization="z_score"),
            CriterionContent("desempeno", 1, direction="less", normalization="percentile", missing="worst_case"),
        )
    },
]


class Workbook:
    """The cells of a workbook: what each shows, its formula, and a small reader of the formulas that we write."""

    def __init__(self, content: bytes) -> None:
        self.shown, self.formulas = {}, {}
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            book = ElementTree.fromstring(parts.read("xl/workbook.xml"))  # we have just written it
            names = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]
            strings = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
            words = ["".join(text.text or "" for text in one.iter(f"{MAIN}t")) for one in strings]
            for number, name in enumerate(names, start=1):
                sheet = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
                for cell in sheet.iter(f"{MAIN}c"):
                    self._read(name, cell, words)

    def _read(self, name, cell, words):
        key, value = f"{name}!{cell.get('r')}", cell.find(f"{MAIN}v")
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            self.formulas[key] = formula.text
        text = "" if value is None or value.text is None else value.text
        kind = cell.get("t")
        self.shown[key] = words[int(text)] if kind == "s" else text if kind == "str" or not text else float(text)

    def range(self, text):
        sheet, _, cells = text.replace("$", "").rpartition("!")
        (first, top), (last, bottom) = (re.fullmatch(r"([A-Z]+)(\d+)", one).groups() for one in cells.split(":"))
        letters = [chr(code) for code in range(ord(first), ord(last) + 1)]
        return [
            self.shown.get(f"{sheet}!{letter}{row}", "")
            for row in range(int(top), int(bottom) + 1)
            for letter in letters
        ]

    def value(self, key):
        """Return what the formula of a cell gives, from what the others show."""
        sheet = key.split("!")[0]
        text = self.formulas[key].strip("{}=")
        text = re.sub(r"(?<![A-Za-z!$])(\$?[A-Z]{1,2}\$?\d+)", rf"{sheet}!\1", text)
        text = re.sub(r"(\w+)!(\$?[A-Z]+\$?\d+):\w+!(\$?[A-Z]+\$?\d+)", r"\1!\2:\3", text)
        text = re.sub(r"(\w+![$A-Z0-9]+:[$A-Z0-9]+)", r'R("\1")', text)
        text = re.sub(r'(?<![\w"])(\w+![$]?[A-Z]+[$]?\d+)(?![\w:])', r'C("\1")', text)
        text = text.replace("^2", "**2").replace("<>", "!=")
        text = re.sub(r"(?<![<>!=])=(?!=)", "==", text)
        return eval(text, {"R": lambda one: Cells(self.range(one)), "C": self._cell, **FUNCTIONS})

    def _cell(self, text):
        return self.shown.get(text.replace("$", ""), "")


class Cells(list):
    """A range that takes part in arithmetic cell by cell, as a spreadsheet's does; text counts as the largest there is."""

    def _with(self, other, work):
        pairs = zip(self, other, strict=True) if isinstance(other, list) else ((one, other) for one in self)
        return Cells(work(a, b) for a, b in pairs)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)

    def __rsub__(self, other):
        return self._with(other, lambda a, b: b - a)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __pow__(self, power):
        return Cells(one**power for one in self)

    def __eq__(self, other):
        return self._with(other, lambda a, b: a == b)

    def __lt__(self, other):
        return self._with(other, lambda a, b: isinstance(a, float) and a < b)

    def __gt__(self, other):
        return self._with(other, lambda a, b: isinstance(a, str) or a > b)

    __hash__ = None


def numbers(cells):
    return [one for one in cells if isinstance(one, float)]


def chosen(condition, cells):
    return Cells(cell for cell, holds in zip(cells, condition, strict=True) if holds)


FUNCTIONS = {
    "IF": lambda test, then, other=None: chosen(test, then) if isinstance(test, list) else then if test else other,
    "AND": lambda *tests: all(tests),
    "ISNUMBER": lambda cells: Cells(isinstance(one, float) for one in cells),
    "MIN": lambda cells: min(numbers(cells)),
    "MAX": lambda cells: max(numbers(cells)),
    "AVERAGE": lambda cells: fmean(numbers(cells)),
    "STDEVP": lambda cells: pstdev(numbers(cells)),
    "MEDIAN": lambda cells: median(numbers(cells)),
    "SQRT": lambda one: one**0.5,
    "ROUND": round,
    "RANK": lambda one, cells: 1 + sum(other > one for other in numbers(cells)),
    "COUNTIF": lambda cells, one: sum(other == one for other in cells),
    "SUMPRODUCT": lambda first, *rest: sum(one * (rest[0][place] if rest else 1) for place, one in enumerate(first)),
}


@pytest.fixture(params=CASES, ids=["weighted_sum", "topsis", "quota", "worst_case"])
def made(request):
    make_editions()
    unit = make_targeting_unit()
    lead = make_lead(unit)
    rule = make_rule(unit, actor=lead, **request.param)
    run = services.run_rule(actor=lead, public_id=rule.public_id, now=make.NOW)
    places = selectors.in_tie_order(run, selectors.list_run_places(run))
    said = content_from(run.content)
    used = [one.edition for one in selectors.list_run_editions(run)]
    columns = columns_of(said, editions_of_criteria(said, used), run.summary["shares"])
    solved = answer(selectors.problem_of_run(run, places))
    assert content(**request.param) == said
    return places, Workbook(run_workbook(run, said, columns, places, solved))


class TestRunWorkbook:
    def test_shows_the_scores_and_the_list_of_the_run_by_formulas(self, made):
        places, book = made
        for row, place in enumerate(places, start=2):
            score, rank, listed = (book.shown[f"Resultado!{letter}{row}"] for letter in "FHJ")
            if place.score is None:
                assert (score, rank, listed) == ("", "", "")
                continue
            assert score == pytest.approx(place.score, abs=1e-9)
            assert (rank, listed) == (place.rank, int(place.is_chosen))
            assert {f"Resultado!{letter}{row}" for letter in "FGHIJ"} <= book.formulas.keys()

    def test_gives_by_each_formula_what_its_cell_shows(self, made):
        _places, book = made
        assert len(book.formulas) > 40
        for key, formula in book.formulas.items():
            if formula.strip("=") != '""':
                assert book.value(key) == pytest.approx(book.shown[key], abs=1e-9), (key, formula)

    def test_gives_another_list_with_other_weights(self, made):
        places, book = made
        first = {place.code: place for place in places}["05002"]
        book.shown["Pesos!F2"], book.shown["Pesos!G2"] = 0.0001, 1000.0
        row = next(row for row, place in enumerate(places, start=2) if place is first)
        for key in ("Pesos!F4", "Pesos!G4", f"Resultado!F{row}"):
            book.shown[key] = book.value(key)
        assert book.shown[f"Resultado!F{row}"] != pytest.approx(first.score, abs=0.01)
