"""Ask what the words of files stand for: those that nobody knows yet, and one that is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from llegada.imports.choices import MatchKind
from llegada.imports.models import ValueMatch
from llegada.imports.services.directory import LEFT_BLANK, Directory

#: Kinds of which a page can offer all that there is; of entities there are too many.
FEW: Final = frozenset({*MatchKind.values} - {MatchKind.ENTITY})
SKIP: Final = "-"
#: Kinds that no target needs: a row goes in without them.
MAY_BE_BLANK: Final = frozenset({MatchKind.ADVISOR, MatchKind.MODALITY, MatchKind.SESSION_KIND, MatchKind.SERVICE_KIND})


def name_of(kind: str, text: str) -> str:
    """Return what stands for a text of a kind in the names of fields."""
    return hashlib.blake2b(f"{kind}:{text}".encode(), digest_size=8).hexdigest()


class MatchesForm(forms.Form):
    """Asks what words of a file stand for, with the likeliest first; what is left blank is asked again the next time.

    Its fields are named after the words: an answer never becomes that of another, whatever is asked when it arrives.
    """

    def __init__(self, *args: Any, unknown: list[tuple[str, str]], directory: Directory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown, self.directory = unknown, directory
        for kind, text in unknown:
            name = name_of(kind, text)
            near = directory.suggest(kind, text)
            likely = directory.likeliest(kind, text)
            rest = sorted(directory.words(kind).items(), key=lambda one: one[1]) if kind in FEW else []
            offered = {value for value, _words in near}
            choices = [
                ("", _("Todavía no sé")),
                *near,
                *((v, w) for v, w in rest if v not in offered),
                *([(LEFT_BLANK, _("Nada de la lista: traer la fila sin ese dato"))] if kind in MAY_BE_BLANK else []),
                (SKIP, _("No traer esas filas")),
            ]
            self.fields[f"value_{name}"] = forms.ChoiceField(
                label=_("Qué es «%(text)s»") % {"text": text}, choices=choices, required=False, initial=likely
            )
            field: Any = self.fields[f"value_{name}"]
            field.names_several = kind == MatchKind.ENTITY and directory.names_several(text)
            if kind not in FEW:
                self.fields[f"other_{name}"] = forms.CharField(
                    label=_("Otra en lugar de «%(text)s», por su nombre o código DANE") % {"text": text},
                    required=False,
                    max_length=200,
                )

    @property
    def rows(self) -> Iterator[tuple[str, str, BoundField, BoundField | None]]:
        """Return each text with its kind in words and its questions."""
        for kind, text in self.unknown:
            name = name_of(kind, text)
            other = self[f"other_{name}"] if f"other_{name}" in self.fields else None
            yield str(MatchKind(kind).label), text, self[f"value_{name}"], other

    def clean(self) -> dict[str, Any]:
        """Find the entities that were written by hand; refuse answers to words that are not asked any more."""
        data = super().clean() or {}
        if any(name.startswith(("value_", "other_")) and name not in self.fields for name in self.data):
            raise forms.ValidationError(
                _("La lista cambió desde que abrió la página. Actualícela y responda lo que sigue sin decir.")
            )
        for kind, text in self.unknown:
            name = name_of(kind, text)
            said = (data.get(f"other_{name}") or "").strip()
            if not said:
                continue
            found = self.directory.find(kind, said)
            if not found and said in self.directory.mayoralties:
                found = str(self.directory.mayoralties[said])
            if found:
                data[f"value_{name}"] = found
            else:
                self.add_error(
                    f"other_{name}", _("No encontramos esa entidad. Escriba su nombre completo o su código DANE.")
                )
        return data

    def matches(self) -> dict[tuple[str, str], str]:
        """Return what was said: (kind, text) → key or code, empty for what is not brought."""
        said = {pair: self.cleaned_data.get(f"value_{name_of(*pair)}", "") for pair in self.unknown}
        return {pair: "" if value == SKIP else value for pair, value in said.items() if value}


class MatchForm(MatchesForm):
    """Asks it of one text, with what it stands for now chosen."""

    def __init__(self, *args: Any, match: ValueMatch, directory: Directory, **kwargs: Any) -> None:
        super().__init__(*args, unknown=[(match.kind, match.text)], directory=directory, **kwargs)
        field: Any = self.fields[f"value_{name_of(match.kind, match.text)}"]
        offered = [(value, words) for value, words in field.choices if value]
        words = directory.words(match.kind).get(match.value)
        if words is not None and match.value not in dict(offered):
            offered.insert(0, (match.value, words))
        field.choices = offered
        field.required = True
        field.initial = match.value or SKIP

    @property
    def value(self) -> str:
        """Return the key or code that was chosen, empty for what is not brought."""
        return next(iter(self.matches().values()))
