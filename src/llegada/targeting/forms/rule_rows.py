"""The rows of a rule of focalisation in its form: criteria and filters, and what they choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llegada.targeting.choices import (
    CriterionDirection,
    FilterKind,
    IndexKind,
    MissingPolicy,
    Normalization,
)
from llegada.targeting.models import EntityGroup, IndexCategory
from llegada.targeting.rule_content import CriterionContent, FilterContent
from llegada.targeting.selectors.rules import list_readable_indices
from llegada.territory.models import Department

#: A rule of more criteria explains nothing.
MOST_CRITERIA: Final = 20
EMPTY: Final = [("", "—")]

Choices = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Offered:
    """What the rows of a rule choose from, read once for all of them. `categories` are «code of the index:position»."""

    indices: Choices
    grouping: Choices
    categories: Choices
    departments: Choices
    groups: Choices


def offered() -> Offered:
    """Return what can be chosen now: indices with an edition in force, their categories, departments, groups in use."""
    indices = list(list_readable_indices())
    named = [(one.code, f"{one.short_name} · {one} ({one.get_level_display()})") for one in indices]
    classed = [one for one in indices if one.kind != IndexKind.CONTINUOUS]
    labels: dict[int, list[tuple[str, str]]] = {}
    codes = {one.pk: one.code for one in classed}
    for index, position, label in (
        IndexCategory.objects.filter(index__in=codes).order_by("position").values_list("index", "position", "label")
    ):
        labels.setdefault(index, []).append((f"{codes[index]}:{position}", label))
    return Offered(
        indices=named,
        grouping=[(one.code, str(one)) for one in classed if one.pk in labels],
        categories=[
            (str(one), labels.get(one.pk) or [(f"{one.code}:1", _now("Sí")), (f"{one.code}:0", _now("No"))])
            for one in classed
            if one.pk in labels or one.kind == IndexKind.FLAG
        ],
        departments=list(Department.objects.order_by("name").values_list("code", "name")),
        groups=[
            (str(one.public_id), one.name) for one in EntityGroup.objects.filter(is_active=True).order_by("name", "pk")
        ],
    )


class NumberField(forms.FloatField):
    """A number written with a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs take it for an integer
        """Read 33,5 and 33.5 alike."""
        return super().to_python(str(value).replace(",", ".").strip() if value not in (None, "") else value)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number as people do; leave what was typed as it was typed."""
        return f"{value:g}".replace(".", ",") if isinstance(value, float) else value


def _year() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Año"), required=False, min_value=1985, max_value=2100, help_text=_("Vacío: el más reciente.")
    )


class CriterionForm(forms.Form):
    """One index that the rule weighs."""

    index = forms.ChoiceField(label=_("Índice"))
    edition_year = _year()
    weight = NumberField(label=_("Peso"), min_value=0, max_value=1000)
    direction = forms.ChoiceField(label=_("Sentido"), choices=CriterionDirection.choices)
    normalization = forms.ChoiceField(label=_("Escala"), choices=Normalization.choices)
    missing = forms.ChoiceField(label=_("Si falta el dato"), choices=MissingPolicy.choices)

    def __init__(self, *args: Any, choices: Offered, **kwargs: Any) -> None:
        """Offer the indices that can be read."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["index"]).choices = [*EMPTY, *choices.indices]
        for name, first in (("direction", "more"), ("normalization", "min_max"), ("missing", "leave_out")):
            self.fields[name].initial = first

    def has_changed(self) -> bool:
        """Take a row for empty when it names no index and no weight."""
        names = (self.add_prefix("index"), self.add_prefix("weight"))
        return any(self.data.get(name) for name in names) if self.is_bound else super().has_changed()


