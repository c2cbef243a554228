"""Forms of the pre-design, one a section. What is typed may be incomplete; sending it to the coordination asks for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.portfolio import selectors, value_chain
from llegada.portfolio.models import CycleMoment, ServiceVersion, Strategy, ThematicLine
from llegada.portfolio.predesign import SECTION_FIELDS, PredesignContent, seen_mark
from llegada.portfolio.predesign_words import COLUMN_TITLES
from llegada.portfolio.value_chain import COLUMNS, ValueChain

_COLUMN: Final = [COLUMN_TITLES[name] for name in COLUMNS]


def _long(label: Any, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=8000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def _choices(label: Any, queryset: Any) -> forms.ModelMultipleChoiceField:  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices"})
    return forms.ModelMultipleChoiceField(label=label, required=False, queryset=queryset, widget=widget)


class SectionForm(forms.Form):
    """One section. `seen` is the mark of what its page showed, with which somebody else's change is found out."""

    section = ""
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        """Start with what `content` says."""
        self.content, self.actor = content, actor
        super().__init__(data, initial=self.initial_of(content) | {"seen": self.mark()})

    def mark(self) -> str:
        """Return the mark of what the section says now."""
        return seen_mark(self.content, SECTION_FIELDS[self.section])

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Return what the fields start with."""
        return {name: getattr(content, name) for name in SECTION_FIELDS[self.section]}

    def changes(self) -> dict[str, Any]:
        """Return the fields of the pre-design with what was typed. Call once valid."""
        return {name: self.cleaned_data[name] for name in SECTION_FIELDS[self.section]}


class NameForm(SectionForm):
    """The name."""

    section = "name"
    name = forms.CharField(label=_("Nombre"), max_length=ServiceVersion._meta.get_field("name").max_length)


class ProblemForm(SectionForm):
    """The statement of the problem, questioned where it names the absence of a solution."""

    section = "problem"
    problem = _long(_("Problema o necesidad"), 3)
    is_problem_confirmed = forms.BooleanField(
        label=_("Revisé el enunciado: dice un estado negativo que existe hoy, no la falta de una solución"),
        required=False,
    )
    problem_evidence = _long(_("Datos que lo muestran"), 4, _("Cifras, fuente y fecha."))


class AlignmentForm(SectionForm):
    """To what the service contributes."""

    section = "alignment"
    line = forms.ModelChoiceField(queryset=ThematicLine.objects.none(), label=_("Línea temática"), empty_label="—")
    strategies = _choices(_("Estrategias a las que aporta"), Strategy.objects.none())
    action_plan = _long(
        _("Aporte al plan de acción"), 3, _("La meta del plan de acción de la vigencia a la que aporta.")
    )

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        super().__init__(data, content=content, actor=actor)
        chosen: Any = self.fields["strategies"]
        chosen.queryset = selectors.list_alignable_strategies(actor=actor, besides=content.strategies)
        chosen.label_from_instance = lambda one: f"{one.name} ({one.year}) · {one.get_status_display()}"
        cast(Any, self.fields["line"]).queryset = selectors.list_active_lines(besides=content.line)

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Offer the strategies by their keys."""
        return super().initial_of(content) | {"strategies": list(content.strategies)}

    def changes(self) -> dict[str, Any]:
        """Return the strategies as keys."""
        return super().changes() | {"strategies": tuple(one.pk for one in self.cleaned_data["strategies"])}


class MomentsForm(SectionForm):
    """The moments of the cycle of public value."""

    section = "moments"
    moments = _choices(_("Momentos"), CycleMoment.objects.none())

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        super().__init__(data, content=content, actor=actor)
        cast(Any, self.fields["moments"]).queryset = selectors.list_moments_to_choose(besides=content.moments)

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Offer the moments by their keys."""
        return {"moments": list(content.moments)}

    def changes(self) -> dict[str, Any]:
        """Return the moments as keys."""
        return {"moments": tuple(one.pk for one in self.cleaned_data["moments"])}


class ContextForm(SectionForm):
    """What was done before, and why the service is needed."""

    section = "context"
    background = _long(_("Antecedentes"), 6)
    justification = _long(_("Justificación"), 6)


def typed_numbers(data: Mapping[str, Any] | None, pattern: str) -> set[tuple[int, ...]]:
    """Return the numbers of the fields that came whose name matches `pattern`, whatever the form had when it was drawn."""
    found = (re.fullmatch(pattern, key) for key in data or ())
    return {tuple(int(one) for one in match.groups()) for match in found if match}


class ChainForm(SectionForm):
    """The value chain as a matrix: a cell for each element, and a mark for each element of the next column to which it leads."""

    section = "chain"

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        super().__init__(data, content=content, actor=actor)
        chain = content.chain
        typed = {row for _column, row in typed_numbers(data, r"cell-([0-5])-(\d{1,2})")}
        self.rows = min(value_chain.MOST_ROWS, max(3, chain.rows + 2, *(row + 1 for row in typed)))
        for column in range(len(COLUMNS)):
            for row in range(self.rows):
                self.fields[f"cell-{column}-{row}"] = forms.CharField(
                    label=_("%(column)s, fila %(row)s") % {"column": _COLUMN[column], "row": row + 1},
                    required=False,
                    max_length=value_chain.MOST_CHARACTERS,
                    initial=chain.cells[column][row] if row < len(chain.cells[column]) else "",
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.links = sorted(self._pairs(chain) | cast(Any, typed_numbers(data, r"link-([0-4])-(\d{1,2})-(\d{1,2})")))
        for column, start, end in self.links:
            self.fields[f"link-{column}-{start}-{end}"] = forms.BooleanField(
                label=self._text(column + 1, end), required=False, initial=(column, start, end) in chain.links
            )

    @staticmethod
    def _pairs(chain: ValueChain) -> set[tuple[int, int, int]]:
        return {
            (column, start, end)
            for column in range(len(COLUMNS) - 1)
            for start, text in enumerate(chain.cells[column])
            for end, other in enumerate(chain.cells[column + 1])
            if text and other
        }

    def _text(self, column: int, row: int) -> str:
        cells = self.content.chain.cells[column]
        return cells[row] if row < len(cells) else ""

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Leave each cell with its own."""
        return {}

    def matrix(self) -> list[list[forms.BoundField]]:
        """Return the cells, row by row."""
        return [[self[f"cell-{column}-{row}"] for column in range(len(COLUMNS))] for row in range(self.rows)]

    def link_groups(self) -> list[dict[str, Any]]:
        """Return, for each column but the last, each of its elements with the marks of those of the next column."""
        groups = []
        for column in range(len(COLUMNS) - 1):
            starts = sorted({start for place, start, _ in self.links if place == column})
            elements = [
                {
                    "text": self._text(column, start),
                    "fields": [
                        self[f"link-{column}-{start}-{end}"]
                        for place, row, end in self.links
                        if (place, row) == (column, start)
                    ],
                }
                for start in starts
            ]
            if elements:
                groups.append({"title": _COLUMN[column], "next": _COLUMN[column + 1], "elements": elements})
        return groups

    def changes(self) -> dict[str, Any]:
        """Return the value chain."""
        data = self.cleaned_data
        cells = tuple(tuple(data[f"cell-{column}-{row}"] for row in range(self.rows)) for column in range(len(COLUMNS)))
        links = tuple(
            (column, start, end)
            for column, start, end in self.links
            if data[f"link-{column}-{start}-{end}"] and max(start, end) < self.rows
        )
        return {"chain": ValueChain(cells, links)}
