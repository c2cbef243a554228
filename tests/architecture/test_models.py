"""Every model explains itself: a docstring, Spanish names, a way to be written, and a line in docs/glossary.md."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("llegada.") and not model.__name__.startswith("Historical")
]


def glossary_rows() -> dict[str, tuple[str, str]]:
    """Return identifier → (Spanish term, meaning) of the section «Models»."""
    section = GLOSSARY.read_text(encoding="utf-8").split("\n## Models\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \| ([^|]+) \|$", section, re.MULTILINE)
    return {identifier: (term.strip(), meaning.strip()) for term, identifier, meaning in rows}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestModel:
    def test_is_explained(self, model: type[Model]):
        documentation = inspect.getdoc(model) or ""
        assert not documentation.startswith(f"{model.__name__}("), "Django wrote this docstring"
        assert documentation.rstrip().endswith(".")

    def test_has_spanish_names(self, model: type[Model]):
        default = re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()
        assert model._meta.verbose_name != default
        assert model._meta.verbose_name_plural != f"{default}s"

    def test_is_written_in_words(self, model: type[Model]):
        assert "__str__" in vars(model)

    def test_is_in_the_glossary(self, model: type[Model]):
        assert model.__name__ in glossary_rows()


class TestGlossary:
    def test_names_no_model_that_is_gone(self):
        assert glossary_rows().keys() - {model.__name__ for model in MODELS} == set()

    def test_calls_each_model_as_the_screens_do(self):
        rows = glossary_rows()
        said = {model.__name__: rows[model.__name__][0].lower() for model in MODELS if model.__name__ in rows}
        assert said == {model.__name__: str(model._meta.verbose_name).lower() for model in MODELS}
