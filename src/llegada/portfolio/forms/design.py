"""Forms of the design of a version and of the operation of a service: for each section, what it says once and its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from llegada.indicators.choices import IndicatorLevel
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.rules import Why
from llegada.portfolio import design_rules, rules
from llegada.portfolio.choices import (
    CapacityKind,
    Degree,
    Ecosystem,
    FundingSource,
    GapKind,
    GapLevel,
    Stance,
    StepKind,
    Tier,
)
from llegada.portfolio.design_checks import not_calculable_words, why_not_calculable
from llegada.portfolio.design_rules import CONDITIONS, Row
from llegada.portfolio.forms.strategies import AmountField
from llegada.portfolio.models import CapacityObjective

#: Reasons for which a goal is refused as it is typed: no result could ever be told from it.
_REFUSED: Final = frozenset({Why.TARGET_IS_BASELINE, Why.TARGET_IS_ZERO})


def _text(label: Any, help_text: Any = "", *, rows: int = 2, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, help_text=help_text, widget=widget)


def _line(label: Any, most: int, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _choice(label: Any, choices: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices], help_text=help_text)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _year(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR, widget=widget
    )


class MoneyField(forms.CharField):
    """Pesos, written as people do: $ 1.234.567. Words and negative amounts are refused with a sentence."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Read what was typed; blank is «sin dato», which is not zero."""
        text = super().to_python(value)
        if not text:
            return None
        amount = design_rules.read_money(str(text))
        if amount is None:
            raise ValidationError(
                _("Escriba solo el valor en pesos, con números: por ejemplo 48.000.000. No puede ser negativo.")
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Write a stored amount with its thousands; leave what was typed as it was typed."""
        return design_rules.write_amount(value) if isinstance(value, Decimal) else value


class RowForm(forms.Form):
    """A row of a section. `key` says which row it was, so that what points to it still does."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, options: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Take `options`, what the section offers to choose from."""
        super().__init__(*args, **kwargs)
        self.offer(options or {})

    def offer(self, options: Mapping[str, Any]) -> None:
        """Offer what there is to choose from; most rows offer nothing."""

    def row(self) -> Row:
        """Return what was typed. Call once valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"DELETE", "ORDER"}}


class GapForm(RowForm):
    """One capacity gap."""

    description = _text(_("Qué falta"), required=True)
    level = _choice(_("Nivel"), GapLevel.choices)
    kind = _choice(_("Lado de la capacidad"), GapKind.choices)
    capacity = _choice(_("Tipo de capacidad"), CapacityKind.choices)
    measure = forms.CharField(label=_("Unidad de medida"), required=False, max_length=80)
    present_value = AmountField(label=_("Valor actual"), required=False)
    wanted_value = AmountField(label=_("Valor deseado"), required=False)
    workshop_on = _day(_("Fecha del taller conjunto"))
    workshop_record = _text(
        _("Registro del taller conjunto"), _("Quiénes participaron, por dependencia, y qué se acordó.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the measure of what has a value."""
        data = super().clean() or {}
        has_value = data.get("present_value") is not None or data.get("wanted_value") is not None
        if has_value and not data.get("measure"):
            self.add_error("measure", _("Un valor necesita su unidad de medida."))
        return data


class ObjectiveForm(RowForm):
    """One objective of capacity, with its four conditions."""

    text = _text(_("Objetivo"), required=True)
    gaps = forms.MultipleChoiceField(
        label=_("Brechas que cierra"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in CONDITIONS:
            mark, how = (CapacityObjective._meta.get_field(name) for name in (f"is_{one}", f"{one}_how"))
            label = str(mark.verbose_name)  # type: ignore[union-attr]
            self.fields[f"is_{one}"] = forms.BooleanField(label=label[:1].upper() + label[1:], required=False)
            why = str(how.verbose_name)  # type: ignore[union-attr]
            self.fields[f"{one}_how"] = _text(why[:1].upper() + why[1:], rows=2)

    def offer(self, options: Mapping[str, Any]) -> None:
        """Offer the gaps of the version."""
        gaps = options.get("gaps", [])
        cast(Any, self.fields["gaps"]).choices = gaps
        if not gaps:  # a label with nothing under it would ask for nothing
            self.fields["gaps"].widget = forms.MultipleHiddenInput()

    def row(self) -> Row:
        """Return what was typed, the gaps in one order."""
        return {**super().row(), "gaps": tuple(sorted(self.cleaned_data["gaps"]))}


class IndicatorForm(RowForm):
    """One indicator of the service with its goal."""

    sheet = forms.ChoiceField(label=_("Ficha del indicador"))
    goal_value = AmountField(label=_("Meta"), required=False)
    goal_year = _year(_("Año de la meta"))

    def offer(self, options: Mapping[str, Any]) -> None:
        """Offer the sheets, by level."""
        sheets: Iterable[IndicatorSheet] = options.get("sheets", ())
        self._sheets = {str(one.public_id): one for one in sheets}
        groups = [
            (level.label, [(key, one.name) for key, one in self._sheets.items() if one.level == level])
            for level in IndicatorLevel
        ]
        cast(Any, self.fields["sheet"]).choices = [("", "—"), *(group for group in groups if group[1])]

    def clean(self) -> dict[str, Any]:
        """Say at once that a goal equal to the baseline, for a type that divides by their difference, is not calculable."""
        data = super().clean() or {}
        sheet = self._sheets.get(data.get("sheet", ""))
        if sheet is not None:
            why = why_not_calculable(sheet, value=data.get("goal_value"), year=data.get("goal_year"))
            if why in _REFUSED:
                self.add_error("goal_value", not_calculable_words(why))
        return data

    def row(self) -> Row:
        """Return what was typed, with the sheet itself."""
        return {**super().row(), "sheet": self._sheets[self.cleaned_data["sheet"]]}


class CostForm(RowForm):
    """What one item costs in one year."""

    item = _line(_("Rubro"), 200, required=True)
    source = _choice(_("Fuente de financiación"), FundingSource.choices)
    year = _year(_("Año"))
    amount = MoneyField(label=_("Valor en pesos"), required=False)
    operation = _line(_("Forma de operación"), 200, _("Directa, por convenio, por contrato…"))
    administration = _line(_("Forma de administración"), 200, _("Quién maneja los recursos y cómo."))


class ActorForm(RowForm):
    """One organisation or role of the ecosystem."""

    name = _line(_("Organización o rol"), 200, _("Una organización o un cargo, no una persona."), required=True)
    ecosystem = _choice(_("Ecosistema"), Ecosystem.choices)
    interest = _choice(_("Interés"), Degree.choices)
    influence = _choice(_("Influencia"), Degree.choices)
    stance = _choice(_("Posición"), Stance.choices)
    brings = _text(_("Qué aporta"))


class BodyForm(RowForm):
    """One body of the governance."""

    name = _line(_("Instancia"), 200, required=True)
    tier = _choice(_("Nivel"), Tier.choices)
    frequency = _line(_("Cada cuánto se reúne"), 120)
    role = _text(_("Qué hace y quiénes la integran"), _("Por cargo o dependencia."))


class StepForm(RowForm):
    """One step of the activation."""

    what = _line(_("Qué se hace"), 250, required=True)
    kind = _choice(_("Clase"), StepKind.choices)
    done_on = _day(_("Hecho el"))
    proof = _line(_("Con qué se comprueba"), 300)


_ROW_FORMS: Final[Mapping[str, type[RowForm]]] = {
    "gaps": GapForm,
    "objectives": ObjectiveForm,
    "indicators": IndicatorForm,
    "costs": CostForm,
    "actors": ActorForm,
    "governance": BodyForm,
    "activation": StepForm,
}


class BaseRowFormSet(forms.BaseFormSet[RowForm]):
    """The rows of a section, in their order; one left blank is no row."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it had been one or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: RowForm, index: int | None) -> None:
        """Give the two fields of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Orden")
        form.fields["DELETE"].label = _("Quitar")

    def rows(self) -> tuple[Row, ...]:
        """Return the rows in their order, without those taken away. Call once valid."""
        return tuple(form.row() for form in self.ordered_forms if form.has_changed() and form.cleaned_data)


def row_formset(
    section: str, data: Any = None, *, rows: Sequence[Row] = (), options: Mapping[str, Any] | None = None
) -> BaseRowFormSet:
    """Return the formset of a section's rows, with an empty one to add another without script."""
    formset_class = forms.formset_factory(
        _ROW_FORMS[section],
        formset=BaseRowFormSet,
        extra=1,
        can_delete=True,
        can_order=True,
        max_num=60,
        validate_max=True,
    )
    initial = None if data else [_initial(row) for row in rows]
    made = formset_class(data, initial=initial, prefix="rows", form_kwargs={"options": options or {}})
    return cast(BaseRowFormSet, made)


def _initial(row: Row) -> dict[str, Any]:
    chosen = row.get("sheet")
    return {**row, "sheet": str(chosen.public_id)} if isinstance(chosen, IndicatorSheet) else dict(row)


def gap_choices(gaps: Collection[Row]) -> list[tuple[str, str]]:
    """Return the gaps of a version to be chosen from, by their keys."""
    return [(str(row["key"]), str(row["description"])[:120]) for row in gaps]
