from __future__ import annotations

import polib
import pytest

from scripts.catalogue import (
    Message,
    collect_messages,
    find_problems,
    messages_of_python,
    messages_of_template,
    read_catalogue,
    updated,
)

PLAN = Message("Plan de trabajo")
DAYS = Message("Falta %(n)s día", "Faltan %(n)s días")


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    file = polib.POFile()
    file.extend(entries)
    return file


class TestMessagesOfPython:
    def test_finds_plain_lazy_plural_and_contextual_sentences(self):
        source = """
name = _("Plan " "de trabajo")
other = translation.gettext_lazy("Entidad")
count = ngettext_lazy("%(n)s fila", "%(n)s filas", "n")
word = pgettext("map", "Sede")
"""
        assert set(messages_of_python(source)) == {
            PLAN,
            Message("Entidad"),
            Message("%(n)s fila", "%(n)s filas"),
            Message("Sede", context="map"),
        }

    def test_passes_over_what_is_only_known_when_it_runs(self):
        assert list(messages_of_python("_(name); print('Hola'); ngettext(a, b, 3)")) == []


class TestMessagesOfTemplate:
    def test_finds_tags_filters_and_arguments(self):
        source = """{% translate "Plan de trabajo" as title %}{% include "x.html" with label=_("Ver «todo»") %}
        {{ name|default:_("sin dato") }}{% translate 'Sede' context "map" %}"""
        assert set(messages_of_template(source)) == {
            PLAN,
            Message("Ver «todo»"),
            Message("sin dato"),
            Message("Sede", context="map"),
        }

    def test_finds_blocks_with_plural_as_django_will_look_them_up(self):
        source = """{% blocktranslate trimmed count n=days %}
          Falta {{ n }} día
        {% plural %}
          Faltan {{ n }} días
        {% endblocktranslate %}"""
        assert list(messages_of_template(source)) == [DAYS]


class TestCollectMessages:
    def test_reads_python_and_templates_but_no_migrations(self, tmp_path):
        for name, text in {
            "plans/models.py": '_("Plan de trabajo")',
            "plans/migrations/0001_initial.py": '_("Viejo")',
            "plans/templates/plans/list.html": '{% translate "Plan de trabajo" %}',
            "plans/data/words.html": '{% translate "Nada" %}',
        }.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        assert collect_messages(tmp_path) == {PLAN: {"plans/models.py", "plans/templates/plans/list.html"}}


class TestFindProblems:
    def test_finds_none_in_a_complete_catalogue(self):
        complete = catalogue(
            polib.POEntry(msgid=PLAN.msgid, msgstr="Work plan"),
            polib.POEntry(
                msgid=DAYS.msgid, msgid_plural=DAYS.plural, msgstr_plural={0: "One day left", 1: "%(n)s days left"}
            ),
        )
        assert find_problems([PLAN, DAYS], complete) == []

    @pytest.mark.parametrize(
        ("entries", "problem"),
        [
            ([], "missing: Plan de trabajo"),
            ([polib.POEntry(msgid=PLAN.msgid)], "not translated: Plan de trabajo"),
            ([polib.POEntry(msgid=PLAN.msgid, msgstr="Work", flags=["fuzzy"])], "fuzzy: Plan de trabajo"),
            ([polib.POEntry(msgid=PLAN.msgid, msgstr="Plan %(n)s")], "other placeholders: Plan de trabajo"),
        ],
    )
    def test_names_each(self, entries, problem):
        assert find_problems([PLAN], catalogue(*entries)) == [problem]

    def test_names_what_is_no_longer_said(self):
        assert find_problems([], catalogue(polib.POEntry(msgid="Viejo", msgstr="Old"))) == ["no longer said: Viejo"]

    def test_names_a_plural_half_translated(self):
        half = polib.POEntry(msgid=DAYS.msgid, msgid_plural=DAYS.plural, msgstr_plural={0: "One day left", 1: ""})
        assert find_problems([DAYS], catalogue(half)) == ["not translated: Falta %(n)s día"]


class TestUpdated:
    def test_keeps_translations_adds_what_is_new_and_drops_what_is_gone(self):
        old = catalogue(polib.POEntry(msgid=PLAN.msgid, msgstr="Work plan"), polib.POEntry(msgid="Viejo", msgstr="Old"))
        fresh = updated(old, {PLAN: {"a.py"}, DAYS: {"b.html"}})
        assert [(entry.msgid, entry.msgstr) for entry in fresh] == [(DAYS.msgid, ""), (PLAN.msgid, "Work plan")]

    def test_survives_being_written_and_read(self, tmp_path):
        path = tmp_path / "django.po"
        updated(catalogue(), {DAYS: {"b.html"}, Message("Sede", context="map"): {"a.py"}}).save(str(path))
        assert find_problems([DAYS, Message("Sede", context="map")], read_catalogue(path)) == [
            "not translated: Falta %(n)s día",
            "not translated: Sede",
        ]
