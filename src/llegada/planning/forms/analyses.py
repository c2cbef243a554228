"""Forms of the annual analysis: what a section found with its sources, the scenarios and the priorities."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, cast

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from llegada.planning.analysis_content import FindingContent, PriorityContent, ScenarioContent, SourceContent
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR

#: Where a row without a number goes.
_LAST: Final = 10_000


def _text(label: Any, rows: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=8000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PartForm(forms.Form):
    """One part. `seen` is the mark of what its page showed, with which somebody else's change is found out."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class FindingForm(PartForm):
    """What was found in a section, or why it does not apply. A draft may leave it empty; sending asks for it."""

    text = _text(
        _("Qué se encontró"),
        8,
        _("Con datos y con nombres de entidades o territorios. Si no aplica, escriba aquí por qué."),
        required=False,
    )
    does_not_apply = forms.BooleanField(label=_("No aplica a esta dependencia"), required=False)
    field_order = ("text", "does_not_apply")

    def content(self, sources: Collection[SourceContent]) -> FindingContent:
        """Return what was typed, with its sources. Call once both forms are valid."""
        data = self.cleaned_data
        return FindingContent(data["text"], not data["does_not_apply"], tuple(sources))


class SourceForm(forms.Form):
    """A link to the data."""

    name = forms.CharField(label=_("Qué es"), max_length=200)
    url = forms.CharField(
        label=_("Dirección"),
        max_length=500,
        help_text=_("Empieza por https://"),
        validators=[URLValidator(schemes=["https"], message=_("Escriba una dirección que empiece por https://."))],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    year = forms.IntegerField(label=_("Año de los datos"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ScenarioForm(forms.Form):
    """One way to intervene."""

    name = forms.CharField(label=_("Escenario"), max_length=200)
    description = _text(_("En qué consiste"), 3)
    scope = _text(_("Entidades o alcance"), 2, _("Cuáles, cuántas y dónde."))


class PriorityForm(forms.Form):
    """What comes first, and why."""

    name = forms.CharField(label=_("Prioridad"), max_length=200)
    reason = _text(_("Por qué"), 3)
    line = forms.TypedChoiceField(label=_("Línea temática"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, lines: Collection[tuple[int, str]], **kwargs: Any) -> None:
        """Offer `lines`, as (key, name)."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["line"]).choices = [("", "—"), *lines]


class RowFormSet(forms.BaseFormSet[forms.Form]):
    """The rows of a part; one left blank is none. They go in the order of the page, or in that of their numbers."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it had been one or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Give the fields of the formset the words of the house, and each row that says something its number."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Quitar")
        if self.can_order:
            form.fields["ORDER"].label = _("Orden")
            form.fields["ORDER"].help_text = _("1 es lo primero.")
            form.order_fields(["name", "line", "ORDER"])

    def rows(self) -> list[dict[str, Any]]:
        """Return what each row says, in order, without those taken away. Call once valid."""
        kept = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        said = [one for one in kept if one.get("name")]
        said.sort(key=lambda one: one.get("ORDER") or _LAST)
        return [{name: value for name, value in one.items() if name not in {"DELETE", "ORDER"}} for one in said]


def sources_form(data: Any = None, *, sources: Collection[SourceContent] = ()) -> RowFormSet:
    """Return the rows of the sources of a section."""
    return _rows(SourceForm, "sources", data, sources)


def scenarios_form(data: Any = None, *, scenarios: Collection[ScenarioContent] = ()) -> RowFormSet:
    """Return the rows of the intervention scenarios."""
    return _rows(ScenarioForm, "scenarios", data, scenarios)


def priorities_form(
    data: Any = None, *, lines: Collection[tuple[int, str]], priorities: Collection[PriorityContent] = ()
) -> RowFormSet:
    """Return the rows of the priorities, numbered; each offers `lines`, as (key, name)."""
    return _rows(PriorityForm, "priorities", data, priorities, can_order=True, lines=lines)


def _rows(
    form: type[forms.Form],
    prefix: str,
    data: Any,
    said: Collection[object],
    *,
    can_order: bool = False,
    **form_kwargs: Any,
) -> RowFormSet:
    """Return a formset of what is `said`, with an empty row to add another without script."""
    made = forms.formset_factory(
        form, formset=RowFormSet, extra=1, can_delete=True, can_order=can_order, max_num=30, validate_max=True
    )
    initial = None if data else [vars(one) for one in said]
    return cast(RowFormSet, made(data, initial=initial, prefix=prefix, form_kwargs=form_kwargs))
