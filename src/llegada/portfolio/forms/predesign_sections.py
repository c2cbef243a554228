"""The form of each section of a pre-design."""

from __future__ import annotations

from typing import Final

from llegada.portfolio.forms.predesign import (
    AlignmentForm,
    ChainForm,
    ContextForm,
    MomentsForm,
    NameForm,
    ProblemForm,
    SectionForm,
)
from llegada.portfolio.forms.predesign_problem import MatrixForm, TreeForm

SECTION_FORMS: Final[dict[str, type[SectionForm]]] = {
    one.section: one
    for one in (NameForm, ProblemForm, TreeForm, MatrixForm, AlignmentForm, ChainForm, MomentsForm, ContextForm)
}