class FilterForm(forms.Form):
    """One condition to compete. Each kind looks at its own fields."""

    kind = forms.ChoiceField(label=_("Condición"), choices=[*EMPTY, *FilterKind.choices])
    index = forms.ChoiceField(label=_("Índice, para un rango"), required=False)
    minimum = NumberField(label=_("Desde"), required=False)
    maximum = NumberField(label=_("Hasta"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("Categorías, todas de un índice"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    departments = forms.MultipleChoiceField(
        label=_("Departamentos"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    group = forms.ChoiceField(label=_("Grupo"), required=False)
    years = forms.IntegerField(
        label=_("En cuántos años"), required=False, min_value=1, max_value=30, help_text=_("Vacío: desde siempre.")
    )
    excludes = forms.BooleanField(label=_("Dejar por fuera a los que la cumplen"), required=False)

    def __init__(self, *args: Any, choices: Offered, **kwargs: Any) -> None:
        """Offer indices, categories, departments and groups."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        fields["index"].choices = [*EMPTY, *choices.indices]
        fields["categories"].choices = choices.categories
        fields["departments"].choices = choices.departments
        fields["group"].choices = [*EMPTY, *choices.groups]

    def clean(self) -> dict[str, Any]:
        """Ask what the chosen kind looks at."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == FilterKind.INDEX_RANGE:
            self._require("index", _("Escoja el índice del rango."))
            if data.get("minimum") is None and data.get("maximum") is None and not self.errors:
                self.add_error("minimum", _("Diga desde qué valor o hasta cuál."))
        elif kind == FilterKind.INDEX_CATEGORIES:
            self._require("categories", _("Escoja una categoría al menos."))
            if len({one.split(":")[0] for one in data.get("categories", ())}) > 1:
                self.add_error(
                    "categories", _("Escoja categorías de un solo índice; para otro, agregue otra condición.")
                )
        elif kind == FilterKind.DEPARTMENTS:
            self._require("departments", _("Escoja un departamento al menos."))
        elif kind == FilterKind.GROUP:
            self._require("group", _("Escoja el grupo."))
        return data

    def _require(self, name: str, sentence: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(sentence))

    def content(self) -> FilterContent:
        """Return the condition, with only what its kind looks at."""
        data = self.cleaned_data
        kind, excludes = data["kind"], data["excludes"]
        if kind == FilterKind.INDEX_RANGE:
            return FilterContent(
                kind, index=data["index"], minimum=data["minimum"], maximum=data["maximum"], excludes=excludes
            )
        if kind == FilterKind.INDEX_CATEGORIES:
            pairs = [one.split(":") for one in data["categories"]]
            return FilterContent(
                kind, index=pairs[0][0], values=tuple(int(position) for _code, position in pairs), excludes=excludes
            )
        if kind == FilterKind.DEPARTMENTS:
            return FilterContent(kind, values=tuple(data["departments"]), excludes=excludes)
        if kind == FilterKind.GROUP:
            return FilterContent(kind, group=data["group"], excludes=excludes)
        return FilterContent(kind, years=data["years"], excludes=excludes)


class BaseRows(forms.BaseFormSet[Any]):
    """Rows of a rule; one left blank says nothing."""

    removal: Any = ""
    none_sentence: Any = ""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it was there or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give the fields of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = self.removal

    def kept(self) -> list[Any]:
        """Return the rows that say something, in their order."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and form.has_changed() and getattr(form, "cleaned_data", None)
        ]


class BaseCriteria(BaseRows):
    """The criteria: one at least, and no index twice in one year."""

    removal = _("Quitar este criterio")

    def clean(self) -> None:
        """Ask for a criterion with weight, each index once."""
        if any(self.errors):
            return
        rows = [form.cleaned_data for form in self.kept()]
        if not any(row["weight"] > 0 for row in rows):
            raise ValidationError(_("Agregue un criterio al menos, con peso mayor que cero."))
        named = [(row["index"], row["edition_year"]) for row in rows]
        if len(set(named)) != len(named):
            raise ValidationError(_("Un índice está dos veces en los criterios. Deje uno, con el peso de los dos."))

    def contents(self) -> list[CriterionContent]:
        """Return the criteria. Call once valid."""
        names = ("index", "weight", "edition_year", "direction", "normalization", "missing")
        return [CriterionContent(**{name: form.cleaned_data[name] for name in names}) for form in self.kept()]


class BaseFilters(BaseRows):
    """The filters; without any, all the places of the level compete."""

    removal = _("Quitar esta condición")

    def contents(self) -> list[FilterContent]:
        """Return the filters. Call once valid."""
        return [form.content() for form in self.kept()]


def criteria_formset(data: Any = None, *, choices: Offered, criteria: Sequence[CriterionContent] = ()) -> BaseCriteria:
    """Return the formset of criteria, with a blank row more, three where there are none."""
    made = forms.formset_factory(
        CriterionForm,
        formset=BaseCriteria,
        extra=1 if criteria else 3,
        can_delete=True,
        max_num=MOST_CRITERIA,
        validate_max=True,
    )
    initial = None if data else [vars(one) for one in criteria]
    return cast(BaseCriteria, made(data, initial=initial, prefix="criteria", form_kwargs={"choices": choices}))


def filters_formset(data: Any = None, *, choices: Offered, filters: Sequence[FilterContent] = ()) -> BaseFilters:
    """Return the formset of filters, with a blank row more."""
    made = forms.formset_factory(
        FilterForm, formset=BaseFilters, extra=1, can_delete=True, max_num=MOST_CRITERIA, validate_max=True
    )
    initial = None if data else [_filter_initial(one) for one in filters]
    return cast(BaseFilters, made(data, initial=initial, prefix="filters", form_kwargs={"choices": choices}))


def _filter_initial(one: FilterContent) -> dict[str, Any]:
    values: dict[str, Any] = dict(vars(one))
    if one.kind == FilterKind.INDEX_CATEGORIES:
        values |= {"index": "", "categories": [f"{one.index}:{position}" for position in one.values]}
    elif one.kind == FilterKind.DEPARTMENTS:
        values["departments"] = list(one.values)
    return values
