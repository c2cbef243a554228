"""Keep the English catalogue: collect the Spanish sentences of the product, check their translation, compile it.

`update` adds what is missing to the .po file and drops what is no longer said; `check` lists what is missing, empty, fuzzy,
left over or with other placeholders, and fails if there is anything; `compile` writes the .mo file that Django reads.
It takes the place of makemessages and compilemessages, which need the gettext programs on the machine.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "llegada"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"

METADATA = {
    "Project-Id-Version": "Llegada",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# Which argument is what, by the name of the function without its `_lazy` or `_noop`.
FUNCTIONS = {
    "gettext": ("msgid",),
    "_": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")


class Message(NamedTuple):
    """One sentence of the product: its text, its plural if it counts something, its context if it is ambiguous."""

    msgid: str
    plural: str = ""
    context: str | None = None


def messages_of_python(source: str) -> Iterator[Message]:
    """Yield the sentences that a Python module marks for translation."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        roles = FUNCTIONS.get(re.sub(r"_(lazy|noop)$", "", name))
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if roles and len(texts) >= len(roles):
            yield Message(**dict(zip(roles, texts, strict=False)))


def messages_of_template(source: str) -> Iterator[Message]:
    """Yield the sentences that a Django template marks for translation."""
    for name, arguments in TEMPLATE_CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, arguments)]
        yield Message(**dict(zip(FUNCTIONS[name], texts, strict=False)))


def collect_messages(folder: Path = SOURCES) -> dict[Message, set[str]]:
    """Return every sentence under `folder` with the files that say it."""
    found: dict[Message, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages: Iterable[Message] = messages_of_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            messages = messages_of_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for message in messages:
            found.setdefault(message, set()).add(path.relative_to(folder).as_posix())
    return found


def key_of(entry: polib.POEntry) -> Message:
    """Return the sentence that an entry translates."""
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt)


def find_problems(wanted: Iterable[Message], catalogue: polib.POFile) -> list[str]:
    """Return what keeps the catalogue from being complete, one line each."""
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    wanted = set(wanted)
    problems = [f"missing: {message.msgid}" for message in wanted - entries.keys()]
    problems += [f"no longer said: {message.msgid}" for message in entries.keys() - wanted]
    for entry in entries.values():
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            problems.append(f"fuzzy: {entry.msgid}")
        elif not translations or not all(translations):
            problems.append(f"not translated: {entry.msgid}")
        elif not all(_placeholders(text) <= _placeholders(entry.msgid + entry.msgid_plural) for text in translations):
            problems.append(f"other placeholders: {entry.msgid}")
    return sorted(problems)


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def updated(catalogue: polib.POFile, wanted: dict[Message, set[str]]) -> polib.POFile:
    """Return the catalogue with exactly the sentences that are said, keeping the translations it has."""
    known = {key_of(entry): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = METADATA
    for message, files in sorted(wanted.items(), key=lambda item: (item[0].msgid, item[0].context or "")):
        entry = known.get(message) or polib.POEntry(
            msgid=message.msgid,
            msgid_plural=message.plural,
            msgctxt=message.context,
            msgstr_plural={0: "", 1: ""} if message.plural else {},
        )
        entry.occurrences = [(file, "") for file in sorted(files)]
        entry.obsolete = False
        fresh.append(entry)
    return fresh


def read_catalogue(path: Path = CATALOGUE) -> polib.POFile:
    """Return the catalogue, empty if there is none yet."""
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def main() -> int:
    """Do what was asked; return 1 if `check` found anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["update", "check", "compile"])
    action = parser.parse_args().action
    settings.configure()
    if action == "compile":
        read_catalogue().save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    elif action == "update":
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        updated(read_catalogue(), collect_messages()).save(str(CATALOGUE))
    else:
        problems = find_problems(collect_messages(), read_catalogue())
        print("\n".join(problems))
        return 1 if problems else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
