"""Forms of a plan: what it says besides its lines, the money and the people of its unit, the committee's sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.planning.plan_words import MONTH_NAMES
from llegada.planning.services.committee import AMENDMENT_DECISIONS, PLAN_DECISIONS
from llegada.portfolio.choices import CommitteeDecision, FundingSource
from llegada.portfolio.forms import SheetForm
from llegada.portfolio.forms.strategies import AmountField


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=8000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlanForm(forms.Form):
    """The value chain of the plan, whose products are the services of its lines, and the note on the warnings."""

    impacts = _text(_("Impactos a los que aporta"), _("Qué cambia al final, y de qué plan o estrategia sale."))
    outcomes = _text(
        _("Resultados esperados"), _("Qué logran las entidades este año. Los productos son los de las líneas.")
    )
    note = _text(
        _("Nota sobre las advertencias"), _("Si las revisiones advierten algo, diga aquí por qué el plan sigue así.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BudgetForm(forms.Form):
    """How much money of each source the unit may plan with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for each source of the list."""
        super().__init__(*args, **kwargs)
        for source in FundingSource:
            self.fields[f"source_{source.value}"] = AmountField(label=source.label, required=False, decimals=2)

    def amounts(self) -> dict[str, Decimal | None]:
        """Return the amount of each source, in COP; None where the cell was left empty. Call once valid."""
        return {one.value: self.cleaned_data[f"source_{one.value}"] for one in FundingSource}


class CapacityForm(forms.Form):
    """How many days of people the unit has in each month."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for each month."""
        super().__init__(*args, **kwargs)
        for month, name in MONTH_NAMES.items():
            self.fields[f"month_{month}"] = AmountField(
                label=str(name).capitalize(), required=False, decimals=1, digits=7
            )

    def days(self) -> dict[int, Decimal | None]:
        """Return the days of each month; None where the cell was left empty. Call once valid."""
        return {month: self.cleaned_data[f"month_{month}"] for month in MONTH_NAMES}


def _decisions(values: tuple[str, ...]) -> forms.ChoiceField:
    choices = [(value, CommitteeDecision(value).label) for value in values]
    return forms.ChoiceField(label=_("Su decisión"), choices=choices, widget=forms.RadioSelect)


class PlanSheetForm(SheetForm):
    """What a member of the committee decides on the plans presented."""

    decision = _decisions(PLAN_DECISIONS)


class AmendmentSheetForm(SheetForm):
    """What a member of the committee decides on an amendment."""

    decision = _decisions(AMENDMENT_DECISIONS)
