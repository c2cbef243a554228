"""Forms of the yearly cycle: its calendar and the units that are asked for a plan."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.planning.services.cycles import CycleDates
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class UnitsField(forms.ModelMultipleChoiceField[OrgUnit]):
    """Units with boxes to tick, each with its organisation's acronym."""

    def label_from_instance(self, obj: OrgUnit) -> str:
        """Return the name with the organisation."""
        return f"{obj.name} ({obj.organization.short_name})"


class CycleForm(forms.Form):
    """The calendar of a year."""

    opens_on = _day(_("Apertura del ciclo"))
    analysis_due_on = _day(
        _("Límite para enviar el análisis anual"),
        required=False,
        help_text=_("En el último bimestre de la vigencia anterior. Vacío si este año no se pide."),
    )
    strategies_due_on = _day(_("Límite para enviar estrategias"), required=False)
    plans_due_on = _day(
        _("Límite para enviar el plan"),
        help_text=_("En el último mes de la vigencia anterior, según el procedimiento."),
    )
    committee_on = _day(_("Reunión del comité"), required=False)
    registers_on = _day(_("Límite para registrar el plan aprobado"), help_text=_("En enero de la vigencia."))
    units = UnitsField(
        label=_("Dependencias que hacen plan"),
        queryset=OrgUnit.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: QuerySet[OrgUnit], **kwargs: Any) -> None:
        """Offer `units`."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["units"]).queryset = units

    def dates(self) -> CycleDates:
        """Return the calendar that was typed. Call once valid."""
        names = ("opens_on", "plans_due_on", "registers_on", "analysis_due_on", "strategies_due_on", "committee_on")
        return CycleDates(**{name: self.cleaned_data[name] for name in names})


class OpenCycleForm(CycleForm):
    """A new cycle: of which organisation and year."""

    organization = forms.ModelChoiceField(
        label=_("Organización"), queryset=Organization.objects.none(), empty_label=None
    )
    year = forms.IntegerField(
        label=_("Vigencia"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_(
            "Las fechas de abajo son las usuales de esta vigencia. Si escribe otra, revise que caigan en sus años."
        ),
        widget=forms.NumberInput(attrs={"data-moves-years": ""}),
    )
    field_order = ("organization", "year", "opens_on")

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        """Offer `organizations`."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["organization"]).queryset = organizations
