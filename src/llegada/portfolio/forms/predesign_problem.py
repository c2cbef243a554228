"""Forms of the problem in a pre-design: its tree, by rows, and Vester's matrix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.portfolio import problems
from llegada.portfolio.forms.predesign import SectionForm, typed_numbers
from llegada.portfolio.predesign import PredesignContent
from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix


class MatrixForm(SectionForm):
    """Vester's matrix: its problems, and how much each of those that are already saved influences the others."""

    section = "matrix"

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        super().__init__(data, content=content, actor=actor)
        matrix = content.matrix
        self.size = len(matrix.problems)
        typed = {row for (row,) in typed_numbers(data, r"problem-(\d{1,2})")}
        self.rows = min(problems.MOST_PROBLEMS, max(4, self.size + 2, *(row + 1 for row in typed)))
        for row in range(self.rows):
            self.fields[f"problem-{row}"] = forms.CharField(
                label=_("Problema %(number)s") % {"number": row + 1},
                required=False,
                max_length=problems.MOST_CHARACTERS,
                initial=matrix.problems[row] if row < self.size else "",
            )
        for row, column in self._cells():
            self.fields[f"influence-{row}-{column}"] = forms.TypedChoiceField(
                label=_("Cuánto influye el problema %(row)s en el %(column)s") % {"row": row + 1, "column": column + 1},
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "—"), *((level, str(level)) for level in problems.LEVELS)],
                initial=matrix.influence[row][column],
            )

    def _cells(self) -> Iterable[tuple[int, int]]:
        return ((row, column) for row in range(self.size) for column in range(self.size) if row != column)

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Leave each cell with its own."""
        return {}

    def problem_fields(self) -> list[forms.BoundField]:
        """Return the fields of the problems."""
        return [self[f"problem-{row}"] for row in range(self.rows)]

    def matrix(self) -> list[dict[str, Any]]:
        """Return, for each saved problem, its text and its influences; None on the diagonal."""
        return [
            {
                "text": text,
                "cells": [None if row == column else self[f"influence-{row}-{column}"] for column in range(self.size)],
            }
            for row, text in enumerate(self.content.matrix.problems)
        ]

    def changes(self) -> dict[str, Any]:
        """Return the matrix of the problems that are still there; what is new has its influences unsaid."""
        data = self.cleaned_data
        kept = [row for row in range(self.rows) if " ".join(data[f"problem-{row}"].split())]
        influence = tuple(
            tuple(None if row == column else data.get(f"influence-{row}-{column}") for column in kept) for row in kept
        )
        return {"matrix": VesterMatrix(tuple(" ".join(data[f"problem-{row}"].split()) for row in kept), influence)}


class BoxForm(forms.Form):
    """One cause or effect of the tree; an indirect one is behind the direct one above it."""

    kind = forms.ChoiceField(
        label=_("Qué es"),
        choices=[
            ("cause", _("Causa directa")),
            ("behind_cause", _("Causa indirecta, de la directa anterior")),
            ("effect", _("Efecto directo")),
            ("behind_effect", _("Efecto indirecto, del directo anterior")),
        ],
    )
    text = forms.CharField(label=_("Texto"), max_length=problems.MOST_CHARACTERS, required=False)


class BaseBoxFormSet(forms.BaseFormSet[BoxForm]):
    """The causes and effects in their order; a row left blank is none."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it had been there or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: BoxForm, index: int | None) -> None:
        """Give the fields of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Orden")
        form.fields["DELETE"].label = _("Quitar")

    def branches(self) -> tuple[tuple[Branch, ...], tuple[Branch, ...]]:
        """Return causes and effects. Raises ValidationError where an indirect one has no direct one before it."""
        found: dict[str, list[tuple[str, list[str]]]] = {"cause": [], "effect": []}
        for form in self.ordered_forms:
            kind, text = form.cleaned_data.get("kind", ""), " ".join(form.cleaned_data.get("text", "").split())
            if not text:
                continue
            direct = found[kind.removeprefix("behind_")]
            if not kind.startswith("behind_"):
                direct.append((text, []))
            elif direct:
                direct[-1][1].append(text)
            else:
                sentence = _("«%(text)s» es indirecto y no tiene antes uno directo: escríbalo o cambie qué es.")
                raise ValidationError(sentence % {"text": text})
        causes, effects = (tuple(Branch(text, tuple(behind)) for text, behind in found[kind]) for kind in found)
        return causes, effects

    def clean(self) -> None:
        """Check that every indirect one has its direct one, and that they can be drawn."""
        if any(self.errors) or not self.management_form.is_valid():
            return
        if any(len(branches) > problems.MOST_BOXES for branches in self.branches()):
            raise ValidationError(_("El árbol admite hasta 10 causas directas y 10 efectos directos."))


class TreeForm(SectionForm):
    """The central problem; its causes and effects are rows beside."""

    section = "tree"
    central = forms.CharField(
        label=_("Problema central"),
        required=False,
        max_length=problems.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, content: PredesignContent, actor: Actor) -> None:
        super().__init__(data, content=content, actor=actor)
        rows = [
            {"kind": kind, "text": text}
            for direct, branches in (("cause", content.tree.causes), ("effect", content.tree.effects))
            for branch in branches
            for kind, text in ((direct, branch.text), *((f"behind_{direct}", one) for one in branch.behind))
        ]
        formset_class = forms.formset_factory(
            BoxForm,
            formset=BaseBoxFormSet,
            extra=2 if rows else 4,
            can_delete=True,
            can_order=True,
            max_num=80,
            validate_max=True,
        )
        initial = None if data else rows
        self.boxes = cast(BaseBoxFormSet, formset_class(data, initial=initial, prefix="boxes"))

    def initial_of(self, content: PredesignContent) -> dict[str, Any]:
        """Start with the central problem, or with the statement where there is none."""
        return {"central": content.tree.central or content.problem[: problems.MOST_CHARACTERS]}

    def changes(self) -> dict[str, Any]:
        """Return the tree. Call once it and its boxes are valid."""
        causes, effects = self.boxes.branches()
        return {"tree": ProblemTree(" ".join(self.cleaned_data["central"].split()), causes, effects)}
