"""Forms of the indicator sheets. Services have the last word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.indicators.choices import (
    Accumulation,
    BaselineGap,
    Criterion,
    Direction,
    IndicatorLevel,
    Periodicity,
)
from llegada.indicators.content import SHEET_FIELDS, Answer, SheetContent
from llegada.indicators.models import IndicatorSheet

_THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}(\.\d{3})+$")
#: What each question of the CREMAS check asks.
QUESTIONS: Final[dict[str, str | Promise]] = {
    Criterion.CLEAR: _("¿Se entiende igual por todos, sin explicación?"),
    Criterion.RELEVANT: _("¿Mide algo que importa para el objetivo?"),
    Criterion.ECONOMIC: _("¿Se puede obtener a un costo razonable?"),
    Criterion.MEASURABLE: _("¿Otra persona llegaría al mismo valor con los mismos datos?"),
    Criterion.ADEQUATE: _("¿Basta para juzgar el desempeño?"),
    Criterion.SENSITIVE: _("¿Muestra los cambios en periodos cortos?"),
}
_BLANK = ("", "—")


class _WideField(BoundField):
    """A field with the whole row for itself."""

    def css_classes(self, extra_classes: Any = None) -> str:
        return f"{super().css_classes(extra_classes)} field-wide".strip()


class _WideCharField(forms.CharField):
    bound_field_class = _WideField


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, named with its organisation."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the unit and whose it is."""
        return f"{obj.name} · {obj.organization.short_name}"


class MeasureField(forms.DecimalField):
    """A number as Colombians write it: 1.234,5. A lone point followed by three digits separates thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an integer
        """Read 1.234,5 and 33.34 alike."""
        text = str(value or "").replace(" ", "").replace("\u00a0", "")
        if "," in text or _THOUSANDS.match(text):
            text = text.replace(".", "").replace(",", ".")
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored value with its comma and no needless zeros; leave what was typed as it was typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _text(label: Any, *, rows: int = 0, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text, **kwargs)


def _choice(label: Any, choices: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_BLANK, *choices], required=False, help_text=help_text)


@dataclass(frozen=True)
class Question:
    """One question of the check, with its two fields."""

    label: str | Promise
    asks: str | Promise
    holds: BoundField
    why: BoundField


class SheetForm(forms.Form):
    """What a sheet says, without its targets. A draft may be incomplete; being in force asks for the rest."""

    unit = UnitChoiceField(queryset=OrgUnit.objects.none(), label=_("Dependencia responsable"), empty_label="—")
    name = _WideCharField(label=_("Nombre del indicador"), max_length=250)
    level = forms.ChoiceField(
        label=_("Nivel"),
        choices=[_BLANK, *IndicatorLevel.choices],
        help_text=_("Qué eslabón de la cadena de valor mide."),
    )
    description = _text(_("Qué mide"), rows=2)
    measure_unit = _text(
        _("Unidad de medida"), max_length=80, help_text=_("Por ejemplo: municipios, porcentaje, días.")
    )
    periodicity = _choice(
        _("Periodicidad"), Periodicity.choices, _("Impacto: anual. Sugerido: resultado, trimestral; producto, mensual.")
    )
    formula = _text(_("Fórmula de cálculo"), rows=2, help_text=_("Con las variables: A ÷ B × 100."))
    variables = _text(_("Variables"), rows=2, help_text=_("Una por línea: A = municipios con plan adoptado."))
    source = _text(_("Fuente"), max_length=300, help_text=_("De dónde sale el dato y quién lo produce."))
    responsible = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Persona responsable"), required=False, empty_label="—"
    )
    direction = _choice(_("Sentido"), Direction.choices)
    accumulation = _choice(
        _("Tipo de acumulación"),
        Accumulation.choices,
        _("Cómo se juntan los años. Capacidad y reducción parten de la línea base."),
    )
    baseline_value = MeasureField(
        label=_("Línea base"),
        required=False,
        help_text=_("Punto para los miles y coma para los decimales. Cero es un dato."),
    )
    baseline_year = forms.IntegerField(
        label=_("Año de la línea base"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    baseline_gap = _choice(_("Si no hay línea base, por qué"), BaselineGap.choices)
    notes = _text(_("Observaciones"), rows=2)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, people: QuerySet[Person], units: QuerySet[OrgUnit] | None = None, **kwargs: Any
    ) -> None:
        """Offer `people` as responsible; ask for one of `units` only where the sheet is new."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["responsible"]).queryset = people
        if units is None:
            del self.fields["unit"]
        else:
            cast(Any, self.fields["unit"]).queryset = units
        for criterion in Criterion:
            self.fields[f"cremas_{criterion}"] = _choice(criterion.label, [("yes", _("Sí")), ("no", _("No"))])
            self.fields[f"cremas_{criterion}_why"] = _text(_("Por qué"), rows=2, max_length=2000)

    @property
    def questions(self) -> Iterator[Question]:
        """Yield the six questions of the check with their fields."""
        for criterion in Criterion:
            holds, why = self[f"cremas_{criterion}"], self[f"cremas_{criterion}_why"]
            yield Question(criterion.label, QUESTIONS[criterion], holds, why)

    def clean(self) -> dict[str, Any]:
        """Ask for the answer where there is a justification, and for one of baseline and reason."""
        values = super().clean() or {}
        for criterion in Criterion:
            if values.get(f"cremas_{criterion}_why") and not values.get(f"cremas_{criterion}"):
                self.add_error(f"cremas_{criterion}", _("Responda sí o no."))
        if values.get("baseline_value") is not None and values.get("baseline_gap"):
            self.add_error("baseline_gap", _("Ya hay línea base: quite el motivo o quite el valor."))
        return values

    def content(self, targets: Collection[tuple[int, Decimal]]) -> SheetContent:
        """Return what was typed, with its targets. Of a form that is not valid, the part that could be read."""
        read = self.cleaned_data
        blank = SheetContent(name="", level="")
        values = {name: read.get(name, getattr(blank, name)) for name in SHEET_FIELDS}
        answers = tuple(
            Answer(
                criterion.value, read[f"cremas_{criterion}"] == "yes", read.get(f"cremas_{criterion}_why", "").strip()
            )
            for criterion in Criterion
            if read.get(f"cremas_{criterion}")
        )
        return SheetContent(**values, targets=tuple(targets), answers=answers)


