"""What a test of a training asks, what somebody answers on their phone, and what came on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from llegada.delivery import training_rules
from llegada.delivery.choices import TrainingWave
from llegada.delivery.models import TrainingQuestion, TrainingTest
from llegada.delivery.models.training import OPTIONS
from llegada.delivery.selectors.training import Sheet
from llegada.delivery.services import TrainingDraft
from llegada.delivery.training_words import LENGTH, PROBLEMS

_LETTERS: Final = [("0", "A"), ("1", "B"), ("2", "C"), ("3", "D")]


class BankForm(forms.Form):
    """Which test of the bank the session asks."""

    test = forms.ModelChoiceField(
        label=_("Prueba del banco de la dependencia"),
        queryset=TrainingTest.objects.none(),
        to_field_name="public_id",
        empty_label="—",
        error_messages={"invalid_choice": _("Elija una prueba del banco de esta dependencia.")},
    )

    def __init__(self, *args: Any, bank: Sequence[TrainingTest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["test"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        field.queryset = TrainingTest.objects.filter(pk__in=[one.pk for one in bank])
        field.choices = [("", "—"), *((str(one.public_id), one.title) for one in bank)]


class TitleForm(forms.Form):
    """The name of a test."""

    title = forms.CharField(label=_("Nombre de la prueba"), max_length=150)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class QuestionForm(forms.Form):
    """One question with its options and which of them is right."""

    text = forms.CharField(label=_("Pregunta"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    option_a = forms.CharField(label=_("Opción A"), max_length=200)
    option_b = forms.CharField(label=_("Opción B"), max_length=200)
    option_c = forms.CharField(label=_("Opción C"), max_length=200, required=False)
    option_d = forms.CharField(label=_("Opción D"), max_length=200, required=False)
    right = forms.ChoiceField(label=_("Respuesta correcta"), choices=[("", "—"), *_LETTERS])

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the question as a whole."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            problem = training_rules.question_problem(self.to_question())
            if problem is not None:
                raise ValidationError(str(PROBLEMS[problem]))
        return data

    def to_question(self) -> training_rules.Question:
        """Return the question for the services."""
        data = self.cleaned_data
        said = [data.get(name) or "" for name in OPTIONS]
        while said and not said[-1]:
            said.pop()
        return training_rules.Question(data["text"], tuple(said), int(data["right"]))


class _BaseQuestions(BaseFormSet[QuestionForm]):
    def clean(self) -> None:
        """Ask for enough questions, and not too many."""
        if not any(self.errors) and not training_rules.is_length_good(len(self.filled)):
            raise ValidationError(LENGTH)

    @property
    def filled(self) -> list[QuestionForm]:
        """Return the questions that were written and not taken away."""
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]


QuestionFormSet = formset_factory(
    QuestionForm,
    formset=_BaseQuestions,
    extra=training_rules.FEWEST_QUESTIONS,
    max_num=training_rules.MOST_QUESTIONS,
    can_delete=True,
)


def asked_again(questions: Sequence[TrainingQuestion]) -> list[dict[str, Any]]:
    """Return questions as the initial values of their forms."""
    names = ("text", *OPTIONS)
    return [{**{name: getattr(one, name) for name in names}, "right": str(one.right)} for one in questions]


def draft_of(title: TitleForm, questions: Any) -> TrainingDraft:
    """Return a test for the services; the forms must be valid."""
    kept = [form for form in questions.forms if form.cleaned_data and form not in questions.deleted_forms]
    return TrainingDraft(title.cleaned_data["title"], tuple(form.to_question() for form in kept))


class AnswerForm(forms.Form):
    """The questions of a test as somebody answers them on their phone."""

    def __init__(self, *args: Any, questions: Sequence[TrainingQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions:
            self.fields[f"q{one.position}"] = forms.TypedChoiceField(
                label=f"{one.position}. {one.text}",
                choices=[(str(place), said) for place, said in enumerate(one.options)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one answer at least."""
        data = super().clean() or self.cleaned_data
        if not self.errors and all(value is None for value in data.values()):
            raise ValidationError(_("Responda al menos una pregunta."))
        return data

    @property
    def given(self) -> list[int | None]:
        """Return the answers in the order of the questions, None for a blank."""
        return [self.cleaned_data[name] for name in self.fields]


class PaperForm(forms.Form):
    """How many were right on paper, person by person; who answered by phone is shown and not asked."""

    def __init__(self, *args: Any, sheets: Sequence[Sheet], stage: str, questions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        labels = dict(TrainingWave.choices)
        for sheet in sheets:
            for wave in TrainingWave.values:
                known = getattr(sheet, wave)
                if training_rules.is_on_paper(stage, wave) and (known is None or not known.given):
                    self.fields[f"{wave}_{sheet.entry.pk}"] = forms.IntegerField(
                        label=f"{labels[wave]}: {sheet.entry.name}",
                        required=False,
                        min_value=0,
                        max_value=questions,
                        initial=known.right if known else None,
                        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                    )

    @property
    def rows(self) -> list[tuple[Sheet, Any, Any]]:
        """Return each person with the fields of both tests, None where there is nothing to write."""
        return [
            (sheet, self._field(f"pre_{sheet.entry.pk}"), self._field(f"post_{sheet.entry.pk}"))
            for sheet in self.sheets
        ]

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def results(self) -> dict[tuple[int, str], int]:
        """Return what was written, by (entry, wave)."""
        found = {}
        for name, value in self.cleaned_data.items():
            if value is not None:
                wave, entry = name.split("_")
                found[int(entry), wave] = value
        return found
