"""Which territory, which days and how it is shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from llegada.delivery import calendar_rules
from llegada.territory.filters import NO_DEPARTMENT, NO_MUNICIPALITY
from llegada.territory.models import Department, Municipality

#: Days ahead that are shown unless told, and the most that are shown at once.
AHEAD_DAYS: Final = 60
MOST_DAYS: Final = 366
LIST: Final = "lista"
DAYS: Final = "dias"
MONTH: Final = "mes"
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TerritoryForm(forms.Form):
    """The filters of the agenda of a territory, all of them in its address; with none, `department` (its code) is shown."""

    departamento = forms.ModelChoiceField(
        label=_("Departamento"),
        queryset=Department.objects.order_by("name"),
        required=False,
        empty_label=_("Elija uno"),
        error_messages=NO_DEPARTMENT,
    )
    municipio = forms.ModelChoiceField(
        label=_("Municipio"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("Todos"),
        error_messages=NO_MUNICIPALITY,
    )
    desde = forms.DateField(label=_("Desde"), required=False, widget=_DAY)
    hasta = forms.DateField(label=_("Hasta"), required=False, widget=_DAY)
    cerca = forms.IntegerField(
        label=_("Días entre visitas"),
        required=False,
        min_value=1,
        max_value=calendar_rules.MOST_TRIP_DAYS,
    )
    ver = forms.ChoiceField(
        required=False, choices=[(LIST, LIST), (DAYS, DAYS), (MONTH, MONTH)], widget=forms.HiddenInput
    )
    mes = forms.DateField(required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)

    def __init__(self, given: QueryDict, *, today: date, department: str = "") -> None:
        data = given.copy()
        if department:
            data.setdefault("departamento", department)
        data.setdefault("desde", today.isoformat())
        data.setdefault("hasta", (today + timedelta(days=AHEAD_DAYS)).isoformat())
        data.setdefault("cerca", str(calendar_rules.TRIP_DAYS))
        super().__init__(data, auto_id="t_%s")
        self.today = today
        if data.get("ver") == MONTH:
            for name in ("desde", "hasta"):
                self.fields[name].widget = forms.HiddenInput()
        town = self.fields["municipio"]
        assert isinstance(town, forms.ModelChoiceField)  # noqa: S101  # for the type checker: declared above
        code = data.get("departamento", "")
        if code:
            town.queryset = Municipality.objects.filter(department=code).order_by("name")
        else:
            town.widget.attrs["disabled"] = True
            town.help_text = _("Primero elija el departamento.")

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards or that nobody would read at once."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("desde"), data.get("hasta")
        if first and last and last < first:
            self.add_error("hasta", _("Debe ser posterior a la fecha «desde»."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("hasta", _("Elija a lo sumo un año de una vez."))
        return data

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day to show: those asked for or, by month, those of its weeks."""
        if self.cleaned_data.get("ver") == MONTH:
            weeks = calendar_rules.month_weeks(self.month)
            return weeks[0][0], weeks[-1][-1]
        first = self.cleaned_data.get("desde") or self.today
        return first, self.cleaned_data.get("hasta") or first + timedelta(days=AHEAD_DAYS)

    @property
    def month(self) -> date:
        """Return the first day of the month to show."""
        found: date = self.cleaned_data.get("mes") or self.today
        return found.replace(day=1)

    @property
    def trip_days(self) -> int:
        """Return within how many days two visits are worth one trip."""
        return self.cleaned_data.get("cerca") or calendar_rules.TRIP_DAYS
