"""Asks what a remembered text of a source stands for."""

from __future__ import annotations

from typing import Any

from llegada.imports.forms import SKIP, MatchesForm, name_of
from llegada.imports.models import ValueMatch
from llegada.imports.services.directory import Directory


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
