"""Forms of the programming of a month: its team, days, place and materials, and its steps."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.planning.models import LineMonth, MonthStep
from llegada.planning.month_content import MonthContent, StepContent
from llegada.portfolio.forms.strategies import AmountField


class TeamField(forms.ModelMultipleChoiceField[Person]):
    """People with boxes to tick, each with their post."""

    def label_from_instance(self, obj: Person) -> str:
        """Return the name, with the post where it is known."""
        return f"{obj.full_name} · {obj.post}" if obj.post else obj.full_name


class MonthForm(forms.Form):
    """What is programmed of a line in a month, without its steps. All of it may be said later."""

    team = TeamField(
        label=_("Equipo"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text=_("Personas de la dependencia o de aquellas con las que se hace la línea."),
    )
    person_days = AmountField(
        label=_("Días de trabajo en el mes"),
        required=False,
        decimals=1,
        digits=5,
        help_text=_("De todo el equipo; se reparten por igual entre sus personas. En blanco es «sin dato»."),
    )
    place = forms.CharField(
        label=_("Lugar o espacio"),
        required=False,
        max_length=LineMonth._meta.get_field("place").max_length,
        help_text=_("El auditorio, la sala virtual, el municipio."),
    )
    materials = forms.CharField(
        label=_("Materiales"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(label=_("Nota"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        """Offer `people`."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["team"]).queryset = people

    def clean_person_days(self) -> Any:
        """Ask for some days, or for none written."""
        days = self.cleaned_data["person_days"]
        if days is not None and days <= 0:
            raise ValidationError(_("Los días de trabajo son más de cero. Si no los sabe, deje la casilla vacía."))
        return days

    def content(self, steps: tuple[StepContent, ...]) -> MonthContent:
        """Return what was typed, with its steps. Call once valid."""
        data = self.cleaned_data
        return MonthContent(
            team=tuple(data["team"]),
            person_days=data["person_days"],
            place=data["place"],
            materials=data["materials"],
            note=data["note"],
            steps=steps,
        )


class StepForm(forms.Form):
    """One administrative or contract step."""

    name = forms.CharField(label=_("Paso"), required=False, max_length=MonthStep._meta.get_field("name").max_length)
    due_on = forms.DateField(
        label=_("Para cuándo"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask what is to be done by a day that was written."""
        data = super().clean() or {}
        if data.get("due_on") and not data.get("name") and "name" not in self.errors:
            raise ValidationError({"name": _("Escriba cuál es el paso, o borre su fecha.")})
        return data


class BaseStepFormSet(forms.BaseFormSet[StepForm]):
    """The steps of a month; one left blank is no step."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it had been one or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: StepForm, index: int | None) -> None:
        """Give the field of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Quitar este paso")

    def steps(self) -> tuple[StepContent, ...]:
        """Return the steps in their order, without those taken away. Call once valid."""
        return tuple(
            StepContent(form.cleaned_data["name"], form.cleaned_data["due_on"], form.cleaned_data["key"])
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get("name")
        )


def step_formset(data: Any = None, *, steps: tuple[StepContent, ...] = ()) -> BaseStepFormSet:
    """Return the formset of `steps` with an empty row to add another without script."""
    formset_class = forms.formset_factory(
        StepForm, formset=BaseStepFormSet, extra=1, can_delete=True, max_num=40, validate_max=True
    )
    initial = None if data else [vars(one) for one in steps]
    return cast(BaseStepFormSet, formset_class(data, initial=initial, prefix="steps"))


def month_initial(content: MonthContent, revision: int) -> dict[str, Any]:
    """Return what the form starts with to programme `content`."""
    return {
        "team": [person.pk for person in content.team],
        "revision": revision,
        **{name: getattr(content, name) for name in ("person_days", "place", "materials", "note")},
    }
