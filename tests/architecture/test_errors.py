"""Every refusal has a code of its own, a status, and a Spanish sentence that says what happened."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django.utils.functional import Promise

import llegada
from llegada.core.errors import LlegadaError

for found in pkgutil.walk_packages(llegada.__path__, "llegada."):
    if ".migrations" not in found.name and not found.name.endswith(".wsgi"):
        importlib.import_module(found.name)


def subclasses(parent: type[LlegadaError]) -> Iterator[type[LlegadaError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("llegada."):
            yield child
            yield from subclasses(child)


ERRORS = sorted({LlegadaError, *subclasses(LlegadaError)}, key=lambda error: f"{error.__module__}.{error.__name__}")
STATUSES = {400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
class TestError:
    def test_has_a_code_and_a_status(self, error):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
        assert error.status in STATUSES

    def test_says_a_whole_sentence_that_can_be_translated(self, error):
        assert isinstance(error.sentence, Promise), "the sentence must be lazily translated"
        sentence = str(error.sentence)
        assert sentence[0].isupper() or sentence[0] in "¿«%"
        assert sentence.endswith((".", "?"))
        assert not re.search(r"\{\w*\}|%s|%d", sentence), "params are named: %(name)s"

    def test_is_explained(self, error):
        assert error.__doc__
        assert error.__doc__ != (error.__base__.__doc__ or "")

    def test_names_its_params(self, error):
        for name in re.findall(r"%\((\w+)\)", str(error.sentence)):
            assert f"`{name}`" in error.__doc__, f"the docstring must name the param {name}"


class TestErrors:
    def test_have_each_its_own_code(self):
        by_code: dict[str, list[str]] = {}
        for error in ERRORS:
            by_code.setdefault(error.code, []).append(error.__name__)
        assert {code: names for code, names in by_code.items() if len(names) > 1} == {}

    def test_have_a_page_for_each_status_that_a_page_can_meet(self):
        from django.template.loader import get_template

        for status in {error.status for error in ERRORS if not error.__module__.endswith("core.api")}:
            get_template(f"{status}.html")
