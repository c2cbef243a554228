from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.__main__ import main, measure
from benchmarks.catalogue import find_benchmarks
from benchmarks.installation import temporary_installation
from benchmarks.measure import Measure


class TestMeasure:
    def test_prints_name_value_unit_goal_and_verdict(self):
        figure = Measure(name="agenda.queries", value=11, unit="queries", at_most=15)
        assert figure.line == "RESULT agenda.queries 11 queries goal <=15 ok"

    def test_says_short_when_the_goal_is_not_kept(self):
        figure = Measure(name="search.hits", value=0.25, unit="share", at_least=0.9)
        assert figure.line == "RESULT search.hits 0.25 share goal >=0.9 short"

    def test_keeps_a_goal_that_is_just_reached(self):
        assert Measure(name="a", value=15, unit="ms", at_most=15).is_met
        assert Measure(name="a", value=15, unit="ms", at_least=15).is_met

    def test_writes_large_and_long_figures_without_exponents(self):
        figure = Measure(name="rows", value=12_345_678, unit="rows", at_least=1e7)
        assert figure.line == "RESULT rows 12345678 rows goal >=10000000 ok"
        assert " 33.333 ms " in Measure(name="a", value=100 / 3, unit="ms", at_most=50).line

    @pytest.mark.parametrize("limits", [{}, {"at_most": 1, "at_least": 0}])
    def test_needs_exactly_one_limit(self, limits):
        with pytest.raises(ValueError, match="at_most or at_least"):
            Measure(name="a", value=1, unit="ms", **limits)

    @pytest.mark.parametrize(("name", "unit"), [("first page", "kB"), ("first_page", "kB gz"), ("", "kB"), ("a", "")])
    def test_refuses_words_that_would_break_the_line(self, name, unit):
        with pytest.raises(ValueError, match="split on spaces"):
            Measure(name=name, value=1, unit=unit, at_most=2)


class TestFindBenchmarks:
    def test_lists_modules_with_a_run_function_and_their_first_line(self, tmp_path):
        (tmp_path / "pages.py").write_text('"""Ten pages.\n\nMore."""\nimport absent\ndef run(*, full): ...\n')
        (tmp_path / "measure.py").write_text('"""Not a benchmark."""\ndef walk(): ...\n')
        assert find_benchmarks(tmp_path) == {"pages": "Ten pages."}

    def test_every_benchmark_of_the_project_says_what_it_measures(self):
        assert all(find_benchmarks().values())


class TestMeasureRun:
    def run(self, *figures: Measure) -> int:
        seen = []

        @contextmanager
        def installation():
            seen.append("ready")
            yield

        def load():
            assert seen == ["ready"], "a benchmark is imported before Django is set up"
            return lambda *, full: figures if full else ()

        return measure(load, full=True, installation=installation)

    def test_succeeds_when_every_goal_is_kept(self, capsys):
        assert self.run(Measure(name="a", value=1, unit="ms", at_most=2)) == 0
        assert capsys.readouterr().out == "RESULT a 1 ms goal <=2 ok\n"

    def test_fails_when_one_falls_short_and_still_prints_the_rest(self, capsys):
        status = self.run(
            Measure(name="a", value=3, unit="ms", at_most=2), Measure(name="b", value=1, unit="ms", at_most=2)
        )
        assert status == 1
        assert capsys.readouterr().out.splitlines()[1] == "RESULT b 1 ms goal <=2 ok"


class TestMain:
    def test_lists_without_a_name(self, capsys):
        assert main([]) == 0
        assert len(capsys.readouterr().out.splitlines()) == len(find_benchmarks())

    def test_says_which_exist_when_asked_for_one_that_does_not(self, capsys):
        assert main(["nothing"]) == 2
        assert "No existe la medida «nothing»." in capsys.readouterr().err


class TestTemporaryInstallation:
    def test_never_measures_the_installation_of_whoever_runs_it(self, monkeypatch):
        monkeypatch.setattr("benchmarks.installation._prepare", lambda: None)
        monkeypatch.setattr(os, "environ", dict(os.environ))
        os.environ.update(LLEGADA_DATA_DIR="/srv/real", LLEGADA_DATABASE_URL="postgres://real/real", LLEGADA_DEBUG="1")
        with temporary_installation():
            folder = os.environ["LLEGADA_DATA_DIR"]
            assert folder != "/srv/real"
            assert Path(folder).is_dir()
            assert os.environ["LLEGADA_DATABASE_URL"] == ""
            assert "LLEGADA_DEBUG" not in os.environ
        assert not Path(folder).exists()