def initial_of(content: SheetContent, sheet: IndicatorSheet) -> dict[str, Any]:
    """Return what a form starts with to edit a sheet that says `content`."""
    values = {name: getattr(content, name) for name in SHEET_FIELDS} | {"revision": sheet.revision}
    for one in content.answers:
        values |= {
            f"cremas_{one.criterion}": "yes" if one.holds else "no",
            f"cremas_{one.criterion}_why": one.justification,
        }
    return values


class TargetForm(forms.Form):
    """What the indicator should reach in one year."""

    year = forms.IntegerField(
        label=_("Año"), min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    value = MeasureField(label=_("Meta"))


class BaseTargetFormSet(forms.BaseFormSet[TargetForm]):
    """The targets of a sheet, one a year."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike: one left blank is no target."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: TargetForm, index: int | None) -> None:
        """Give the field of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Quitar esta meta")

    def clean(self) -> None:
        """Refuse two targets of one year."""
        years = [year for year, _value in self.targets()]
        if len(set(years)) < len(years):
            raise ValidationError(_("Hay dos metas del mismo año. Deje una sola por año."))

    def targets(self) -> list[tuple[int, Decimal]]:
        """Return the targets that could be read, without those taken away."""
        read = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [
            (one["year"], one["value"])
            for one in read
            if one.get("year") is not None and one.get("value") is not None and not one.get("DELETE")
        ]


def target_formset(data: Any = None, *, targets: Collection[tuple[int, Decimal]] = ()) -> BaseTargetFormSet:
    """Return the formset of `targets` with an empty row to add another without script, four when there are none."""
    formset_class = forms.formset_factory(
        TargetForm,
        formset=BaseTargetFormSet,
        extra=1 if targets else 4,
        can_delete=True,
        max_num=30,
        validate_max=True,
    )
    initial = None if data else [{"year": year, "value": value} for year, value in targets]
    return cast(BaseTargetFormSet, formset_class(data, initial=initial, prefix="targets"))
